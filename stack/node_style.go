package stack

import (
	ts "scaffold/patcher/tssrc"
)

// finishNode gives a rendered text the app's language, module system and style.
func finishNode(app *App, path string, text []byte) ([]byte, error) {
	var err error
	if app.Is(Types, "javascript") {
		if text, err = ts.ToJavaScript(text); err != nil {
			return nil, err
		}
	}
	if app.Is(Modules, "cjs") {
		if text, err = ts.ToCommonJS(text); err != nil {
			return nil, err
		}
	}
	return ts.Restyle(text, siteOfNode(app).style(app))
}

// style returns the style of created files.
func (s *nodeSite) style(app *App) ts.Style {
	return s.program.module(app.At.Path).tree.Style()
}

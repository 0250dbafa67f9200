package stack

import (
	"cmp"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// finishNode gives a rendered text the app's language, module system and style.
func finishNode(app *App, name string, text []byte) ([]byte, error) {
	var err error
	text = siteOfNode(app).importJest(app, name, text)
	if app.Is(Types, "javascript") {
		if text, err = ts.ToJavaScript(text); err != nil {
			return nil, err
		}
	}
	text = ts.SpreadImports(text)
	if app.Is(Namespace, "true") && app.Is(Runtime, "cjs") {
		text = wholeImport().ReplaceAll(text, []byte("import $1 = require('$2');"))
	}
	if app.Is(Modules, "cjs") {
		if text, err = ts.ToCommonJS(text); err != nil {
			return nil, err
		}
	}
	return ts.Restyle(text, siteOfNode(app).style(app))
}

// wholeImport finds default imports of modules that are one CommonJS value and have no default: without
// esModuleInterop they are undefined when the service runs.
var wholeImport = lazy.Regexp(`(?m)^import (\w+) from '(cors|express|pg|winston|compression|morgan|multer|sanitize-html)';$`)

// style returns the style of created files: what the formatter's settings say, else what most of the app's files do.
func (s *nodeSite) style(app *App) ts.Style {
	if s.styled == nil {
		style := s.majority(app)
		dirs := nodejs.Ancestors(app.Dir)
		for i := len(dirs) - 1; i >= 0; i-- { // the nearer settings count more
			s.editorconfig(dirs[i], &style)
		}
		for i := len(dirs) - 1; i >= 0; i-- {
			s.prettier(dirs[i], &style)
		}
		s.styled = &style
	}
	return *s.styled
}

// styleSample is how many files are looked at for their style.
const styleSample = 24

// majority returns the style that most of the app's files are written in.
func (s *nodeSite) majority(app *App) ts.Style {
	style := s.program.Module(app.At.Path).Tree.Style()
	double, semicolons, commas, all := 0, 0, 0, 0
	indents, ends := map[string]int{}, map[string]int{}
	for _, name := range s.files {
		m := s.program.Module(name)
		if m == nil || s.created(name) {
			continue
		}
		if all == styleSample {
			break
		}
		one := m.Tree.Style()
		all++
		indents[one.Indent]++
		ends[one.EOL]++
		double += oneIf(one.Quote == '"')
		semicolons += oneIf(one.Semicolons)
		commas += oneIf(one.TrailingComma)
	}
	if all == 0 {
		return style
	}
	style.Quote = '\''
	if 2*double > all {
		style.Quote = '"'
	}
	style.Semicolons, style.TrailingComma = 2*semicolons > all, 2*commas > all
	style.Indent, style.EOL = mostOf(indents, style.Indent), mostOf(ends, style.EOL)
	return style
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// mostOf returns the value that was counted most, the usual one where several were.
func mostOf(counts map[string]int, usual string) string {
	best := usual
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		if counts[value] > counts[best] {
			best = value
		}
	}
	return best
}

// prettierFile is the part of Prettier's settings that created files follow.
type prettierFile struct {
	SingleQuote   *bool   `json:"singleQuote"`
	Semi          *bool   `json:"semi"`
	UseTabs       *bool   `json:"useTabs"`
	TabWidth      *int    `json:"tabWidth"`
	TrailingComma *string `json:"trailingComma"`
	EndOfLine     *string `json:"endOfLine"`
}

// prettier takes over the settings of Prettier in a folder. Settings that are a program are not read: the files that
// were formatted by it tell the same.
func (s *nodeSite) prettier(dir string, style *ts.Style) {
	var file prettierFile
	found := false
	for _, name := range []string{".prettierrc", ".prettierrc.json"} {
		if text := s.program.Repo.Read(path.Join(dir, name)); text != nil {
			found = nodejs.DecodeJSON(text, &file) == nil || plainYAML(string(text), &file)
		}
	}
	for _, name := range []string{".prettierrc.yaml", ".prettierrc.yml"} {
		if text := s.program.Repo.Read(path.Join(dir, name)); text != nil {
			found = plainYAML(string(text), &file)
		}
	}
	if pkg := s.program.Pkgs[dir]; pkg != nil && len(pkg.Prettier) > 0 {
		found = json.Unmarshal(pkg.Prettier, &file) == nil
	}
	if found {
		file.apply(style)
	}
}

// apply sets what the file says, and Prettier's defaults for the rest.
func (f *prettierFile) apply(style *ts.Style) {
	style.Quote = '"'
	if f.SingleQuote != nil && *f.SingleQuote {
		style.Quote = '\''
	}
	style.Semicolons = f.Semi == nil || *f.Semi
	style.TrailingComma = f.TrailingComma == nil || *f.TrailingComma != "none"
	width := 2
	if f.TabWidth != nil && *f.TabWidth > 0 && *f.TabWidth <= 8 {
		width = *f.TabWidth
	}
	style.Indent = strings.Repeat(" ", width)
	if f.UseTabs != nil && *f.UseTabs {
		style.Indent = "\t"
	}
	if f.EndOfLine != nil && *f.EndOfLine == "crlf" {
		style.EOL = "\r\n"
	}
}

// plainYAML reads settings that are one "key: value" a line.
func plainYAML(text string, file *prettierFile) bool {
	values := map[string]json.RawMessage{}
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, " #")
		key, value, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "#") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `'"`)
		if value != "true" && value != "false" {
			if _, err := strconv.Atoi(value); err != nil {
				value = strconv.Quote(value)
			}
		}
		values[strings.TrimSpace(key)] = json.RawMessage(value)
	}
	all, err := json.Marshal(values)
	return err == nil && len(values) > 0 && json.Unmarshal(all, file) == nil
}

// editorconfig takes over indentation and line ends that .editorconfig gives for all files or for source files.
func (s *nodeSite) editorconfig(dir string, style *ts.Style) {
	text := string(s.program.Repo.Read(path.Join(dir, ".editorconfig")))
	applies := false
	indent, size := "", 0
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			applies = line == "[*]" || strings.Contains(line, "js") && !strings.Contains(line, "json") || strings.Contains(line, "ts")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if value = strings.ToLower(strings.TrimSpace(value)); !ok || !applies {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "indent_style":
			indent = value
		case "indent_size":
			size, _ = strconv.Atoi(value)
		case "end_of_line":
			style.EOL = map[string]string{"lf": "\n", "crlf": "\r\n"}[value]
			style.EOL = cmp.Or(style.EOL, "\n")
		}
	}
	switch {
	case indent == "tab":
		style.Indent = "\t"
	case indent == "space" && size > 0 && size <= 8:
		style.Indent = strings.Repeat(" ", size)
	}
}

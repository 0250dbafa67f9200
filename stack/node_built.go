package stack

import (
	"strings"

	"scaffold/stack/nodejs"
)

// builtNode returns the folder that the compiler writes to, relative to the app's, and false where nothing is compiled.
func builtNode(app *App) (string, bool) {
	if !app.Is(Types, "typescript") {
		return "", false
	}
	file, ok := siteOfNode(app).built(app, nodejs.Rel(app.Dir, app.Fact(Entry)))
	dir, _, below := strings.Cut(file, "/")
	return dir, ok && below
}

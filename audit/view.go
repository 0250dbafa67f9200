package audit

import (
	"path"
	"regexp"
	"strings"

	"scaffold/generators"
	"scaffold/stack/source"
)

// stands tells whether a piece of a gap, by its short name, is there.
func (v *View) stands(gap, name string) bool {
	r := v.Result(gap)
	if r == nil {
		return false
	}
	for _, f := range r.Findings {
		if f.Piece.Check.Name == name && (f.Status == generators.Present || f.Status == generators.Partial) {
			return true
		}
	}
	return false
}

// lineOf returns the line, from 1, of the first place where a text matches, 0 for none.
func lineOf(text []byte, pattern *regexp.Regexp) int {
	at := pattern.FindIndex(text)
	if at == nil {
		return 0
	}
	return 1 + strings.Count(string(text[:at[0]]), "\n")
}

// files returns the repository's files of a name, but those that are very big, and the tool's own record.
func (v *View) files(wanted func(name string) bool) []string {
	var found []string
	for _, name := range v.Repo.Files() {
		if !strings.HasPrefix(name, ".scaffold/") && wanted(name) && len(v.Repo.Read(name)) <= mostBytes {
			found = append(found, name)
		}
	}
	return found
}

// near are the files of the app's folder and of those above it, of a name.
func (v *View) near(names ...string) (string, bool) {
	for dir := v.App.Dir; ; dir = path.Dir(dir) {
		for _, name := range names {
			if file := path.Join(dir, name); v.Repo.Has(file) {
				return file, true
			}
		}
		if dir == "." || dir == "/" {
			return "", false
		}
	}
}

// manifestPlace is the manifest of the app, else where the app is born.
func (v *View) manifestPlace() source.Pos {
	if file, ok := v.near(v.App.Language.Manifest); ok {
		return source.Pos{Path: file, Line: 1}
	}
	return v.App.At
}

// at is a place in a file, by what stands there, else the file's first line.
func (v *View) at(name string, pattern *regexp.Regexp) source.Pos {
	return source.Pos{Path: name, Line: max(1, lineOf(v.Repo.Read(name), pattern))}
}

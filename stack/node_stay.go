package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
)

// stays returns where an earlier run put what would go to name now, else name: what the user wrote since may have changed
// how the files of a folder are called, or where most tests stand, and nothing is created twice for that.
func (s *nodeSite) stays(name string) string {
	if s.created(name) {
		return name
	}
	for _, f := range s.program.Repo.Under(path.Dir(name)) {
		if path.Dir(f) == path.Dir(name) && s.created(f) && sameWords(f, name) {
			return f
		}
	}
	return name
}

// testStays is stays for the test of a file in dir, which may be anywhere in the app.
func (s *nodeSite) testStays(app *App, dir, name string) string {
	if at := s.stays(name); at != name || s.created(name) {
		return at
	}
	for _, f := range s.program.Repo.Under(app.Dir) {
		if s.created(f) && sameWords(f, name) && !s.belowPackage(app, f) && (path.Dir(f) == dir || !s.besideItsSource(f)) {
			return f
		}
	}
	return name
}

// besideItsSource tells whether a test stands in the folder of what it tests.
func (s *nodeSite) besideItsSource(test string) bool {
	return slices.ContainsFunc(s.program.Repo.Under(path.Dir(test)), func(f string) bool {
		return path.Dir(f) == path.Dir(test) && nodejs.IsSource(f) && nameWords(f) == nameWords(test)
	})
}

// belowPackage tells whether a file belongs to another package in a folder of the app.
func (s *nodeSite) belowPackage(app *App, name string) bool {
	for _, dir := range nodejs.Ancestors(path.Dir(name)) {
		if s.program.Pkgs[dir] != nil {
			return len(dir) > len(app.Dir) && dir != "."
		}
	}
	return false
}

// sameWords tells whether two files are called alike but for how the words are joined and what stands behind the first dot.
func sameWords(a, b string) bool {
	return path.Ext(a) == path.Ext(b) && nodejs.IsSource(a) == nodejs.IsSource(b) && nameWords(a) == nameWords(b)
}

func nameWords(name string) string {
	stem, _, _ := strings.Cut(path.Base(name), ".")
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(stem))
}

package stack

import (
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/gomod"
	"scaffold/stack/golang"
	"scaffold/stack/source"
	"scaffold/templates"
)

// manifests are the files with the versions of third-party modules, by the go line that they are for, newest first.
var manifests = []struct{ line, file string }{
	{"1.26", "gomod/go1.26.mod"}, {"1.25", "gomod/go1.25.mod"}, {"1.24", "gomod/go1.24.mod"}, {"1.21", "gomod/go1.21.mod"},
}

// requireGo returns the edits of the module's go.mod for what the texts import. The go line is never raised; a target
// below the oldest manifest takes that one.
func requireGo(_ *source.Repo, app *App, texts map[string][]byte) ([]patcher.FileEdit, error) {
	s := siteOf(app)
	var edits []patcher.FileEdit
	for _, name := range foreignImports(s.module, texts) {
		module, version, err := s.versionOf(name)
		if err != nil {
			return nil, err
		}
		if _, ok := s.module.Requires[module]; ok {
			continue
		}
		edits = append(edits, patcher.FileEdit{Path: s.module.File(), Edit: gomod.Require{Module: module, Version: version}})
	}
	return edits, nil
}

// versionOf returns the module that holds the package: one that go.mod requires, else one of the manifest's.
func (s *goSite) versionOf(name string) (module, version string, err error) {
	for required := range s.module.Requires {
		if inModule(name, required) {
			return required, "", nil
		}
	}
	for _, m := range manifests {
		if !AtLeast(s.module.Line, m.line) && m.line != oldest {
			continue
		}
		text, err := templates.Manifest(m.file)
		if err != nil {
			return "", "", err
		}
		for _, r := range gomod.Requirements(text) {
			if inModule(name, r.Module) {
				return r.Module, r.Version, nil
			}
		}
	}
	return "", "", &patcher.Problem{Kind: patcher.NotUnderstood, Path: s.module.File(), Line: s.module.LineAt.Line,
		What: "no version of " + name + " is known for go " + s.module.Line, Todo: "add the module with go get"}
}

// inModule tells whether a package is one of the module's, and not of another major version of it.
func inModule(name, module string) bool {
	rest, ok := strings.CutPrefix(name, module)
	if !ok || rest != "" && rest[0] != '/' {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	return !majorSuffix().MatchString("/" + first)
}

// foreignImports returns the imports of the texts that are neither the standard library's nor the module's, sorted.
func foreignImports(m *golang.Module, texts map[string][]byte) []string {
	set := map[string]bool{}
	for name, text := range texts {
		if path.Ext(name) != ".go" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
		if err != nil {
			continue
		}
		for _, spec := range tree.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(p, "/")
			if _, own := golang.Within(p, m.Path, m.Dir); !own && strings.Contains(first, ".") {
				set[p] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// vendored tells whether the module keeps its dependencies in the repository.
func vendored(t *golang.Tree, m *golang.Module) bool {
	return t.Repo.OnDisk(path.Join(m.Dir, "vendor", "modules.txt"))
}

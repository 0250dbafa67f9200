package nodejs

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// Package is what a package.json says.
type Package struct {
	Path string `json:"-"` // of the package.json
	Dir  string `json:"-"`
	Text []byte `json:"-"` // of the package.json

	Name           string            `json:"name"`
	Type           string            `json:"type"`
	Main           string            `json:"main"`
	PackageManager string            `json:"packageManager"`
	Scripts        map[string]string `json:"scripts"`
	Deps           map[string]string `json:"dependencies"`
	DevDeps        map[string]string `json:"devDependencies"`
	PeerDeps       map[string]string `json:"peerDependencies"`
	OptionalDeps   map[string]string `json:"optionalDependencies"`
	Engines        map[string]string `json:"engines"`
	Workspaces     json.RawMessage   `json:"workspaces"`
	Jest           json.RawMessage   `json:"jest"`
	Prettier       json.RawMessage   `json:"prettier"`
}

// readPackage returns the package.json at the path, nil when there is none or it cannot be read. A field of an
// unexpected type is left out without taking the others with it.
func readPackage(repo *source.Repo, name string) *Package {
	text := repo.Read(name)
	if text == nil {
		return nil
	}
	pkg := &Package{Path: name, Dir: path.Dir(name), Text: text}
	var fields map[string]json.RawMessage
	if DecodeJSON(text, &fields) != nil {
		return nil
	}
	for key, into := range map[string]any{
		"name": &pkg.Name, "type": &pkg.Type, "main": &pkg.Main, "packageManager": &pkg.PackageManager,
		"scripts": &pkg.Scripts, "dependencies": &pkg.Deps, "devDependencies": &pkg.DevDeps,
		"peerDependencies": &pkg.PeerDeps, "optionalDependencies": &pkg.OptionalDeps, "engines": &pkg.Engines,
		"workspaces": &pkg.Workspaces, "jest": &pkg.Jest, "prettier": &pkg.Prettier,
	} {
		if raw, ok := fields[key]; ok {
			_ = json.Unmarshal(raw, into)
		}
	}
	return pkg
}

// Range returns the version range under which the package depends on a module, in whichever section.
func (p *Package) Range(module string) (string, bool) {
	if p == nil {
		return "", false
	}
	for _, section := range []map[string]string{p.Deps, p.DevDeps, p.PeerDeps, p.OptionalDeps} {
		if v, ok := section[module]; ok {
			return v, true
		}
	}
	return "", false
}

// Has tells whether the package.json names a module, for whatever use.
func (p *Package) Has(module string) bool {
	_, ok := p.Range(module)
	return ok
}

// At returns the place of a key in the package.json.
func (p *Package) At(key string) source.Pos {
	return source.Pos{Path: p.Path, Line: KeyLine(p.Text, key)}
}

// Packages returns the repository's package.json files by folder.
func Packages(repo *source.Repo) map[string]*Package {
	return source.Once(repo, "packages", func() map[string]*Package { return readPackages(repo) })
}

func readPackages(repo *source.Repo) map[string]*Package {
	found := map[string]*Package{}
	for _, f := range repo.Files() {
		if path.Base(f) != "package.json" || AsideDir(path.Dir(f)) {
			continue
		}
		if pkg := readPackage(repo, f); pkg != nil {
			found[pkg.Dir] = pkg
		}
	}
	return found
}

// aside are folders whose files are no part of a running service: tests, examples, built output, templates of pages.
var aside = map[string]bool{
	"test": true, "tests": true, "__tests__": true, "__test__": true, "__mocks__": true, "e2e": true, "spec": true, "specs": true,
	"example": true, "examples": true, "fixture": true, "fixtures": true, "mock": true, "mocks": true, "cypress": true, "playwright": true,
	"dist": true, "build": true, "out": true, ".next": true, "coverage": true, "node_modules": true, "bower_components": true,
	"benchmark": true, "benchmarks": true, "bench": true, "public": true, "docs": true, ".git": true, ".scaffold": true, "vendor": true,
	"storybook": true, ".storybook": true, "testing": true, "test-utils": true, "demo": true, "demos": true, "stories": true,
}

// AsideDir tells whether one of a path's folders is left out.
func AsideDir(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if aside[part] {
			return true
		}
	}
	return false
}

// Ancestors returns the folder and those above it, up to the root.
func Ancestors(dir string) []string {
	var up []string
	for ; dir != "." && dir != "/" && dir != ""; dir = path.Dir(dir) {
		up = append(up, dir)
	}
	return append(up, ".")
}

// Rel returns a path below dir as seen from dir; a path that lies elsewhere is returned as it is.
func Rel(dir, name string) string {
	if dir == "." {
		return name
	}
	return strings.TrimPrefix(name, dir+"/")
}

// FirstNumber finds the first number of a version.
var FirstNumber = lazy.Regexp(`\d+`)

// Major returns the major version that a range asks for, 0 when it names none ("latest", "workspace:*").
func Major(version string) int {
	version = strings.TrimPrefix(version, "npm:")
	if i := strings.LastIndex(version, "@"); i >= 0 {
		version = version[i+1:]
	}
	if strings.Contains(version, ":") || strings.Contains(version, "/") {
		return 0
	}
	n, _ := strconv.Atoi(FirstNumber().FindString(version))
	return n
}

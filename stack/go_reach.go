package stack

import (
	"bytes"
	"go/ast"
	"path"
	"sort"
	"strings"
)

// goProgram is a main package with all packages of the repository that it imports, near ones first.
type goProgram struct {
	tree     *goTree
	main     *goFunc
	packages []*goPackage
	reached  map[*ast.FuncDecl]bool
}

// programs returns the main packages of all modules, sorted by folder.
func (t *goTree) programs() []*goProgram {
	var list []*goProgram
	seen := map[string]bool{}
	for _, name := range t.repo.Files() {
		dir := path.Dir(name)
		if seen[dir] || !goBuilt(name) || goHidden(dir) || t.moduleOf(dir) == nil || goAside(t.moduleOf(dir).dir, dir) {
			continue
		}
		text := t.repo.Read(name)
		if !bytes.Contains(text, []byte("package main")) {
			continue
		}
		pkg := t.pkg(dir)
		seen[dir] = true
		if pkg != nil && pkg.name == "main" && pkg.funcs["main"] != nil {
			list = append(list, t.program(pkg))
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].packages[0].dir < list[j].packages[0].dir })
	return list
}

// goAside tells whether a folder below its module holds examples and tools, not the service.
func goAside(module, dir string) bool {
	for _, part := range strings.Split(strings.TrimPrefix(dir, module), "/") {
		switch part {
		case "devtools", "example", "examples", "_examples", "hack", "scripts", "tools", "test", "tests", "e2e", "benchmarks":
			return true
		}
	}
	return false
}

func (t *goTree) program(main *goPackage) *goProgram {
	p := &goProgram{tree: t, main: main.funcs["main"], packages: []*goPackage{main}}
	seen := map[string]bool{main.dir: true}
	for i := 0; i < len(p.packages); i++ {
		for _, name := range p.packages[i].importPaths() {
			dir := t.folder(p.packages[i].module, name)
			if dir == "" || seen[dir] {
				continue
			}
			seen[dir] = true
			if pkg := t.pkg(dir); pkg != nil {
				p.packages = append(p.packages, pkg)
			}
		}
	}
	p.reached = (&goReach{program: p}).run()
	return p
}

// importPaths returns what the package's files import, sorted.
func (p *goPackage) importPaths() []string {
	set := map[string]bool{}
	for _, f := range p.files {
		for _, spec := range f.tree.Imports {
			if name, ok := goLiteral(spec.Path); ok {
				set[name] = true
			}
		}
	}
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// imported returns the package of the program that the path names from the file, nil when it is somebody else's.
func (p *goProgram) imported(f *goFile, name string) *goPackage {
	dir := p.tree.folder(f.pkg.module, name)
	if dir == "" {
		return nil
	}
	return p.tree.pkg(dir)
}

// files calls see for every file of the program, near ones first, until it returns false.
func (p *goProgram) files(see func(*goFile) bool) {
	for _, pkg := range p.packages {
		for _, f := range pkg.files {
			if !see(f) {
				return
			}
		}
	}
}

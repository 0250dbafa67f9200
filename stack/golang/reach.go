package golang

import (
	"bytes"
	"go/ast"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
)

// Program is a main package with all packages of the repository that it imports, near ones first.
type Program struct {
	Tree     *Tree
	Main     *Func                  // the function of that name
	Packages []*Package             // its own first
	Reached  map[*ast.FuncDecl]bool // what main may run
}

// Programs returns the main packages of all modules, sorted by folder.
func (t *Tree) Programs() []*Program {
	var list []*Program
	seen := map[string]bool{}
	for _, name := range t.Repo.Files() {
		dir := path.Dir(name)
		if seen[dir] || !built(name) || hidden(dir) || t.ModuleOf(dir) == nil || aside(t.ModuleOf(dir).Dir, dir) {
			continue
		}
		text := t.Repo.Read(name)
		if !bytes.Contains(text, []byte("package main")) {
			continue
		}
		pkg := t.Pkg(dir)
		seen[dir] = true
		if pkg != nil && pkg.Name == "main" && pkg.Funcs["main"] != nil {
			list = append(list, t.program(pkg))
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Packages[0].Dir < list[j].Packages[0].Dir })
	return list
}

// aside tells whether a folder below its module holds examples and tools, not the service.
func aside(module, dir string) bool {
	for _, part := range strings.Split(strings.TrimPrefix(dir, module), "/") {
		switch part {
		case "devtools", "example", "examples", "_examples", "hack", "scripts", "tools", "test", "tests", "e2e", "benchmarks":
			return true
		}
	}
	return false
}

func (t *Tree) program(main *Package) *Program {
	p := &Program{Tree: t, Main: main.Funcs["main"], Packages: []*Package{main}}
	seen := map[string]bool{main.Dir: true}
	for i := 0; i < len(p.Packages); i++ {
		for _, name := range p.Packages[i].importPaths() {
			dir := t.Folder(p.Packages[i].Module, name)
			if dir == "" || seen[dir] {
				continue
			}
			seen[dir] = true
			if pkg := t.Pkg(dir); pkg != nil {
				p.Packages = append(p.Packages, pkg)
			}
		}
	}
	p.Reached = (&reach{program: p}).run()
	return p
}

// importPaths returns what the package's files import, sorted.
func (p *Package) importPaths() []string {
	set := map[string]bool{}
	for _, f := range p.Files {
		for _, spec := range f.Tree.Imports {
			if name, ok := Literal(spec.Path); ok {
				set[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Imported returns the package of the program that the path names from the file, nil when it is somebody else's.
func (p *Program) Imported(f *File, name string) *Package {
	dir := p.Tree.Folder(f.Pkg.Module, name)
	if dir == "" {
		return nil
	}
	return p.Tree.Pkg(dir)
}

// Files calls see for every file of the program, near ones first, until it returns false.
func (p *Program) Files(see func(*File) bool) {
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			if !see(f) {
				return
			}
		}
	}
}

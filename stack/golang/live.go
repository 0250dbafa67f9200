package golang

import (
	"go/ast"

	"scaffold/patcher/gosrc"
)

// reach finds the functions that main may run: those that a running one mentions, and the methods of types that it
// mentions when any running one calls a method of that name. It finds too many rather than too few.
type reach struct {
	program *Program
	reached map[*ast.FuncDecl]bool
	live    map[*ast.TypeSpec]bool
	named   map[string]bool // methods called on whatever value
	within  map[string]bool // those that created files call, on values of their own
	methods []*Func         // all that are not reached yet
	queue   []reachItem
}

type reachItem struct {
	file *File
	root ast.Node
}

func (r *reach) run() map[*ast.FuncDecl]bool {
	r.reached, r.live = map[*ast.FuncDecl]bool{}, map[*ast.TypeSpec]bool{}
	r.named, r.within = map[string]bool{}, map[string]bool{}
	r.add(r.program.Main)
	for _, pkg := range r.program.Packages {
		for _, f := range pkg.Files {
			for _, decl := range PackageVariables(f.Tree) {
				if !isTypes(decl) {
					r.queue = append(r.queue, reachItem{f, decl})
				}
			}
		}
		pkg.each(func(fn *Func) {
			switch {
			case fn.Decl.Recv != nil:
				r.methods = append(r.methods, fn)
			case fn.Decl.Name.Name == "init":
				r.add(fn)
			}
		})
	}
	for len(r.queue) > 0 {
		for len(r.queue) > 0 {
			item := r.queue[len(r.queue)-1]
			r.queue = r.queue[:len(r.queue)-1]
			r.walk(item)
		}
		r.wake()
	}
	return r.reached
}

func isTypes(n ast.Node) bool {
	gen, ok := n.(*ast.GenDecl)
	if !ok || len(gen.Specs) == 0 {
		return false
	}
	_, ok = gen.Specs[0].(*ast.TypeSpec)
	return ok
}

func (r *reach) add(fn *Func) {
	if fn == nil || r.reached[fn.Decl] {
		return
	}
	r.reached[fn.Decl] = true
	r.queue = append(r.queue, reachItem{fn.File, fn.Decl})
}

// wake adds the methods that are called by now and whose types are used by now.
func (r *reach) wake() {
	var rest []*Func
	for _, m := range r.methods {
		if r.called(m) && r.live[m.File.Pkg.types[gosrc.Receiver(m.Decl)]] {
			r.add(m)
			continue
		}
		rest = append(rest, m)
	}
	r.methods = rest
}

// call notes that a method of the name is called. What an earlier run created knows the user's types as handlers only.
func (r *reach) call(from *File, method string) {
	if r.program.Tree.Repo.Owns(from.Path) && method != "ServeHTTP" {
		r.within[method] = true
		return
	}
	r.named[method] = true
}

func (r *reach) called(m *Func) bool {
	name := m.Decl.Name.Name
	return r.named[name] || r.within[name] && r.program.Tree.Repo.Owns(m.File.Path)
}

// walk notes what the node mentions.
func (r *reach) walk(item reachItem) {
	ast.Inspect(item.root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && item.file.Imports[x.Name] != "" {
				if owner := r.program.Imported(item.file, item.file.Imports[x.Name]); owner != nil {
					r.mention(owner, n.Sel.Name)
				}
			}
			r.call(item.file, n.Sel.Name)
		case *ast.Ident:
			r.mention(item.file.Pkg, n.Name)
		}
		return true
	})
}

// mention adds the function or the type of the package.
func (r *reach) mention(pkg *Package, name string) {
	r.add(pkg.Funcs[name])
	spec := pkg.types[name]
	if spec == nil || r.live[spec] {
		return
	}
	r.live[spec] = true
	r.named["ServeHTTP"] = true // the standard library calls it
	if f := pkg.fileOf(name); f != nil {
		r.queue = append(r.queue, reachItem{f, spec})
	}
}

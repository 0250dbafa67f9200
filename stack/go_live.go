package stack

import (
	"go/ast"

	"scaffold/patcher/gosrc"
)

// goReach finds the functions that main may run: those that a running one mentions, and the methods of types that it
// mentions when any running one calls a method of that name. It finds too many rather than too few.
type goReach struct {
	program *goProgram
	reached map[*ast.FuncDecl]bool
	live    map[*ast.TypeSpec]bool
	named   map[string]bool // methods called on whatever value
	methods []*goFunc       // all that are not reached yet
	queue   []reachItem
}

type reachItem struct {
	file *goFile
	root ast.Node
}

func (r *goReach) run() map[*ast.FuncDecl]bool {
	r.reached, r.live, r.named = map[*ast.FuncDecl]bool{}, map[*ast.TypeSpec]bool{}, map[string]bool{}
	r.add(r.program.main)
	for _, pkg := range r.program.packages {
		for _, f := range pkg.files {
			for _, decl := range packageVariables(f.tree) {
				if !isTypes(decl) {
					r.queue = append(r.queue, reachItem{f, decl})
				}
			}
		}
		pkg.each(func(fn *goFunc) {
			switch {
			case fn.decl.Recv != nil:
				r.methods = append(r.methods, fn)
			case fn.decl.Name.Name == "init":
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

func (r *goReach) add(fn *goFunc) {
	if fn == nil || r.reached[fn.decl] {
		return
	}
	r.reached[fn.decl] = true
	r.queue = append(r.queue, reachItem{fn.file, fn.decl})
}

// wake adds the methods that are called by now and whose types are used by now.
func (r *goReach) wake() {
	var rest []*goFunc
	for _, m := range r.methods {
		if r.named[m.decl.Name.Name] && r.live[m.file.pkg.types[gosrc.Receiver(m.decl)]] {
			r.add(m)
			continue
		}
		rest = append(rest, m)
	}
	r.methods = rest
}

// walk notes what the node mentions.
func (r *goReach) walk(item reachItem) {
	ast.Inspect(item.root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && item.file.imports[x.Name] != "" {
				if owner := r.program.imported(item.file, item.file.imports[x.Name]); owner != nil {
					r.mention(owner, n.Sel.Name)
				}
			}
			r.named[n.Sel.Name] = true
		case *ast.Ident:
			r.mention(item.file.pkg, n.Name)
		}
		return true
	})
}

// mention adds the function or the type of the package.
func (r *goReach) mention(pkg *goPackage, name string) {
	r.add(pkg.funcs[name])
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

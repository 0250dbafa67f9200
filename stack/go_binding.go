package stack

import (
	"go/ast"
	"go/token"

	"scaffold/patcher/gosrc"
)

// goBinding is where a name gets its value.
type goBinding struct {
	fn    *goFunc
	value ast.Expr // nil for a parameter or a plain declaration
	index int      // which result of the value, when it is a call with several
	typ   ast.Expr // the declared type, nil for none
	param int      // index of the parameter, -1 for a variable
}

// bindings returns the places that give the local or package variable a value, in the order of the text; a parameter
// comes first.
func (p *goProgram) bindings(fn *goFunc, id *ast.Ident) []goBinding {
	var list []goBinding
	if fn.decl != nil {
		list = append(params(fn, id), locals(fn, id, scopeOf(fn, id))...)
	}
	if len(list) == 0 {
		if b, ok := fn.file.pkg.variable(id.Name); ok {
			list = append(list, b)
			list = append(list, fn.file.pkg.assigned(id.Name)...)
		}
	}
	return list
}

// binding returns the nearest declaration of the name above its use.
func (p *goProgram) binding(fn *goFunc, id *ast.Ident) (goBinding, bool) {
	list := p.bindings(fn, id)
	if len(list) == 0 {
		return goBinding{}, false
	}
	for _, b := range list {
		if b.typ != nil {
			return b, true
		}
	}
	return list[0], true
}

// scopeOf returns the innermost function around the use that has a parameter of the name, else the whole function.
func scopeOf(fn *goFunc, id *ast.Ident) ast.Node {
	var scope ast.Node = fn.decl
	ast.Inspect(fn.decl, func(n ast.Node) bool {
		if n == nil || n.Pos() > id.Pos() || n.End() < id.End() {
			return false
		}
		if lit, ok := n.(*ast.FuncLit); ok && named(fn, lit.Type.Params, id.Name, false) != nil {
			scope = lit
		}
		return true
	})
	return scope
}

// params returns the parameter, receiver or named result with the name, of the innermost function around the use.
func params(fn *goFunc, id *ast.Ident) []goBinding {
	if lit, ok := scopeOf(fn, id).(*ast.FuncLit); ok {
		return named(fn, lit.Type.Params, id.Name, false)
	}
	list := named(fn, fn.decl.Recv, id.Name, false)
	list = append(list, named(fn, fn.decl.Type.Params, id.Name, true)...)
	return append(list, named(fn, fn.decl.Type.Results, id.Name, false)...)
}

func named(fn *goFunc, fields *ast.FieldList, name string, isParam bool) []goBinding {
	if fields == nil {
		return nil
	}
	i := 0
	for _, field := range fields.List {
		for _, id := range field.Names {
			if id.Name == name {
				b := goBinding{fn: fn, typ: field.Type, param: -1}
				if isParam {
					b.param = i
				}
				return []goBinding{b}
			}
			i++
		}
	}
	return nil
}

// locals returns the assignments to the name in the scope above its use. Those in other function literals count too:
// what is assigned there is assigned to the same variable, or to one that is hidden from here.
func locals(fn *goFunc, use *ast.Ident, scope ast.Node) []goBinding {
	var list []goBinding
	ast.Inspect(scope, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Pos() < use.Pos() && use.Pos() > n.TokPos {
				list = append(list, assigns(fn, n.Lhs, n.Rhs, use.Name)...)
			}
		case *ast.ValueSpec:
			if n.Pos() < use.Pos() {
				list = append(list, declared(fn, n, use.Name)...)
			}
		}
		return true
	})
	return list
}

func assigns(fn *goFunc, left, right []ast.Expr, name string) []goBinding {
	for i, l := range left {
		id, ok := l.(*ast.Ident)
		if !ok || id.Name != name {
			continue
		}
		if len(left) == len(right) {
			return []goBinding{{fn: fn, value: right[i], param: -1}}
		}
		return []goBinding{{fn: fn, value: right[0], index: i, param: -1}}
	}
	return nil
}

func declared(fn *goFunc, spec *ast.ValueSpec, name string) []goBinding {
	for i, id := range spec.Names {
		if id.Name != name {
			continue
		}
		b := goBinding{fn: fn, typ: spec.Type, param: -1}
		switch {
		case len(spec.Values) == len(spec.Names):
			b.value = spec.Values[i]
		case len(spec.Values) == 1:
			b.value, b.index = spec.Values[0], i
		}
		return []goBinding{b}
	}
	return nil
}

// variable returns the package's variable.
func (p *goPackage) variable(name string) (goBinding, bool) {
	for _, f := range p.files {
		for _, decl := range f.tree.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				if list := declared(&goFunc{file: f}, spec.(*ast.ValueSpec), name); list != nil {
					return list[0], true
				}
			}
		}
	}
	return goBinding{}, false
}

// assigned returns the assignments to a package variable in the package's functions.
func (p *goPackage) assigned(name string) []goBinding {
	var list []goBinding
	p.each(func(fn *goFunc) {
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
				list = append(list, assigns(fn, a.Lhs, a.Rhs, name)...)
			}
			return true
		})
	})
	return list
}

// each calls see for every function with a body, in the order of files and text.
func (p *goPackage) each(see func(*goFunc)) {
	for _, f := range p.files {
		for _, decl := range f.tree.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Body != nil {
				see(&goFunc{f, d, gosrc.FuncKey(d)})
			}
		}
	}
}

// each calls see for every function that main may run.
func (p *goProgram) each(see func(*goFunc)) {
	for _, pkg := range p.packages {
		pkg.each(func(fn *goFunc) {
			if p.reached[fn.decl] {
				see(fn)
			}
		})
	}
}

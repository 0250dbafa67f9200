package golang

import (
	"go/ast"
	"go/token"

	"scaffold/patcher/gosrc"
)

// Binding is where a name gets its value.
type Binding struct {
	Fn    *Func
	Value ast.Expr // nil for a parameter or a plain declaration
	index int      // which result of the value, when it is a call with several
	typ   ast.Expr // the declared type, nil for none
	param int      // index of the parameter, -1 for a variable
}

// Bindings returns the places that give the local or package variable a value, in the order of the text; a parameter
// comes first.
func (p *Program) Bindings(fn *Func, id *ast.Ident) []Binding {
	var list []Binding
	if fn.Decl != nil {
		list = append(params(fn, id), locals(fn, id, ScopeOf(fn, id))...)
	}
	if len(list) == 0 {
		if b, ok := fn.File.Pkg.variable(id.Name); ok {
			list = append(list, b)
			list = append(list, fn.File.Pkg.assigned(id.Name)...)
		}
	}
	return list
}

// Binding returns the nearest declaration of the name above its use.
func (p *Program) Binding(fn *Func, id *ast.Ident) (Binding, bool) {
	list := p.Bindings(fn, id)
	if len(list) == 0 {
		return Binding{}, false
	}
	for _, b := range list {
		if b.typ != nil {
			return b, true
		}
	}
	return list[0], true
}

// ScopeOf returns the innermost function around the use that has a parameter of the name, else the whole function.
func ScopeOf(fn *Func, id *ast.Ident) ast.Node {
	var scope ast.Node = fn.Decl
	ast.Inspect(fn.Decl, func(n ast.Node) bool {
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
func params(fn *Func, id *ast.Ident) []Binding {
	if lit, ok := ScopeOf(fn, id).(*ast.FuncLit); ok {
		return named(fn, lit.Type.Params, id.Name, false)
	}
	list := named(fn, fn.Decl.Recv, id.Name, false)
	list = append(list, named(fn, fn.Decl.Type.Params, id.Name, true)...)
	return append(list, named(fn, fn.Decl.Type.Results, id.Name, false)...)
}

func named(fn *Func, fields *ast.FieldList, name string, isParam bool) []Binding {
	if fields == nil {
		return nil
	}
	i := 0
	for _, field := range fields.List {
		for _, id := range field.Names {
			if id.Name == name {
				b := Binding{Fn: fn, typ: field.Type, param: -1}
				if isParam {
					b.param = i
				}
				return []Binding{b}
			}
			i++
		}
	}
	return nil
}

// locals returns the assignments to the name in the scope above its use. Those in other function literals count too:
// what is assigned there is assigned to the same variable, or to one that is hidden from here.
func locals(fn *Func, use *ast.Ident, scope ast.Node) []Binding {
	var list []Binding
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

func assigns(fn *Func, left, right []ast.Expr, name string) []Binding {
	for i, l := range left {
		id, ok := l.(*ast.Ident)
		if !ok || id.Name != name {
			continue
		}
		if len(left) == len(right) {
			return []Binding{{Fn: fn, Value: right[i], param: -1}}
		}
		return []Binding{{Fn: fn, Value: right[0], index: i, param: -1}}
	}
	return nil
}

func declared(fn *Func, spec *ast.ValueSpec, name string) []Binding {
	for i, id := range spec.Names {
		if id.Name != name {
			continue
		}
		b := Binding{Fn: fn, typ: spec.Type, param: -1}
		switch {
		case len(spec.Values) == len(spec.Names):
			b.Value = spec.Values[i]
		case len(spec.Values) == 1:
			b.Value, b.index = spec.Values[0], i
		}
		return []Binding{b}
	}
	return nil
}

// variable returns the package's variable.
func (p *Package) variable(name string) (Binding, bool) {
	for _, f := range p.Files {
		for _, decl := range f.Tree.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				if list := declared(&Func{File: f}, spec.(*ast.ValueSpec), name); list != nil {
					return list[0], true
				}
			}
		}
	}
	return Binding{}, false
}

// assigned returns the assignments to a package variable in the package's functions.
func (p *Package) assigned(name string) []Binding {
	var list []Binding
	p.each(func(fn *Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
				list = append(list, assigns(fn, a.Lhs, a.Rhs, name)...)
			}
			return true
		})
	})
	return list
}

// each calls see for every function with a body, in the order of files and text.
func (p *Package) each(see func(*Func)) {
	for _, f := range p.Files {
		for _, decl := range f.Tree.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Body != nil {
				see(&Func{f, d, gosrc.FuncKey(d)})
			}
		}
	}
}

// Each calls see for every function that main may run.
func (p *Program) Each(see func(*Func)) {
	for _, pkg := range p.Packages {
		pkg.each(func(fn *Func) {
			if p.Reached[fn.Decl] {
				see(fn)
			}
		})
	}
}

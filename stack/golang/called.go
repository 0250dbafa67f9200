package golang

import (
	"go/ast"
)

// Called returns the function of the program that a call runs, nil when it is somebody else's or cannot be told.
func (p *Program) Called(fn *Func, call *ast.CallExpr, depth int) *Func {
	return p.Function(fn, call.Fun, depth)
}

// Function returns the function of the program that the expression names: F, pkg.F, x.Method.
func (p *Program) Function(fn *Func, e ast.Expr, depth int) *Func {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.Function(fn, e.X, depth)
	case *ast.IndexExpr:
		return p.Function(fn, e.X, depth)
	case *ast.Ident:
		return fn.File.Pkg.Funcs[e.Name]
	case *ast.SelectorExpr:
		return p.selected(fn, e, depth)
	}
	return nil
}

func (p *Program) selected(fn *Func, e *ast.SelectorExpr, depth int) *Func {
	if pkg, name, ok := fn.File.Callee(e); ok && !p.IsLocal(fn, e.X) {
		if owner := p.Imported(fn.File, pkg); owner != nil {
			return owner.Funcs[name]
		}
		return nil
	}
	owner := p.TypeOf(fn, e.X, depth+1)
	if owner.Pkg != "" {
		return nil
	}
	if m := p.Method(owner, e.Sel.Name, 0); m != nil {
		return m
	}
	if owner.Spec == nil || isInterface(owner.Spec) {
		return p.onlyMethod(e.Sel.Name)
	}
	return nil
}

func isInterface(spec *ast.TypeSpec) bool {
	_, ok := spec.Type.(*ast.InterfaceType)
	return ok
}

// Method returns a type's method, its own or one of an embedded type.
func (p *Program) Method(t Type, name string, depth int) *Func {
	if t.File == nil || depth > 3 {
		return nil
	}
	if m := t.File.Pkg.Funcs[t.Name+"."+name]; m != nil {
		return m
	}
	s, ok := t.Spec.Type.(*ast.StructType)
	if !ok {
		return nil
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 {
			if m := p.Method(p.TypeExpr(t.File, field.Type), name, depth+1); m != nil {
				return m
			}
		}
	}
	return nil
}

// onlyMethod returns the one method of that name in the program, nil when there are none or several.
func (p *Program) onlyMethod(name string) *Func {
	var only *Func
	for _, pkg := range p.Packages {
		for _, fn := range pkg.Funcs {
			if fn.Decl.Recv == nil || fn.Decl.Name.Name != name {
				continue
			}
			if only != nil {
				return nil
			}
			only = fn
		}
	}
	return only
}

// fieldValues returns what the program puts into a field: the values of literals of the type, and assignments. When
// the type is not known, the field's name within the package decides.
func (p *Program) fieldValues(from *Func, owner Type, field string) []Binding {
	pkg := from.File.Pkg
	if owner.File != nil {
		pkg = owner.File.Pkg
	}
	packages := []*Package{pkg}
	if owner.File != nil {
		packages = p.Packages
	}
	var list []Binding
	for _, pkg := range packages {
		pkg.each(func(fn *Func) { list = append(list, p.fieldValuesIn(fn, owner, field)...) })
	}
	return list
}

func (p *Program) fieldValuesIn(fn *Func, owner Type, field string) []Binding {
	var list []Binding
	ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if v := p.literalField(fn, n, owner, field); v != nil {
				list = append(list, Binding{Fn: fn, Value: v, param: -1})
			}
		case *ast.AssignStmt:
			list = append(list, p.fieldAssigned(fn, n, owner, field)...)
		}
		return true
	})
	return list
}

func (p *Program) literalField(fn *Func, lit *ast.CompositeLit, owner Type, field string) ast.Expr {
	v := LiteralValue(lit, field)
	if v == nil {
		return nil
	}
	if owner.known() {
		if t := p.TypeExpr(fn.File, lit.Type); t.known() && (t.Name != owner.Name || t.File != owner.File || t.Pkg != owner.Pkg) {
			return nil
		}
	}
	return v
}

// LiteralValue returns the value of a literal's field, nil when it is not set.
func LiteralValue(lit *ast.CompositeLit, field string) ast.Expr {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if id, ok := kv.Key.(*ast.Ident); ok && id.Name == field {
			return kv.Value
		}
	}
	return nil
}

func (p *Program) fieldAssigned(fn *Func, a *ast.AssignStmt, owner Type, field string) []Binding {
	for i, left := range a.Lhs {
		sel, ok := left.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != field {
			continue
		}
		if t := p.TypeOf(fn, sel.X, 0); owner.known() && t.known() && (t.Name != owner.Name || t.File != owner.File) {
			continue
		}
		if len(a.Lhs) == len(a.Rhs) {
			return []Binding{{Fn: fn, Value: a.Rhs[i], param: -1}}
		}
		return []Binding{{Fn: fn, Value: a.Rhs[0], index: i, param: -1}}
	}
	return nil
}

package stack

import (
	"go/ast"
)

// called returns the function of the program that a call runs, nil when it is somebody else's or cannot be told.
func (p *goProgram) called(fn *goFunc, call *ast.CallExpr, depth int) *goFunc {
	return p.function(fn, call.Fun, depth)
}

// function returns the function of the program that the expression names: F, pkg.F, x.Method.
func (p *goProgram) function(fn *goFunc, e ast.Expr, depth int) *goFunc {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.function(fn, e.X, depth)
	case *ast.IndexExpr:
		return p.function(fn, e.X, depth)
	case *ast.Ident:
		return fn.file.pkg.funcs[e.Name]
	case *ast.SelectorExpr:
		return p.selected(fn, e, depth)
	}
	return nil
}

func (p *goProgram) selected(fn *goFunc, e *ast.SelectorExpr, depth int) *goFunc {
	if pkg, name, ok := fn.file.callee(e); ok && !p.isLocal(fn, e.X) {
		if owner := p.imported(fn.file, pkg); owner != nil {
			return owner.funcs[name]
		}
		return nil
	}
	owner := p.typeOf(fn, e.X, depth+1)
	if owner.pkg != "" {
		return nil
	}
	if m := p.method(owner, e.Sel.Name, 0); m != nil {
		return m
	}
	if owner.spec == nil || isInterface(owner.spec) {
		return p.onlyMethod(e.Sel.Name)
	}
	return nil
}

func isInterface(spec *ast.TypeSpec) bool {
	_, ok := spec.Type.(*ast.InterfaceType)
	return ok
}

// method returns a type's method, its own or one of an embedded type.
func (p *goProgram) method(t goType, name string, depth int) *goFunc {
	if t.file == nil || depth > 3 {
		return nil
	}
	if m := t.file.pkg.funcs[t.name+"."+name]; m != nil {
		return m
	}
	s, ok := t.spec.Type.(*ast.StructType)
	if !ok {
		return nil
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 {
			if m := p.method(p.typeExpr(t.file, field.Type), name, depth+1); m != nil {
				return m
			}
		}
	}
	return nil
}

// onlyMethod returns the one method of that name in the program, nil when there are none or several.
func (p *goProgram) onlyMethod(name string) *goFunc {
	var only *goFunc
	for _, pkg := range p.packages {
		for _, fn := range pkg.funcs {
			if fn.decl.Recv == nil || fn.decl.Name.Name != name {
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
func (p *goProgram) fieldValues(from *goFunc, owner goType, field string) []goBinding {
	pkg := from.file.pkg
	if owner.file != nil {
		pkg = owner.file.pkg
	}
	packages := []*goPackage{pkg}
	if owner.file != nil {
		packages = p.packages
	}
	var list []goBinding
	for _, pkg := range packages {
		pkg.each(func(fn *goFunc) { list = append(list, p.fieldValuesIn(fn, owner, field)...) })
	}
	return list
}

func (p *goProgram) fieldValuesIn(fn *goFunc, owner goType, field string) []goBinding {
	var list []goBinding
	ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if v := p.literalField(fn, n, owner, field); v != nil {
				list = append(list, goBinding{fn: fn, value: v, param: -1})
			}
		case *ast.AssignStmt:
			list = append(list, p.fieldAssigned(fn, n, owner, field)...)
		}
		return true
	})
	return list
}

func (p *goProgram) literalField(fn *goFunc, lit *ast.CompositeLit, owner goType, field string) ast.Expr {
	v := literalValue(lit, field)
	if v == nil {
		return nil
	}
	if owner.known() {
		if t := p.typeExpr(fn.file, lit.Type); t.known() && (t.name != owner.name || t.file != owner.file || t.pkg != owner.pkg) {
			return nil
		}
	}
	return v
}

// literalValue returns the value of a literal's field, nil when it is not set.
func literalValue(lit *ast.CompositeLit, field string) ast.Expr {
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

func (p *goProgram) fieldAssigned(fn *goFunc, a *ast.AssignStmt, owner goType, field string) []goBinding {
	for i, left := range a.Lhs {
		sel, ok := left.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != field {
			continue
		}
		if t := p.typeOf(fn, sel.X, 0); owner.known() && t.known() && (t.name != owner.name || t.file != owner.file) {
			continue
		}
		if len(a.Lhs) == len(a.Rhs) {
			return []goBinding{{fn: fn, value: a.Rhs[i], param: -1}}
		}
		return []goBinding{{fn: fn, value: a.Rhs[0], index: i, param: -1}}
	}
	return nil
}

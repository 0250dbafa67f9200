package stack

import (
	"go/ast"
	"go/token"
)

// goTrace follows a value back to the expression that it was born from.
type goTrace struct {
	program *goProgram
	accept  func(*goFunc, ast.Expr) bool
	through bool // a call's arguments count: the router inside mw(router)
	// wraps collects the functions that the value went through, outermost first.
	wraps []goExpr
	seen  map[ast.Expr]bool
	steps int
}

// goExpr is an expression and the function that it stands in.
type goExpr struct {
	fn   *goFunc
	expr ast.Expr
}

// traceSteps bounds the work for one value.
const traceSteps = 4000

// from returns the first accepted expression that the value comes from.
func (t *goTrace) from(fn *goFunc, e ast.Expr) (goExpr, bool) {
	if e == nil || t.seen[e] || t.steps > traceSteps {
		return goExpr{}, false
	}
	if t.seen == nil {
		t.seen = map[ast.Expr]bool{}
	}
	t.seen[e] = true
	t.steps++
	if t.accept(fn, e) {
		return goExpr{fn, e}, true
	}
	if found, ok := t.step(fn, e); ok {
		return found, true
	}
	return t.served(fn, e)
}

func (t *goTrace) step(fn *goFunc, e ast.Expr) (goExpr, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return t.from(fn, e.X)
	case *ast.UnaryExpr:
		return t.from(fn, e.X)
	case *ast.StarExpr:
		return t.from(fn, e.X)
	case *ast.TypeAssertExpr:
		return t.from(fn, e.X)
	case *ast.Ident:
		return t.name(fn, e)
	case *ast.SelectorExpr:
		return t.selector(fn, e)
	case *ast.CallExpr:
		return t.call(fn, e)
	case *ast.CompositeLit:
		return t.literal(fn, e)
	}
	return goExpr{}, false
}

// name goes through the assignments from the last to the first; a parameter leads to the callers.
func (t *goTrace) name(fn *goFunc, id *ast.Ident) (goExpr, bool) {
	list := t.program.bindings(fn, id)
	for i := len(list) - 1; i >= 0; i-- {
		b := list[i]
		if b.param >= 0 {
			if found, ok := t.callers(b.fn, b.param); ok {
				return found, true
			}
			continue
		}
		if found, ok := t.result(b.fn, b.value, b.index); ok {
			return found, true
		}
	}
	return goExpr{}, false
}

// result follows the n-th result of a call, or the value itself.
func (t *goTrace) result(fn *goFunc, value ast.Expr, n int) (goExpr, bool) {
	call, ok := value.(*ast.CallExpr)
	if !ok || n == 0 {
		return t.from(fn, value)
	}
	if called := t.program.called(fn, call, 0); called != nil {
		return t.returns(called, n)
	}
	return goExpr{}, false
}

// selector follows a field to what is assigned to it, and a package's variable to its value.
func (t *goTrace) selector(fn *goFunc, e *ast.SelectorExpr) (goExpr, bool) {
	if pkg, name, ok := fn.file.callee(e); ok && !t.program.isLocal(fn, e.X) {
		if owner := t.program.imported(fn.file, pkg); owner != nil {
			if b, ok := owner.variable(name); ok {
				return t.from(b.fn, b.value)
			}
		}
		return goExpr{}, false
	}
	owner := t.program.typeOf(fn, e.X, 0)
	for _, v := range t.program.fieldValues(fn, owner, e.Sel.Name) {
		if found, ok := t.result(v.fn, v.value, v.index); ok {
			return found, true
		}
	}
	return goExpr{}, false
}

// call follows a function of the program to what it returns, then the arguments of a wrapper, then the receiver.
func (t *goTrace) call(fn *goFunc, call *ast.CallExpr) (goExpr, bool) {
	if called := t.program.called(fn, call, 0); called != nil {
		if found, ok := t.returns(called, 0); ok {
			for _, arg := range call.Args {
				t.wraps = append(t.wraps, goExpr{fn, arg}) // middleware may be handed to what makes the handler
			}
			return found, true
		}
	}
	if !t.through {
		return goExpr{}, false
	}
	for _, arg := range call.Args {
		if _, isFunc := arg.(*ast.FuncLit); isFunc {
			continue
		}
		mark := len(t.wraps)
		t.wraps = append(t.wraps, goExpr{fn, call.Fun})
		if found, ok := t.from(fn, arg); ok {
			return found, true
		}
		t.wraps = t.wraps[:mark]
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && t.program.isLocal(fn, sel.X) {
		return t.from(fn, sel.X)
	}
	return goExpr{}, false
}

func (t *goTrace) literal(fn *goFunc, lit *ast.CompositeLit) (goExpr, bool) {
	if !t.through {
		return goExpr{}, false
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		if found, ok := t.from(fn, elt); ok {
			t.wraps = append(t.wraps, goExpr{fn, lit})
			return found, true
		}
	}
	return goExpr{}, false
}

// served follows a value whose type has ServeHTTP to the handler that this method hands the request to.
func (t *goTrace) served(fn *goFunc, e ast.Expr) (goExpr, bool) {
	if !t.through {
		return goExpr{}, false
	}
	typ := t.program.typeOf(fn, e, 0)
	if typ.file == nil {
		return goExpr{}, false
	}
	method := typ.file.pkg.funcs[typ.name+".ServeHTTP"]
	if method == nil {
		return goExpr{}, false
	}
	var found goExpr
	ok := false
	ast.Inspect(method.decl.Body, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if !isCall || ok {
			return !ok
		}
		if sel, isSel := call.Fun.(*ast.SelectorExpr); isSel && sel.Sel.Name == "ServeHTTP" {
			found, ok = t.from(method, sel.X)
		}
		return !ok
	})
	return found, ok
}

// returns follows the n-th result of a function.
func (t *goTrace) returns(fn *goFunc, n int) (goExpr, bool) {
	for _, ret := range returnsOf(fn.decl.Body) {
		switch {
		case n < len(ret.Results) && (len(ret.Results) > 1 || n == 0):
			if found, ok := t.from(fn, ret.Results[n]); ok {
				return found, true
			}
		case len(ret.Results) == 0 && fn.decl.Type.Results != nil:
			if id := resultName(fn.decl.Type.Results, n, ret.Pos()); id != nil {
				if found, ok := t.from(fn, id); ok {
					return found, true
				}
			}
		}
	}
	return goExpr{}, false
}

// returnsOf lists the return statements of a body, the last first, without those of functions within it.
func returnsOf(body *ast.BlockStmt) []*ast.ReturnStmt {
	var list []*ast.ReturnStmt
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			list = append([]*ast.ReturnStmt{n}, list...)
		}
		return true
	})
	return list
}

// resultName returns a use of the named result at the place of a bare return.
func resultName(results *ast.FieldList, n int, at token.Pos) *ast.Ident {
	i := 0
	for _, field := range results.List {
		for _, id := range field.Names {
			if i == n {
				return &ast.Ident{NamePos: at, Name: id.Name}
			}
			i++
		}
	}
	return nil
}

// callers follows a parameter to the arguments that the program's functions give.
func (t *goTrace) callers(fn *goFunc, param int) (found goExpr, ok bool) {
	t.program.each(func(caller *goFunc) {
		if ok {
			return
		}
		ast.Inspect(caller.decl.Body, func(n ast.Node) bool {
			call, isCall := n.(*ast.CallExpr)
			if ok || !isCall || len(call.Args) <= param || !mayCall(call, fn) {
				return !ok
			}
			if called := t.program.called(caller, call, 0); called != nil && called.decl == fn.decl {
				found, ok = t.from(caller, call.Args[param])
			}
			return !ok
		})
	})
	return found, ok
}

func mayCall(call *ast.CallExpr, fn *goFunc) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == fn.decl.Name.Name
	case *ast.SelectorExpr:
		return f.Sel.Name == fn.decl.Name.Name
	}
	return false
}

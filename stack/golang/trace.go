package golang

import (
	"go/ast"
	"go/token"
)

// Trace follows a value back to the expression that it was born from.
type Trace struct {
	Program *Program
	Accept  func(*Func, ast.Expr) bool // tells where the search ends
	Through bool                       // a call's arguments count: the router inside mw(router)
	// Wraps collects the functions that the value went through, outermost first.
	Wraps []Expr
	seen  map[ast.Expr]bool
	steps int
}

// Expr is an expression and the function that it stands in.
type Expr struct {
	Fn   *Func
	Expr ast.Expr
}

// traceSteps bounds the work for one value.
const traceSteps = 4000

// From returns the first accepted expression that the value comes from.
func (t *Trace) From(fn *Func, e ast.Expr) (Expr, bool) {
	if e == nil || t.seen[e] || t.steps > traceSteps {
		return Expr{}, false
	}
	if t.seen == nil {
		t.seen = map[ast.Expr]bool{}
	}
	t.seen[e] = true
	t.steps++
	if t.Accept(fn, e) {
		return Expr{fn, e}, true
	}
	if found, ok := t.step(fn, e); ok {
		return found, true
	}
	return t.served(fn, e)
}

func (t *Trace) step(fn *Func, e ast.Expr) (Expr, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return t.From(fn, e.X)
	case *ast.UnaryExpr:
		return t.From(fn, e.X)
	case *ast.StarExpr:
		return t.From(fn, e.X)
	case *ast.TypeAssertExpr:
		return t.From(fn, e.X)
	case *ast.Ident:
		return t.name(fn, e)
	case *ast.SelectorExpr:
		return t.selector(fn, e)
	case *ast.CallExpr:
		return t.call(fn, e)
	case *ast.CompositeLit:
		return t.literal(fn, e)
	}
	return Expr{}, false
}

// name goes through the assignments from the last to the first; a parameter leads to the callers.
func (t *Trace) name(fn *Func, id *ast.Ident) (Expr, bool) {
	list := t.Program.Bindings(fn, id)
	for i := len(list) - 1; i >= 0; i-- {
		b := list[i]
		if b.param >= 0 {
			if found, ok := t.callers(b.Fn, b.param); ok {
				return found, true
			}
			continue
		}
		if found, ok := t.result(b.Fn, b.Value, b.index); ok {
			return found, true
		}
	}
	return Expr{}, false
}

// result follows the n-th result of a call, or the value itself.
func (t *Trace) result(fn *Func, value ast.Expr, n int) (Expr, bool) {
	call, ok := value.(*ast.CallExpr)
	if !ok || n == 0 {
		return t.From(fn, value)
	}
	if called := t.Program.Called(fn, call, 0); called != nil {
		return t.returns(called, n)
	}
	return Expr{}, false
}

// selector follows a field to what is assigned to it, and a package's variable to its value.
func (t *Trace) selector(fn *Func, e *ast.SelectorExpr) (Expr, bool) {
	if pkg, name, ok := fn.File.Callee(e); ok && !t.Program.IsLocal(fn, e.X) {
		if owner := t.Program.Imported(fn.File, pkg); owner != nil {
			if b, ok := owner.variable(name); ok {
				return t.From(b.Fn, b.Value)
			}
		}
		return Expr{}, false
	}
	owner := t.Program.TypeOf(fn, e.X, 0)
	for _, v := range t.Program.fieldValues(fn, owner, e.Sel.Name) {
		if found, ok := t.result(v.Fn, v.Value, v.index); ok {
			return found, true
		}
	}
	return Expr{}, false
}

// call follows a function of the program to what it returns, then the arguments of a wrapper, then the receiver.
func (t *Trace) call(fn *Func, call *ast.CallExpr) (Expr, bool) {
	if called := t.Program.Called(fn, call, 0); called != nil {
		if found, ok := t.returns(called, 0); ok {
			for _, arg := range call.Args {
				t.Wraps = append(t.Wraps, Expr{fn, arg}) // middleware may be handed to what makes the handler
			}
			return found, true
		}
	}
	if !t.Through {
		return Expr{}, false
	}
	for _, arg := range call.Args {
		if _, isFunc := arg.(*ast.FuncLit); isFunc {
			continue
		}
		mark := len(t.Wraps)
		t.Wraps = append(t.Wraps, Expr{fn, call.Fun})
		if found, ok := t.From(fn, arg); ok {
			return found, true
		}
		t.Wraps = t.Wraps[:mark]
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && t.Program.IsLocal(fn, sel.X) {
		return t.From(fn, sel.X)
	}
	return Expr{}, false
}

func (t *Trace) literal(fn *Func, lit *ast.CompositeLit) (Expr, bool) {
	if !t.Through {
		return Expr{}, false
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		if found, ok := t.From(fn, elt); ok {
			t.Wraps = append(t.Wraps, Expr{fn, lit})
			return found, true
		}
	}
	return Expr{}, false
}

// served follows a value whose type has ServeHTTP to the handler that this method hands the request to.
func (t *Trace) served(fn *Func, e ast.Expr) (Expr, bool) {
	if !t.Through {
		return Expr{}, false
	}
	typ := t.Program.TypeOf(fn, e, 0)
	if typ.File == nil {
		return Expr{}, false
	}
	method := typ.File.Pkg.Funcs[typ.Name+".ServeHTTP"]
	if method == nil {
		return Expr{}, false
	}
	var found Expr
	ok := false
	ast.Inspect(method.Decl.Body, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if !isCall || ok {
			return !ok
		}
		if sel, isSel := call.Fun.(*ast.SelectorExpr); isSel && sel.Sel.Name == "ServeHTTP" {
			found, ok = t.From(method, sel.X)
		}
		return !ok
	})
	return found, ok
}

// returns follows the n-th result of a function.
func (t *Trace) returns(fn *Func, n int) (Expr, bool) {
	for _, ret := range ReturnsOf(fn.Decl.Body) {
		switch {
		case n < len(ret.Results) && (len(ret.Results) > 1 || n == 0):
			if found, ok := t.From(fn, ret.Results[n]); ok {
				return found, true
			}
		case len(ret.Results) == 0 && fn.Decl.Type.Results != nil:
			if id := resultName(fn.Decl.Type.Results, n, ret.Pos()); id != nil {
				if found, ok := t.From(fn, id); ok {
					return found, true
				}
			}
		}
	}
	return Expr{}, false
}

// ReturnsOf lists the return statements of a body, the last first, without those of functions within it.
func ReturnsOf(body *ast.BlockStmt) []*ast.ReturnStmt {
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
func (t *Trace) callers(fn *Func, param int) (found Expr, ok bool) {
	t.Program.Each(func(caller *Func) {
		if ok {
			return
		}
		ast.Inspect(caller.Decl.Body, func(n ast.Node) bool {
			call, isCall := n.(*ast.CallExpr)
			if ok || !isCall || len(call.Args) <= param || !MayCall(call, fn) {
				return !ok
			}
			if called := t.Program.Called(caller, call, 0); called != nil && called.Decl == fn.Decl {
				found, ok = t.From(caller, call.Args[param])
			}
			return !ok
		})
	})
	return found, ok
}

// MayCall tells by the names alone whether a call may be one of a function.
func MayCall(call *ast.CallExpr, fn *Func) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == fn.Decl.Name.Name
	case *ast.SelectorExpr:
		return f.Sel.Name == fn.Decl.Name.Name
	}
	return false
}

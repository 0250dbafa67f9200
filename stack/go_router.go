package stack

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"scaffold/patcher/gosrc"
)

// goRouter finds the router again in a file that is being edited.
type goRouter struct {
	fn    string // "main", "Server.routes"; "" for a package variable
	index int    // among the router-making calls of the function
	hoist string // the variable's name where the router has none of its own yet
}

// router returns how to find the app's router.
func (s *goSite) router(hoist string) goRouter {
	return goRouter{fn: s.birth.fn.Key, index: s.birth.index, hoist: hoist}
}

// born is a router in a file: the statement behind which calls on it may be placed, and its name there.
type born struct {
	f    *gosrc.File
	fn   *ast.FuncDecl
	name string
	stmt ast.Stmt
	rest []ast.Stmt // behind the statement, in the same block
	call *ast.CallExpr
	// nested routers stand inside of another expression: they get a variable before they are used.
	nested bool
}

// find looks for the router. code is what to paste where it is not found.
func (r goRouter) find(f *gosrc.File, code string) (*born, error) {
	fn := f.Func(r.fn)
	if fn == nil {
		return nil, f.Problem(f.AST.Name, "the function "+r.fn+" that made the router is gone", "place the call by hand", code)
	}
	calls := routerCalls(gosrc.Imports(f.AST), fn.Body)
	if r.index >= len(calls) {
		return nil, f.Problem(fn, "the router is not made in "+r.fn+" any more", "place the call by hand", code)
	}
	call := calls[r.index]
	list, i := gosrc.List(fn, call)
	b := &born{f: f, fn: fn, stmt: list[i], rest: list[i+1:], call: call}
	b.name = assignedName(f, list[i], call)
	if b.name == "_" {
		return nil, f.Problem(call, "the router is thrown away", "place the call by hand", code)
	}
	if b.name == "" {
		b.nested = true
		b.name = freeName(f, fn, r.hoist, "router", "mux")
	}
	return b, nil
}

// assignedName returns what the statement calls the value of the expression: "r", "s.router"; "" for no name.
func assignedName(f *gosrc.File, s ast.Stmt, value ast.Expr) string {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for i, right := range s.Rhs {
			if right == value && len(s.Lhs) == len(s.Rhs) {
				return f.Source(s.Lhs[i])
			}
		}
	case *ast.DeclStmt:
		gen, ok := s.Decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			return ""
		}
		for _, spec := range gen.Specs {
			v := spec.(*ast.ValueSpec)
			for i, right := range v.Values {
				if right == value && len(v.Names) == len(v.Values) {
					return v.Names[i].Name
				}
			}
		}
	}
	return ""
}

// freeName returns the first of the names that nothing in the function bears, else the first with a number.
func freeName(f *gosrc.File, fn *ast.FuncDecl, names ...string) string {
	taken := declaredIn(fn)
	for local := range gosrc.Imports(f.AST) {
		taken[local] = true
	}
	for _, name := range names {
		if !taken[name] {
			return name
		}
	}
	for i := 2; ; i++ {
		if name := names[0] + strconv.Itoa(i); !taken[name] {
			return name
		}
	}
}

// declaredIn returns the identifiers of the function that are not selected ones and not keys of a struct's literal.
func declaredIn(fn *ast.FuncDecl) map[string]bool {
	taken, free := map[string]bool{}, map[*ast.Ident]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			free[n.Sel] = true
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok {
				free[id] = true
			}
		case *ast.Ident:
			taken[n.Name] = taken[n.Name] || !free[n]
		}
		return true
	})
	return taken
}

// after places statements behind the statement, which is the router's own or one of the rest. A router without a name
// gets one first.
func (b *born) after(s ast.Stmt, code string) {
	if !b.nested {
		b.f.After(s, code)
		return
	}
	b.f.Before(b.stmt, b.name+" := "+b.f.Source(b.call)+"\n"+code)
	b.f.Replace(b.call, b.name)
}

// set-up calls and assignments on a router that are not routes yet, by method.
var setups = map[string]bool{
	"NotFound": true, "MethodNotAllowed": true, "NoRoute": true, "NoMethod": true, "SetTrustedProxies": true,
	"SetFuncMap": true, "SetHTMLTemplate": true, "LoadHTMLGlob": true, "LoadHTMLFiles": true, "Pre": true, "Delims": true,
	"SecureJsonPrefix": true,
}

// uses returns the Use calls on the router that stand in the same block before its first route, and the last statement
// of the router's set-up.
func (b *born) uses() (list []*ast.CallExpr, last ast.Stmt) {
	last = b.stmt
	for _, s := range b.rest {
		call := b.method(s)
		switch {
		case call != nil && methodName(call) == "Use":
			list = append(list, call)
			last = s
		case call != nil && setups[methodName(call)], b.sets(s), b.configures(s):
			last = s
		case b.mentions(s):
			return list, last
		}
	}
	return list, last
}

// stmtOf returns the statement of the rest that holds the call.
func (b *born) stmtOf(call *ast.CallExpr) ast.Stmt {
	for _, s := range b.rest {
		if s.Pos() <= call.Pos() && call.End() <= s.End() {
			return s
		}
	}
	return b.stmt
}

// method returns the call when the statement is a call of one of the router's methods.
func (b *born) method(s ast.Stmt) *ast.CallExpr {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || b.f.Source(sel.X) != b.name {
		return nil
	}
	return call
}

func methodName(call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return ""
}

// sets tells whether the statement assigns to a field of the router.
func (b *born) sets(s ast.Stmt) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		return false
	}
	sel, ok := a.Lhs[0].(*ast.SelectorExpr)
	return ok && (b.f.Source(sel.X) == b.name || strings.HasPrefix(b.f.Source(sel.X), b.name+"."))
}

// configures tells whether the statement calls a method of one of the router's fields: e.Logger.SetLevel(log.DEBUG).
func (b *born) configures(s ast.Stmt) bool {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok || methodName(call) == "" {
		return false
	}
	for _, arg := range call.Args {
		if _, isFunc := arg.(*ast.FuncLit); isFunc || b.f.Source(arg) == b.name {
			return false
		}
	}
	field, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.SelectorExpr)
	return ok && b.f.Source(field.X) == b.name && field.Sel.Name != "RouterGroup"
}

// mentions tells whether the router appears in the statement.
func (b *born) mentions(s ast.Stmt) bool {
	root, _, _ := strings.Cut(b.name, ".")
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			found = found || b.f.Source(n) == b.name
		case *ast.Ident:
			found = found || n.Name == b.name
		}
		return !found
	})
	if found || root == b.name {
		return found
	}
	return usesBare(s, root)
}

// usesBare tells whether the statement hands out the variable itself, and with it the field that holds the router.
func usesBare(s ast.Stmt, name string) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && id.Name == name {
				return false
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok && id.Name == name {
					found = true // a method of the holder may add routes
				}
			}
		case *ast.Ident:
			found = n.Name == name
		}
		return !found
	})
	return found
}

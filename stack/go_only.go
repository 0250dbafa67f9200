package stack

import (
	"go/ast"
	"strings"

	"scaffold/stack/golang"
)

// groupVerbs are the methods that put a group of routes, or another router, below a prefix.
var groupVerbs = map[string]bool{"Group": true, "Route": true, "Mount": true}

// isOnly tells whether the expression is a router, or a group with a prefix, that all routes of the service are on: the
// router that serves has nothing else but probes and files.
func (g *goFinder) isOnly(fn *golang.Func, e ast.Expr) bool {
	only := g.only()
	if only == nil {
		return false
	}
	if id, ok := e.(*ast.Ident); ok && groupAround(fn, id) == only.Expr {
		return true
	}
	inner := only.Expr
	if call := only.Expr.(*ast.CallExpr); methodName(call) == "Mount" {
		birth, _ := traceBirth(g.program, only.Fn, call.Args[1], routersIn(g.program))
		if birth == nil {
			return false
		}
		inner = birth.call
	}
	t := &golang.Trace{Program: g.program, Accept: func(_ *golang.Func, e ast.Expr) bool { return e == inner }}
	_, ok := t.From(fn, e)
	return ok
}

// only returns the one call that puts something below a prefix of the router that serves, nil when there are several
// or there are other routes.
func (g *goFinder) only() *golang.Expr {
	if g.sole == nil {
		g.sole = &soleChild{}
		if g.site.birth != nil && g.site.framework() != netHTTP {
			g.sole.find(g)
		}
	}
	if g.sole.several {
		return nil
	}
	return g.sole.call
}

// soleChild is what only found.
type soleChild struct {
	call    *golang.Expr
	several bool
}

func (s *soleChild) find(g *goFinder) {
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || s.several || len(call.Args) < 1 || !addsRoutes(call) || besides(call.Args[0]) {
				return !s.several
			}
			if !g.isBirth(fn, withoutWith(call.Fun.(*ast.SelectorExpr).X)) {
				return true
			}
			if s.call != nil || !groupVerbs[methodName(call)] || methodName(call) != "Group" && len(call.Args) < 2 {
				s.several = true
				return false
			}
			s.call = &golang.Expr{Fn: fn, Expr: call}
			return true
		})
	})
}

// withoutWith returns the router under chi's r.With(middleware).
func withoutWith(e ast.Expr) ast.Expr {
	if call, ok := e.(*ast.CallExpr); ok && methodName(call) == "With" {
		return withoutWith(call.Fun.(*ast.SelectorExpr).X)
	}
	return e
}

// addsRoutes tells whether a call looks like one that adds a route, or a group of them, under a path.
func addsRoutes(call *ast.CallExpr) bool {
	name := methodName(call)
	if !groupVerbs[name] && !routeVerbs[name] && !otherVerbs[name] {
		return false
	}
	path, _ := golang.Literal(call.Args[0])
	return groupVerbs[name] || strings.HasPrefix(path, "/")
}

// otherVerbs are the methods that add a route which is no probe.
var otherVerbs = map[string]bool{
	"Post": true, "POST": true, "Put": true, "PUT": true, "Patch": true, "PATCH": true, "Delete": true, "DELETE": true, "Static": true, "StaticFS": true,
}

// groupAround returns the call whose function literal has the name as a parameter: r.Route("/v1", func(r chi.Router) …).
func groupAround(fn *golang.Func, id *ast.Ident) ast.Expr {
	if fn.Decl == nil {
		return nil
	}
	lit, ok := golang.ScopeOf(fn, id).(*ast.FuncLit)
	if !ok {
		return nil
	}
	var around ast.Expr
	ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			for _, arg := range call.Args {
				if arg == lit {
					around = call
				}
			}
		}
		return around == nil
	})
	return around
}

// late tells whether the function gets gin's router after another one that adds routes to it got it: what it uses does
// not cover those.
func (g *goFinder) late(fn *golang.Func) bool {
	if g.site.framework() != gin || g.site.birth == nil || g.site.birth.fn.Decl == fn.Decl {
		return false
	}
	late := false
	g.program.Each(func(caller *golang.Func) {
		if late {
			return
		}
		for _, call := range callsOf(caller, func(call *ast.CallExpr) bool { return golang.MayCall(call, fn) }) {
			late = late || g.handedBefore(caller, call)
		}
	})
	return late
}

// handedBefore tells whether the caller gives an argument of the call to another function of the program above it.
func (g *goFinder) handedBefore(caller *golang.Func, call *ast.CallExpr) bool {
	given := map[string]bool{}
	for _, arg := range call.Args {
		if _, ok := arg.(*ast.Ident); ok {
			given[caller.File.Source(arg)] = true
		}
	}
	earlier := callsOf(caller, func(other *ast.CallExpr) bool {
		if other.Pos() >= call.Pos() || g.program.Called(caller, other, 0) == nil {
			return false
		}
		for _, arg := range other.Args {
			if given[caller.File.Source(arg)] && g.isBirth(caller, arg) {
				return true
			}
		}
		return false
	})
	return len(earlier) > 0
}

// callsOf returns the calls in a function that are wanted.
func callsOf(fn *golang.Func, want func(*ast.CallExpr) bool) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && want(call) {
			list = append(list, call)
		}
		return true
	})
	return list
}

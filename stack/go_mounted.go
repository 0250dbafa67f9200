package stack

import (
	"go/ast"
	"strings"

	"scaffold/stack/golang"
)

// mounted looks at middleware around each handler that a multiplexer, or chi's router, is given:
// http.Handle("/", mw(router)). It counts when no handler goes without it: those of probes, metrics and files may.
func (g *goFinder) mounted() {
	var common map[Feature]Found
	for _, handler := range g.mountedHandlers() {
		each := &goFinder{site: g.site, program: g.program, found: map[Feature]Found{}}
		each.through(handler, map[ast.Expr]bool{})
		if common == nil {
			common = each.found
			continue
		}
		for f, found := range common {
			other, ok := each.found[f]
			switch {
			case !ok:
				delete(common, f)
			case found.Partial == "":
				common[f] = other
			}
		}
	}
	for f, found := range common {
		g.add(f, found.At, found.By, found.Partial)
	}
}

// mountedHandlers returns the handlers that the multiplexer which serves is given, without those of sideline paths.
func (g *goFinder) mountedHandlers() []golang.Expr {
	if g.site.framework() != netHTTP && g.site.framework() != chi {
		return nil
	}
	var list []golang.Expr
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && len(call.Args) == 2 && g.mounts(fn, call) && !besides(call.Args[0]) {
				list = append(list, golang.Expr{Fn: fn, Expr: call.Args[1]})
			}
			return true
		})
	})
	return list
}

// mounts tells whether a call gives a handler to the multiplexer that serves.
func (g *goFinder) mounts(fn *golang.Func, call *ast.CallExpr) bool {
	name := methodName(call)
	if path, _ := golang.Literal(call.Args[0]); g.site.framework() == chi && strings.HasPrefix(path, "/") && name != "Route" && name != "Group" {
		return name == "Mount" || name == "Handle" || name == "HandleFunc" || name == "Get" || otherVerbs[name]
	}
	if name != "Handle" && name != "HandleFunc" {
		return false
	}
	if pkg, _, ok := fn.File.Callee(call.Fun); ok {
		return pkg == "net/http" && g.servesDefault()
	}
	return g.site.birth != nil && g.isBirth(fn, call.Fun.(*ast.SelectorExpr).X)
}

// servesDefault tells whether the server is given no handler, and with that serves the package's own multiplexer.
func (g *goFinder) servesDefault() bool {
	s := g.site.start
	if s == nil || len(g.site.consumers) == 0 {
		return false
	}
	c := g.site.consumers[0]
	if c.expr == nil || c.fn.File.Source(c.expr) == "nil" {
		return true
	}
	isDefault := func(fn *golang.Func, e ast.Expr) bool { return fn.File.Is(e, "net/http", "DefaultServeMux") }
	t := &golang.Trace{Program: g.program, Through: true, Accept: isDefault} // also inside what was put around it
	_, found := t.From(c.fn, c.expr)
	return found
}

// besides tells whether a pattern is of something that stands beside the service's own routes.
func besides(pattern ast.Expr) bool {
	text, _ := pathTail(pattern)
	if _, ok := probe(text); ok {
		return true
	}
	_, after, cut := strings.Cut(text, "/")
	first, _, _ := strings.Cut(after, "/")
	switch first {
	case "debug", "metrics", "static", "assets", "public", "favicon.ico", "robots.txt":
		return cut
	}
	return false
}

// through judges the wrappers that a handler went through, from the outermost inwards.
func (g *goFinder) through(e golang.Expr, seen map[ast.Expr]bool) {
	if seen[e.Expr] || len(seen) > 200 {
		return
	}
	seen[e.Expr] = true
	switch x := e.Expr.(type) {
	case *ast.ParenExpr:
		g.through(golang.Expr{Fn: e.Fn, Expr: x.X}, seen)
	case *ast.UnaryExpr:
		g.through(golang.Expr{Fn: e.Fn, Expr: x.X}, seen)
	case *ast.CompositeLit:
		g.handlerType(e.Fn, x)
	case *ast.SelectorExpr: // mw(handler).ServeHTTP
		if _, ok := x.X.(*ast.CallExpr); ok && x.Sel.Name == "ServeHTTP" {
			g.through(golang.Expr{Fn: e.Fn, Expr: x.X}, seen)
		}
	case *ast.Ident:
		for _, b := range g.program.Bindings(e.Fn, x) {
			if b.Value != nil {
				g.through(golang.Expr{Fn: b.Fn, Expr: b.Value}, seen)
			}
		}
	case *ast.CallExpr:
		g.wrapper(golang.Expr{Fn: e.Fn, Expr: x.Fun})
		for _, arg := range x.Args {
			g.through(golang.Expr{Fn: e.Fn, Expr: arg}, seen)
		}
		if made := g.program.Called(e.Fn, x, 0); made != nil {
			for _, ret := range golang.ReturnsOf(made.Decl.Body) {
				for _, result := range ret.Results {
					g.through(golang.Expr{Fn: made, Expr: result}, seen)
				}
			}
		}
	}
}

package stack

import (
	"go/ast"
	"go/token"
	"strings"

	"scaffold/stack/golang"
)

// probePaths are the last parts of paths by which probes are known; true for those that ask for readiness.
var probePaths = map[string]bool{
	"health": false, "healthz": false, "livez": false, "live": false, "liveness": false, "alive": false, "ping": false,
	"heartbeat": false, "healthcheck": false, "health-check": false, "health_check": false, "healthy": false, "up": false,
	"ready": true, "readyz": true, "readiness": true, "health/ready": true,
}

// routeVerbs are the methods that add a route; their path is the first argument that is a literal.
var routeVerbs = map[string]bool{
	"Get": true, "GET": true, "Handle": true, "HandleFunc": true, "Any": true, "ANY": true, "HEAD": true, "Head": true,
	"Method": true, "MethodFunc": true, "Match": true, "Path": true, "All": true, "Mount": true,
}

// route notes a probe among the routes.
func (g *goFinder) route(fn *golang.Func, call *ast.CallExpr) {
	if methodName(call) == "Group" || methodName(call) == "Route" {
		g.probeGroup(fn, call)
	}
	if len(call.Args) < 2 || constant(call.Args[len(call.Args)-1]) != "" || !routeVerbs[methodName(call)] && !g.ownRoute(fn, call) {
		return
	}
	name := ""
	for _, arg := range call.Args[:len(call.Args)-1] {
		if s, ok := pathTail(arg); ok {
			name = s
		}
	}
	ready, ok := probe(name)
	if !ok {
		g.catchAll(fn, call, name)
		return
	}
	at := fn.File.At(call)
	checks := g.checks(fn, call.Args[len(call.Args)-1])
	by := "the route " + name
	switch {
	case ready && checks:
		g.add(Readiness, at, by, "")
	case ready:
		g.add(Readiness, at, by, "it checks nothing")
	default:
		g.add(Liveness, at, by, "")
		if checks {
			g.add(Readiness, at, by+", which checks", "")
		}
	}
}

// pathTail returns a literal, or what a path ends in that is put together: base + "/healthz".
func pathTail(e ast.Expr) (string, bool) {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.ADD {
		return pathTail(b.Y)
	}
	return golang.Literal(e)
}

// ownRoute tells whether a call of the program's own, or of a function that it was given, puts a handler of the program
// at a path.
func (g *goFinder) ownRoute(fn *golang.Func, call *ast.CallExpr) bool {
	path := false
	for _, arg := range call.Args[:len(call.Args)-1] {
		text, ok := pathTail(arg)
		_, after, _ := strings.Cut(text, " ")
		path = path || ok && (strings.HasPrefix(text, "/") || strings.HasPrefix(after, "/"))
	}
	if !path {
		return false
	}
	if g.program.Called(fn, call, 0) == nil {
		id, ok := call.Fun.(*ast.Ident)
		if !ok {
			return false
		}
		if _, ok := g.program.Binding(fn, id); !ok {
			return false
		}
	}
	body, _ := g.handlerBody(fn, call.Args[len(call.Args)-1])
	return body != nil
}

// probeGroup notes a group of routes that is named like a probe.
func (g *goFinder) probeGroup(fn *golang.Func, call *ast.CallExpr) {
	if len(call.Args) == 0 {
		return
	}
	name, ok := golang.Literal(call.Args[0])
	if ready, is := probe(name); ok && is && !ready {
		g.add(Liveness, fn.File.At(call), "the group "+name, "")
	}
}

// probe tells whether a route's pattern is one of a probe, and which.
func probe(pattern string) (ready, ok bool) {
	if _, after, cut := strings.Cut(pattern, " "); cut {
		pattern = after
	}
	pattern = strings.Trim(strings.TrimSuffix(pattern, "{$}"), "/")
	parts := strings.Split(strings.ToLower(pattern), "/")
	last := strings.Trim(parts[len(parts)-1], "_")
	ready, ok = probePaths[last]
	return ready, ok
}

// catchAll notes a handler for everything that no other route of net/http's multiplexer takes.
func (g *goFinder) catchAll(fn *golang.Func, call *ast.CallExpr, pattern string) {
	name := methodName(call)
	literal, _ := golang.Literal(call.Args[0])
	if g.site.framework() == netHTTP && pattern == "/" && literal == pattern && (name == "Handle" || name == "HandleFunc") {
		if t := g.program.TypeOf(fn, call.Fun.(*ast.SelectorExpr).X, 0); t.Pkg != "" && t.Pkg != "net/http" {
			return // of gorilla/mux it is the root only
		}
		if pkg, _, ok := fn.File.Callee(call.Fun); ok && pkg == "net/http" && !g.servesDefault() {
			return // of a multiplexer that nobody serves
		}
		if inner, _ := traceBirth(g.program, fn, call.Args[len(call.Args)-1], routersIn(g.program)); inner != nil {
			return // another multiplexer, which has its own answer
		}
		g.add(NotFoundHandler, fn.File.At(call), "the pattern / takes everything", "")
	}
}

// checkNames are parts of the names of what a readiness handler calls.
var checkNames = []string{"Ping", "Check", "Healthy", "Ready", "Readiness", "HealthService", "StatusCheck", "checkHealth"}

// checks tells whether the handler asks something else whether it works.
func (g *goFinder) checks(fn *golang.Func, handler ast.Expr) bool {
	body, from := g.handlerBody(fn, handler)
	return body != nil && g.bodyChecks(from, body, 0)
}

func (g *goFinder) bodyChecks(fn *golang.Func, body *ast.BlockStmt, depth int) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		for _, part := range checkNames {
			found = found || strings.Contains(calledName(call), part)
		}
		if called := g.program.Called(fn, call, 0); called != nil && !found && depth < 3 {
			found = g.bodyChecks(called, called.Decl.Body, depth+1)
		}
		return !found
	})
	return found
}

func calledName(call *ast.CallExpr) string {
	if id, ok := call.Fun.(*ast.Ident); ok {
		return id.Name
	}
	return methodName(call)
}

// handlerBody returns what a route's handler does, through conversions and functions that make it.
func (g *goFinder) handlerBody(fn *golang.Func, handler ast.Expr) (*ast.BlockStmt, *golang.Func) {
	switch h := handler.(type) {
	case *ast.FuncLit:
		return h.Body, fn
	case *ast.CallExpr:
		if called := g.program.Called(fn, h, 0); called != nil {
			return called.Decl.Body, called
		}
		for _, arg := range h.Args {
			if body, from := g.handlerBody(fn, arg); body != nil {
				return body, from
			}
		}
	case *ast.Ident, *ast.SelectorExpr:
		if named := g.program.Function(fn, h, 0); named != nil {
			return named.Decl.Body, named
		}
		if id, ok := h.(*ast.Ident); ok {
			if b, bound := g.program.Binding(fn, id); bound && b.Value != nil {
				return g.handlerBody(b.Fn, b.Value)
			}
		}
	}
	return nil, nil
}

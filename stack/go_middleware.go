package stack

import (
	"go/ast"
	"path"
	"strings"
)

// global looks at the middleware that every request passes: what the handler is wrapped in, and what the root
// router's Use is given.
func (g *goFinder) global() {
	if b := g.site.birth; b != nil {
		if _, name, _ := b.fn.file.callee(b.call.Fun); b.framework == gin && name == "Default" {
			g.add(RequestLog, b.fn.file.at(b.call), "gin.Default", "")
			g.add(Recoverer, b.fn.file.at(b.call), "gin.Default", "")
		}
	}
	for _, w := range g.site.wraps {
		g.wrapper(w)
	}
	g.mounted()
	g.program.each(func(fn *goFunc) {
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || methodName(call) != "Use" {
				return true
			}
			g.used(fn, call)
			return true
		})
	})
}

// used judges what a router, or a group of its routes, is given to use.
func (g *goFinder) used(fn *goFunc, call *ast.CallExpr) {
	switch on := call.Fun.(*ast.SelectorExpr).X; {
	case !g.isRoot(fn, on):
		g.ofGroup(fn, call)
		return
	case g.beforeFallback(fn):
		return
	case g.late(fn):
		g.partial = "routes that were added before it go without"
	}
	for _, arg := range call.Args {
		g.middleware(goExpr{fn, arg}, 0)
	}
	g.partial = ""
}

// ofGroup notes limits and policies that a group of routes has for itself: one more for all would meet them there.
func (g *goFinder) ofGroup(fn *goFunc, call *ast.CallExpr) {
	group := &goFinder{site: g.site, program: g.program, found: map[Feature]Found{}}
	for _, arg := range call.Args {
		group.middleware(goExpr{fn, arg}, 0)
	}
	for _, f := range []Feature{RateLimiter, CORSPolicy} {
		if found, ok := group.found[f]; ok {
			g.add(f, found.At, found.By, "it stands on a group of routes only")
		}
	}
}

// beforeFallback tells whether the function gives gin's router only what answers where no route does. There a Use covers
// what is registered after it: the fallback, and none of the routes that were registered before.
func (g *goFinder) beforeFallback(fn *goFunc) bool {
	if g.site.framework() != gin || g.site.birth == nil || g.site.birth.fn.decl == fn.decl {
		return false
	}
	fallback, routes := false, false
	ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch methodName(call) {
			case "NoRoute":
				fallback = true
			case "GET", "POST", "PUT", "PATCH", "DELETE", "Any", "Handle", "Group":
				routes = true
			}
		}
		return true
	})
	return fallback && !routes
}

// wrapper judges something that the handler went through. What merely takes routers and gives handlers is none.
func (g *goFinder) wrapper(w goExpr) {
	switch x := w.expr.(type) {
	case *ast.CompositeLit:
		g.handlerType(w.fn, x)
		return
	case *ast.CallExpr:
		if fn := g.program.called(w.fn, x, 0); fn != nil && !g.makesMiddleware(fn) {
			return
		}
		for _, arg := range x.Args {
			g.middleware(goExpr{w.fn, arg}, 0)
		}
	default:
		fn := g.program.function(w.fn, w.expr, 0)
		if fn == nil && !g.isLibrary(w) || fn != nil && !g.isPlatformFunc(fn) && !g.takesHandler(fn) && !g.makesMiddleware(fn) {
			return
		}
	}
	g.middleware(w, 0)
	g.chainArguments(w)
}

// isLibrary tells whether the expression names something of another module, or a variable that may hold it.
func (g *goFinder) isLibrary(w goExpr) bool {
	_, _, ok := w.fn.file.callee(w.expr)
	if sel, isSel := w.expr.(*ast.SelectorExpr); isSel && !ok {
		return sel.Sel.Name == "Handler" || sel.Sel.Name == "Handle" || sel.Sel.Name == "Wrap"
	}
	return ok
}

func (g *goFinder) isPlatformFunc(fn *goFunc) bool {
	return fn.file.pkg.dir == g.site.folder && g.program.tree.isOurs(fn.file.pkg.dir)
}

// handlerType judges a literal of a type with its own ServeHTTP by that method.
func (g *goFinder) handlerType(fn *goFunc, lit *ast.CompositeLit) {
	t := g.program.typeExpr(fn.file, lit.Type)
	if t.file == nil {
		return
	}
	if m := t.file.pkg.funcs[t.name+".ServeHTTP"]; m != nil {
		g.body(m, m.decl.Body, m.file.at(m.decl), t.name)
	}
}

// takesHandler tells whether a function has a handler among its parameters.
func (g *goFinder) takesHandler(fn *goFunc) bool {
	for _, field := range fn.decl.Type.Params.List {
		if strings.Contains(fn.file.source(field.Type), "Handler") {
			return true
		}
	}
	return false
}

// makesMiddleware tells whether a function's first result is a function.
func (g *goFinder) makesMiddleware(fn *goFunc) bool {
	if fn.decl.Type.Results == nil || len(fn.decl.Type.Results.List) == 0 {
		return false
	}
	result := fn.decl.Type.Results.List[0].Type
	if _, ok := result.(*ast.FuncType); ok {
		return true
	}
	t := g.program.typeExpr(fn.file, result)
	if t.spec != nil {
		_, ok := t.spec.Type.(*ast.FuncType)
		return ok
	}
	return t.name == "HandlerFunc" || t.name == "MiddlewareFunc"
}

// chainArguments looks at the other arguments of the call that the wrapper is called in: Chain(mux, a(), b()).
func (g *goFinder) chainArguments(w goExpr) {
	if w.fn.decl == nil {
		return
	}
	ast.Inspect(w.fn.decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && call.Fun == w.expr && len(call.Args) > 1 {
			for _, arg := range call.Args {
				g.middleware(goExpr{w.fn, arg}, 0)
			}
		}
		return true
	})
}

// middleware judges one expression: a library's middleware by its name, the program's own by what it does.
func (g *goFinder) middleware(e goExpr, depth int) {
	if depth > 4 {
		return
	}
	switch x := e.expr.(type) {
	case *ast.ParenExpr:
		g.middleware(goExpr{e.fn, x.X}, depth+1)
	case *ast.CallExpr:
		g.setsHeader(e.fn, x)
		g.middleware(goExpr{e.fn, x.Fun}, depth+1)
		if g.adapts(e.fn, x) {
			for _, arg := range x.Args {
				g.middleware(goExpr{e.fn, arg}, depth+1)
			}
		}
	case *ast.FuncLit:
		g.body(e.fn, x.Body, e.fn.file.at(x), "a middleware that")
	case *ast.UnaryExpr:
		g.middleware(goExpr{e.fn, x.X}, depth+1)
	case *ast.CompositeLit:
		g.handlerType(e.fn, x)
		for _, elt := range x.Elts {
			g.middleware(goExpr{e.fn, elt}, depth+1)
		}
	default:
		g.namedMiddleware(e, depth)
	}
}

// adapts tells whether a call only hands on the middleware that it is given.
func (g *goFinder) adapts(fn *goFunc, call *ast.CallExpr) bool {
	pkg, name, ok := fn.file.callee(call.Fun)
	if ok && g.program.isPlatform(fn.file, pkg) {
		return adapters[name] || name == "Chain"
	}
	return strings.HasPrefix(name, "Wrap") || strings.Contains(strings.ToLower(name), "chain") || strings.Contains(name, "Adapt")
}

func (g *goFinder) namedMiddleware(e goExpr, depth int) {
	pkg, name, ok := e.fn.file.callee(e.expr)
	at := e.fn.file.at(e.expr)
	if ok && g.program.isPlatform(e.fn.file, pkg) {
		for _, f := range symbolFeatures[name] {
			g.add(f, at, path.Base(pkg)+"."+name, "")
		}
		return
	}
	if fn := g.program.function(e.fn, e.expr, 0); fn != nil {
		g.body(fn, fn.decl.Body, fn.file.at(fn.decl), fn.key)
		g.made(fn, depth)
		return
	}
	if ok && pkg != "" {
		g.library(pkg, name, at)
		return
	}
	switch x := e.expr.(type) {
	case *ast.SelectorExpr: // c.Handler of c := cors.New(...), s.cors.Handler
		if t := g.program.typeOf(e.fn, x.X, 0); t.pkg != "" {
			g.library(t.pkg, t.name, at)
		}
		g.middleware(goExpr{e.fn, x.X}, depth+1)
	case *ast.Ident:
		if b, bound := g.program.binding(e.fn, x); bound && b.value != nil {
			g.middleware(goExpr{b.fn, b.value}, depth+1)
		}
	}
}

// made judges the middleware of libraries that a function of the program returns.
func (g *goFinder) made(fn *goFunc, depth int) {
	for _, ret := range returnsOf(fn.decl.Body) {
		for _, result := range ret.Results {
			if call, ok := result.(*ast.CallExpr); ok {
				if pkg, _, ok := fn.file.callee(call.Fun); ok && pkg != "" && g.program.imported(fn.file, pkg) == nil {
					g.middleware(goExpr{fn, call}, depth+1)
				}
			}
		}
	}
}

// setsHeader knows chi's middleware for a single header.
func (g *goFinder) setsHeader(fn *goFunc, call *ast.CallExpr) {
	pkg, name, ok := fn.file.callee(call.Fun)
	if !ok || name != "SetHeader" || !strings.HasPrefix(pkg, "github.com/go-chi/chi") || len(call.Args) != 2 {
		return
	}
	header, _ := goLiteral(call.Args[0])
	if header = strings.ToLower(header); !securityHeaderNames[header] {
		return
	}
	if g.headers == nil {
		g.headers = map[string]bool{}
	}
	g.headers[header] = true
	lacks := ""
	if len(g.headers) == 1 {
		lacks = "it sets only " + header
	}
	g.add(SecurityHeaders, fn.file.at(call), "middleware.SetHeader", lacks)
}

// symbolFeatures are what the created functions provide.
var symbolFeatures = map[string][]Feature{
	"RequestID": {RequestID}, "RequestLogger": {RequestLog}, "Recoverer": {Recoverer}, "SecurityHeaders": {SecurityHeaders},
	"Health": {Liveness, Readiness}, "CORSPolicy": {CORSPolicy}, "RateLimit": {RateLimiter}, "NotFound": {NotFoundHandler},
	"ErrorHandler": {ErrorHandler},
}

// libraries are the middleware of others: packages by the beginning of their path, functions by that of their name.
var libraries = []struct {
	pkg, name string
	feature   Feature
}{
	{"github.com/go-chi/chi", "RequestID", RequestID},
	{"github.com/go-chi/chi", "Logger", RequestLog},
	{"github.com/go-chi/chi", "RequestLogger", RequestLog},
	{"github.com/go-chi/chi", "Recoverer", Recoverer},
	{"github.com/go-chi/chi", "Heartbeat", Liveness},
	{"github.com/go-chi/httplog", "RequestLogger", RequestLog},
	{"github.com/go-chi/cors", "", CORSPolicy},
	{"github.com/rs/cors", "", CORSPolicy},
	{"github.com/jub0bs/cors", "", CORSPolicy},
	{"github.com/gin-contrib/cors", "", CORSPolicy},
	{"github.com/itsjamie/gin-cors", "", CORSPolicy},
	{"github.com/go-chi/httprate", "Limit", RateLimiter},
	{"github.com/ulule/limiter", "", RateLimiter},
	{"github.com/didip/tollbooth", "", RateLimiter},
	{"github.com/JGLTechnologies/gin-rate-limit", "", RateLimiter},
	{"github.com/unrolled/secure", "", SecurityHeaders},
	{"github.com/gin-contrib/secure", "", SecurityHeaders},
	{"github.com/danielkov/gin-helmet", "", SecurityHeaders},
	{"github.com/gin-contrib/requestid", "", RequestID},
	{"github.com/gin-gonic/gin", "Logger", RequestLog},
	{"github.com/gin-gonic/gin", "Recovery", Recoverer},
	{"github.com/gin-gonic/gin", "CustomRecovery", Recoverer},
	{"github.com/gin-contrib/zap", "Ginzap", RequestLog},
	{"github.com/gin-contrib/zap", "RecoveryWith", Recoverer},
	{"github.com/gin-contrib/zap", "CustomRecovery", Recoverer},
	{"github.com/gin-contrib/logger", "", RequestLog},
	{"github.com/samber/slog-", "", RequestLog},
	{"github.com/labstack/echo", "RequestLogger", RequestLog},
	{"github.com/labstack/echo", "Logger", RequestLog},
	{"github.com/labstack/echo", "RequestID", RequestID},
	{"github.com/labstack/echo", "Recover", Recoverer},
	{"github.com/labstack/echo", "CORS", CORSPolicy},
	{"github.com/labstack/echo", "Secure", SecurityHeaders},
	{"github.com/labstack/echo", "RateLimiter", RateLimiter},
	{"github.com/gorilla/handlers", "RecoveryHandler", Recoverer},
	{"github.com/gorilla/handlers", "LoggingHandler", RequestLog},
	{"github.com/gorilla/handlers", "CombinedLoggingHandler", RequestLog},
	{"github.com/gorilla/handlers", "CustomLoggingHandler", RequestLog},
	{"github.com/gorilla/handlers", "CORS", CORSPolicy},
	{"github.com/rs/zerolog/hlog", "AccessHandler", RequestLog},
	{"github.com/rs/zerolog/hlog", "RequestIDHandler", RequestID},
}

func (g *goFinder) library(pkg, name string, at Pos) {
	for _, l := range libraries {
		if strings.HasPrefix(pkg, l.pkg) && strings.HasPrefix(name, l.name) {
			lacks := ""
			if l.feature == RequestID && l.pkg == "github.com/go-chi/chi" {
				lacks = "the response does not carry it"
			}
			g.add(l.feature, at, path.Base(majorSuffix.ReplaceAllString(pkg, ""))+"."+name, lacks)
		}
	}
}

package stack

import (
	"go/ast"
	"path"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/source"
)

// global looks at the middleware that every request passes: what the handler is wrapped in, and what the root
// router's Use is given.
func (g *goFinder) global() {
	if b := g.site.birth; b != nil {
		if _, name, _ := b.fn.File.Callee(b.call.Fun); b.framework == gin && name == "Default" {
			g.add(RequestLog, b.fn.File.At(b.call), "gin.Default", "")
			g.add(Recoverer, b.fn.File.At(b.call), "gin.Default", "")
		}
	}
	for _, w := range g.site.wraps {
		g.wrapper(w)
	}
	g.mounted()
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
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
func (g *goFinder) used(fn *golang.Func, call *ast.CallExpr) {
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
		g.middleware(golang.Expr{Fn: fn, Expr: arg}, 0)
	}
	g.partial = ""
}

// ofGroup notes limits and policies that a group of routes has for itself: one more for all would meet them there.
func (g *goFinder) ofGroup(fn *golang.Func, call *ast.CallExpr) {
	group := &goFinder{site: g.site, program: g.program, found: map[Feature]Found{}}
	for _, arg := range call.Args {
		group.middleware(golang.Expr{Fn: fn, Expr: arg}, 0)
	}
	for _, f := range []Feature{RateLimiter, CORSPolicy} {
		if found, ok := group.found[f]; ok {
			g.add(f, found.At, found.By, "it stands on a group of routes only")
		}
	}
}

// beforeFallback tells whether the function gives gin's router only what answers where no route does. There a Use covers
// what is registered after it: the fallback, and none of the routes that were registered before.
func (g *goFinder) beforeFallback(fn *golang.Func) bool {
	if g.site.framework() != gin || g.site.birth == nil || g.site.birth.fn.Decl == fn.Decl {
		return false
	}
	fallback, routes := false, false
	ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
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
func (g *goFinder) wrapper(w golang.Expr) {
	switch x := w.Expr.(type) {
	case *ast.CompositeLit:
		g.handlerType(w.Fn, x)
		return
	case *ast.CallExpr:
		if fn := g.program.Called(w.Fn, x, 0); fn != nil && !g.makesMiddleware(fn) {
			return
		}
		for _, arg := range x.Args {
			g.middleware(golang.Expr{Fn: w.Fn, Expr: arg}, 0)
		}
	default:
		fn := g.program.Function(w.Fn, w.Expr, 0)
		if fn == nil && !g.isLibrary(w) || fn != nil && !g.isPlatformFunc(fn) && !g.takesHandler(fn) && !g.makesMiddleware(fn) {
			return
		}
	}
	g.middleware(w, 0)
	g.chainArguments(w)
}

// isLibrary tells whether the expression names something of another module, or a variable that may hold it.
func (g *goFinder) isLibrary(w golang.Expr) bool {
	_, _, ok := w.Fn.File.Callee(w.Expr)
	if sel, isSel := w.Expr.(*ast.SelectorExpr); isSel && !ok {
		return sel.Sel.Name == "Handler" || sel.Sel.Name == "Handle" || sel.Sel.Name == "Wrap"
	}
	return ok
}

func (g *goFinder) isPlatformFunc(fn *golang.Func) bool {
	return fn.File.Pkg.Dir == g.site.folder && isOurs(g.program.Tree, fn.File.Pkg.Dir)
}

// handlerType judges a literal of a type with its own ServeHTTP by that method.
func (g *goFinder) handlerType(fn *golang.Func, lit *ast.CompositeLit) {
	t := g.program.TypeExpr(fn.File, lit.Type)
	if t.File == nil {
		return
	}
	if m := t.File.Pkg.Funcs[t.Name+".ServeHTTP"]; m != nil {
		g.body(m, m.Decl.Body, m.File.At(m.Decl), t.Name)
	}
}

// takesHandler tells whether a function has a handler among its parameters.
func (g *goFinder) takesHandler(fn *golang.Func) bool {
	for _, field := range fn.Decl.Type.Params.List {
		if strings.Contains(fn.File.Source(field.Type), "Handler") {
			return true
		}
	}
	return false
}

// makesMiddleware tells whether a function's first result is a function.
func (g *goFinder) makesMiddleware(fn *golang.Func) bool {
	if fn.Decl.Type.Results == nil || len(fn.Decl.Type.Results.List) == 0 {
		return false
	}
	result := fn.Decl.Type.Results.List[0].Type
	if _, ok := result.(*ast.FuncType); ok {
		return true
	}
	t := g.program.TypeExpr(fn.File, result)
	if t.Spec != nil {
		_, ok := t.Spec.Type.(*ast.FuncType)
		return ok
	}
	return t.Name == "HandlerFunc" || t.Name == "MiddlewareFunc"
}

// chainArguments looks at the other arguments of the call that the wrapper is called in: Chain(mux, a(), b()).
func (g *goFinder) chainArguments(w golang.Expr) {
	if w.Fn.Decl == nil {
		return
	}
	ast.Inspect(w.Fn.Decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && call.Fun == w.Expr && len(call.Args) > 1 {
			for _, arg := range call.Args {
				g.middleware(golang.Expr{Fn: w.Fn, Expr: arg}, 0)
			}
		}
		return true
	})
}

// middleware judges one expression: a library's middleware by its name, the program's own by what it does.
func (g *goFinder) middleware(e golang.Expr, depth int) {
	if depth > 4 {
		return
	}
	switch x := e.Expr.(type) {
	case *ast.ParenExpr:
		g.middleware(golang.Expr{Fn: e.Fn, Expr: x.X}, depth+1)
	case *ast.CallExpr:
		g.setsHeader(e.Fn, x)
		g.middleware(golang.Expr{Fn: e.Fn, Expr: x.Fun}, depth+1)
		if g.adapts(e.Fn, x) {
			for _, arg := range x.Args {
				g.middleware(golang.Expr{Fn: e.Fn, Expr: arg}, depth+1)
			}
		}
	case *ast.FuncLit:
		g.body(e.Fn, x.Body, e.Fn.File.At(x), "a middleware that")
	case *ast.UnaryExpr:
		g.middleware(golang.Expr{Fn: e.Fn, Expr: x.X}, depth+1)
	case *ast.CompositeLit:
		g.handlerType(e.Fn, x)
		for _, elt := range x.Elts {
			g.middleware(golang.Expr{Fn: e.Fn, Expr: elt}, depth+1)
		}
	default:
		g.namedMiddleware(e, depth)
	}
}

// adapts tells whether a call only hands on the middleware that it is given.
func (g *goFinder) adapts(fn *golang.Func, call *ast.CallExpr) bool {
	pkg, name, ok := fn.File.Callee(call.Fun)
	if ok && isPlatform(g.program, fn.File, pkg) {
		return adapters[name] || name == "Chain"
	}
	return strings.HasPrefix(name, "Wrap") || strings.Contains(strings.ToLower(name), "chain") || strings.Contains(name, "Adapt")
}

func (g *goFinder) namedMiddleware(e golang.Expr, depth int) {
	pkg, name, ok := e.Fn.File.Callee(e.Expr)
	at := e.Fn.File.At(e.Expr)
	if ok && isPlatform(g.program, e.Fn.File, pkg) {
		for _, f := range symbolFeatures[name] {
			g.add(f, at, path.Base(pkg)+"."+name, "")
		}
		return
	}
	if fn := g.program.Function(e.Fn, e.Expr, 0); fn != nil {
		g.body(fn, fn.Decl.Body, fn.File.At(fn.Decl), fn.Key)
		g.made(fn, depth)
		return
	}
	if ok && pkg != "" {
		g.library(pkg, name, at)
		return
	}
	switch x := e.Expr.(type) {
	case *ast.SelectorExpr: // c.Handler of c := cors.New(...), s.cors.Handler
		if t := g.program.TypeOf(e.Fn, x.X, 0); t.Pkg != "" {
			g.library(t.Pkg, t.Name, at)
		}
		g.middleware(golang.Expr{Fn: e.Fn, Expr: x.X}, depth+1)
	case *ast.Ident:
		if b, bound := g.program.Binding(e.Fn, x); bound && b.Value != nil {
			g.middleware(golang.Expr{Fn: b.Fn, Expr: b.Value}, depth+1)
		}
	}
}

// made judges the middleware of libraries that a function of the program returns.
func (g *goFinder) made(fn *golang.Func, depth int) {
	for _, ret := range golang.ReturnsOf(fn.Decl.Body) {
		for _, result := range ret.Results {
			if call, ok := result.(*ast.CallExpr); ok {
				if pkg, _, ok := fn.File.Callee(call.Fun); ok && pkg != "" && g.program.Imported(fn.File, pkg) == nil {
					g.middleware(golang.Expr{Fn: fn, Expr: call}, depth+1)
				}
			}
		}
	}
}

// setsHeader knows chi's middleware for a single header.
func (g *goFinder) setsHeader(fn *golang.Func, call *ast.CallExpr) {
	pkg, name, ok := fn.File.Callee(call.Fun)
	if !ok || name != "SetHeader" || !strings.HasPrefix(pkg, "github.com/go-chi/chi") || len(call.Args) != 2 {
		return
	}
	header, _ := golang.Literal(call.Args[0])
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
	g.add(SecurityHeaders, fn.File.At(call), "middleware.SetHeader", lacks)
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

// LetsEverySiteIn tells the functions of libraries that take no list of origins and let every one in.
func LetsEverySiteIn(pkg, name string) bool {
	if strings.HasPrefix(pkg, "github.com/labstack/echo/v4") {
		return name == "CORS"
	}
	return strings.HasSuffix(majorSuffix().ReplaceAllString(pkg, ""), "/cors") && (name == "Default" || name == "AllowAll")
}

func (g *goFinder) library(pkg, name string, at source.Pos) {
	for _, l := range libraries {
		if strings.HasPrefix(pkg, l.pkg) && strings.HasPrefix(name, l.name) {
			lacks := ""
			if l.feature == RequestID && l.pkg == "github.com/go-chi/chi" {
				lacks = "the response does not carry it"
			}
			g.add(l.feature, at, path.Base(majorSuffix().ReplaceAllString(pkg, ""))+"."+name, lacks)
			if found := g.found[l.feature]; l.feature == CORSPolicy && found.At == at && LetsEverySiteIn(pkg, name) {
				found.Weak = anySite
				g.found[l.feature] = found
			}
		}
	}
}

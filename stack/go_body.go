package stack

import (
	"go/ast"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/source"
)

// traits are what the body of a middleware does.
type traits struct {
	recovers, logs, path, measures, limits, allowsOrigin, setsID, keepsID, readsErrors bool

	methods, asked int // mentions of the request's method, and those that only compare it
	headers        map[string]bool
}

// body judges a middleware of the program's own by what it does, with the functions of its package that it calls.
func (g *goFinder) body(fn *golang.Func, body *ast.BlockStmt, at source.Pos, by string) {
	t := traits{headers: map[string]bool{}}
	g.traits(fn, body, &t, 0, map[*ast.BlockStmt]bool{})
	if t.recovers {
		g.add(Recoverer, at, by+" calls recover", "")
	}
	if t.logs && t.methods > 0 && t.measures {
		g.add(RequestLog, at, by+" logs method and duration", "")
	}
	if t.logs && t.methods > t.asked && t.path && !t.measures {
		g.add(RequestLog, at, by+" logs method and path", "it logs no duration")
	}
	if t.limits {
		g.add(RateLimiter, at, by+" answers 429", "")
	}
	if t.allowsOrigin {
		g.add(CORSPolicy, at, by+" sets Access-Control-Allow-Origin", "")
	}
	if t.setsID {
		g.add(RequestID, at, by+" sets a request id", "")
	}
	if t.keepsID && !t.setsID {
		g.add(RequestID, at, by+" keeps a request id", "the response does not carry it")
	}
	if t.readsErrors && g.site.framework() == gin {
		g.add(ErrorHandler, at, by+" answers the context's errors", "")
	}
	switch n := len(t.headers); {
	case n >= 2:
		g.add(SecurityHeaders, at, by+" sets security headers", "")
	case n == 1:
		g.add(SecurityHeaders, at, by+" sets a security header", "it sets only "+one(t.headers))
	}
}

func one(set map[string]bool) string {
	for name := range set {
		return name
	}
	return ""
}

func (g *goFinder) traits(fn *golang.Func, body *ast.BlockStmt, t *traits, depth int, seen map[*ast.BlockStmt]bool) {
	if seen[body] || depth > 3 {
		return
	}
	seen[body] = true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			t.compare(n)
		case *ast.CompositeLit:
			if own := g.serves(fn, n); own != nil {
				g.traits(own, own.Decl.Body, t, depth+1, seen)
			}
		case *ast.CallExpr:
			t.call(fn, n)
			if called := g.program.Called(fn, n, 0); called != nil && called.File.Pkg == fn.File.Pkg {
				g.traits(called, called.Decl.Body, t, depth+1, seen)
			}
		case *ast.SelectorExpr:
			t.selector(n)
		case *ast.BasicLit:
			t.limits = t.limits || n.Value == "429"
		}
		return true
	})
}

// compare takes note of a method that is only compared, as of preflights: that does not get into a log.
func (t *traits) compare(b *ast.BinaryExpr) {
	for _, side := range []ast.Expr{b.X, b.Y} {
		if sel, ok := side.(*ast.SelectorExpr); ok && sel.Sel.Name == "Method" {
			t.asked++
		}
	}
}

// serves returns the ServeHTTP of the package's own type that a literal makes.
func (g *goFinder) serves(fn *golang.Func, lit *ast.CompositeLit) *golang.Func {
	if t := g.program.TypeExpr(fn.File, lit.Type); t.File != nil && t.File.Pkg == fn.File.Pkg {
		return t.File.Pkg.Funcs[t.Name+".ServeHTTP"]
	}
	return nil
}

func (t *traits) selector(sel *ast.SelectorExpr) {
	switch sel.Sel.Name {
	case "Method":
		t.methods++
	case "URL", "RequestURI", "Path":
		t.path = true
	case "StatusTooManyRequests", "ErrTooManyRequests":
		t.limits = true
	case "Errors":
		t.readsErrors = true
	}
}

// logVerbs are the last parts of calls that write a log line.
var logVerbs = map[string]bool{
	"Print": true, "Printf": true, "Println": true, "Info": true, "Infof": true, "Infow": true, "InfoContext": true, "Msg": true,
	"Msgf": true, "Send": true, "Log": true, "LogAttrs": true, "Debug": true, "Debugf": true, "Debugw": true, "Infoc": true, "Infoln": true,
}

var securityHeaderNames = map[string]bool{
	"x-content-type-options": true, "strict-transport-security": true, "x-frame-options": true, "content-security-policy": true,
	"referrer-policy": true,
}

func (t *traits) call(fn *golang.Func, call *ast.CallExpr) {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "recover" && len(call.Args) == 0 {
		t.recovers = true
	}
	name := methodName(call)
	t.keepsID = t.keepsID || keepsRequestID(fn, call)
	t.logs = t.logs || logVerbs[name]
	t.measures = t.measures || fn.File.Is(call.Fun, "time", "Since") || name == "Sub"
	if name != "Set" && name != "Add" && name != "Header" && name != "SetHeader" || len(call.Args) < 2 {
		return
	}
	header, _ := golang.Literal(call.Args[0])
	header = strings.ToLower(header)
	if sel, ok := call.Args[0].(*ast.SelectorExpr); ok { // echo.HeaderXRequestID
		header = strings.ToLower(sel.Sel.Name)
	}
	switch {
	case securityHeaderNames[header]:
		t.headers[header] = true
	case header == "access-control-allow-origin" || header == "headeraccesscontrolalloworigin":
		t.allowsOrigin = true
	case namesRequestID(call):
		t.setsID = true
	case header == "x-request-id" || header == "x-correlation-id" || header == "headerxrequestid" || header == "request-id":
		t.setsID = true
	}
}

// keepsRequestID tells whether a call puts a request's id into its context.
func keepsRequestID(fn *golang.Func, call *ast.CallExpr) bool {
	_, name, ok := fn.File.Callee(call.Fun)
	switch {
	case !ok || len(call.Args) < 2:
		return false
	case fn.File.Is(call.Fun, "context", "WithValue"):
		return saysRequestID(fn.File.Source(call.Args[1]))
	}
	return (strings.HasPrefix(name, "Set") || strings.HasPrefix(name, "With")) && saysRequestID(name)
}

// saysRequestID tells whether a name is of a request's id.
func saysRequestID(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", ""))
	return strings.Contains(name, "requestid") || strings.Contains(name, "reqid") || strings.Contains(name, "correlationid")
}

// namesRequestID tells whether a call sets the header of a response that a constant names as the request's id.
func namesRequestID(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, isCall := sel.X.(*ast.CallExpr)
	response := isCall && len(of.Args) == 0 && methodName(of) == "Header"
	if !response && sel.Sel.Name != "Header" {
		return false
	}
	name := ""
	switch x := call.Args[0].(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	return saysRequestID(name)
}

package stack

import (
	"go/ast"
	"strings"
)

// traits are what the body of a middleware does.
type traits struct {
	recovers, logs, method, path, measures, limits, allowsOrigin, setsID, readsErrors bool
	headers                                                                           map[string]bool
}

// body judges a middleware of the program's own by what it does, with the functions of its package that it calls.
func (g *goFinder) body(fn *goFunc, body *ast.BlockStmt, at Pos, by string, depth int) {
	t := traits{headers: map[string]bool{}}
	g.traits(fn, body, &t, depth, map[*ast.BlockStmt]bool{})
	if t.recovers {
		g.add(Recoverer, at, by+" calls recover", "")
	}
	if t.logs && t.method && t.measures {
		g.add(RequestLog, at, by+" logs method and duration", "")
	}
	if t.logs && t.method && t.path && !t.measures {
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

func (g *goFinder) traits(fn *goFunc, body *ast.BlockStmt, t *traits, depth int, seen map[*ast.BlockStmt]bool) {
	if seen[body] || depth > 3 {
		return
	}
	seen[body] = true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			t.call(fn, n)
			if called := g.program.called(fn, n, 0); called != nil && called.file.pkg == fn.file.pkg {
				g.traits(called, called.decl.Body, t, depth+1, seen)
			}
		case *ast.SelectorExpr:
			t.selector(n)
		case *ast.BasicLit:
			t.limits = t.limits || n.Value == "429"
		}
		return true
	})
}

func (t *traits) selector(sel *ast.SelectorExpr) {
	switch sel.Sel.Name {
	case "Method":
		t.method = true
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

func (t *traits) call(fn *goFunc, call *ast.CallExpr) {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "recover" && len(call.Args) == 0 {
		t.recovers = true
	}
	name := methodName(call)
	t.logs = t.logs || logVerbs[name]
	t.measures = t.measures || fn.file.is(call.Fun, "time", "Since") || name == "Sub"
	if name != "Set" && name != "Add" && name != "Header" && name != "SetHeader" || len(call.Args) < 2 {
		return
	}
	header, _ := goLiteral(call.Args[0])
	header = strings.ToLower(header)
	if sel, ok := call.Args[0].(*ast.SelectorExpr); ok { // echo.HeaderXRequestID
		header = strings.ToLower(sel.Sel.Name)
	}
	switch {
	case securityHeaderNames[header]:
		t.headers[header] = true
	case header == "access-control-allow-origin" || header == "headeraccesscontrolalloworigin":
		t.allowsOrigin = true
	case header == "x-request-id" || header == "x-correlation-id" || header == "headerxrequestid" || header == "request-id":
		t.setsID = true
	}
}

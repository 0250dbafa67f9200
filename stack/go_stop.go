package stack

import (
	"go/ast"
	"strings"
)

// server looks at how the service starts and stops.
func (g *goFinder) server() {
	if s := g.site.start; s != nil && g.program.isPlatformCall(s) {
		by := s.fn.file.source(s.call.Fun)
		g.add(Shutdown, s.fn.file.at(s.call), by, "")
		g.add(ServerTimeouts, s.fn.file.at(s.call), by, "")
		return
	}
	g.stop()
	g.timeouts()
}

// stop needs both: a signal that is waited for, and the server's Shutdown.
func (g *goFinder) stop() {
	var signal, shutdown *goExpr
	g.program.each(func(fn *goFunc) {
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			pkg, name, _ := fn.file.callee(call.Fun)
			switch {
			case pkg == "os/signal" && (name == "Notify" || name == "NotifyContext"):
				signal = &goExpr{fn, call}
			case pkg != "" && gracefulLibrary(pkg):
				g.add(Shutdown, fn.file.at(call), name+" of "+pkg, "")
			case shutdown == nil && methodName(call) == "Shutdown" && len(call.Args) == 1 && g.isServerValue(fn, call.Fun.(*ast.SelectorExpr).X):
				shutdown = &goExpr{fn, call}
			}
			return true
		})
	})
	switch {
	case signal != nil && shutdown != nil:
		g.add(Shutdown, shutdown.fn.file.at(shutdown.expr), "Shutdown on a signal", "")
	case shutdown != nil:
		g.add(Shutdown, shutdown.fn.file.at(shutdown.expr), "Shutdown", "no signal leads to it")
	}
}

func gracefulLibrary(pkg string) bool {
	for _, p := range []string{"github.com/tylerb/graceful", "github.com/fvbock/endless", "github.com/ory/graceful", "github.com/gin-contrib/graceful", "github.com/facebookgo/grace", "github.com/hay-kot/httpkit/graceful"} {
		if strings.HasPrefix(pkg, p) {
			return true
		}
	}
	return false
}

var (
	otherStop = lazily(`(?i)trac|provider|^tp$|^mp$|otel|telemetry|meter|log|export|queue|worker|grpc|sentry|cron|scheduler|^asynq`)
	webStop   = lazily(`(?i)srv|server|http|^e$|web|echo|router|app$|api$`)
)

// isServerValue tells whether Shutdown of the expression stops an HTTP server: by its type, else by its name.
func (g *goFinder) isServerValue(fn *goFunc, e ast.Expr) bool {
	t := g.program.typeOf(fn, e, 0)
	switch {
	case t.is("net/http", "Server"), t.name == "Echo" && strings.HasPrefix(t.pkg, "github.com/labstack/echo"):
		return true
	case t.pkg != "":
		return false
	case t.file != nil && g.program.isServer(t):
		return true
	}
	text := fn.file.source(e)
	last := text[strings.LastIndex(text, ".")+1:]
	return webStop.MatchString(last) && !otherStop.MatchString(last)
}

// isHTTPServer tells whether the expression is an http.Server: by its type, or as the one within an echo.
func (g *goFinder) isHTTPServer(fn *goFunc, e ast.Expr) bool {
	if g.program.typeOf(fn, e, 0).is("net/http", "Server") {
		return true
	}
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Server" && g.program.typeOf(fn, sel.X, 0).name == "Echo"
}

// timeouts looks at the literal that the server is made of, and at assignments to its fields.
func (g *goFinder) timeouts() {
	s := g.site.start
	if s == nil {
		return
	}
	set, at := map[string]bool{}, Pos{}
	if server := serverGiven(s); server != nil {
		t := &goTrace{program: g.program, accept: func(fn *goFunc, e ast.Expr) bool {
			lit, ok := e.(*ast.CompositeLit)
			return ok && fn.file.is(lit.Type, "net/http", "Server")
		}}
		if found, ok := t.from(s.fn, server); ok {
			at = found.fn.file.at(found.expr)
			for _, name := range timeoutFields {
				set[name] = literalValue(found.expr.(*ast.CompositeLit), name) != nil
			}
		}
	}
	g.program.each(func(fn *goFunc) {
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 {
				if sel, ok := a.Lhs[0].(*ast.SelectorExpr); ok && contains(timeoutFields, sel.Sel.Name) && g.isHTTPServer(fn, sel.X) {
					set[sel.Sel.Name] = true
					at = fn.file.at(a)
				}
			}
			return true
		})
	})
	reads := set["ReadTimeout"] || set["ReadHeaderTimeout"]
	switch {
	case reads && (set["WriteTimeout"] || set["IdleTimeout"]):
		g.add(ServerTimeouts, at, "http.Server with timeouts", "")
	case reads:
		g.add(ServerTimeouts, at, "http.Server with a read timeout", "it sets no write or idle timeout")
	case set["WriteTimeout"] || set["IdleTimeout"]:
		g.add(ServerTimeouts, at, "http.Server with timeouts", "it sets no read timeout")
	}
}

// serverGiven returns the http.Server that a start is of, or that echo's start is given.
func serverGiven(s *goStart) ast.Expr {
	if methodName(s.call) == "StartServer" && len(s.call.Args) == 1 {
		return s.call.Args[0]
	}
	return s.server
}

var timeoutFields = []string{"ReadTimeout", "ReadHeaderTimeout", "WriteTimeout", "IdleTimeout"}

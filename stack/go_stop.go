package stack

import (
	"go/ast"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// server looks at how the service starts and stops.
func (g *goFinder) server() {
	if s := g.site.start; s != nil && isPlatformCall(g.program, s) {
		by := s.fn.File.Source(s.call.Fun)
		g.add(Shutdown, s.fn.File.At(s.call), by, "")
		g.add(ServerTimeouts, s.fn.File.At(s.call), by, "")
		return
	}
	g.stop()
	g.timeouts()
}

// stop needs both: a signal that is waited for, and the server's Shutdown.
func (g *goFinder) stop() {
	var signal, shutdown *golang.Expr
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			pkg, name, _ := fn.File.Callee(call.Fun)
			switch {
			case pkg == "os/signal" && (name == "Notify" || name == "NotifyContext"):
				signal = &golang.Expr{Fn: fn, Expr: call}
			case pkg != "" && gracefulLibrary(pkg):
				g.add(Shutdown, fn.File.At(call), name+" of "+pkg, "")
			case shutdown == nil && methodName(call) == "Shutdown" && len(call.Args) == 1 && g.isServerValue(fn, call.Fun.(*ast.SelectorExpr).X):
				shutdown = &golang.Expr{Fn: fn, Expr: call}
			}
			return true
		})
	})
	switch {
	case signal != nil && shutdown != nil:
		g.add(Shutdown, shutdown.Fn.File.At(shutdown.Expr), "Shutdown on a signal", "")
	case shutdown != nil:
		g.add(Shutdown, shutdown.Fn.File.At(shutdown.Expr), "Shutdown", "no signal leads to it")
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
	otherStop = lazy.Regexp(`(?i)trac|provider|^tp$|^mp$|otel|telemetry|meter|log|export|queue|worker|grpc|sentry|cron|scheduler|^asynq`)
	webStop   = lazy.Regexp(`(?i)srv|server|http|^e$|web|echo|router|app$|api$`)
)

// isServerValue tells whether Shutdown of the expression stops an HTTP server: by its type, else by its name.
func (g *goFinder) isServerValue(fn *golang.Func, e ast.Expr) bool {
	t := g.program.TypeOf(fn, e, 0)
	switch {
	case t.Is("net/http", "Server"), t.Name == "Echo" && strings.HasPrefix(t.Pkg, "github.com/labstack/echo"):
		return true
	case t.Pkg != "":
		return false
	case t.File != nil && isServerExpr(g.program, t):
		return true
	}
	text := fn.File.Source(e)
	last := text[strings.LastIndex(text, ".")+1:]
	return webStop().MatchString(last) && !otherStop().MatchString(last)
}

// isHTTPServer tells whether the expression is an http.Server: by its type, or as the one within an echo.
func (g *goFinder) isHTTPServer(fn *golang.Func, e ast.Expr) bool {
	if g.program.TypeOf(fn, e, 0).Is("net/http", "Server") {
		return true
	}
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Server" && g.program.TypeOf(fn, sel.X, 0).Name == "Echo"
}

// timeouts looks at the literal that the server is made of, and at assignments to its fields.
func (g *goFinder) timeouts() {
	s := g.site.start
	if s == nil {
		return
	}
	set, at := map[string]bool{}, source.Pos{}
	if server := serverGiven(s); server != nil {
		t := &golang.Trace{Program: g.program, Accept: func(fn *golang.Func, e ast.Expr) bool {
			lit, ok := e.(*ast.CompositeLit)
			return ok && fn.File.Is(lit.Type, "net/http", "Server")
		}}
		if found, ok := t.From(s.fn, server); ok {
			at = found.Fn.File.At(found.Expr)
			for _, name := range timeoutFields {
				set[name] = golang.LiteralValue(found.Expr.(*ast.CompositeLit), name) != nil
			}
		}
	}
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 {
				if sel, ok := a.Lhs[0].(*ast.SelectorExpr); ok && contains(timeoutFields, sel.Sel.Name) && g.isHTTPServer(fn, sel.X) {
					set[sel.Sel.Name] = true
					at = fn.File.At(a)
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

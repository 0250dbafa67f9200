package stack

import (
	"go/ast"
	"go/token"
	"strings"

	"scaffold/stack/golang"
)

// goStart is a call that starts to listen.
type goStart struct {
	fn      *golang.Func
	call    *ast.CallExpr
	kind    startKind
	index   int      // among the starts of the function, in the order of the text
	handler ast.Expr // nil when the server holds it
	server  ast.Expr // nil when there is no http.Server
	spawned bool     // in a goroutine
}

// startKind says whose call it is. The ones that are placed count as what they took the place of.
type startKind int

const (
	noStart      startKind = iota
	listen                 // http.ListenAndServe(addr, h)
	listenTLS              // http.ListenAndServeTLS(addr, cert, key, h)
	listenOther            // http.Serve(l, h) and the like
	serve                  // srv.ListenAndServe()
	serveTLS               // srv.ListenAndServeTLS(cert, key)
	serveOther             // srv.Serve(l)
	ginRun                 // r.Run(addr...)
	ginRunTLS              // r.RunTLS(addr, cert, key)
	ginOther               // r.RunListener(l), r.RunUnix(file), r.RunFd(fd)
	echoStart              // e.Start(addr)
	echoStartTLS           // e.StartTLS(addr, cert, key)
	echoOther              // e.StartServer(s), e.StartH2CServer(...), e.StartAutoTLS(addr)
)

// names of the methods and functions that start, by the type that they belong to.
var (
	httpStarts = map[string]startKind{"ListenAndServe": listen, "ListenAndServeTLS": listenTLS, "Serve": listenOther, "ServeTLS": listenOther}
	serverRuns = map[string]startKind{"ListenAndServe": serve, "ListenAndServeTLS": serveTLS, "Serve": serveOther, "ServeTLS": serveOther}
	ginRuns    = map[string]startKind{"Run": ginRun, "RunTLS": ginRunTLS, "RunListener": ginOther, "RunUnix": ginOther, "RunFd": ginOther, "RunQUIC": ginOther}
	echoStarts = map[string]startKind{"Start": echoStart, "StartTLS": echoStartTLS, "StartServer": echoOther, "StartH2CServer": echoOther, "StartAutoTLS": echoOther}
)

// startsIn returns the calls of the program that start to listen for HTTP.
func startsIn(p *golang.Program) []*goStart {
	var list []*goStart
	p.Each(func(fn *golang.Func) {
		if !mayStart(fn.File.Text) {
			return
		}
		index := 0
		walkSpawned(fn.Decl.Body, func(n ast.Node, spawned bool) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return
			}
			if s := startAt(p, fn, call); s != nil {
				s.index, s.spawned = index, spawned
				index++
				list = append(list, s)
			}
		})
	})
	return list
}

// mayStart spares the search in files that hold no name of a starting call.
func mayStart(text []byte) bool {
	s := string(text)
	return strings.Contains(s, "ListenAndServe") || strings.Contains(s, ".Run") || strings.Contains(s, ".Start") || strings.Contains(s, ".Serve")
}

// walkSpawned visits all nodes and tells which of them run in a goroutine of their own.
func walkSpawned(root ast.Node, see func(ast.Node, bool)) {
	var spawned []token.Pos // ends of the go statements around
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			return true
		}
		for len(spawned) > 0 && n.Pos() >= spawned[len(spawned)-1] {
			spawned = spawned[:len(spawned)-1]
		}
		if g, ok := n.(*ast.GoStmt); ok {
			spawned = append(spawned, g.End())
		} else if call, ok := n.(*ast.CallExpr); ok && runsApart(call) {
			spawned = append(spawned, call.End())
		}
		see(n, len(spawned) > 0)
		return true
	})
}

// runsApart tells whether a call runs the function that it is given beside the caller: errgroup, run groups.
func runsApart(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	if _, isFunc := call.Args[0].(*ast.FuncLit); !isFunc {
		return false
	}
	return sel.Sel.Name == "Go" || sel.Sel.Name == "Add" || sel.Sel.Name == "TryGo" || sel.Sel.Name == "AddFunc"
}

func startAt(p *golang.Program, fn *golang.Func, call *ast.CallExpr) *goStart {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	name := sel.Sel.Name
	if pkg, _, ok := fn.File.Callee(sel); ok && !p.IsLocal(fn, sel.X) {
		return packageStart(p, fn, call, pkg, name)
	}
	s := &goStart{fn: fn, call: call}
	if httpStarts[name] == noStart && ginRuns[name] == noStart && echoStarts[name] == noStart {
		return nil
	}
	owner := p.TypeOf(fn, sel.X, 0)
	switch {
	case serverRuns[name] != noStart && isServerExpr(p, owner):
		s.kind, s.server = serverRuns[name], sel.X
	case ginRuns[name] != noStart && owner.Is("github.com/gin-gonic/gin", "Engine"):
		s.kind, s.handler = ginRuns[name], sel.X
	case echoStarts[name] != noStart && strings.HasPrefix(owner.Pkg, "github.com/labstack/echo") && owner.Name == "Echo":
		s.kind, s.handler = echoStarts[name], sel.X
	default:
		return nil
	}
	return s
}

// packageStart knows net/http's functions, and the ones that the tool puts in their place.
func packageStart(p *golang.Program, fn *golang.Func, call *ast.CallExpr, pkg, name string) *goStart {
	s := &goStart{fn: fn, call: call}
	args := call.Args
	if pkg == "net/http" && httpStarts[name] != noStart && len(args) > 1 {
		s.kind, s.handler = httpStarts[name], args[len(args)-1]
		if s.kind == listenOther {
			s.handler = args[1]
		}
		return s
	}
	if !isPlatform(p, fn.File, pkg) {
		return nil
	}
	switch {
	case name == "ListenAndServe" && len(args) == 2, name == "ListenAndServeTLS" && len(args) == 4:
		s.kind, s.handler = httpStarts[name], args[len(args)-1]
	case name == "Serve" && len(args) == 1, name == "ServeTLS" && len(args) == 3:
		s.kind, s.server = serve, args[0]
	default:
		return nil
	}
	return s
}

// isServerExpr tells whether the type is http.Server or has one embedded and no such methods of its own.
func isServerExpr(p *golang.Program, t golang.Type) bool {
	if t.Is("net/http", "Server") {
		return true
	}
	if t.Spec == nil {
		return false
	}
	return p.FieldType(t, "Server").Is("net/http", "Server") && p.Method(t, "ListenAndServe", 0) == nil
}

package stack

import (
	"go/ast"
	"strings"

	"scaffold/stack/golang"
)

// errorWriters looks for functions of the program that answer an error, where no framework does: one that is given the
// response and an error, or is named for it, and sets a status. Several functions have to call it.
func (g *goFinder) errorWriters() {
	if f := g.site.framework(); f != chi && f != netHTTP {
		return
	}
	writers := map[*ast.FuncDecl]*golang.Func{}
	g.program.Each(func(fn *golang.Func) {
		if g.answersErrors(fn) {
			writers[fn.Decl] = fn
		}
	})
	callers := map[*ast.FuncDecl]int{}
	g.program.Each(func(fn *golang.Func) {
		seen := map[*ast.FuncDecl]bool{}
		for _, call := range callsOf(fn, func(*ast.CallExpr) bool { return len(writers) > 0 }) {
			if called := g.program.Called(fn, call, 0); called != nil && writers[called.Decl] != nil && !seen[called.Decl] {
				seen[called.Decl] = true
				callers[called.Decl]++
			}
		}
	})
	var best *golang.Func
	g.program.Each(func(fn *golang.Func) {
		if n := callers[fn.Decl]; n > 1 && (best == nil || n > callers[best.Decl]) {
			best = fn
		}
	})
	if best != nil {
		g.add(ErrorHandler, best.File.At(best.Decl), best.Key+" answers errors", "")
	}
}

// answersErrors tells whether a function writes an error as the answer.
func (g *goFinder) answersErrors(fn *golang.Func) bool {
	if isOurs(g.program.Tree, fn.File.Pkg.Dir) {
		return false
	}
	writer, fault := false, false
	for _, field := range fn.Decl.Type.Params.List {
		writer = writer || fn.File.Is(field.Type, "net/http", "ResponseWriter")
		id, ok := field.Type.(*ast.Ident)
		fault = fault || ok && id.Name == "error"
	}
	name := strings.ToLower(fn.Decl.Name.Name)
	if !writer || !fault && !strings.Contains(name, "error") || fn.Decl.Name.Name == "ServeHTTP" {
		return false
	}
	return len(callsOf(fn, func(call *ast.CallExpr) bool { return setsStatus(fn, call) })) > 0
}

// setsStatus tells whether a call gives a response its status.
func setsStatus(fn *golang.Func, call *ast.CallExpr) bool {
	switch name := methodName(call); name {
	case "WriteHeader":
		return true
	case "Error":
		return fn.File.Is(call.Fun, "net/http", "Error")
	case "Status", "JSON", "Render":
		pkg, _, ok := fn.File.Callee(call.Fun)
		return ok && strings.HasPrefix(pkg, "github.com/go-chi/render")
	}
	return false
}

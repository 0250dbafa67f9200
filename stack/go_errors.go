package stack

import (
	"go/ast"
	"strings"
)

// errorWriters looks for functions of the program that answer an error, where no framework does: one that is given the
// response and an error, or is named for it, and sets a status. Several functions have to call it.
func (g *goFinder) errorWriters() {
	if f := g.site.framework(); f != chi && f != netHTTP {
		return
	}
	writers := map[*ast.FuncDecl]*goFunc{}
	g.program.each(func(fn *goFunc) {
		if g.answersErrors(fn) {
			writers[fn.decl] = fn
		}
	})
	callers := map[*ast.FuncDecl]int{}
	g.program.each(func(fn *goFunc) {
		seen := map[*ast.FuncDecl]bool{}
		for _, call := range callsOf(fn, func(*ast.CallExpr) bool { return len(writers) > 0 }) {
			if called := g.program.called(fn, call, 0); called != nil && writers[called.decl] != nil && !seen[called.decl] {
				seen[called.decl] = true
				callers[called.decl]++
			}
		}
	})
	var best *goFunc
	g.program.each(func(fn *goFunc) {
		if n := callers[fn.decl]; n > 1 && (best == nil || n > callers[best.decl]) {
			best = fn
		}
	})
	if best != nil {
		g.add(ErrorHandler, best.file.at(best.decl), best.key+" answers errors", "")
	}
}

// answersErrors tells whether a function writes an error as the answer.
func (g *goFinder) answersErrors(fn *goFunc) bool {
	if g.program.tree.isOurs(fn.file.pkg.dir) {
		return false
	}
	writer, fault := false, false
	for _, field := range fn.decl.Type.Params.List {
		writer = writer || fn.file.is(field.Type, "net/http", "ResponseWriter")
		id, ok := field.Type.(*ast.Ident)
		fault = fault || ok && id.Name == "error"
	}
	name := strings.ToLower(fn.decl.Name.Name)
	if !writer || !fault && !strings.Contains(name, "error") || fn.decl.Name.Name == "ServeHTTP" {
		return false
	}
	return len(callsOf(fn, func(call *ast.CallExpr) bool { return setsStatus(fn, call) })) > 0
}

// setsStatus tells whether a call gives a response its status.
func setsStatus(fn *goFunc, call *ast.CallExpr) bool {
	switch name := methodName(call); name {
	case "WriteHeader":
		return true
	case "Error":
		return fn.file.is(call.Fun, "net/http", "Error")
	case "Status", "JSON", "Render":
		pkg, _, ok := fn.file.callee(call.Fun)
		return ok && strings.HasPrefix(pkg, "github.com/go-chi/render")
	}
	return false
}

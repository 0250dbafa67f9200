package stack

import (
	"go/ast"
	"path"
	"strings"

	"scaffold/patcher/gosrc"
)

// goFinder collects the features that a program has.
type goFinder struct {
	site    *goSite
	program *goProgram
	found   map[Feature]Found
	partial string          // what the middleware that is being judged does not cover, "" for nothing
	headers map[string]bool // security headers that libraries set one by one
	sole    *soleChild      // nil until it was asked for
}

// found returns what the service has already. Only what main may run counts, and middleware only where every request
// passes it.
func (s *goSite) found() map[Feature]Found {
	g := &goFinder{site: s, program: s.program, found: map[Feature]Found{}}
	g.global()
	g.program.each(g.function)
	g.errorWriters()
	g.server()
	g.logs()
	g.envFiles()
	return g.found
}

// add notes a feature; the first one found stays, a whole one replaces a partial one.
func (g *goFinder) add(f Feature, at Pos, by, partial string) {
	partial = cmpFirst(partial, g.partial)
	if old, ok := g.found[f]; ok && (old.Partial == "" || partial != "") {
		return
	}
	g.found[f] = Found{At: at, By: by, Partial: partial}
}

// function looks at what a single function does: routes, assignments to the router, loading of settings.
func (g *goFinder) function(fn *goFunc) {
	ast.Inspect(fn.decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			g.route(fn, n)
			g.onRouter(fn, n)
			g.settings(fn, n)
		case *ast.AssignStmt:
			g.assigned(fn, n)
		case *ast.FuncType:
			g.returnsError(fn, n)
		}
		return true
	})
}

// onRouter knows the calls that set a router's own handlers.
func (g *goFinder) onRouter(fn *goFunc, call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	switch sel.Sel.Name {
	case "NotFound", "NoRoute", "RouteNotFound":
		if g.isRoot(fn, sel.X) {
			g.add(NotFoundHandler, fn.file.at(call), sel.Sel.Name, "")
		}
	}
}

// assigned knows the fields that hold a router's own handlers.
func (g *goFinder) assigned(fn *goFunc, a *ast.AssignStmt) {
	for _, left := range a.Lhs {
		sel, ok := left.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		switch sel.Sel.Name {
		case "HTTPErrorHandler":
			g.add(ErrorHandler, fn.file.at(a), "HTTPErrorHandler is set", "")
			g.add(NotFoundHandler, fn.file.at(a), "unmatched routes come to HTTPErrorHandler", "")
		case "NotFoundHandler":
			g.add(NotFoundHandler, fn.file.at(a), "NotFoundHandler is set", "")
		}
	}
}

// returnsError recognises handlers that return an error: some adapter turns it into the reply.
func (g *goFinder) returnsError(fn *goFunc, t *ast.FuncType) {
	if g.site.framework() != chi && g.site.framework() != netHTTP || t.Results == nil || t == fn.decl.Type {
		return
	}
	if len(t.Params.List) != 2 || t.Results.NumFields() != 1 {
		return
	}
	writer := g.program.typeExpr(fn.file, t.Params.List[0].Type)
	if id, ok := t.Results.List[0].Type.(*ast.Ident); ok && id.Name == "error" && writer.is("net/http", "ResponseWriter") {
		g.add(ErrorHandler, fn.file.at(t), "handlers that return an error", "")
	}
}

// isRoot tells whether the expression is the router that serves.
func (g *goFinder) isRoot(fn *goFunc, e ast.Expr) bool {
	if g.site.birth == nil {
		return false
	}
	return g.isBirth(fn, e) || g.isWholeGroup(fn, e) || g.isOnly(fn, e)
}

func (g *goFinder) isBirth(fn *goFunc, e ast.Expr) bool {
	t := &goTrace{program: g.program, accept: func(_ *goFunc, e ast.Expr) bool { return e == g.site.birth.call }}
	_, ok := t.from(fn, e)
	return ok
}

// hasSiblings tells whether groups with a prefix hang on the router itself. What stands on a group beside them covers
// that group only, prefix or not.
func (g *goFinder) hasSiblings() bool {
	found := false
	g.program.each(func(fn *goFunc) {
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if found || !ok || methodName(call) != "Group" || len(call.Args) == 0 {
				return !found
			}
			prefix, ok := goLiteral(call.Args[0])
			found = ok && prefix != "" && prefix != "/" && g.isBirth(fn, call.Fun.(*ast.SelectorExpr).X)
			return !found
		})
	})
	return found
}

// isWholeGroup tells whether the expression is a group without a prefix that holds all routes of the router that serves.
func (g *goFinder) isWholeGroup(fn *goFunc, e ast.Expr) bool {
	t := &goTrace{program: g.program, accept: func(_ *goFunc, e ast.Expr) bool {
		call, ok := e.(*ast.CallExpr)
		if !ok || methodName(call) != "Group" || len(call.Args) == 0 {
			return false
		}
		prefix, ok := goLiteral(call.Args[0])
		return ok && (prefix == "" || prefix == "/")
	}}
	found, ok := t.from(fn, e)
	if !ok {
		return false
	}
	return g.isRoot(found.fn, found.expr.(*ast.CallExpr).Fun.(*ast.SelectorExpr).X) && !g.hasSiblings()
}

// envFiles looks for a template of the environment beside the app and its module.
func (g *goFinder) envFiles() {
	main := g.program.packages[0]
	for _, dir := range []string{main.dir, main.module.dir, "."} {
		for _, name := range []string{".env.example", ".env.sample", ".env.template", ".env.dist", ".example.env", "example.env", "sample.env"} {
			if file := path.Join(dir, name); g.program.tree.repo.Has(file) {
				g.add(EnvExample, Pos{Path: file}, name, "")
			}
		}
	}
}

// loggers are the packages whose use makes the log structured, with the functions that prove it; none means any.
var loggers = []struct {
	pkg   string
	calls []string
}{
	{"go.uber.org/zap", nil},
	{"github.com/rs/zerolog", nil},
	{"github.com/rs/zerolog/log", nil},
	{"github.com/sirupsen/logrus", nil},
	{"log/slog", []string{"New", "SetDefault", "NewJSONHandler", "NewTextHandler"}},
	{"golang.org/x/exp/slog", []string{"New", "SetDefault", "NewJSONHandler", "NewTextHandler"}},
}

// logs looks for the use of a structured logger in what main may run, and in package variables.
func (g *goFinder) logs() {
	look := func(f *goFile, root ast.Node) {
		ast.Inspect(root, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				g.logCall(f, call)
			}
			return true
		})
	}
	g.program.each(func(fn *goFunc) { look(fn.file, fn.decl.Body) })
	for _, pkg := range g.program.packages {
		for _, f := range pkg.files {
			for _, decl := range packageVariables(f.tree) {
				look(f, decl)
			}
		}
	}
}

func (g *goFinder) logCall(f *goFile, call *ast.CallExpr) {
	pkg, name, ok := f.callee(call.Fun)
	if !ok {
		return
	}
	for _, l := range loggers {
		if pkg == l.pkg && (l.calls == nil || contains(l.calls, name)) {
			g.add(StructuredLog, f.at(call), path.Base(pkg)+"."+name, "")
		}
	}
}

// settings knows the libraries that read the environment into a struct, and the created function that does.
func (g *goFinder) settings(fn *goFunc, call *ast.CallExpr) {
	pkg, name, ok := fn.file.callee(call.Fun)
	if !ok {
		return
	}
	by := gosrc.Base(pkg) + "." + name
	switch {
	case g.program.isPlatform(fn.file, pkg) && name == "LoadEnv":
		g.add(EnvValidation, fn.file.at(call), by, "")
	case g.program.isPlatform(fn.file, pkg) && name == "SetupLogging":
		g.add(StructuredLog, fn.file.at(call), by, "")
	case envLibrary(pkg) && (strings.HasPrefix(name, "Parse") || strings.HasPrefix(name, "Process") || strings.HasPrefix(name, "MustProcess") || strings.HasPrefix(name, "Read")):
		if g.required() {
			g.add(EnvValidation, fn.file.at(call), by, "")
			return
		}
		g.add(EnvValidation, fn.file.at(call), by, "it marks no variable as required")
	}
}

func envLibrary(pkg string) bool {
	for _, p := range []string{"github.com/caarlos0/env", "github.com/kelseyhightower/envconfig", "github.com/sethvargo/go-envconfig", "github.com/ilyakaznacheev/cleanenv", "github.com/ardanlabs/conf", "github.com/codingconcepts/env", "github.com/vrischmann/envconfig"} {
		if pkg == p || strings.HasPrefix(pkg, p+"/v") {
			return true
		}
	}
	return false
}

// required tells whether a struct tag of the program demands a variable.
func (g *goFinder) required() bool {
	yes := false
	g.program.files(func(f *goFile) bool {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil {
				return !yes
			}
			tag := field.Tag.Value
			yes = yes || strings.Contains(tag, `required:"true"`) || strings.Contains(tag, "env") && (strings.Contains(tag, "required") || strings.Contains(tag, "notEmpty"))
			return !yes
		})
		return !yes
	})
	return yes
}

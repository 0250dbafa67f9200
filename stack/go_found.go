package stack

import (
	"cmp"
	"go/ast"
	"path"
	"strings"

	"scaffold/patcher/gosrc"
	"scaffold/stack/golang"
	"scaffold/stack/source"
)

// goFinder collects the features that a program has.
type goFinder struct {
	site    *goSite
	program *golang.Program
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
	g.program.Each(g.function)
	g.errorWriters()
	g.server()
	g.logs()
	g.envFiles()
	return g.found
}

// add notes a feature; the first one found stays, a whole one replaces a partial one.
func (g *goFinder) add(f Feature, at source.Pos, by, partial string) {
	partial = cmp.Or(partial, g.partial)
	if old, ok := g.found[f]; ok && (old.Partial == "" || partial != "") {
		return
	}
	g.found[f] = Found{At: at, By: by, Partial: partial}
}

// function looks at what a single function does: routes, assignments to the router, loading of settings.
func (g *goFinder) function(fn *golang.Func) {
	ast.Inspect(fn.Decl, func(n ast.Node) bool {
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
func (g *goFinder) onRouter(fn *golang.Func, call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	switch sel.Sel.Name {
	case "NotFound", "NoRoute", "RouteNotFound":
		if g.isRoot(fn, sel.X) {
			g.add(NotFoundHandler, fn.File.At(call), sel.Sel.Name, "")
		}
	}
}

// assigned knows the fields that hold a router's own handlers.
func (g *goFinder) assigned(fn *golang.Func, a *ast.AssignStmt) {
	for _, left := range a.Lhs {
		sel, ok := left.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		switch sel.Sel.Name {
		case "HTTPErrorHandler":
			g.add(ErrorHandler, fn.File.At(a), "HTTPErrorHandler is set", "")
			g.add(NotFoundHandler, fn.File.At(a), "unmatched routes come to HTTPErrorHandler", "")
		case "NotFoundHandler":
			g.add(NotFoundHandler, fn.File.At(a), "NotFoundHandler is set", "")
		}
	}
}

// returnsError recognises handlers that return an error: some adapter turns it into the reply.
func (g *goFinder) returnsError(fn *golang.Func, t *ast.FuncType) {
	if g.site.framework() != chi && g.site.framework() != netHTTP || t.Results == nil || t == fn.Decl.Type {
		return
	}
	if len(t.Params.List) != 2 || t.Results.NumFields() != 1 {
		return
	}
	writer := g.program.TypeExpr(fn.File, t.Params.List[0].Type)
	if id, ok := t.Results.List[0].Type.(*ast.Ident); ok && id.Name == "error" && writer.Is("net/http", "ResponseWriter") {
		g.add(ErrorHandler, fn.File.At(t), "handlers that return an error", "")
	}
}

// isRoot tells whether the expression is the router that serves.
func (g *goFinder) isRoot(fn *golang.Func, e ast.Expr) bool {
	if g.site.birth == nil {
		return false
	}
	return g.isBirth(fn, e) || g.isWholeGroup(fn, e) || g.isOnly(fn, e)
}

func (g *goFinder) isBirth(fn *golang.Func, e ast.Expr) bool {
	t := &golang.Trace{Program: g.program, Accept: func(_ *golang.Func, e ast.Expr) bool { return e == g.site.birth.call }}
	_, ok := t.From(fn, e)
	return ok
}

// hasSiblings tells whether groups with a prefix hang on the router itself. What stands on a group beside them covers
// that group only, prefix or not.
func (g *goFinder) hasSiblings() bool {
	found := false
	g.program.Each(func(fn *golang.Func) {
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if found || !ok || methodName(call) != "Group" || len(call.Args) == 0 {
				return !found
			}
			prefix, ok := golang.Literal(call.Args[0])
			found = ok && prefix != "" && prefix != "/" && g.isBirth(fn, call.Fun.(*ast.SelectorExpr).X)
			return !found
		})
	})
	return found
}

// isWholeGroup tells whether the expression is a group without a prefix that holds all routes of the router that serves.
func (g *goFinder) isWholeGroup(fn *golang.Func, e ast.Expr) bool {
	t := &golang.Trace{Program: g.program, Accept: func(_ *golang.Func, e ast.Expr) bool {
		call, ok := e.(*ast.CallExpr)
		if !ok || methodName(call) != "Group" || len(call.Args) == 0 {
			return false
		}
		prefix, ok := golang.Literal(call.Args[0])
		return ok && (prefix == "" || prefix == "/")
	}}
	found, ok := t.From(fn, e)
	if !ok {
		return false
	}
	return g.isRoot(found.Fn, found.Expr.(*ast.CallExpr).Fun.(*ast.SelectorExpr).X) && !g.hasSiblings()
}

// envFiles looks for a template of the environment beside the app and its module.
func (g *goFinder) envFiles() {
	main := g.program.Packages[0]
	for _, dir := range []string{main.Dir, main.Module.Dir, "."} {
		for _, name := range []string{".env.example", ".env.sample", ".env.template", ".env.dist", ".example.env", "example.env", "sample.env"} {
			if file := path.Join(dir, name); g.program.Tree.Repo.Has(file) {
				g.add(EnvExample, source.Pos{Path: file}, name, "")
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
	look := func(f *golang.File, root ast.Node) {
		ast.Inspect(root, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				g.logCall(f, call)
			}
			return true
		})
	}
	g.program.Each(func(fn *golang.Func) { look(fn.File, fn.Decl.Body) })
	for _, pkg := range g.program.Packages {
		for _, f := range pkg.Files {
			for _, decl := range golang.PackageVariables(f.Tree) {
				look(f, decl)
			}
		}
	}
}

func (g *goFinder) logCall(f *golang.File, call *ast.CallExpr) {
	pkg, name, ok := f.Callee(call.Fun)
	if !ok {
		return
	}
	for _, l := range loggers {
		if pkg == l.pkg && (l.calls == nil || contains(l.calls, name)) {
			g.add(StructuredLog, f.At(call), path.Base(pkg)+"."+name, "")
		}
	}
}

// settings knows the libraries that read the environment into a struct, and the created function that does.
func (g *goFinder) settings(fn *golang.Func, call *ast.CallExpr) {
	pkg, name, ok := fn.File.Callee(call.Fun)
	if !ok {
		return
	}
	by := gosrc.Base(pkg) + "." + name
	switch {
	case isPlatform(g.program, fn.File, pkg) && name == "LoadEnv":
		g.add(EnvValidation, fn.File.At(call), by, "")
	case isPlatform(g.program, fn.File, pkg) && name == "SetupLogging":
		g.add(StructuredLog, fn.File.At(call), by, "")
	case envLibrary(pkg) && (strings.HasPrefix(name, "Parse") || strings.HasPrefix(name, "Process") || strings.HasPrefix(name, "MustProcess") || strings.HasPrefix(name, "Read")):
		if g.required() {
			g.add(EnvValidation, fn.File.At(call), by, "")
			return
		}
		g.add(EnvValidation, fn.File.At(call), by, "it marks no variable as required")
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
	g.program.Files(func(f *golang.File) bool {
		ast.Inspect(f.Tree, func(n ast.Node) bool {
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

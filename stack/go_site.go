package stack

import (
	"fmt"
	"go/ast"
	"path"
	"sort"
	"strings"

	"scaffold/patcher"
	"scaffold/stack/golang"
	"scaffold/stack/lazy"
)

// goSite is what the Go frameworks know about an app's source.
type goSite struct {
	program   *golang.Program
	module    *golang.Module // of the app's main package
	folder    string         // of the created files
	birth     *goBirth       // of the router, nil for net/http
	consumers []*goConsumer  // all that get the handler: an if with and without TLS has two
	start     *goStart       // nil when no call was found
	starts    []*goStart
	wraps     []golang.Expr // what the handler goes through between the router and the server
	notes     []string      // on servers that are left alone
}

// goBirth is the call that makes the router.
type goBirth struct {
	fn        *golang.Func
	call      *ast.CallExpr
	framework string // its name
	index     int    // among the router-making calls of the function
}

// goConsumer is where the handler is given to the server: an argument of the start, a field of a literal, or an
// assignment to the field.
type goConsumer struct {
	fn   *golang.Func
	node ast.Node // *ast.CallExpr, *ast.CompositeLit or *ast.AssignStmt
	expr ast.Expr // the handler, nil when the literal has none
}

// routersIn returns the calls that make routers, in the order of files and text.
func routersIn(p *golang.Program) []*goBirth {
	var list []*goBirth
	p.Each(func(fn *golang.Func) {
		for i, call := range routerCalls(fn.File.Imports, fn.Decl.Body) {
			list = append(list, &goBirth{fn: fn, call: call, framework: routerOf(fn.File, call), index: i})
		}
	})
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			for _, call := range routerCalls(f.Imports, golang.PackageVariables(f.Tree)...) {
				list = append(list, &goBirth{fn: &golang.Func{File: f}, call: call, framework: routerOf(f, call)})
			}
		}
	}
	return list
}

// routerCalls returns the calls within the nodes that make a router of any framework.
func routerCalls(imports map[string]string, roots ...ast.Node) []*ast.CallExpr {
	var list []*ast.CallExpr
	for _, root := range roots {
		ast.Inspect(root, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				pkg, name, ok := golang.Callee(imports, call.Fun)
				if _, makes := golang.Constructors[pkg+"."+name]; ok && makes {
					list = append(list, call)
				}
			}
			return true
		})
	}
	return list
}

// The names of the frameworks.
const (
	chi     = "chi"
	gin     = "gin"
	echo    = "echo"
	netHTTP = "nethttp"
)

// routerOf returns the name of the framework whose router the call makes; net/http for plain multiplexers.
func routerOf(f *golang.File, call *ast.CallExpr) string {
	pkg, _, _ := f.Callee(call.Fun)
	switch {
	case strings.HasPrefix(pkg, "github.com/go-chi/chi"):
		return chi
	case strings.HasPrefix(pkg, "github.com/gin-gonic/gin"):
		return gin
	case strings.HasPrefix(pkg, "github.com/labstack/echo"):
		return echo
	}
	return netHTTP
}

// candidate is a start with what its handler leads to.
type candidate struct {
	start    *goStart
	consumer *goConsumer
	birth    *goBirth
	wraps    []golang.Expr
	score    int
}

// siteIn returns what the program serves, nil when it serves no HTTP that is known.
func siteIn(p *golang.Program) *goSite {
	births := routersIn(p)
	var list []candidate
	for _, s := range startsIn(p) {
		list = append(list, candidateOf(p, s, births))
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	module := p.Packages[0].Module
	site := &goSite{program: p, module: module, folder: platformOf(p.Tree, module)}
	if len(list) == 0 || list[0].score < -2 {
		site.birth = onlyBirth(births)
		if site.birth == nil {
			return nil
		}
		return site
	}
	best := list[0]
	site.start, site.birth, site.wraps = best.start, best.birth, best.wraps
	if site.birth == nil {
		site.birth = onlyBirth(births)
	}
	for _, c := range list {
		switch {
		case c.beside(best):
			site.add(c)
		case c.birth != best.birth || c.birth == nil:
			site.notes = append(site.notes, fmt.Sprintf("%s: another server is started here; it is left alone, the service is the one started at %s",
				c.start.fn.File.At(c.start.call), best.start.fn.File.At(best.start.call)))
		}
	}
	return site
}

// add notes a start, and its consumer if it is not another start's as well.
func (s *goSite) add(c candidate) {
	s.starts = append(s.starts, c.start)
	for _, other := range s.consumers {
		if c.consumer == nil || other.node == c.consumer.node {
			return
		}
	}
	if c.consumer != nil {
		s.consumers = append(s.consumers, c.consumer)
	}
}

// beside tells whether a start is as good as the best one: of the same router, or in the same function.
func (c candidate) beside(best candidate) bool {
	return c.start == best.start || c.score == best.score &&
		(c.birth != nil && c.birth == best.birth || c.start.fn.Decl == best.start.fn.Decl)
}

// onlyBirth returns the one router of chi, gin or echo that the program makes, nil when it makes none or several.
func onlyBirth(births []*goBirth) *goBirth {
	var only *goBirth
	for _, b := range births {
		if b.framework == netHTTP {
			continue
		}
		if only != nil {
			return nil
		}
		only = b
	}
	return only
}

var sideline = lazy.Regexp(`(?i)metric|debug|pprof|admin|prometheus|promhttp|redirect|acme|autocert|grpc`)

func candidateOf(p *golang.Program, s *goStart, births []*goBirth) candidate {
	c := candidate{start: s, consumer: consumerOf(p, s)}
	handler, from := s.handler, s.fn
	if c.consumer != nil {
		handler, from = c.consumer.expr, c.consumer.fn
	}
	if handler != nil {
		c.birth, c.wraps = traceBirth(p, from, handler, births)
	}
	switch {
	case c.birth != nil && c.birth.framework != netHTTP:
		c.score = 4
	case c.birth != nil:
		c.score = 2
	case handler == nil || from.File.Source(handler) == "nil":
		c.score = -1
		if hasProfiler(p) {
			c.score = -4
		}
	}
	if s.spawned {
		c.score--
	}
	text := s.fn.Key + " " + s.fn.File.Source(s.call)
	if handler != nil {
		text += " " + from.File.Source(handler)
	}
	if sideline().MatchString(text) {
		c.score -= 3
	}
	return c
}

// hasProfiler tells whether the default multiplexer is there for the profiler.
func hasProfiler(p *golang.Program) bool {
	found := false
	p.Files(func(f *golang.File) bool {
		for _, spec := range f.Tree.Imports {
			name, _ := golang.Literal(spec.Path)
			found = found || name == "net/http/pprof"
		}
		return !found
	})
	return found
}

// traceBirth follows a handler to the router that it was made from.
func traceBirth(p *golang.Program, fn *golang.Func, handler ast.Expr, births []*goBirth) (*goBirth, []golang.Expr) {
	byCall := map[ast.Expr]*goBirth{}
	for _, b := range births {
		byCall[b.call] = b
	}
	t := &golang.Trace{Program: p, Through: true, Accept: func(_ *golang.Func, e ast.Expr) bool { return byCall[e] != nil }}
	found, ok := t.From(fn, handler)
	if !ok {
		return nil, t.Wraps
	}
	return byCall[found.Expr], t.Wraps
}

// consumerOf returns where the start's handler is given.
func consumerOf(p *golang.Program, s *goStart) *goConsumer {
	if s.server == nil {
		return &goConsumer{s.fn, s.call, s.handler}
	}
	t := &golang.Trace{Program: p, Accept: func(fn *golang.Func, e ast.Expr) bool {
		lit, ok := e.(*ast.CompositeLit)
		return ok && fn.File.Is(lit.Type, "net/http", "Server")
	}}
	found, ok := t.From(s.fn, s.server)
	if !ok {
		return handlerAssigned(s.fn)
	}
	lit := found.Expr.(*ast.CompositeLit)
	if h := golang.LiteralValue(lit, "Handler"); h != nil {
		return &goConsumer{found.Fn, lit, h}
	}
	if a := handlerAssigned(found.Fn, s.fn); a != nil {
		return a
	}
	return &goConsumer{found.Fn, lit, nil}
}

// handlerAssigned returns the one assignment to a server's Handler in the functions.
func handlerAssigned(fns ...*golang.Func) *goConsumer {
	for _, fn := range fns {
		if fn.Decl == nil {
			continue
		}
		var found *goConsumer
		ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && assignsHandler(a) {
				found = &goConsumer{fn, a, a.Rhs[0]}
			}
			return true
		})
		if found != nil {
			return found
		}
	}
	return nil
}

func assignsHandler(a *ast.AssignStmt) bool {
	if len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return false
	}
	sel, ok := a.Lhs[0].(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Handler"
}

// importPath is the path of the package that created files make up.
func (s *goSite) importPath() string {
	return path.Join(s.module.Path, strings.TrimPrefix("/"+s.folder, strings.TrimSuffix("/"+s.module.Dir, "/.")))
}

// reaches returns a problem when a file of another module would have to import the created package.
func (s *goSite) reaches(f *golang.File, code string) error {
	if f.Pkg.Module == s.module {
		return nil
	}
	return &patcher.Problem{Kind: patcher.NotUnderstood, Path: f.Path,
		What: "the place is in module " + f.Pkg.Module.Path + ", the service in " + s.module.Path,
		Todo: "a package for both would have to be public; place it by hand", Code: code}
}

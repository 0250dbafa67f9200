package stack

import (
	"fmt"
	"go/ast"
	"path"
	"sort"
	"strings"

	"scaffold/patcher"
)

// goSite is what the Go frameworks know about an app's source.
type goSite struct {
	program   *goProgram
	module    *goModule     // of the app's main package
	folder    string        // of the created files
	birth     *goBirth      // of the router, nil for net/http
	consumers []*goConsumer // all that get the handler: an if with and without TLS has two
	start     *goStart      // nil when no call was found
	starts    []*goStart
	wraps     []goExpr // what the handler goes through between the router and the server
	notes     []string // on servers that are left alone
}

// goBirth is the call that makes the router.
type goBirth struct {
	fn        *goFunc
	call      *ast.CallExpr
	framework string // its name
	index     int    // among the router-making calls of the function
}

// goConsumer is where the handler is given to the server: an argument of the start, a field of a literal, or an
// assignment to the field.
type goConsumer struct {
	fn   *goFunc
	node ast.Node // *ast.CallExpr, *ast.CompositeLit or *ast.AssignStmt
	expr ast.Expr // the handler, nil when the literal has none
}

// births returns the calls that make routers, in the order of files and text.
func (p *goProgram) births() []*goBirth {
	var list []*goBirth
	p.each(func(fn *goFunc) {
		for i, call := range routerCalls(fn.file.imports, fn.decl.Body) {
			list = append(list, &goBirth{fn: fn, call: call, framework: routerOf(fn.file, call), index: i})
		}
	})
	for _, pkg := range p.packages {
		for _, f := range pkg.files {
			for _, call := range routerCalls(f.imports, packageVariables(f.tree)...) {
				list = append(list, &goBirth{fn: &goFunc{file: f}, call: call, framework: routerOf(f, call)})
			}
		}
	}
	return list
}

func packageVariables(tree *ast.File) []ast.Node {
	var list []ast.Node
	for _, decl := range tree.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok {
			list = append(list, gen)
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
				pkg, name, ok := goCallee(imports, call.Fun)
				if _, makes := constructors[pkg+"."+name]; ok && makes {
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
func routerOf(f *goFile, call *ast.CallExpr) string {
	pkg, _, _ := f.callee(call.Fun)
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
	wraps    []goExpr
	score    int
}

// site returns what the program serves, nil when it serves no HTTP that is known.
func (p *goProgram) site() *goSite {
	births := p.births()
	var list []candidate
	for _, s := range p.starts() {
		list = append(list, p.candidate(s, births))
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	module := p.packages[0].module
	site := &goSite{program: p, module: module, folder: p.tree.platform(module)}
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
				c.start.fn.file.at(c.start.call), best.start.fn.file.at(best.start.call)))
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
		(c.birth != nil && c.birth == best.birth || c.start.fn.decl == best.start.fn.decl)
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

var sideline = lazily(`(?i)metric|debug|pprof|admin|prometheus|promhttp|redirect|acme|autocert|grpc`)

func (p *goProgram) candidate(s *goStart, births []*goBirth) candidate {
	c := candidate{start: s, consumer: p.consumer(s)}
	handler, from := s.handler, s.fn
	if c.consumer != nil {
		handler, from = c.consumer.expr, c.consumer.fn
	}
	if handler != nil {
		c.birth, c.wraps = p.traceBirth(from, handler, births)
	}
	switch {
	case c.birth != nil && c.birth.framework != netHTTP:
		c.score = 4
	case c.birth != nil:
		c.score = 2
	case handler == nil || from.file.source(handler) == "nil":
		c.score = -1
		if p.profiles() {
			c.score = -4
		}
	}
	if s.spawned {
		c.score--
	}
	text := s.fn.key + " " + s.fn.file.source(s.call)
	if handler != nil {
		text += " " + from.file.source(handler)
	}
	if sideline.MatchString(text) {
		c.score -= 3
	}
	return c
}

// profiles tells whether the default multiplexer is there for the profiler.
func (p *goProgram) profiles() bool {
	found := false
	p.files(func(f *goFile) bool {
		for _, spec := range f.tree.Imports {
			name, _ := goLiteral(spec.Path)
			found = found || name == "net/http/pprof"
		}
		return !found
	})
	return found
}

// traceBirth follows a handler to the router that it was made from.
func (p *goProgram) traceBirth(fn *goFunc, handler ast.Expr, births []*goBirth) (*goBirth, []goExpr) {
	byCall := map[ast.Expr]*goBirth{}
	for _, b := range births {
		byCall[b.call] = b
	}
	t := &goTrace{program: p, through: true, accept: func(_ *goFunc, e ast.Expr) bool { return byCall[e] != nil }}
	found, ok := t.from(fn, handler)
	if !ok {
		return nil, t.wraps
	}
	return byCall[found.expr], t.wraps
}

// consumer returns where the start's handler is given.
func (p *goProgram) consumer(s *goStart) *goConsumer {
	if s.server == nil {
		return &goConsumer{s.fn, s.call, s.handler}
	}
	t := &goTrace{program: p, accept: func(fn *goFunc, e ast.Expr) bool {
		lit, ok := e.(*ast.CompositeLit)
		return ok && fn.file.is(lit.Type, "net/http", "Server")
	}}
	found, ok := t.from(s.fn, s.server)
	if !ok {
		return p.handlerAssigned(s.fn)
	}
	lit := found.expr.(*ast.CompositeLit)
	if h := literalValue(lit, "Handler"); h != nil {
		return &goConsumer{found.fn, lit, h}
	}
	if a := p.handlerAssigned(found.fn, s.fn); a != nil {
		return a
	}
	return &goConsumer{found.fn, lit, nil}
}

// handlerAssigned returns the one assignment to a server's Handler in the functions.
func (p *goProgram) handlerAssigned(fns ...*goFunc) *goConsumer {
	for _, fn := range fns {
		if fn.decl == nil {
			continue
		}
		var found *goConsumer
		ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
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
	return path.Join(s.module.path, strings.TrimPrefix("/"+s.folder, strings.TrimSuffix("/"+s.module.dir, "/.")))
}

// reaches returns a problem when a file of another module would have to import the created package.
func (s *goSite) reaches(f *goFile, code string) error {
	if f.pkg.module == s.module {
		return nil
	}
	return &patcher.Problem{Kind: patcher.NotUnderstood, Path: f.path,
		What: "the place is in module " + f.pkg.module.path + ", the service in " + s.module.path,
		Todo: "a package for both would have to be public; place it by hand", Code: code}
}

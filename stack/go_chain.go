package stack

import (
	"go/ast"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/stack/golang"
)

// goChain wraps the handler where it is given to the server, or adds to the chain that is there:
// platform.Chain(mux, platform.RequestID(), platform.RateLimit()), the first outermost.
type goChain struct {
	fn     string // function with the consumer, "" for a package variable
	kind   consumerKind
	index  int // among the consumers of the kind in the function
	pkg    string
	taken  []string
	symbol string
	seam   Seam
}

type consumerKind int

const (
	byCall    consumerKind = iota // http.ListenAndServe(addr, h)
	byLiteral                     // http.Server{Handler: h}
	byAssign                      // srv.Handler = h
)

func (c goChain) String() string { return "chain " + c.symbol }

// Apply finds the consumer and wraps what it is given.
func (c goChain) Apply(src []byte) ([]byte, error) { return gosrc.Rewrite(src, c.place) }

func (c goChain) place(f *gosrc.File) error {
	root, expr, err := c.find(f)
	if err != nil {
		return err
	}
	chain := c.chain(f, gosrc.Imports(f.AST), root, expr)
	if chain != nil && placed(f, chain, c.pkg, c.symbol) {
		return nil
	}
	pkg, err := f.Use(c.pkg, expr, c.taken...)
	if err != nil {
		return err
	}
	code := pkg + "." + c.symbol + "()"
	if chain != nil {
		f.Argument(chain, c.position(gosrc.Imports(f.AST), chain), code)
		return nil
	}
	c.wrap(f, root, expr, pkg, code)
	return nil
}

// find returns the function, or the file, and the handler's expression in it.
func (c goChain) find(f *gosrc.File) (ast.Node, ast.Expr, error) {
	var root ast.Node = f.AST
	if c.fn != "" {
		fn := f.Func(c.fn)
		if fn == nil {
			return nil, nil, f.Problem(f.AST.Name, "the function "+c.fn+" that started the server is gone", "wrap the handler by hand", c.paste())
		}
		root = fn
	}
	nodes := consumers(gosrc.Imports(f.AST), c.pkg, root, c.kind)
	if c.index >= len(nodes) {
		return nil, nil, f.Problem(root, "the server's handler is not given here any more", "wrap the handler by hand", c.paste())
	}
	expr := handlerOf(nodes[c.index])
	if expr == nil {
		return nil, nil, f.Problem(nodes[c.index], "the server has no handler of its own", "give it one", "Handler: "+c.paste()+",")
	}
	return root, expr, nil
}

func (c goChain) paste() string {
	pkg := gosrc.Base(c.pkg)
	return pkg + ".Chain(handler, " + pkg + "." + c.symbol + "())"
}

// consumers returns the nodes of the kind in the order of the text.
func consumers(imports map[string]string, platform string, root ast.Node, kind consumerKind) []ast.Node {
	var list []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if kind == byCall && takesHandler(imports, platform, n) {
				list = append(list, n)
			}
		case *ast.CompositeLit:
			if kind == byLiteral && golang.Names(imports, n.Type, "net/http", "Server") {
				list = append(list, n)
			}
		case *ast.AssignStmt:
			if kind == byAssign && assignsHandler(n) {
				list = append(list, n)
			}
		}
		return true
	})
	return list
}

func takesHandler(imports map[string]string, platform string, call *ast.CallExpr) bool {
	pkg, name, ok := golang.Callee(imports, call.Fun)
	return ok && (pkg == "net/http" || pkg == platform) && httpStarts[name] != noStart && len(call.Args) > 1 &&
		(pkg == "net/http" || strings.HasPrefix(name, "Listen"))
}

// handlerOf returns the handler that the consumer is given, nil when it has none.
func handlerOf(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name := methodName(n); name == "Serve" || name == "ServeTLS" {
			return n.Args[1]
		}
		return n.Args[len(n.Args)-1]
	case *ast.CompositeLit:
		return golang.LiteralValue(n, "Handler")
	case *ast.AssignStmt:
		return n.Rhs[0]
	}
	return nil
}

// chain returns the call of Chain that makes the handler, in place or through a variable.
func (c goChain) chain(f *gosrc.File, imports map[string]string, root ast.Node, expr ast.Expr) *ast.CallExpr {
	if call, ok := expr.(*ast.CallExpr); ok && golang.Names(imports, call.Fun, c.pkg, "Chain") {
		return call
	}
	id, ok := expr.(*ast.Ident)
	if !ok {
		return nil
	}
	var found *ast.CallExpr
	ast.Inspect(root, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 || f.Source(a.Lhs[0]) != id.Name || a.Pos() > expr.Pos() {
			return true
		}
		if call, ok := a.Rhs[0].(*ast.CallExpr); ok && golang.Names(imports, call.Fun, c.pkg, "Chain") {
			found = call
		}
		return true
	})
	return found
}

// position is before the first argument of a greater rank.
func (c goChain) position(imports map[string]string, chain *ast.CallExpr) int {
	for i, arg := range chain.Args {
		if i > 0 && goRank(imports, c.pkg, arg) > c.seam.Rank() {
			return i
		}
	}
	return len(chain.Args)
}

// wrap gives the chain a variable before the statement, and is written in place where that would change what is
// evaluated first or what a name means.
func (c goChain) wrap(f *gosrc.File, root ast.Node, expr ast.Expr, pkg, code string) {
	inner := f.Source(expr)
	if inner == "nil" {
		inner = "http.DefaultServeMux"
	}
	list, i := gosrc.List(root, expr)
	fn, ok := root.(*ast.FuncDecl)
	if !ok || list == nil || !straight(list[i], expr) || strings.Contains(inner, "\n") {
		f.Replace(expr, pkg+".Chain("+inner+", "+code+")")
		return
	}
	name := freeName(f, fn, "handler", "root", "wrapped")
	f.Before(list[i], name+" := "+pkg+".Chain("+inner+",\n\t"+code+",\n)")
	f.Replace(expr, name)
}

// straight tells whether the expression is evaluated first thing in the statement, with the names that stand before it.
func straight(s ast.Stmt, e ast.Expr) bool {
	in := func(n ast.Node) bool { return n.Pos() <= e.Pos() && e.End() <= n.End() }
	switch s := s.(type) {
	case *ast.IfStmt:
		return s.Init != nil && in(s.Init) || s.Init == nil && in(s.Cond)
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.LabeledStmt, *ast.DeferStmt:
		return false
	}
	return true
}

// chainSeam returns the function that places middleware around the handler.
func chainSeam(seam Seam) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		s := siteOf(app)
		c := goChain{pkg: s.importPath(), symbol: spellGo(code.Symbol), seam: seam}
		if len(s.consumers) == 0 {
			return nil, &patcher.Problem{Kind: patcher.NotUnderstood, Path: s.program.Main.File.Path,
				What: "it cannot be told where the server gets its handler", Todo: "wrap the handler by hand", Code: c.paste()}
		}
		var edits []patcher.FileEdit
		for _, consumer := range s.consumers {
			if err := s.reaches(consumer.fn.File, c.paste()); err != nil {
				return nil, err
			}
			each := c
			each.taken = namesOf(consumer.fn.File.Pkg)
			each.locate(consumer.fn, consumer.node)
			edits = append(edits, patcher.FileEdit{Path: consumer.fn.File.Path, Edit: each})
		}
		return edits, nil
	}
}

// locate notes how to find the consumer again.
func (c *goChain) locate(fn *golang.Func, node ast.Node) {
	var root ast.Node = fn.File.Tree
	if fn.Decl != nil {
		c.fn, root = fn.Key, fn.Decl
	}
	switch node.(type) {
	case *ast.CompositeLit:
		c.kind = byLiteral
	case *ast.AssignStmt:
		c.kind = byAssign
	}
	for i, n := range consumers(fn.File.Imports, c.pkg, root, c.kind) {
		if n == node {
			c.index = i
		}
	}
}

package stack

import (
	"go/ast"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/stack/golang"
)

// goUse puts a middleware on a router at its rank: r.Use(platform.RateLimit()).
type goUse struct {
	router  goRouter
	pkg     string // import path of the created files
	taken   []string
	symbol  string
	adapter string // function of the same package around the middleware, "" for none
	seam    Seam
}

func (u goUse) String() string { return "use " + u.symbol }

// Apply finds the router and places the call.
func (u goUse) Apply(src []byte) ([]byte, error) { return gosrc.Rewrite(src, u.place) }

// code is the argument as it is written.
func (u goUse) code(pkg string) string {
	if u.adapter != "" {
		return pkg + "." + u.adapter + "(" + pkg + "." + u.symbol + "())"
	}
	return pkg + "." + u.symbol + "()"
}

func (u goUse) place(f *gosrc.File) error {
	paste := u.router.hoist + ".Use(" + u.code(gosrc.Base(u.pkg)) + ")"
	b, err := u.router.find(f, paste)
	if err != nil || placed(f, b.fn, u.pkg, u.symbol) {
		return err
	}
	pkg, err := f.Use(u.pkg, b.call, u.taken...)
	if err != nil {
		return err
	}
	calls, _ := b.uses()
	u.insert(f, b, calls, u.code(pkg))
	return nil
}

// insert puts the argument before the first one of a greater rank: into its call when that has smaller ones too, else
// as a call of its own. Without a greater one it comes behind the last one that has a rank.
func (u goUse) insert(f *gosrc.File, b *born, calls []*ast.CallExpr, code string) {
	statement := b.name + ".Use(" + code + ")"
	imports := gosrc.Imports(f.AST)
	behind := b.stmt
	var lower *ast.CallExpr // the last call that has something to stand above
	used := u.used(imports, calls)
	above := heard(u.seam, used)
	for i, a := range used {
		switch {
		case a.rank > u.seam.Rank() && i >= above && lower == a.call:
			f.Argument(a.call, a.index, code)
			return
		case a.rank > u.seam.Rank() && i >= above:
			f.Before(b.stmtOf(a.call), statement)
			return
		case a.rank >= 0:
			lower, behind = a.call, b.stmtOf(a.call)
		}
	}
	b.after(behind, statement)
}

// usedArgument is one piece of middleware in a call of Use.
type usedArgument struct {
	call  *ast.CallExpr
	index int
	rank  int
}

func (u goUse) used(imports map[string]string, calls []*ast.CallExpr) []usedArgument {
	var list []usedArgument
	for _, call := range calls {
		for i, arg := range call.Args {
			list = append(list, usedArgument{call, i, goRank(imports, u.pkg, arg)})
		}
	}
	return list
}

// heard is how many pieces of middleware stand above a limit wherever they rank: those down to the last that answers for
// CORS, or no script could read that it was limited. What authenticates stays below.
func heard(seam Seam, used []usedArgument) int {
	last := 0
	for i, a := range used {
		if seam != Limit || a.rank >= Auth.Rank() {
			break
		}
		if a.rank == CORS.Rank() {
			last = i + 1
		}
	}
	return last
}

// placed tells whether the function calls the created package's function already.
func placed(f *gosrc.File, root ast.Node, pkg, symbol string) bool {
	imports := gosrc.Imports(f.AST)
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || golang.Names(imports, call.Fun, pkg, symbol)
		}
		return !found
	})
	return found
}

// useSeam returns the function that places middleware at a seam of a router with Use.
func useSeam(seam Seam, adapter, hoist string) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		s := siteOf(app)
		u := goUse{pkg: s.importPath(), symbol: spellGo(code.Symbol), adapter: adapter, seam: seam}
		paste := hoist + ".Use(" + u.code(gosrc.Base(u.pkg)) + ")"
		if err := s.placeable(paste); err != nil {
			return nil, err
		}
		u.router, u.taken = s.router(hoist), namesOf(s.birth.fn.File.Pkg)
		return []patcher.FileEdit{{Path: s.birth.fn.File.Path, Edit: u}}, nil
	}
}

// placeable returns a problem when nothing can be called on the router.
func (s *goSite) placeable(paste string) error {
	if s.birth == nil {
		return &patcher.Problem{Kind: patcher.NotUnderstood, Path: s.program.Main.File.Path,
			What: "it cannot be told which router serves", Todo: "place the call by hand", Code: paste}
	}
	f := s.birth.fn.File
	if pkg, _, _ := f.Callee(s.birth.call.Fun); s.birth.framework == chi && pkg != chiModule {
		at := f.At(s.birth.call)
		return &patcher.Problem{Kind: patcher.NotUnderstood, Path: at.Path, Line: at.Line,
			What: "chi is imported without its major version 5", Todo: "import " + chiModule + " first", Code: paste}
	}
	if v := f.Pkg.Module.Versions[ginModule]; s.birth.framework == gin && v != "" && !AtLeast(v, ginOldest) {
		at := f.Pkg.Module.Requires[ginModule]
		return &patcher.Problem{Kind: patcher.NotUnderstood, Path: at.Path, Line: at.Line,
			What: "gin v" + v + " is older than v" + ginOldest, Todo: "update it first: go get " + ginModule + "@latest", Code: paste}
	}
	if s.birth.fn.Decl == nil {
		at := f.At(s.birth.call)
		return &patcher.Problem{Kind: patcher.NotUnderstood, Path: at.Path, Line: at.Line,
			What: "the router is a package variable", Todo: "place the call where the routes are added, before the first", Code: paste}
	}
	return s.reaches(f, paste)
}

// The routers that created files import. ginOldest is the first gin that knows the route of a request.
const (
	chiModule = "github.com/go-chi/chi/v5"
	ginModule = "github.com/gin-gonic/gin"
	ginOldest = "1.5"
)

// namesOf are the package's own top-level names.
func namesOf(p *golang.Package) []string {
	var names []string
	for _, f := range p.Files {
		names = append(names, golang.TopLevel(f.Tree)...)
	}
	return names
}

package stack

import (
	"go/ast"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/stack/golang"
)

// goMain puts a call at the beginning of main, behind what must come before it.
type goMain struct {
	pkg    string
	taken  []string
	symbol string
	behind []string // functions of the created package that come first
}

func (m goMain) String() string { return "call " + m.symbol + " in main" }

// Apply finds main and places the call.
func (m goMain) Apply(src []byte) ([]byte, error) { return gosrc.Rewrite(src, m.place) }

func (m goMain) place(f *gosrc.File) error {
	code := gosrc.Base(m.pkg) + "." + m.symbol + "()"
	fn := f.Func("main")
	if fn == nil {
		return f.Problem(f.AST.Name, "the function main is gone from this file", "call it first in main", code)
	}
	if placed(f, fn, m.pkg, m.symbol) {
		return nil
	}
	pkg, err := f.Use(m.pkg, fn.Name, m.taken...)
	if err != nil {
		return err
	}
	code = pkg + "." + m.symbol + "()"
	if i := m.last(gosrc.Imports(f.AST), fn.Body.List); i >= 0 {
		f.After(fn.Body.List[i], code)
		return nil
	}
	f.First(fn.Body, code)
	return nil
}

// last returns the index of the last statement that must come first: the loading of .env with the test of its error,
// and calls that were placed; -1 for none.
func (m goMain) last(imports map[string]string, list []ast.Stmt) int {
	last := -1
	for i, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			pkg, name, ok := golang.Callee(imports, call.Fun)
			if ok && (dotenvLoaders[pkg] || pkg == m.pkg && contains(m.behind, name)) {
				last = i
			}
			return true
		})
	}
	if last >= 0 && last+1 < len(list) && tests(list[last], list[last+1]) {
		last++
	}
	return last
}

var dotenvLoaders = map[string]bool{
	"github.com/joho/godotenv": true, "github.com/joho/godotenv/autoload": true, "github.com/subosito/gotenv": true,
}

// tests tells whether the second statement is an if over something that the first assigns.
func tests(first, second ast.Stmt) bool {
	a, ok := first.(*ast.AssignStmt)
	branch, isIf := second.(*ast.IfStmt)
	if !ok || !isIf {
		return false
	}
	for _, left := range a.Lhs {
		if id, ok := left.(*ast.Ident); ok && usesBare(&ast.ExprStmt{X: branch.Cond}, id.Name) {
			return true
		}
	}
	return false
}

// mainSeam returns the function that places calls at the beginning of main.
func mainSeam(behind ...string) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		s := siteOf(app)
		main := s.program.Main.File
		e := goMain{pkg: s.importPath(), taken: namesOf(main.Pkg), symbol: spellGo(code.Symbol), behind: behind}
		return []patcher.FileEdit{{Path: main.Path, Edit: e}}, nil
	}
}

func contains(list []string, s string) bool {
	for _, each := range list {
		if each == s {
			return true
		}
	}
	return false
}

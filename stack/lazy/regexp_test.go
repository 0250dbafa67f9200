package lazy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestLazyExpressionsAreGood compiles every text that is compiled lazily, so that a bad one does not wait for the run
// that asks it; and it finds those that are compiled at every start.
func TestLazyExpressionsAreGood(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../*.go", "../*/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	lazy := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.VAR {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if _, inside := n.(*ast.FuncLit); inside {
					return false
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				switch called, _ := call.Fun.(*ast.SelectorExpr); {
				case called == nil:
				case called.Sel.Name == "MustCompile":
					t.Errorf("%s compiles an expression at every start; write lazy.Regexp(…)", name)
				case called.Sel.Name == "Regexp":
					lazy++
					compiles(t, name, call.Args[0])
				}
				return true
			})
		}
	}
	if lazy < 20 {
		t.Errorf("%d lazy expressions found", lazy)
	}
}

// compiles compiles the text of an expression that is one literal or a sum of some; another sum is left to its users.
func compiles(t *testing.T, name string, e ast.Expr) {
	text, ok := literal(e)
	if !ok {
		return
	}
	if _, err := regexp.Compile(text); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, okToo := literal(e.Y)
		return left + right, ok && okToo
	}
	return "", false
}

package gosrc_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/patcher/patchertest"
)

func TestCases(t *testing.T) {
	patchertest.Run(t, "testdata/*.txtar", build, patchertest.Parses(func(text []byte) (*ast.File, error) {
		return parser.ParseFile(token.NewFileSet(), "", text, parser.AllErrors)
	}))
}

// build makes an edit of a line: import PATH [NAME]; before, after, first, replace, argument FUNC INDEX CODE, where the
// index is that of a statement of the function, or, for the last two, of a call in it; use FUNC PATH.
func build(name string, args []string) patcher.Edit {
	switch name {
	case "import":
		i := gosrc.Import{Path: args[0]}
		if len(args) > 1 {
			i.Name = args[1]
		}
		return i
	case "use":
		return gosrc.Change{What: name, Do: func(f *gosrc.File) error { return use(f, args[0], args[1]) }}
	}
	index, _ := strconv.Atoi(args[1])
	return gosrc.Change{What: name, Do: func(f *gosrc.File) error { return place(f, name, args[0], index, args[2]) }}
}

// use calls a package's function at the end of the function.
func use(f *gosrc.File, fn, path string) error {
	decl := f.Func(fn)
	if strings.Contains(string(f.Text), ".Used()") {
		return nil
	}
	last := decl.Body.List[len(decl.Body.List)-1]
	name, err := f.Use(path, last)
	if err != nil {
		return err
	}
	f.After(last, name+".Used()")
	return nil
}

func place(f *gosrc.File, name, fn string, index int, code string) error {
	decl := f.Func(fn)
	if decl == nil {
		return f.Problem(f.AST.Name, "there is no function "+fn, "write one", code)
	}
	if strings.Contains(flat(string(f.Text)), flat(code)) {
		return nil
	}
	switch name {
	case "before":
		f.Before(decl.Body.List[index], code)
	case "after":
		f.After(decl.Body.List[index], code)
	case "first":
		f.First(decl.Body, code)
	case "replace":
		f.Replace(calls(decl)[index], code)
	case "argument":
		call := calls(decl)[0]
		f.Argument(call, min(index, len(call.Args)), code)
	}
	return nil
}

func flat(s string) string { return strings.Join(strings.Fields(s), "") }

func calls(root ast.Node) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(root, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			list = append(list, call)
		}
		return true
	})
	return list
}

func TestNothingAskedForNothingDone(t *testing.T) {
	src := "package p\r\nfunc  f( ) { }\r\n"
	out, err := gosrc.Rewrite([]byte(src), func(*gosrc.File) error { return nil })
	if err != nil || string(out) != src {
		t.Errorf("%q, %v", out, err)
	}
}

func TestCodeThatDoesNotParse(t *testing.T) {
	_, err := gosrc.Rewrite([]byte("package p\n\nfunc f() {\n\tg()\n}\n"), func(f *gosrc.File) error {
		f.After(f.Func("f").Body.List[0], "if {")
		return nil
	})
	if err == nil {
		t.Error("broken code was placed")
	}
}

func TestSpliceThatMissesItsPlace(t *testing.T) {
	_, err := gosrc.Rewrite([]byte("package p\n\nfunc f() {\n\tg()\n}\n"), func(f *gosrc.File) error {
		f.Before(f.Func("f").Body.List[0], "// only a comment")
		return nil
	})
	if err != nil {
		t.Errorf("a comment is harmless: %v", err)
	}
}

func TestBase(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/go-chi/chi/v5":        "chi",
		"github.com/redis/go-redis/v9":    "redis",
		"gopkg.in/yaml.v3":                "yaml",
		"net/http":                        "http",
		"github.com/labstack/echo":        "echo",
		"example.com/x/internal/platform": "platform",
	} {
		if got := gosrc.Base(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

package golang

import (
	"go/ast"
	"testing"

	"scaffold/stack/source"
)

// TestTrace follows the argument of a call back to where its value was made: through variables, parameters, fields and
// functions of the program, and through wrappers where that is asked for.
func TestTrace(t *testing.T) {
	repo := source.Virtual(map[string][]byte{
		"go.mod": []byte("module example.com/shop\n\ngo 1.26\n"),
		"main.go": []byte(`package main

import "example.com/shop/internal/api"

func main() {
	a := api.New()
	serve(a.Handler)
	serve(api.Wrap(a.Handler))
	serve(nil)
}

func serve(h any) { run(h) }

func run(any) {}
`),
		"internal/api/api.go": []byte(`package api

type API struct{ Handler any }

func New() *API { return &API{Handler: newRouter()} }

func newRouter() any { return "router" }

func Wrap(h any) any { return []any{h} }
`),
	})
	programs := NewTree(repo).Programs()
	if len(programs) != 1 {
		t.Fatalf("%d programs", len(programs))
	}
	p := programs[0]
	isRouter := func(_ *Func, e ast.Expr) bool {
		text, ok := Literal(e)
		return ok && text == "router"
	}
	var args []ast.Expr
	ast.Inspect(p.Main.Decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "serve" {
				args = append(args, call.Args[0])
			}
		}
		return true
	})
	for i, want := range []struct{ straight, through bool }{{true, true}, {false, true}, {false, false}} {
		for _, through := range []bool{false, true} {
			trace := &Trace{Program: p, Through: through, Accept: isRouter}
			found, ok := trace.From(p.Main, args[i])
			if ok != want.straight && !through || ok != want.through && through {
				t.Errorf("argument %d, through %v: %v", i, through, ok)
			}
			if ok && found.Fn.File.Path != "internal/api/api.go" {
				t.Errorf("argument %d was found in %s", i, found.Fn.File.Path)
			}
		}
	}
}

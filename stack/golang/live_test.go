package golang

import (
	"testing"

	"scaffold/stack/source"
)

// TestCreatedCodeRunsNoMethodsOfTheUser: a method that created code calls on a value of its own is none of the user's of
// that name, or a command that never serves would serve as soon as something was added. Handlers are met by anybody.
func TestCreatedCodeRunsNoMethodsOfTheUser(t *testing.T) {
	for _, owned := range []bool{false, true} {
		repo := source.Virtual(map[string][]byte{
			"go.mod": []byte("module example.com/shop\n\ngo 1.26\n"),
			"main.go": []byte("package main\n\nimport \"example.com/shop/internal/platform\"\n\ntype server struct{}\n\n" +
				"func (server) Run() {}\n\nfunc (server) ServeHTTP() {}\n\nfunc main() {\n\t_ = server{}\n\tplatform.Limit()\n}\n"),
			"internal/platform/limit.go": []byte("package platform\n\ntype task struct{}\n\nfunc (task) Run() {}\n\n" +
				"func Limit() {\n\ttask{}.Run()\n\tvar h interface{ ServeHTTP() }\n\th.ServeHTTP()\n}\n"),
		})
		if owned {
			repo.Own(map[string]string{"internal/platform/limit.go": "h"})
		}
		p := NewTree(repo).Programs()[0]
		for name, want := range map[string]bool{"server.Run": !owned, "server.ServeHTTP": true} {
			if got := p.Reached[p.Packages[0].Funcs[name].Decl]; got != want {
				t.Errorf("owned %v: %s is reached: %v, want %v", owned, name, got, want)
			}
		}
	}
}

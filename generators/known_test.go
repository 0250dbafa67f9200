package generators

import (
	"testing"

	"scaffold/stack"
	"scaffold/stack/source"
)

// TestKnown: what is told of a gap without a repository is what comes of it in one.
func TestKnown(t *testing.T) {
	for _, name := range []string{"express", "chi", "gin", "echo", "nethttp"} {
		repo, err := source.Open("../testdata/golden/" + name + "/repo")
		if err != nil {
			t.Fatal(err)
		}
		defer repo.Close()
		found, err := stack.Detect(repo)
		if err != nil {
			t.Fatal(err)
		}
		for _, app := range found.Apps {
			for _, g := range All {
				r, err := Audit(repo, Job{Gap: g, App: app})
				if err != nil {
					t.Fatal(err)
				}
				if g.Known(app.Framework) == r.Foreign {
					t.Errorf("%s on %s: known is %v, and a repository shows %v", g.Name, app.Framework.Name, r.Foreign, !r.Foreign)
				}
			}
		}
	}
}

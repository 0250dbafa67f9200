package stack

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestExpressRoutes reads the routes of the trees in testdata/routes. A case holds the files of a repository, and under
// want the routes that are read, with what is known of each. -update writes what is wanted anew.
func TestExpressRoutes(t *testing.T) {
	files, err := filepath.Glob("testdata/routes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tree, want := map[string][]byte{}, ""
			kept := archive.Files[:0]
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				tree[f.Name] = f.Data
				kept = append(kept, f)
			}
			got := routesText(t, tree)
			if flag.Lookup("update").Value.String() == "true" {
				kept = append(kept, txtar.File{Name: "want", Data: []byte(got)})
				archive.Files = kept
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("--- want\n%s--- got\n%s", want, got)
			}
		})
	}
}

// routesText spells what is read of a tree's routes.
func routesText(t *testing.T, tree map[string][]byte) string {
	t.Helper()
	var b strings.Builder
	for _, app := range expressApps(t, openTree(t, tree)) {
		fmt.Fprintf(&b, "app %s prefix %q\n", app.ID, Prefix(app.Routes()))
		for _, r := range app.Routes() {
			fmt.Fprintf(&b, "%s %s at %s", r.Method, r.Path, r.At)
			for _, part := range []struct{ name, text string }{{"by", r.Handler}, {"guards", guardsText(r)}, {"says", r.Summary}} {
				if part.text != "" {
					fmt.Fprintf(&b, " %s %s", part.name, part.text)
				}
			}
			if r.Success != 0 || len(r.Failures) > 0 {
				fmt.Fprintf(&b, " answers %d %v", r.Success, r.Failures)
			}
			b.WriteString("\n")
			for _, s := range []struct {
				part   string
				schema *Schema
			}{{"params", r.Params}, {"query", r.Query}, {"body", r.Body}} {
				if s.schema != nil {
					fmt.Fprintf(&b, "  %s is %s at %s\n", s.part, s.schema.Name, s.schema.At)
					fieldText(&b, "    ", s.schema.Field)
				}
			}
		}
		for _, u := range app.Unread() {
			fmt.Fprintf(&b, "? %s %s\n", u.At, u.Why)
		}
	}
	return b.String()
}

func guardsText(r Route) string {
	var all []string
	for _, g := range r.Guards {
		text := g.Text
		if g.Own {
			text += "!"
		}
		if len(g.Refuses) > 0 {
			text += fmt.Sprintf("%v%s", g.Refuses, g.Credential)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// fieldText spells a field and those in it, one a line.
func fieldText(b *strings.Builder, indent string, f Field) {
	fmt.Fprintf(b, "%s%s:", indent, f.Name)
	for _, part := range []struct {
		name, text string
	}{{"", f.Type}, {"format ", f.Format}, {"from ", f.Min}, {"to ", f.Max}, {"like ", f.Pattern}, {"one of ", strings.Join(f.Enum, " ")}, {"default ", f.Default}, {"# ", f.Doc}} {
		if part.text != "" {
			fmt.Fprintf(b, " %s%s", part.name, part.text)
		}
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"optional", f.Optional}, {"nullable", f.Nullable}, {"closed", f.Closed}, {"above", f.Above}, {"below", f.Below}} {
		if flag.set {
			b.WriteString(" " + flag.name)
		}
	}
	b.WriteString("\n")
	for _, one := range f.Fields {
		fieldText(b, indent+"  ", one)
	}
	if f.Items != nil {
		fieldText(b, indent+"  []", *f.Items)
	}
	for _, one := range f.AnyOf {
		fieldText(b, indent+"  |", one)
	}
}

// TestDocuments tells documents of a repository from files that are only called like them.
func TestDocuments(t *testing.T) {
	service := "const app = require('express')();\napp.get('/', (req, res) => res.end());\napp.listen(1);\n"
	manifest := `{"name": "x", "dependencies": {"express": "4.21.0"}}`
	long := "# It\n\na\n\nb\n\nc\n\nd\n"
	for _, c := range []struct {
		name, text string
		want       Feature
	}{
		{"openapi.yaml", "openapi: 3.1.0\ninfo:\n  title: X\n", APIDescription},
		{"docs/swagger.json", "{\n  \"swagger\": \"2.0\"\n}\n", APIDescription},
		{"openapi.yaml", "rules:\n  openapi: off\n", ""},
		{"config/api.json", `{"url": "https://api.example"}`, ""},
		{"docs/RUNBOOK.md", long, Runbook},
		{"docs/RUNBOOK.md", "# Runbook\n\nTo come.\n", ""},
		{".github/SECURITY.md", long, SecurityPolicy},
		{"src/security.md", long, ""},
		{"docs/adr/0001-x.md", long, DecisionRecords},
		{"docs/adr/README.md", long, ""},
		{"API.md", long, APIReference},
	} {
		repo := openTree(t, map[string][]byte{"package.json": []byte(manifest), "app.js": []byte(service), c.name: []byte(c.text)})
		apps := expressApps(t, repo)
		findDocuments(repo, apps)
		for _, d := range documents {
			if _, got := apps[0].Found[d.feature]; got != (d.feature == c.want) {
				t.Errorf("%s %q: %s is %t", c.name, c.text, d.feature, got)
			}
		}
	}
}

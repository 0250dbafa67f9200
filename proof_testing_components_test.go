package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var componentMutations = []mutation{
	{"the heading of a page is another", regexp.MustCompile(`<h1>Notes</h1>`), `<h1>Tasks</h1>`},
	{"a page throws", regexp.MustCompile(`(?m)^  return \(\n`), "  if (Date.now() > 0) throw new Error('broken');\n  return (\n"},
}

// componentsAreTested: the tests of the user's own components pass on them, and each way to break one turns them red.
func componentsAreTested(t *testing.T, _ subject, dir string) {
	root := filepath.Join(dir, "apps/web")
	if _, err := os.Stat(root); err != nil {
		return // a service without pages
	}
	run := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), "npm", "test", "--silent", "-w", "apps/web", "--", "components")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil {
		t.Fatalf("the created tests fail on the components as they are: %v\n%s", err, out)
	}
	page := filepath.Join(root, "app/page.tsx")
	for _, m := range componentMutations {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		broken := m.pattern.ReplaceAllString(string(text), m.with)
		if broken == string(text) {
			t.Fatalf("%s: there is nothing to break in\n%s", m.what, text)
		}
		write(t, page, broken)
		if out, err := run(); err == nil {
			t.Errorf("%s, and the tests pass:\n%s", m.what, out)
		}
		write(t, page, string(text))
	}
}

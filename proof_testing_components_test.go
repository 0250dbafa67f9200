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

var bannerMutations = []mutation{
	{"what needs a consent is shown without it", regexp.MustCompile(`granted\.includes\(purpose\) \? children : null`), "children"},
	{"a decision is not heard", regexp.MustCompile(`for \(const listener of listeners\) listener\(\);`), ""},
}

// componentsAreTested: the tests of components pass on them, and each way to break one turns them red: of the user's own, and
// of what asks for cookies.
func componentsAreTested(t *testing.T, _ subject, dir string) {
	root := filepath.Join(dir, "apps/web")
	if _, err := os.Stat(root); err != nil {
		return // a service without pages
	}
	componentIsTested(t, dir, "components", filepath.Join(root, "app/page.tsx"), componentMutations)
	componentIsTested(t, dir, "cookies/banner", filepath.Join(root, "app/cookies/banner.tsx"), bannerMutations)
}

func componentIsTested(t *testing.T, dir, tests, page string, mutations []mutation) {
	t.Helper()
	run := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), "npm", "test", "--silent", "-w", "apps/web", "--", tests)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil {
		t.Fatalf("the created tests fail on the components as they are: %v\n%s", err, out)
	}
	for _, m := range mutations {
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

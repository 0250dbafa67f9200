package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// mutation breaks an app on purpose.
type mutation struct {
	what    string
	pattern *regexp.Regexp
	with    string
}

var mutations = []mutation{
	{"a route is gone", regexp.MustCompile(`(?m)^(\s*)(\w+)\.get\(\s*["']/(hours)?["'],`), `${1}${2}.get('/gone', `},
	{"safe headers are gone", regexp.MustCompile(`(?m)^\s*[\w.]+\.use\((securityHeaders|helmet)\(\)\);?$`), ``},
	{"strangers are let in", regexp.MustCompile(`(?m)^\s*authenticate,\n`), ``},
	{"bodies are not checked", regexp.MustCompile(`parseNewNote\(req\.body\)`), `{ text: String(req.body) }`},
}

// mutantsAreFound: the created tests pass on the app, and each way to break it turns them red.
func mutantsAreFound(t *testing.T, s subject, dir string) {
	root := filepath.Join(dir, s.dir)
	if out, err := apiTests(root); err != nil {
		t.Fatalf("the created tests fail on the app as it is: %v\n%s", err, out)
	}
	found := 0
	for _, m := range mutations {
		if undo := m.apply(t, root); undo != nil {
			found++
			if out, err := apiTests(root); err == nil {
				t.Errorf("%s, and the tests pass:\n%s", m.what, out)
			}
			undo()
		}
	}
	if found < 2 {
		t.Errorf("only %d ways were found to break the app", found)
	}
}

// apply breaks the first file of the app that it can, and returns how to take that back; nil where there is none.
func (m mutation) apply(t *testing.T, root string) func() {
	t.Helper()
	var undo func()
	for _, name := range appSources(t, root) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if place := m.pattern.FindSubmatchIndex(text); undo == nil && place != nil {
			broken := string(text[:place[0]]) + string(m.pattern.Expand(nil, []byte(m.with), text, place)) + string(text[place[1]:])
			write(t, name, broken)
			undo = func() { write(t, name, string(text)) }
		}
	}
	return undo
}

// appSources are the files of the app's own source.
func appSources(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.js", "routes/*.js", "src/*.ts", "src/*/*.ts", "apps/api/*.ts", "apps/api/routes/*.ts"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.Contains(name, ".test.") && !strings.Contains(name, "/test/") {
				all = append(all, name)
			}
		}
	}
	return all
}

// apiTests runs the tests over HTTP.
func apiTests(root string) (string, error) {
	runner := []string{"npx", "vitest", "run", "api.test"}
	if text, _ := os.ReadFile(filepath.Join(root, "package.json")); strings.Contains(string(text), `"jest"`) {
		runner = []string{"npx", "jest", "api.test"}
	}
	cmd := exec.Command(runner[0], runner[1:]...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "NODE_ENV=test", "CI=1", "JWT_SECRET="+secret)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

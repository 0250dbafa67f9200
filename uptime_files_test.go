package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// twoApps is a repository with two services.
var twoApps = map[string]string{
	"package.json":          `{ "name": "shop", "private": true, "workspaces": ["apps/*"] }` + "\n",
	"apps/api/package.json": `{ "name": "@shop/api", "main": "index.js", "dependencies": { "express": "5.1.0" } }` + "\n",
	"apps/api/index.js":     "const express = require('express');\nconst app = express();\napp.get('/readyz', (req, res) => res.json({}));\napp.listen(3000);\n",
	"apps/web/package.json": `{ "name": "@shop/web", "main": "index.js", "dependencies": { "express": "5.1.0" } }` + "\n",
	"apps/web/index.js":     "const express = require('express');\nconst app = express();\napp.listen(3001);\n",
}

// TestUptimeOfSeveralApps: each app has its own files, variable and path; the second's are not taken for there already.
func TestUptimeOfSeveralApps(t *testing.T) {
	dir := t.TempDir()
	for name, text := range twoApps {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, app := range []string{"apps/api", "apps/web"} {
		for run := range 2 {
			out, code := scaffold(t, "add", "uptime", "--dir", dir, "--app", app, "--yes")
			if code != 0 || strings.Contains(out, "+++ ") != (run == 0) {
				t.Fatalf("%s, run %d: exit %d\n%s", app, run, code, out)
			}
		}
	}
	for name, want := range map[string]string{
		".github/workflows/uptime-api.yml": "UPTIME_URL: ${{ vars.UPTIME_URL_API }}", ".github/workflows/uptime-web.yml": "group: uptime-web",
		"scripts/uptime-api.sh": "url=$url/readyz", "scripts/uptime-web.sh": "url=$url/health/ready",
		"scripts/uptime-alert-web.sh": "raise uptime-probe-web 'web does not answer'", "docs/UPTIME-web.md": "gh variable set UPTIME_URL_WEB",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s: %v, no %q in\n%s", name, err, want, text)
		}
	}
	lintScripts(t, dir)
}

// TestUptimeIsSeen: the files are recognised without the record, and a workflow of the user's is not written over.
func TestUptimeIsSeen(t *testing.T) {
	dir := withUptime(t)
	if info, err := os.Stat(filepath.Join(dir, "scripts/uptime.sh")); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("the script is no program: %v %v", info, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, ".scaffold")); err != nil {
		t.Fatal(err)
	}
	out, code := scaffold(t, "add", "uptime", "--dir", dir, "--yes")
	if code != 0 || strings.Contains(out, "+++ ") || !strings.Contains(out, ".github/workflows/uptime.yml") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestUptimeTouchesNoCode: neither the manifest nor the environment templates are changed, in no language.
func TestUptimeTouchesNoCode(t *testing.T) {
	for _, s := range subjects {
		dir := s.copied(t)
		before := tree(t, dir)
		s.add(t, dir, "uptime")
		for name := range tree(t, dir) {
			top, _, _ := strings.Cut(filepath.ToSlash(name), "/")
			if _, there := before[name]; !there && top != ".github" && top != "scripts" && top != "docs" && top != ".scaffold" {
				t.Errorf("%s: %s is new", s.repo, name)
			}
		}
		for name, text := range before {
			if tree(t, dir)[name] != text {
				t.Errorf("%s: %s is changed", s.repo, name)
			}
		}
	}
}

// TestUptimePath: what a shell or YAML would take for more than a path is refused.
func TestUptimePath(t *testing.T) {
	for _, path := range []string{"health", "/a b", "/$(id)", "/a'b", "/a\nb", "/{{.App}}", ""} {
		dir := subject{repo: "gin"}.copied(t)
		out, code := scaffold(t, "add", "uptime", "--dir", dir, "--yes", "--set", "path="+path)
		if code != 2 || !strings.Contains(out, "want a path") {
			t.Errorf("%q: exit code %d\n%s", path, code, out)
		}
	}
}

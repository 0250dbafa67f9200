package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// docsAreTrue: every route of the app is in the description and the reverse, by the repository's own test, which a missing
// route turns red; the running service answers what is described; the description passes its linter; what the documents
// name is there.
func docsAreTrue(t *testing.T, s subject, dir string) {
	check := func() ([]byte, error) { return npm(t, filepath.Join(dir, s.modules), "run", "docs:check") }
	if out, err := check(); err != nil {
		t.Fatalf("the description is not what the router has: %v\n%s", err, out)
	}
	file := filepath.Join(dir, "openapi.yaml")
	whole := readText(t, file)
	paths := describedPaths(whole)
	if len(paths) < 3 {
		t.Fatalf("only %s are described", paths)
	}
	writeText(t, file, strings.Replace(whole, "\n  "+paths[len(paths)-1]+":\n", "\n  /gone:\n", 1))
	out, err := check()
	writeText(t, file, whole)
	if err == nil {
		t.Errorf("a route that is not described goes unnoticed\n%s", out)
	}
	v := s.started(t, dir, "METRICS_TOKEN=known-to-few-and-long-enough-for-them")
	for _, path := range paths {
		if a := v.get(t, path, nil); a.status == 404 {
			t.Errorf("%s is described and not there: %s", path, a.body)
		}
	}
	lintsClean(t, dir)
	documentsHold(t, dir)
}

// describedPaths returns the paths that GET without a parameter is described for.
func describedPaths(text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^ {2}(/[^\s{]*):\n {4}get:`).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// npm runs a command of npm in a folder.
func npm(t *testing.T, dir string, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", args...)
	cmd.Dir = dir
	return cmd.CombinedOutput()
}

// lintsClean holds the description against Redocly's recommended rules.
func lintsClean(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "npx", "--yes", "@redocly/cli@2.77.0", "lint", "openapi.yaml")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "is valid") || strings.Contains(string(out), "You have") {
		t.Errorf("the description has faults: %v\n%s", err, out)
	}
}

var (
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	shellBlock   = regexp.MustCompile("(?ms)^ *```sh\n(.*?)^ *```")
	inlineCode   = regexp.MustCompile("`([^`\n]+)`")
	npmScript    = regexp.MustCompile(`\bnpm (?:run ([\w:.-]+)|(test|start))((?: -w [\w@/.-]+)?)`)
	filePath     = regexp.MustCompile(`^[\w@.-]+(/[\w@.-]+)+\.\w+$`)
	placeholder  = regexp.MustCompile(`(?i)\b(todo|tbd|fixme|lorem ipsum)\b|<your[- ]`)
)

// documentsHold looks up every link, path and command that the documents name.
func documentsHold(t *testing.T, dir string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "docs", "*.md"))
	if err != nil || len(names) < 4 {
		t.Fatalf("%d documents, %v", len(names), err)
	}
	// The other documents name files that are made later, too.
	described := map[string]bool{"API.md": true, "DATABASE.md": true, "RUNBOOK.md": true, "SECURITY.md": true, "TROUBLESHOOTING.md": true}
	decisions, _ := filepath.Glob(filepath.Join(dir, "docs", "ADR", "*.md"))
	for _, name := range slices.Concat(names, decisions, []string{filepath.Join(dir, "API.md")}) {
		text := readText(t, name)
		rel, _ := filepath.Rel(dir, name)
		if found := placeholder.FindString(text); found != "" {
			t.Errorf("%s has a placeholder: %s", rel, found)
		}
		for _, m := range markdownLink.FindAllStringSubmatch(text, -1) {
			linkHolds(t, dir, rel, m[1])
		}
		for _, m := range shellBlock.FindAllStringSubmatch(text, -1) {
			commandsHold(t, dir, rel, m[1])
		}
		for _, m := range inlineCode.FindAllStringSubmatch(text, -1) {
			commandsHold(t, dir, rel, m[1])
			if described[path.Base(rel)] && filePath.MatchString(m[1]) && !isFile(filepath.Join(dir, m[1])) {
				t.Errorf("%s names %s, which is not there", rel, m[1])
			}
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func isFile(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// linkHolds looks up a link to another file of the repository, and the heading in it.
func linkHolds(t *testing.T, dir, from, link string) {
	t.Helper()
	if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return
	}
	to, anchor, _ := strings.Cut(link, "#")
	at := filepath.Join(dir, filepath.FromSlash(path.Join(path.Dir(filepath.ToSlash(from)), to)))
	if to == "" {
		at = filepath.Join(dir, from)
	}
	if !isFile(at) {
		t.Errorf("%s links to %s, which is not there", from, link)
		return
	}
	if anchor == "" {
		return
	}
	for _, line := range strings.Split(readText(t, at), "\n") {
		if heading := strings.TrimLeft(line, "#"); heading != line && headingAnchor(heading) == anchor {
			return
		}
	}
	t.Errorf("%s links to %s, which is no heading there", from, link)
}

// headingAnchor returns what a heading is linked to by.
func headingAnchor(heading string) string {
	heading = strings.ToLower(strings.TrimSpace(heading))
	heading = regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(heading, "")
	return strings.ReplaceAll(heading, " ", "-")
}

// commandsHold looks up the scripts that commands run.
func commandsHold(t *testing.T, dir, from, text string) {
	t.Helper()
	folder := "."
	if m := regexp.MustCompile(`\bcd ([\w./-]+) &&`).FindStringSubmatch(text); m != nil {
		folder = m[1]
	}
	for _, m := range npmScript.FindAllStringSubmatch(text, -1) {
		in := folder
		if workspace := strings.TrimPrefix(m[3], " -w "); workspace != "" {
			in = workspace
		}
		var manifest struct{ Scripts map[string]string }
		if err := json.Unmarshal([]byte(readText(t, filepath.Join(dir, in, "package.json"))), &manifest); err != nil {
			t.Fatal(err)
		}
		if script := m[1] + m[2]; manifest.Scripts[script] == "" {
			t.Errorf("%s names %s, and %s has no such script", from, strings.TrimSpace(m[0]), path.Join(in, "package.json"))
		}
	}
}

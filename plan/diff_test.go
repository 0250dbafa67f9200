package plan

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
)

func TestDiffText(t *testing.T) {
	dir := repository(t, map[string]string{"app.ts": "a\nb\nc", "crlf.ts": "a\r\nb\r\n"})
	limit := gap("rate-limit", "app.ts", appended{"\nd\n", ""}, "crlf.ts", appended{"c\r\n", ""})
	limit.App = "apps/api"
	p := plan(t, open(t, dir, nil), limit, gap("health", "app.ts", appended{"e\n", ""}, "new/x.ts", created("x\n"), "empty", created(""), "x.sh", patcher.Create{Content: []byte("x\n"), Mode: 0o755}))
	want := `# rate-limit (apps/api): close rate-limit
# health: close health
--- a/app.ts
+++ b/app.ts
@@ -1,3 +1,5 @@
 a
 b
-c
\ No newline at end of file
+c
+d
+e

# rate-limit (apps/api): close rate-limit
--- a/crlf.ts
+++ b/crlf.ts
@@ -1,2 +1,3 @@
 a~
 b~
+c~

# health: close health
diff --git a/empty b/empty
new file mode 100644

# health: close health
--- /dev/null
+++ b/new/x.ts
@@ -0,0 +1,1 @@
+x

# health: close health
diff --git a/x.sh b/x.sh
new file mode 100755
--- /dev/null
+++ b/x.sh
@@ -0,0 +1,1 @@
+x
`
	if got := strings.ReplaceAll(string(p.Diff()), "\r", "~"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if (&Plan{}).Diff() != nil {
		t.Error("an empty plan has a diff")
	}
}

// TestGitAppliesTheDiff checks that what is shown is what is written, by git's own understanding of it, forth and back.
func TestGitAppliesTheDiff(t *testing.T) {
	texts := map[string]string{
		"plain.ts": "a\nb\nc\n", "no-newline": "a", "crlf": "a\r\nb\r\n", "mixed": "a\r\nb\nc", "empty": "",
		"long": strings.Repeat("x\ny\n", 200), "dashes.sql": "-- a\n--- b\n++ c\n@@ d\n\\ e\n# f\n", "lone-cr": "a\rb\n",
		"latin1": "caf\xe9\n",
	}
	dir := committed(t, texts)
	before := tree(t, dir)
	change := gap("all", "new.ts", created("a\nb"), "new-empty", created(""), "run.sh", patcher.Create{Content: []byte("#!/bin/sh\n"), Mode: 0o755}, "run-empty", patcher.Create{Mode: 0o755}, "new-dashes", created("--- a/x\n+++ b/x\n@@ -1 +1 @@\n"))
	for name := range texts {
		change.Edits = append(change.Edits, patcher.FileEdit{Path: name, Edit: appended{"more\n", ""}})
	}
	disk := open(t, dir, nil)
	p := plan(t, disk, change)
	patch := filepath.Join(t.TempDir(), "patch")
	must(t, os.WriteFile(patch, p.Diff(), 0o644))
	runGit(t, dir, "apply", patch)
	patched := tree(t, dir)
	runGit(t, dir, "apply", "-R", patch)
	sameTree(t, "git apply -R", dir, before)
	applied(t, dir, change)
	sameTree(t, "applied", dir, patched)

	back, err := open(t, dir, nil).Undo()
	must(t, err)
	must(t, os.WriteFile(patch, back.Diff(), 0o644))
	runGit(t, dir, "apply", patch)
	sameTree(t, "git apply of the undo's diff", dir, before)
}

func TestG3SecretsAreNotShown(t *testing.T) {
	secrets := "PEM=\"-----BEGIN\nhunter7==\nhunter8\n-----END\"\nLAST=hunter0"
	if shown := masks([]byte("API_KEY=hunter2\nexport TOKEN=\"hun ter3\" # hunter4\n#OLD=hunter5\nURL: hunter6\nhunter9\n" + secrets)); strings.Contains(
		strings.Join(slices.Collect(maps.Values(shown)), "\n"), "hun") {
		t.Errorf("masked: %q", shown)
	}
	for name, hidden := range map[string]bool{
		".env": true, ".env.local": true, "apps/api/.env": true, ".envrc": true, ".env.production": true,
		".env.example": false, ".env.sample": false, "env.ts": false, "x.env.ts": false,
	} {
		dir := repository(t, map[string]string{name: secrets})
		change := gap("env", name, appended{"\n# the port\nPORT=3000\n", ""})
		diff := string(plan(t, open(t, dir, nil), change).Diff())
		if strings.Contains(diff, "hunter") == hidden {
			t.Errorf("%s: hidden %v\n%s", name, hidden, diff)
		}
		if !strings.Contains(diff, "+PORT=3000") {
			t.Errorf("%s: what is new is not shown\n%s", name, diff)
		}
		applied(t, dir, change)
		back, err := open(t, dir, nil).Undo()
		must(t, err)
		if diff := string(back.Diff()); strings.Contains(diff, "hunter") == hidden {
			t.Errorf("%s, undo: hidden %v\n%s", name, hidden, diff)
		}
	}
}

func TestMasks(t *testing.T) {
	for line, want := range map[string]string{
		"A=b":              "A=…",
		"  export A = 'b'": "  export A = …",
		"# A=b":            "# A=…",
		"# a comment":      "# a comment",
		"":                 "",
		"A=":               "A=",
		"no assignment":    "…",
		"A: b":             "A: …",
		"# see https://x":  "# see https://x",
	} {
		if got, _ := masked(line); got != want {
			t.Errorf("%q is shown as %q, want %q", line, got, want)
		}
	}
}

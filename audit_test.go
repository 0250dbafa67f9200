package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"scaffold/audit"
	"scaffold/generators"
	"scaffold/presets"
)

// TestAuditFollowsTheGaps walks every starting repository and every gap: what the audit finds lacking and names a command for
// is there after that command, and lacking again after undo.
func TestAuditFollowsTheGaps(t *testing.T) {
	repos, err := filepath.Glob("testdata/golden/*/repo")
	if err != nil || len(repos) == 0 {
		t.Fatal("no starting repositories", err)
	}
	pairs := 0
	for _, repo := range repos {
		for _, g := range generators.All {
			name := filepath.Base(filepath.Dir(repo)) + "/" + g.Name
			t.Run(name, func(t *testing.T) {
				var flags []string
				if text, err := os.ReadFile(filepath.Join("testdata/golden", name+".txtar")); err == nil {
					flags = strings.Fields(section(txtar.Parse(text), "flags"))
				}
				if auditFollows(t, copyOf(t, repo), g.Name, flags) {
					pairs++
				}
			})
		}
	}
	t.Logf("%d gaps were closed and opened again", pairs)
}

// auditFollows tells whether there was anything to close.
func auditFollows(t *testing.T, dir, gap string, flags []string) bool {
	before, text := audited(t, dir, "--only", gap)
	promised := fixable(before, flags)
	if len(promised) == 0 {
		return false // it is there, or nothing is known that would close it
	}
	if out, code := scaffold(t, append([]string{"add", gap, "--dir", dir, "--yes", "--allow-manual"}, flags...)...); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	after, _ := audited(t, dir, "--only", gap)
	for id, f := range promised {
		if now := findingOf(after, id); now.Status != audit.Pass {
			t.Errorf("%s is %s (%s) after %q: %s %s", id, now.Status, now.At, f.Fix, now.Evidence, now.Why)
		}
	}
	for _, f := range after.Findings {
		if f.Status == audit.Pass && f.At.Path == "" {
			t.Errorf("%s passes, and nobody knows where", f.Check)
		}
	}
	if out, code := scaffold(t, "undo", "--yes", "--dir", dir); code != 0 {
		t.Fatalf("undo: exit %d\n%s", code, out)
	}
	if _, again := audited(t, dir, "--only", gap); again != text {
		t.Errorf("after undo the report is\n%s\nand was\n%s", again, text)
	}
	return true
}

// fixable are the open findings that a command closes, in the app that the flags name.
func fixable(r *audit.Report, flags []string) map[string]audit.Finding {
	found := map[string]audit.Finding{}
	for _, f := range r.Findings {
		elsewhere := slices.Contains(flags, "--app") && f.App != "" && !slices.Contains(flags, f.App)
		if f.Open() && f.Fix != "" && !elsewhere {
			found[f.Fingerprint()] = f
		}
	}
	return found
}

func findingOf(r *audit.Report, id string) audit.Finding {
	for _, f := range r.Findings {
		if f.Fingerprint() == id {
			return f
		}
	}
	return audit.Finding{}
}

// audited returns the report of a repository, and its text. Two runs give the same bytes, and nothing is written.
func audited(t *testing.T, dir string, flags ...string) (*audit.Report, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	if out, code := scaffold(t, append([]string{"audit", dir, "--format", "json", "--out", file}, flags...)...); code != 0 {
		t.Fatalf("audit: exit %d\n%s", code, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := &audit.Report{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	return r, string(text)
}

// TestAuditExpectations holds what the audit says of each starting repository against what somebody who read it wrote down.
func TestAuditExpectations(t *testing.T) {
	repos, err := filepath.Glob("testdata/golden/*/repo")
	if err != nil || len(repos) == 0 {
		t.Fatal("no starting repositories", err)
	}
	for _, repo := range repos {
		name := filepath.Base(filepath.Dir(repo))
		t.Run(name, func(t *testing.T) {
			dir := copyOf(t, repo)
			before := tree(t, dir)
			r, text := audited(t, dir)
			if _, again := audited(t, dir); again != text {
				t.Error("two runs differ")
			}
			same(t, "audit", before, tree(t, dir))
			expected(t, filepath.Join("testdata/audit", name+".txt"), outline(r))
		})
	}
}

// outline is a line for each finding but those that do not apply: status, severity, check, place.
func outline(r *audit.Report) string {
	var lines []string
	for _, f := range r.Findings {
		if f.Status == audit.NotApplicable {
			continue
		}
		at := f.At.String()
		if f.Key != "" {
			at += " " + f.Key
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%-8s %-8s %s  %s", f.Status, f.Severity, f.Check, at)))
	}
	return strings.Join(lines, "\n") + "\n"
}

func expected(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s: the findings are others\n--- want\n%s--- got\n%s", file, want, got)
	}
}

// TestAuditOfPresets: what init makes has no critical or grave finding, and every check that passes says where.
func TestAuditOfPresets(t *testing.T) {
	for _, name := range presets.Names() {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "shop")
			if out, code := scaffold(t, "init", dir, "--preset", name, "--yes", "--allow-manual"); code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			r, _ := audited(t, dir)
			for _, f := range r.Findings {
				if f.Open() && (f.Severity == audit.Critical || f.Severity == audit.High) {
					t.Errorf("%s %s at %s: %s %s", f.Severity, f.Check, f.At, f.Evidence, f.Why)
				}
				if f.Status == audit.Pass && (f.At.Path == "" || f.At.Line == 0) {
					t.Errorf("%s passes at %q", f.Check, f.At)
				}
			}
			if !r.Holds(audit.Production) {
				t.Errorf("%s", r.Status)
			}
		})
	}
}

// TestAuditOfHostileRepository: what may fill the memory or take for ever is left out, and what passes is not what was left out.
func TestAuditOfHostileRepository(t *testing.T) {
	dir := copyOf(t, "testdata/golden/express/repo")
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("src/long.ts", "export const a = '"+strings.Repeat("a", 2<<20)+"';\n")
	write("src/deep.ts", "export const b = "+strings.Repeat("[", 20000)+strings.Repeat("]", 20000)+";\n")
	write("src/wide.ts", "export const c = 1"+strings.Repeat(" + 1", 20000)+";\n")
	write(".github/workflows/laughs.yml", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"+
		"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\non: *f\njobs: {a: {steps: *f}}\n")
	write("Dockerfile", strings.Repeat("FROM a\\\n", 50000))
	write("docs/\x1b[31mred.md", "[a](missing\x1b[32m.md)\n")
	write(".env", "A=1\n")
	if err := os.Truncate(filepath.Join(dir, ".env"), 8<<30); err != nil { // it takes no room on the disk
		t.Fatal(err)
	}
	if err := os.Symlink("src", filepath.Join(dir, "src/loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "README.md")); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	out, code := scaffold(t, "audit", dir, "--verbose")
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it takes %s", took)
	}
	if code != 0 || strings.ContainsRune(out, '\x1b') || strings.Contains(out, "root:") {
		t.Errorf("exit %d\n%q", code, out)
	}
	r, _ := audited(t, dir)
	for _, f := range r.Findings {
		if f.Check == "secrets.literal" && f.Status != audit.Unknown {
			t.Errorf("%s is %s, though not all of the source was read", f.Check, f.Status)
		}
	}
}

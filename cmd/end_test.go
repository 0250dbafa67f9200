//go:build unix

package cmd

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack"
)

// inProcess runs the command line in this process.
func inProcess(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	dir := t.TempDir()
	var files []*os.File
	for _, name := range []string{"in", "out", "err"} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		files = append(files, f)
	}
	code = Main(args, files[0], files[1], files[2])
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return read("out"), read("err"), code
}

// TestPanic: a fault of ours is one line and an exit code, with --json a document; the trace goes to a file, and is
// printed for those who ask.
func TestPanic(t *testing.T) {
	dir := newService(t)
	before := stateOfFiles(t, dir)
	all := generators.All
	defer func() { generators.All = all }()
	generators.All = []*generators.Gap{{
		Name: "faulty", Title: "Faulty", Questions: func(*stack.App) []ask.Question { panic("out of luck") },
	}}
	reports := t.TempDir()
	t.Setenv("TMPDIR", reports)
	line := "internal error: out of luck; nothing was changed; please report it with " + filepath.Join(reports, "scaffold-report-")
	out, errOut, code := inProcess(t, "add", "faulty", "--dir", dir, "--yes")
	if code != 1 || !strings.HasPrefix(errOut, "scaffold: "+line) || strings.Count(errOut, "\n") != 1 || strings.Contains(out, "goroutine") {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
	_, name, _ := strings.Cut(strings.TrimSpace(errOut), reports)
	if report, err := os.ReadFile(reports + name); err != nil || !strings.Contains(string(report), "out of luck\n\ngoroutine") {
		t.Errorf("the report: %.200s %v", report, err)
	}
	out, errOut, code = inProcess(t, "add", "faulty", "--dir", dir, "--yes", "--json")
	var doc struct {
		ExitCode int
		Errors   []struct{ Message string }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 1 || doc.ExitCode != 1 || !strings.HasPrefix(doc.Errors[0].Message, line) || errOut != "" {
		t.Errorf("exit %d %v\n%s%s", code, err, out, errOut)
	}
	t.Setenv("SCAFFOLD_DEBUG", "1")
	t.Setenv("TMPDIR", filepath.Join(reports, "gone"))
	if _, errOut, _ = inProcess(t, "add", "faulty", "--dir", dir, "--yes"); !strings.Contains(errOut, "goroutine") || !strings.Contains(errOut, "the output under SCAFFOLD_DEBUG=1") {
		t.Errorf("no trace:\n%s", errOut)
	}
	same(t, dir, before)
}

// TestExitCodes holds the kinds of problems to the codes that scripts rely on.
func TestExitCodes(t *testing.T) {
	p := &program{}
	for kind, want := range map[patcher.Kind]int{
		patcher.Internal: 1, patcher.Usage: 2, patcher.Conflict: 3, patcher.NotUnderstood: 4, patcher.WriteFailed: 5,
		patcher.RecoveryNeeded: 6, patcher.Drift: 8, patcher.Interrupted: 130,
	} {
		if got := p.exitCode(kind); got != want {
			t.Errorf("kind %d: exit %d, want %d", kind, got, want)
		}
	}
	p.caught = syscall.SIGTERM
	if got := p.exitCode(patcher.Interrupted); got != 143 {
		t.Errorf("SIGTERM: exit %d", got)
	}
	if got := p.exitCode(patcher.WriteFailed); got != 5 {
		t.Errorf("a write that failed under SIGTERM: exit %d", got)
	}
}

// TestProblemsIn takes apart errors that are held together, however deep.
func TestProblemsIn(t *testing.T) {
	a, b := &patcher.Problem{Kind: patcher.Conflict, What: "a"}, &patcher.Problem{Kind: patcher.NotUnderstood, What: "b"}
	got := problemsIn(errors.Join(a, errors.Join(b, ask.ErrInterrupted)))
	if len(got) != 3 || got[0].What != "a" || got[1].What != "b" || got[2].Kind != patcher.Interrupted {
		t.Errorf("got %v", got)
	}
	if problemsIn(nil) != nil {
		t.Error("an error out of nothing")
	}
}

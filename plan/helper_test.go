package plan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
)

// appended is an edit that adds a line at the end, once. With anchor set, that text must stand in the file.
type appended struct{ line, anchor string }

func (a appended) Apply(src []byte) ([]byte, error) {
	if !bytes.Contains(src, []byte(a.anchor)) {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, Line: 1, What: "no " + a.anchor, Todo: "add it by hand", Code: a.line}
	}
	if bytes.Contains(src, []byte(a.line)) {
		return src, nil
	}
	return append(slices.Clone(src), a.line...), nil
}

func (a appended) String() string { return "append" }

// gap returns a change of one gap, of pairs of path and edit.
func gap(name string, pairs ...any) Change {
	change := Change{Gap: name, App: ".", What: "close " + name}
	for i := 0; i < len(pairs); i += 2 {
		change.Edits = append(change.Edits, patcher.FileEdit{Path: pairs[i].(string), Edit: pairs[i+1].(patcher.Edit)})
	}
	return change
}

func created(text string) patcher.Create { return patcher.Create{Content: []byte(text)} }

// folderFor returns an empty folder, in memory where the system has such a place: the loops below sync thousands of
// times.
func folderFor(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "plan-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// repository returns a folder with the files, and with git's folder as far as the journal needs it.
func repository(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := folderFor(t)
	must(t, os.MkdirAll(filepath.Join(dir, ".git"), 0o755))
	put(t, dir, files)
	return dir
}

func put(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(full), 0o755))
		must(t, os.WriteFile(full, []byte(text), 0o644))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, dir string, hook Hook) *Disk {
	t.Helper()
	disk, err := Open(dir, hook)
	must(t, err)
	t.Cleanup(func() { disk.Close() })
	return disk
}

func plan(t testing.TB, disk *Disk, changes ...Change) *Plan {
	t.Helper()
	p, err := Make(disk, changes)
	must(t, err)
	return p
}

// applied plans and applies without faults.
func applied(t testing.TB, dir string, changes ...Change) {
	t.Helper()
	disk := open(t, dir, nil)
	p := plan(t, disk, changes...)
	if len(p.Steps) > 0 {
		t.Fatalf("unexpected step: %v", p.Steps[0].Problem)
	}
	must(t, disk.Apply(context.Background(), p, "add test"))
}

func undone(t testing.TB, dir string) {
	t.Helper()
	disk := open(t, dir, nil)
	p, err := disk.Undo()
	must(t, err)
	must(t, disk.Apply(context.Background(), p, "undo"))
}

// tree returns everything below a folder: kinds, modes, links, texts. The journal is left out.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if rel == filepath.FromSlash(".git/scaffold") || rel == filepath.FromSlash(".scaffold/undo") {
			return filepath.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content := ""
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			content, err = os.Readlink(name)
		case info.Mode().IsRegular():
			var text []byte
			text, err = os.ReadFile(name)
			content = string(text)
		}
		found[rel] = fmt.Sprintf("%v %s", info.Mode(), content)
		return err
	})
	must(t, err)
	return found
}

// sameTree fails where the tree is none of those allowed, and returns which it is.
func sameTree(t testing.TB, when, dir string, allowed ...map[string]string) int {
	t.Helper()
	now := tree(t, dir)
	for i, want := range allowed {
		if maps.Equal(now, want) {
			return i
		}
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if now[name] != allowed[0][name] {
			lines = append(lines, fmt.Sprintf("%s: %q, was %q", name, now[name], allowed[0][name]))
		}
	}
	for name := range allowed[0] {
		if _, there := now[name]; !there {
			lines = append(lines, name+": gone")
		}
	}
	t.Fatalf("%s: the tree is neither as before nor as after:\n%s", when, strings.Join(lines, "\n"))
	return -1
}

// refused fails unless the error has the kind and names all the words.
func refused(t testing.TB, err error, kind patcher.Kind, words ...string) {
	t.Helper()
	var problem *patcher.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("got %v, want a problem of kind %d", err, kind)
	}
	if problem.Kind != kind {
		t.Errorf("kind %d, want %d: %v", problem.Kind, kind, err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

func runGit(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	var faults strings.Builder
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, faults.String())
	}
	return string(out)
}

// committed returns a real repository whose files are committed.
func committed(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := folderFor(t)
	put(t, dir, files)
	runGit(t, dir, "init", "-q")
	runGit(t, dir, "add", "-A", "-f")
	runGit(t, dir, "commit", "-q", "-m", "start")
	return dir
}

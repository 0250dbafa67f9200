package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/cmd"
	"scaffold/generators"
	"scaffold/patcher"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden walks every starting repository and every gap. A case holds the flags and what the user sees; for each it
// is checked that looking wrote nothing, that a second run is empty, and that undo gives every byte back.
func TestGolden(t *testing.T) {
	repos, err := filepath.Glob("testdata/golden/*/repo")
	if err != nil || len(repos) == 0 {
		t.Fatal("no starting repositories", err)
	}
	for _, repo := range repos {
		for _, g := range generators.All {
			name := filepath.Base(filepath.Dir(repo)) + "/" + g.Name
			t.Run(name, func(t *testing.T) { golden(t, repo, filepath.Join("testdata/golden", name+".txtar"), g.Name) })
		}
	}
}

func golden(t *testing.T, repo, file, gap string) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(repo)); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	archive := &txtar.Archive{Comment: []byte("# " + gap + "\n")}
	if text, err := os.ReadFile(file); err == nil {
		archive = txtar.Parse(text)
	}
	args := append([]string{"add", gap, "--dir", dir, "--yes", "--allow-manual"}, strings.Fields(section(archive, "flags"))...)

	seen, code := scaffold(t, append(args, "--dry-run")...)
	if code == 1 {
		t.Fatal(seen)
	}
	same(t, "--dry-run", before, tree(t, dir))
	compare(t, file, archive, short(seen))

	scaffold(t, args...)
	after := tree(t, dir)
	again, _ := scaffold(t, args...)
	same(t, "a second run", after, tree(t, dir))
	if strings.Contains(again, "+++ ") {
		t.Errorf("the second run is not empty:\n%s", again)
	}
	if out, code := scaffold(t, "undo", "--yes", "--dir", dir); code != 0 {
		t.Errorf("undo: exit %d\n%s", code, out)
	}
	same(t, "undo", before, tree(t, dir))
}

// aTest tells a created file that holds tests. They are long, and TestProof runs them.
var aTest = regexp.MustCompile(`^\+\+\+ b/.*(_test\.go|\.test\.[jt]s)$`)

// short leaves the lines of created tests out of what the user sees, but for their number and hash.
func short(seen string) string {
	var out, hidden strings.Builder
	inTest, lines := false, 0
	for _, line := range strings.SplitAfter(seen, "\n") {
		if inTest && strings.HasPrefix(line, "+") {
			hidden.WriteString(line)
			lines++
			continue
		}
		if lines > 0 {
			fmt.Fprintf(&out, "+ %d lines of tests, %.15s\n", lines, patcher.Hash([]byte(hidden.String())))
			hidden.Reset()
			lines = 0
		}
		inTest = inTest && strings.HasPrefix(line, "@@") || aTest.MatchString(strings.TrimSuffix(line, "\n"))
		out.WriteString(line)
	}
	return out.String()
}

// compare holds what the user sees against the golden file, or writes it.
func compare(t *testing.T, file string, archive *txtar.Archive, seen string) {
	t.Helper()
	if *update {
		archive.Files = []txtar.File{
			{Name: "flags", Data: []byte(section(archive, "flags"))},
			{Name: "seen", Data: []byte(seen)},
		}
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := section(archive, "seen"); seen != want {
		t.Errorf("%s: what the user sees has changed; if that is right, run make golden\n--- want\n%s\n--- got\n%s", file, want, seen)
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// scaffold runs the command line in this process and returns what it printed.
func scaffold(t *testing.T, args ...string) (string, int) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	code := cmd.Main(args, in, out, out)
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), code
}

// tree reads everything below a folder: kind, mode and bytes by path.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if rel == filepath.Join(".scaffold", "undo") {
			return filepath.SkipDir // the journal, which git ignores
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		text := []byte{}
		if info.Mode().IsRegular() {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		if rel != "." && rel != ".scaffold" {
			files[rel] = info.Mode().String() + "\n" + string(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func same(t *testing.T, when string, before, after map[string]string) {
	t.Helper()
	for path, was := range before {
		if now, ok := after[path]; !ok || !bytes.Equal([]byte(now), []byte(was)) {
			t.Errorf("%s: %s is not what it was", when, path)
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok {
			t.Errorf("%s: %s is left over", when, path)
		}
	}
}

package stack

import (
	"errors"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
	"scaffold/stack/source"
)

// TestGoShapes places calls in small repositories. A case holds the files of the repository, and
//
//	app      what is detected: "gin 1 at main.go:9", one app a line
//	place    one seam and symbol a line; all are folded, in this order, for the first app
//	replaced lines that the edits are meant to change
//	problems what cannot be placed, one a line, with the code to paste below
//	after/F  the text of file F afterwards
func TestGoShapes(t *testing.T) {
	cases, err := filepath.Glob("testdata/go/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runGoShape(t, name) })
	}
}

func runGoShape(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(text)
	parts := map[string]string{}
	files := map[string]string{}
	want := map[string]string{}
	for _, f := range archive.Files {
		switch {
		case f.Name == "app" || f.Name == "place" || f.Name == "replaced" || f.Name == "problems":
			parts[f.Name] = string(f.Data)
		case strings.HasPrefix(f.Name, "after/"):
			want[strings.TrimPrefix(f.Name, "after/")] = string(f.Data)
		default:
			files[f.Name] = string(f.Data)
		}
	}
	for _, variant := range []string{"", "CRLF", "BOM", "no final newline"} {
		got, problems, apps := placeGoShape(t, files, parts, variant)
		if variant == "" && updating() {
			writeGoShape(t, name, archive, files, got, problems, apps)
			return
		}
		compare(t, variant+" apps", apps, parts["app"])
		compare(t, variant+" problems", problems, parts["problems"])
		for file, after := range got {
			expected, changed := want[file]
			if !changed {
				expected = files[file]
			}
			compare(t, variant+" "+file, plainText(after), strings.TrimSuffix(expected, "\n"))
		}
	}
}

func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func plainText(s string) string {
	return strings.TrimSuffix(strings.ReplaceAll(strings.TrimPrefix(s, patcher.BOM), "\r\n", "\n"), "\n")
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
		t.Errorf("%s: got\n%s\nwant\n%s", what, got, want)
	}
}

// placeGoShape detects, folds the edits under the laws, and tells what came out.
func placeGoShape(t *testing.T, files, parts map[string]string, variant string) (texts map[string]string, problems, apps string) {
	t.Helper()
	repo := writeRepo(t, files, variant)
	s, err := Detect(repo)
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range s.Apps {
		apps += fmt.Sprintf("%s %d in %s at %s\n", app.Framework.Name, app.Major, app.Dir, app.At)
	}
	texts = map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(parts["place"]), "\n") {
		seam, symbol, ok := strings.Cut(line, " ")
		if !ok || len(s.Apps) == 0 {
			continue
		}
		app := s.Apps[0]
		edits, err := app.Framework.Seams[Seam(seam)](app, Code{Symbol: symbol})
		for _, e := range edits {
			if err == nil {
				err = foldOne(t, repo, texts, e, parts["replaced"])
			}
		}
		problems += describeProblem(t, line, err)
	}
	return texts, problems, apps
}

func foldOne(t *testing.T, repo *source.Repo, texts map[string]string, e patcher.FileEdit, replaced string) error {
	t.Helper()
	before, ok := texts[e.Path]
	if !ok {
		before = string(repo.Read(e.Path))
	}
	after, err := patchertest.Laws(t, e.Edit, []byte(before), parsesGo, strings.Split(replaced, "\n")...)
	if err != nil {
		return patcher.In(e.Path, err)
	}
	texts[e.Path] = string(after)
	return nil
}

func parsesGo(text []byte) error {
	_, err := parser.ParseFile(token.NewFileSet(), "", text, parser.AllErrors)
	return err
}

func describeProblem(t *testing.T, line string, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var p *patcher.Problem
	if !errors.As(err, &p) || p.Path == "" {
		t.Errorf("%s: the error is not a problem with a path: %v", line, err)
		return ""
	}
	text := line + ": " + p.Error() + "\n"
	if p.Code != "" {
		text += "\t" + strings.ReplaceAll(p.Code, "\n", "\n\t") + "\n"
	}
	return text
}

// writeRepo makes a repository without git of the files; variant alters how Go files are written.
func writeRepo(t *testing.T, files map[string]string, variant string) *source.Repo {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if strings.HasSuffix(name, ".go") && variant != "" {
			text = string(patchertest.Variants([]byte(text))[variant])
		}
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	return repo
}

func writeGoShape(t *testing.T, name string, archive *txtar.Archive, files, got map[string]string, problems, apps string) {
	t.Helper()
	var parts []txtar.File
	for _, f := range archive.Files {
		if f.Name != "app" && f.Name != "problems" && !strings.HasPrefix(f.Name, "after/") {
			parts = append(parts, f)
		}
	}
	parts = append(parts, txtar.File{Name: "app", Data: []byte(apps)})
	if problems != "" {
		parts = append(parts, txtar.File{Name: "problems", Data: []byte(problems)})
	}
	var names []string
	for file := range got {
		names = append(names, file)
	}
	sort.Strings(names)
	for _, file := range names {
		if got[file] != files[file] {
			parts = append(parts, txtar.File{Name: "after/" + file, Data: []byte(got[file])})
		}
	}
	archive.Files = parts
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/generators"
)

// bench is a folder of copies of one starting repository in which different gaps are closed. They share what is installed,
// and one run of the linter.
type bench struct {
	s       subject
	root    string
	copies  []string // in the order that they were made; the first has no gap closed
	modules string   // node_modules of the copy that was installed in
}

func (s subject) bench(t *testing.T) *bench {
	t.Helper()
	b := &bench{s: s, root: t.TempDir()}
	b.copied(t, "start")
	return b
}

func (b *bench) at(name string) string { return filepath.Join(b.root, name) }

func (b *bench) copied(t *testing.T, name string) string {
	t.Helper()
	b.s.copiedTo(t, b.at(name))
	b.copies = append(b.copies, name)
	return b.at(name)
}

// closed is a copy with all gaps closed that something is known for.
func (b *bench) closed(t *testing.T, name string, answers map[string][]string) string {
	t.Helper()
	dir := b.copied(t, name)
	for _, g := range generators.All {
		if b.s.knows(t, g.Name) {
			b.s.addWith(t, dir, g.Name, answers[g.Name])
		}
	}
	return dir
}

// installed is one in which packages are installed. Copies with less closed use those of the first.
func (b *bench) installed(t *testing.T, box *toolbox, name string, answers map[string][]string) string {
	t.Helper()
	dir := b.closed(t, name, answers)
	b.s.runIn(t, dir, b.s.install)
	if b.s.eslint == "" {
		return dir
	}
	modules := filepath.Join(dir, b.s.modules, "node_modules")
	box.lend(t, filepath.Dir(modules))
	if b.modules == "" {
		b.modules = modules
		b.link(t, "start")
	}
	return dir
}

func (b *bench) link(t *testing.T, name string) {
	t.Helper()
	if err := os.Symlink(b.modules, filepath.Join(b.at(name), b.s.modules, "node_modules")); err != nil {
		t.Fatal(err)
	}
}

// complete tests and compiles a copy with all gaps closed. The tests come first: a build may put them beside the program too.
func (b *bench) complete(t *testing.T, name string) {
	t.Helper()
	b.s.run(t, b.at(name), b.s.tests)
	b.s.run(t, b.at(name), b.s.build)
}

// alone closes each gap in a copy of its own, and checks what came of it.
func (b *bench) alone(t *testing.T) {
	for _, g := range generators.All {
		if b.s.alone == nil || !b.s.knows(t, g.Name) || !b.s.distinct(g) {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			dir := b.copied(t, g.Name)
			b.s.addWith(t, dir, g.Name, answers[g.Name])
			if b.modules != "" {
				b.link(t, g.Name)
			} else {
				b.s.runIn(t, dir, b.s.install)
			}
			b.s.run(t, dir, b.s.alone)
		})
	}
}

// distinct tells whether a gap alone is something else for the subject than what others show of it: the TypeScript of one
// shows that of all, the JavaScript what is made of the functions of a request, and files of the repository have no compiler.
func (s subject) distinct(g *generators.Gap) bool {
	if s.repo == "express" {
		return true
	}
	return slices.ContainsFunc(g.Pieces, func(p generators.Piece) bool { return len(p.Files) > 0 })
}

// knows tells whether there is anything that would close a gap in the starting repository, by what a user of it sees.
func (s subject) knows(t *testing.T, gap string) bool {
	t.Helper()
	if generators.Find(gap) == nil || s.repo == "" {
		return true
	}
	seen, err := os.ReadFile(filepath.Join("testdata/golden", s.repo, gap+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return !strings.Contains(string(seen), "nothing is known that would close "+gap)
}

// linted fails on what the linter says of the copies and has not said of the starting repository.
func (b *bench) linted(t *testing.T, box *toolbox) {
	t.Helper()
	found := b.lint(t, box)
	for _, name := range b.copies[1:] {
		for _, finding := range found[name].beyond(found["start"]) {
			t.Errorf("%s: %s", name, finding)
		}
	}
}

func (b *bench) lint(t *testing.T, box *toolbox) map[string]findings {
	t.Helper()
	by := map[string]findings{}
	if b.s.eslint == "" {
		for _, name := range b.copies {
			by[name] = b.s.lint(t, box, b.at(name))
		}
		return by
	}
	var folders []string
	for _, name := range b.copies {
		folders = append(folders, filepath.Join(name, b.s.dir))
		defer strictly(t, filepath.Join(b.at(name), b.s.dir, "tsconfig.json"))()
	}
	if err := box.install(); err != nil {
		t.Fatal(err)
	}
	for finding, lines := range eslint(t, box.dir, b.s.eslint, b.root, folders...) {
		name, rest, _ := strings.Cut(finding, "/")
		if by[name] == nil {
			by[name] = findings{}
		}
		by[name][rest] = lines
	}
	return by
}

// strictly has the linter see types as the strictest settings of the compiler do: what is created holds under all of them,
// and is unnecessary under some. What is returned gives the file back.
func strictly(t *testing.T, file string) (restore func()) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		return func() {} // it is JavaScript
	}
	strict := strings.Replace(string(text), `"strict": true,`, `"strict": true, "noUncheckedIndexedAccess": true, "noPropertyAccessFromIndexSignature": true,`, 1)
	if strings.Contains(string(text), "noUncheckedIndexedAccess") {
		strict = string(text)
	}
	writeText(t, file, strict)
	return func() { writeText(t, file, string(text)) }
}

func (s subject) copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s.copiedTo(t, dir)
	return dir
}

func (s subject) copiedTo(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata/golden", s.repo, "repo"))); err != nil {
		t.Fatal(err)
	}
}

// add closes a gap with the answers of a service that has everything.
func (s subject) add(t *testing.T, dir, gap string) {
	t.Helper()
	s.addWith(t, dir, gap, answers[gap])
}

// addWith closes a gap as a user would, and fails on anything left to the user.
func (s subject) addWith(t *testing.T, dir, gap string, answers []string) {
	t.Helper()
	args := append([]string{"add", gap, "--dir", dir, "--yes"}, answers...)
	if s.app != "" {
		args = append(args, "--app", s.app)
	}
	out, code := scaffold(t, args...)
	if gap == "backup" && code == 4 && slices.Contains(s.others["health"], "database=mysql") {
		return // dumps are of PostgreSQL: with the other answers the service keeps its data elsewhere
	}
	if code != 0 {
		t.Fatalf("scaffold %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
}

func (s subject) run(t *testing.T, dir string, commands [][]string) {
	t.Helper()
	s.runIn(t, filepath.Join(dir, s.dir), commands)
}

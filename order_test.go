package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/presets"
)

// TestAnyOrder closes random subsets of the gaps in random order. Each run is empty when it is repeated; closing the rest
// gives the same files as closing all at once; and undoing every run gives the starting bytes back.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"saas", "express-api", "express-backend"} {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			start := layoutAt(t, layout)
			before := tree(t, start)
			all := copyOf(t, start)
			closeGaps(t, all, generators.All, nil)
			want := created(tree(t, all))
			answers := recordedAnswers(t, all)
			compile := compiler(t, layout, all)
			for seed := range uint64(10) {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { anyOrder(t, start, rand.New(rand.NewPCG(seed, 1)), answers, compile, before, want) })
			}
		})
	}
}

func anyOrder(t *testing.T, start string, random *rand.Rand, answers map[string]ask.Answers, compile func(*testing.T, string), before, want map[string]string) {
	dir := copyOf(t, start)
	gaps := slices.Clone(generators.All)
	random.Shuffle(len(gaps), func(i, j int) { gaps[i], gaps[j] = gaps[j], gaps[i] })
	first := gaps[:1+random.IntN(len(gaps))]
	runs := 0
	for _, g := range first {
		runs += closeGaps(t, dir, []*generators.Gap{g}, answers)
		after := tree(t, dir)
		if closeGaps(t, dir, []*generators.Gap{g}, answers) != 0 {
			t.Errorf("%s: the second run is not empty", g.Name)
			same(t, "second run of "+g.Name, after, tree(t, dir))
		}
	}
	compile(t, dir)
	runs += closeGaps(t, dir, generators.All, answers)
	alike(t, "in the order "+names(gaps[:len(first)]), want, created(tree(t, dir)))
	for range runs {
		if out, code := scaffold(t, "undo", "--yes", "--dir", dir); code != 0 {
			t.Fatalf("undo: exit %d\n%s", code, out)
		}
	}
	same(t, "undo", before, tree(t, dir))
}

// layoutCompilers are what compiles each layout, in a folder of it.
var layoutCompilers = map[string]struct {
	dir      string
	commands [][]string
}{
	"express-api":     {".", [][]string{{"npx", "tsc", "--noEmit"}}},
	"saas":            {".", [][]string{{"npx", "tsc", "--noEmit"}}},
	"express-backend": {"backend", [][]string{{"npx", "tsc", "-p", "tsconfig.json", "--noEmit"}}},
}

// compiler returns what compiles a subset of the gaps with what was installed for all of them. It takes npm, so it does
// nothing where proofs are not asked for.
func compiler(t *testing.T, layout, all string) func(*testing.T, string) {
	t.Helper()
	if os.Getenv("PROOF") == "" {
		return func(*testing.T, string) {}
	}
	s := subject{install: npmInstall}
	for _, each := range subjects {
		if each.repo == layout {
			s = each
		}
	}
	installed := copyOf(t, all)
	s.runIn(t, installed, s.install)
	modules, err := filepath.Glob(filepath.Join(installed, s.modules, "node_modules"))
	if err != nil || len(modules) != 1 {
		t.Fatal("nothing was installed", err)
	}
	return func(t *testing.T, dir string) {
		t.Helper()
		link := filepath.Join(dir, s.modules, "node_modules")
		if err := os.Symlink(modules[0], link); err != nil {
			t.Fatal(err)
		}
		s.runIn(t, filepath.Join(dir, layoutCompilers[layout].dir), layoutCompilers[layout].commands)
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
	}
}

// alike compares two trees, and shows where files begin to differ.
func alike(t *testing.T, when string, want, got map[string]string) {
	t.Helper()
	for path, text := range want {
		if text == got[path] || strings.HasSuffix(path, ".txtar") && t.Failed() { // which repeats the others
			continue
		}
		a, b := strings.Split(text, "\n"), strings.Split(got[path], "\n")
		at := 0
		for at < len(a) && at < len(b) && a[at] == b[at] {
			at++
		}
		show := func(lines []string) string {
			return strings.Join(lines[min(at, len(lines)):min(at+4, len(lines))], "\n")
		}
		t.Errorf("%s: %s:%d: got\n%s\nwant\n%s", when, path, at, show(b), show(a))
	}
	for path := range got {
		if want[path] == "" {
			t.Errorf("%s: %s is left over", when, path)
		}
	}
}

// closeGaps closes gaps in one run, and returns how many runs wrote something: one or none.
func closeGaps(t *testing.T, dir string, gaps []*generators.Gap, answers map[string]ask.Answers) int {
	t.Helper()
	args := append([]string{"add"}, strings.Fields(names(gaps))...)
	if len(gaps) == len(generators.All) {
		args = []string{"add", "--all"}
	}
	for _, g := range gaps {
		for key, value := range answers[g.Name] {
			args = append(args, "--set", key+"="+value)
		}
	}
	out, code := scaffold(t, append(args, "--dir", dir, "--yes", "--allow-manual")...)
	if code != 0 && !strings.Contains(out, "Nothing to do") && !strings.Contains(out, "nothing is known that would close") {
		t.Fatalf("%s: exit %d\n%s", names(gaps), code, out)
	}
	if strings.Contains(out, "Done:") {
		return 1
	}
	return 0
}

// recordedAnswers are those of a run that closed all gaps, by gap: what a gap is asked follows the stack, which the gaps
// before it change.
func recordedAnswers(t *testing.T, dir string) map[string]ask.Answers {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, presets.RecordPath))
	if err != nil {
		t.Fatal(err)
	}
	record, err := presets.Parse(presets.RecordPath, text)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]ask.Answers{}
	for _, gaps := range record.Apps {
		for gap, entry := range gaps {
			if answers[gap] == nil {
				answers[gap] = ask.Answers{}
			}
			maps.Copy(answers[gap], entry.Answers)
		}
	}
	return answers
}

func names(gaps []*generators.Gap) string {
	var all []string
	for _, g := range gaps {
		all = append(all, g.Name)
	}
	return strings.Join(all, " ")
}

// layoutAt returns a starting repository, or the base of a preset before any gap is closed.
func layoutAt(t *testing.T, name string) string {
	t.Helper()
	repo := filepath.Join("testdata/golden", name, "repo")
	if _, err := os.Stat(repo); err == nil {
		return repo
	}
	dir := t.TempDir()
	files, err := generators.Base(name, "shop")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range files {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func copyOf(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// created leaves out the record: it tells which run added what, and that is where the orders differ.
func created(files map[string]string) map[string]string {
	delete(files, filepath.Join(".scaffold", "record.yaml"))
	return files
}

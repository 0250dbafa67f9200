//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/stack"
	"scaffold/stack/source"
)

// questions are those that every gap asks about the service, in order, the earlier ones answered with their defaults.
func questions(t *testing.T, dir string) []ask.Question {
	t.Helper()
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	found, err := stack.Detect(repo)
	if err != nil || len(found.Apps) != 1 {
		t.Fatal(err, len(found.Apps))
	}
	var all []ask.Question
	for _, g := range generators.All {
		answers := ask.Answers{}
		for _, q := range g.Ask(found.Apps[0]) {
			if q.When == nil || q.When(answers) {
				all = append(all, q)
				answers[q.Key] = q.Default
			}
		}
	}
	if len(all) < 6 {
		t.Fatalf("only %d questions", len(all))
	}
	return all
}

const confirmation = "Apply these changes?"

// enter answers questions with Enter.
func (s *screen) enter(all []ask.Question) {
	for _, q := range all {
		s.asked(q.Prompt)
		s.press(enter)
	}
}

// TestEnterIsTheDefault answers every question of every gap with Enter: that is what --yes does.
func TestEnterIsTheDefault(t *testing.T) {
	t.Parallel()
	dir, other := newService(t), newService(t)
	s := show(t, dir, 80, "add", "--all")
	s.enter(questions(t, dir))
	s.asked(confirmation + " (Y/n)")
	s.press(enter)
	s.exits(0)
	s.until("Done: ")
	show(t, other, 80, "add", "--all", "--yes").exits(0)
	same(t, dir, stateOfFiles(t, other))
}

// TestEnterOverwritesNothing puts a file of the user's at every place where one would be created.
func TestEnterOverwritesNothing(t *testing.T) {
	t.Parallel()
	dir, other := newService(t), newService(t)
	show(t, other, 80, "add", "--all", "--yes").exits(0)
	mine := map[string]string{}
	for name, text := range stateOfFiles(t, other) {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil || strings.HasPrefix(name, ".") || strings.HasPrefix(text, "d") {
			continue
		}
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o777)
		if err := os.WriteFile(path, []byte("// mine\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		mine[path] = "// mine\n"
	}
	if len(mine) < 10 {
		t.Fatalf("only %d files", len(mine))
	}
	if err := commit(dir); err != nil {
		t.Fatal(err)
	}
	s := show(t, dir, 80, "add", "--all")
	s.enter(questions(t, dir))
	s.asked(confirmation)
	s.press(enter)
	s.exits(0)
	for path, want := range mine {
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%s was overwritten: %.40q %v", path, text, err)
		}
	}
}

// TestArrows chooses with the arrow keys and types what is free text.
func TestArrows(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	s := show(t, dir, 80, "add", "rate-limit", "errors")
	s.asked("What do error answers look like?")
	s.press(down + enter)
	s.asked("Where do the counters live?")
	s.press(down)
	s.until("> redis")
	s.press(down)
	s.until("> memory")
	s.press(down + enter)
	s.asked("How many requests may one address make in a window?")
	s.press("many" + enter)
	s.until("limit=many: ")
	s.press("250" + enter)
	s.asked("How long is a window")
	s.press(enter)
	s.asked("How many proxies")
	s.press(enter)
	s.asked(confirmation)
	s.press("y" + enter)
	s.exits(0)
	s.prints("--set format=envelope --set limit=250 --set proxies=0 --set store=redis --set window=900 --yes")
}

// TestHeadings sees that it is said which gap a question belongs to.
func TestHeadings(t *testing.T) {
	t.Parallel()
	s := show(t, newService(t), 80, "add", "rate-limit", "errors")
	s.until("errors Error handling ? What do error answers look like?")
	s.press(enter)
	s.until("rate-limit Rate limiting ? Where do the counters live?")
	s.press(ctrlC)
	s.exits(130)
}

func TestNoChangesNothing(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	before := stateOfFiles(t, dir)
	s := show(t, dir, 80, "add", "errors", "--set", "format=problem")
	s.asked(confirmation)
	s.press("n" + enter)
	s.exits(0)
	s.until("Nothing was changed.")
	same(t, dir, before)
}

// TestLeftToUserDefaultsToNo: Enter says yes only where the tool does the whole of it.
func TestLeftToUserDefaultsToNo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"package.json": `{ "name": "shop", "type": "module", "dependencies": { "express": "5.1.0" } }`,
		"app.js":       "import express from 'express';\nfor (const port of [1, 2]) {\n  const app = express();\n  app.listen(port);\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before := stateOfFiles(t, dir)
	s := show(t, dir, 80, "add", "security-headers", "errors", "--set", "format=problem")
	s.asked(confirmation + " (y/N)")
	s.until("parts are left to you, see above.")
	s.press(enter)
	s.exits(0)
	same(t, dir, before)
}

// TestPickApp asks which app is meant.
func TestPickApp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"one", "two"} {
		if err := os.CopyFS(filepath.Join(dir, "apps", name), os.DirFS("../testdata/script/service")); err != nil {
			t.Fatal(err)
		}
	}
	s := show(t, dir, 80, "add", "errors", "--set", "format=problem")
	s.asked("Which app?")
	s.until("> apps/one Express 5, JavaScript, ES modules")
	s.press(down + enter)
	s.asked(confirmation)
	s.press(enter)
	s.exits(0)
	s.prints("scaffold add errors --app apps/two")
	if _, err := os.Stat(filepath.Join(dir, "apps/one/middleware")); err == nil {
		t.Error("the other app was changed")
	}
}

// TestInit makes a repository by answers alone; Ctrl-C leaves not even its folder.
func TestInit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, at := range []string{"What kind of service?", "Write these files?"} {
		s := show(t, dir, 80, "init", "new/shop")
		s.asked("What kind of service?")
		if at != "What kind of service?" {
			s.press(down)
			s.until("> go-api")
			s.press(enter)
			s.asked(at)
		}
		s.press(ctrlC)
		s.exits(130)
		same(t, dir, map[string]string{".": stateOfFiles(t, dir)["."]})
	}
	s := show(t, dir, 80, "init", "new/shop")
	s.asked("What kind of service?")
	s.press(down)
	s.until("> go-api")
	s.press(enter)
	s.asked("Write these files?")
	s.press(enter)
	s.exits(0)
	s.until("cd new/shop")
	if _, err := os.Stat(filepath.Join(dir, "new/shop/go.mod")); err != nil {
		t.Error(err)
	}
}

// TestUndoAsks: Ctrl-C and no leave what the run wrote, Enter takes it back.
func TestUndoAsks(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	before := stateOfFiles(t, dir)
	show(t, dir, 80, "add", "errors", "--yes").exits(0)
	after := stateOfFiles(t, dir)
	for keys, code := range map[string]int{ctrlC: 130, "n" + enter: 0} {
		s := show(t, dir, 80, "undo")
		s.asked("Take these changes back?")
		s.press(keys)
		s.exits(code)
		same(t, dir, after)
	}
	s := show(t, dir, 80, "undo")
	s.asked("Take these changes back?")
	s.press(enter)
	s.exits(0)
	same(t, dir, before)
}

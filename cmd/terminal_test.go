//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/stack"
)

var escapes = regexp.MustCompile(`\x1b(\[[0-9;?]*[A-Za-z]|[78])`)

// newService is a folder with a small service in it, committed.
func newService(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := service(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stateOfFiles is snapshot for tests.
func stateOfFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	state, err := snapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func same(t *testing.T, dir string, before map[string]string) {
	t.Helper()
	for _, name := range differing(before, stateOfFiles(t, dir)) {
		t.Errorf("%s is not as it was", name)
	}
}

// questions are those that every gap asks about the service, in order, the earlier ones answered with their defaults.
func questions(t *testing.T, dir string) []ask.Question {
	t.Helper()
	repo, err := stack.Open(dir)
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

// TestEnterIsTheDefault answers every question of every gap with Enter: that is what --yes does.
func TestEnterIsTheDefault(t *testing.T) {
	t.Parallel()
	dir, other := newService(t), newService(t)
	s := show(t, dir, 80, "add", "--all")
	for _, q := range questions(t, dir) {
		s.asked(q.Prompt)
		s.press(enter)
	}
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
	for _, q := range questions(t, dir) {
		s.asked(q.Prompt)
		s.press(enter)
	}
	s.asked(confirmation)
	s.press(enter)
	s.exits(0)
	for path, want := range mine {
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%s was overwritten: %.40q %v", path, text, err)
		}
	}
}

// TestCtrlC ends the run at each question in turn, and at the last one.
func TestCtrlC(t *testing.T) {
	t.Parallel()
	all := questions(t, newService(t))
	for at := range len(all) + 1 {
		name := "confirm"
		if at < len(all) {
			name = all[at].Key
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newService(t)
			before := stateOfFiles(t, dir)
			s := show(t, dir, 80, "add", "--all")
			for _, q := range all[:at] {
				s.asked(q.Prompt)
				s.press(enter)
			}
			if at < len(all) {
				s.asked(all[at].Prompt)
			} else {
				s.asked(confirmation)
			}
			s.press(ctrlC)
			s.exits(130)
			s.until("scaffold: interrupted; nothing was changed")
			same(t, dir, before)
		})
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
	s := show(t, dir, 80, "add", "rate-limit", "errors", "--set", "format=problem")
	s.asked(confirmation + " (y/N)")
	s.until("parts are left to you, see above.")
	s.press(enter)
	s.exits(0)
	same(t, dir, before)
}

// TestSignals ends the run while a question is open.
func TestSignals(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			dir := newService(t)
			before := stateOfFiles(t, dir)
			s := show(t, dir, 80, "add", "rate-limit")
			s.asked("Where do the counters live?")
			s.open()
			s.process.Process.Signal(signal)
			s.exits(code)
			s.until("scaffold: interrupted; nothing was changed")
			same(t, dir, before)
		})
	}
}

// TestEndOfInput is an answer to nothing.
func TestEndOfInput(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	before := stateOfFiles(t, dir)
	s := show(t, dir, 80, "add", "rate-limit")
	s.asked("Where do the counters live?")
	s.press(enter)
	s.asked("How many requests")
	s.press(ctrlD)
	s.exits(130)
	same(t, dir, before)
}

// TestTypedAhead: an Enter too many confirms nothing.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	before := stateOfFiles(t, dir)
	s := show(t, dir, 80, "add", "errors")
	s.asked("What do error answers look like?")
	s.press(enter + enter + enter)
	s.asked(confirmation)
	time.Sleep(200 * time.Millisecond)
	same(t, dir, before)
	s.press(ctrlC)
	s.exits(130)
	same(t, dir, before)
}

// TestStalePlan edits a file while the question is open: the edit is kept, and nothing is written.
func TestStalePlan(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	s := show(t, dir, 80, "add", "errors", "--set", "format=problem")
	s.asked(confirmation)
	if err := os.WriteFile(filepath.Join(dir, "app.js"), []byte("// mine\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	before := stateOfFiles(t, dir)
	s.press(enter)
	s.exits(3)
	s.until("app.js: was changed since the plan was made; run again to plan anew")
	same(t, dir, before)
}

func TestResize(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	s := show(t, dir, 80, "add", "rate-limit")
	s.asked("Where do the counters live?")
	if err := pty.Setsize(s.master, &pty.Winsize{Rows: 30, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	s.vt.Resize(40, 30)
	s.press(down)
	s.until("> redis in Redis: shared by all processes")
	s.press(enter)
	s.asked("How many requests may one address make in a window?")
	if n := strings.Count(flat(s.text()), "Where do the counters live?"); n != 1 {
		t.Errorf("the question stands %d times:\n%s", n, s.text())
	}
	s.press(ctrlC)
	s.exits(130)
}

// TestDumbTerminal asks line by line, without a control code.
func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	s := showIn(t, newService(t), pty.Winsize{Rows: 50, Cols: 80}, []string{"TERM=dumb"}, "add", "rate-limit")
	s.until("Where do the counters live?")
	s.until("[memory]:")
	s.write("disk\n")
	s.until("store=disk is not a choice; take one of memory, redis")
	s.write("redis\n")
	s.until("in a window? [100]:")
	s.write("\n")
	s.until("in seconds? [900]:")
	s.write("\n")
	s.until("in front of the service? [0]:")
	s.write("\n")
	s.until(confirmation + " yes or no [yes]:")
	s.write("y\n")
	s.exits(0)
	s.prints("--set store=redis")
	if strings.Contains(s.raw(), "\x1b") {
		t.Errorf("control codes on a dumb terminal: %q", s.raw())
	}
}

// TestBuildServer has a terminal and nobody at it.
func TestBuildServer(t *testing.T) {
	t.Parallel()
	s := showIn(t, newService(t), pty.Winsize{Rows: 50, Cols: 80}, []string{"CI=true"}, "add", "rate-limit")
	s.exits(2)
	s.prints("--set store=memory|redis")
	if strings.Contains(s.raw(), "\x1b[3") {
		t.Errorf("colours: %q", s.raw())
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	s := showIn(t, newService(t), pty.Winsize{Rows: 50, Cols: 80}, []string{"NO_COLOR=1"}, "add", "rate-limit")
	s.asked("Where do the counters live?")
	s.press(enter)
	s.asked("How many requests")
	s.press(ctrlC)
	s.exits(130)
	if regexp.MustCompile(`\x1b\[[0-9;]*m`).MatchString(s.raw()) {
		t.Errorf("colours under NO_COLOR: %q", s.raw())
	}
}

// TestHostileFile shows a diff with an escape sequence in it.
func TestHostileFile(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	text := "import express from 'express'; // \x1b]0;title\x07 \x1b[2J\nconst app = express();\napp.listen(3000);\n"
	if err := os.WriteFile(filepath.Join(dir, "app.js"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := commit(dir); err != nil {
		t.Fatal(err)
	}
	s := show(t, dir, 80, "add", "errors", "--yes")
	s.exits(0)
	if seen := s.raw(); strings.Contains(seen, "\x1b]0") || strings.Contains(seen, "\x1b[2J") {
		t.Error("a file's escape sequences reach the terminal")
	}
	if !strings.Contains(s.printed(), `\x1b]0;title\x07 \x1b[2J`) {
		t.Errorf("the escape sequences are not spelled out:\n%s", s.printed())
	}
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

//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

var escapes = regexp.MustCompile(`\x1b(\[[0-9;?]*[A-Za-z]|[78])`)

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

//go:build unix

package cmd

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestScriptScreens holds what stands on a terminal of 80 and of 40 columns against testdata/script/screens.
func TestScriptScreens(t *testing.T) {
	t.Parallel()
	for _, columns := range []uint16{80, 40} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			t.Parallel()
			size := pty.Winsize{Rows: 24, Cols: columns}
			dir := newService(t)
			var shots strings.Builder
			shoot := func(s *screen, of string) {
				s.settle()
				fmt.Fprintf(&shots, "==== %s\n%s", of, s.text())
			}
			s := showIn(t, dir, size, nil, "list")
			s.exits(0)
			shoot(s, "scaffold list")
			s = showIn(t, dir, size, nil, "add", "rate-limit")
			s.asked("Where do the counters live?")
			shoot(s, "scaffold add rate-limit: a choice")
			s.press("?")
			s.until("not set.")
			shoot(s, "its help")
			s.press(enter)
			s.asked("How many requests may one address make in a window?")
			s.press("many" + enter)
			s.until("limit=many")
			s.asked("How many requests may one address make in a window?")
			shoot(s, "a wrong answer")
			s.press(enter)
			s.asked("How long is a window")
			s.press(enter)
			s.asked("How many proxies")
			s.press(enter)
			s.asked(confirmation)
			shoot(s, "the last question")
			s.press(enter)
			s.exits(0)
			shoot(s, "the end")
			s = showIn(t, dir, size, nil, "add", "rate-limit")
			s.exits(0)
			shoot(s, "once more")
			s = showIn(t, dir, size, nil, "undo")
			s.asked("Take these changes back?")
			s.press(enter)
			s.exits(0)
			shoot(s, "scaffold undo")
			compareScreens(t, fmt.Sprintf("../testdata/script/screens/%d.golden", columns), shots.String())
		})
	}
}

func compareScreens(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%s: the screens have changed (%v); if that is right, run with -update\n%s", file, err, got)
	}
}

// TestNothingWider: no line of ours is wider than the terminal. Commands, which are to be copied, and errors, which are
// one line each, are the exception.
func TestNothingWider(t *testing.T) {
	t.Parallel()
	dir := newService(t)
	if err := command(dir, "add", "rate-limit", "--yes").Run(); err != nil {
		t.Fatal(err)
	}
	lines := [][]string{
		{"list"}, {"--help"}, {"add", "--help"}, {"init", "--help"}, {"undo", "--help"}, {"help", "preset"},
		{"help", "completion"}, {"preset", "list"}, {"add", "rate-limit"}, {"diff"}, {"version"},
	}
	for _, name := range gapNames() {
		lines = append(lines, []string{"explain", name})
	}
	for _, columns := range []int{80, 40, 24} {
		for _, args := range lines {
			t.Run(fmt.Sprint(columns, args), func(t *testing.T) {
				t.Parallel()
				s := show(t, dir, columns, args...)
				s.exits(0)
				checkWidth(t, s.printed(), columns)
			})
		}
	}
}

func checkWidth(t *testing.T, text string, columns int) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		command := strings.HasPrefix(strings.TrimSpace(line), "scaffold ") || strings.HasPrefix(strings.TrimSpace(line), "source ")
		if visible(line) > columns && !command {
			t.Errorf("%d columns: %q", visible(line), line)
		}
	}
	if strings.TrimSpace(text) == "" {
		t.Error("nothing was printed")
	}
}

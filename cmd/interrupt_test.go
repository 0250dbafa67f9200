//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

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
			s.enter(all[:at])
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

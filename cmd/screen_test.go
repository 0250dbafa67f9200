//go:build unix

package cmd

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// screen is the program on a terminal of its own.
type screen struct {
	t       *testing.T
	process *exec.Cmd
	master  *os.File
	slave   *os.File
	before  *term.State
	vt      vt10x.Terminal
	mu      sync.Mutex
	seen    bytes.Buffer // everything that was printed, escape sequences included
	ended   chan error
}

// The keys.
const (
	enter   = "\r"
	down    = "\x1b[B"
	ctrlC   = "\x03"
	ctrlD   = "\x04"
	patient = 60 * time.Second
)

// show starts the program in a folder, on a terminal with so many columns.
func show(t *testing.T, dir string, columns int, args ...string) *screen {
	t.Helper()
	return showIn(t, dir, pty.Winsize{Rows: 50, Cols: uint16(columns)}, nil, args...)
}

// showIn is show with a size and more environment.
func showIn(t *testing.T, dir string, size pty.Winsize, env []string, args ...string) *screen {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &size); err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, master: master, slave: slave, ended: make(chan error, 1)}
	if s.before, err = term.GetState(int(slave.Fd())); err != nil {
		t.Fatal(err)
	}
	s.vt = vt10x.New(vt10x.WithWriter(master), vt10x.WithSize(int(size.Cols), int(size.Rows)))
	s.process = exec.Command("scaffold", args...)
	s.process.Dir = dir
	s.process.Env = append(append(append(os.Environ(), hermetic...), "TERM=xterm-256color"), env...)
	s.process.Stdin, s.process.Stdout, s.process.Stderr = slave, slave, slave
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	go func() { s.ended <- s.process.Wait() }()
	t.Cleanup(func() {
		s.process.Process.Kill()
		master.Close()
		slave.Close()
	})
	return s
}

func (s *screen) read() {
	buffer := make([]byte, 4096)
	var text []byte // what the screen has not been given yet
	for {
		n, err := s.master.Read(buffer)
		s.mu.Lock()
		s.seen.Write(buffer[:n])
		s.mu.Unlock()
		text = append(text, buffer[:n]...)
		whole := len(text) - unfinished(text)
		s.vt.Write(text[:whole])
		text = text[whole:]
		if err != nil {
			return
		}
	}
}

// unfinished is how many bytes at the end are the beginning of a character: a read may end in the middle of one, which the screen
// would not show.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// text is what stands on the screen now, without the blanks at the ends of lines and below.
func (s *screen) text() string {
	var lines []string
	for line := range strings.SplitSeq(s.vt.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// flat is a text as one line, for a question may be broken over several.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// until waits for a text to stand on the screen.
func (s *screen) until(text string) {
	s.t.Helper()
	for end := time.Now().Add(patient); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(flat(s.text()), flat(text)) {
			return
		}
	}
	s.t.Fatalf("%q does not come; the screen:\n%s", text, s.text())
}

// asked waits for a question to stand as the last thing on the screen.
func (s *screen) asked(prompt string) {
	s.t.Helper()
	s.until("? " + prompt)
}

// press types keys into an open question. One is open when the terminal is no longer as it was: it stands on the screen
// a moment before that, and a Ctrl-C in that moment is the terminal's own, a signal to a session that is not here.
func (s *screen) press(keys string) {
	s.t.Helper()
	s.open()
	s.write(keys)
}

// write types a text as it is, whatever reads it: a terminal that is dumb stays as it was.
func (s *screen) write(text string) {
	s.t.Helper()
	if _, err := s.master.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// open waits for the program to read keys.
func (s *screen) open() {
	s.t.Helper()
	for end := time.Now().Add(patient); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if state, err := term.GetState(int(s.slave.Fd())); err == nil && !reflect.DeepEqual(state, s.before) {
			return
		}
	}
	s.t.Fatalf("no question is open; the screen:\n%s", s.text())
}

// exits waits for the end, and checks the code and that the terminal is as it was.
func (s *screen) exits(want int) {
	s.t.Helper()
	got := 0
	select {
	case err := <-s.ended:
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			got = ended.ExitCode()
		}
	case <-time.After(patient):
		s.t.Fatalf("it does not end; the screen:\n%s", s.text())
	}
	s.drain()
	if got != want {
		s.t.Errorf("exit %d, want %d; the screen:\n%s", got, want, s.text())
	}
	if after, err := term.GetState(int(s.slave.Fd())); err != nil || !reflect.DeepEqual(after, s.before) {
		s.t.Error("the terminal is not as it was")
	}
	if !s.vt.CursorVisible() {
		s.t.Error("the cursor is hidden")
	}
}

// prints waits for a text that may be longer than a line of the screen.
func (s *screen) prints(text string) {
	s.t.Helper()
	for end := time.Now().Add(patient); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(s.printed(), text) {
			return
		}
	}
	s.t.Fatalf("%q is not printed:\n%s", text, s.printed())
}

// theEnd is the title that the terminal gets behind the last of the output.
const theEnd = "\x1b]0;the end\x07"

// settle waits for the screen to keep still for half a second: on a busy machine a program pauses for less in mid-sentence.
func (s *screen) settle() {
	last := s.text()
	for still := 0; still < 5; still++ {
		time.Sleep(100 * time.Millisecond)
		if now := s.text(); now != last {
			last, still = now, -1
		}
	}
}

// drain waits for the last of the output to arrive: for what is written behind it.
func (s *screen) drain() {
	s.t.Helper()
	if _, err := s.slave.WriteString(theEnd); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(patient); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if s.vt.Title() == "the end" {
			return
		}
	}
	s.t.Fatal("the output does not end")
}

// raw is everything that came so far.
func (s *screen) raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimSuffix(s.seen.String(), theEnd)
}

// printed is everything that came so far, without escape sequences.
func (s *screen) printed() string {
	return escapes.ReplaceAllString(strings.ReplaceAll(s.raw(), "\r", ""), "")
}

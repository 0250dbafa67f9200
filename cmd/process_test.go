//go:build unix

package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"scaffold/patcher"
	"scaffold/plan"
)

// program runs scaffold in a folder without a terminal.
func command(dir string, args ...string) *exec.Cmd {
	c := exec.Command("scaffold", args...)
	c.Dir, c.Env = dir, append(os.Environ(), hermetic...)
	return c
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		return ended.ExitCode()
	}
	t.Fatal(err)
	return 0
}

// TestKilledAnywhere sends a signal at some moment of a run: afterwards all of it is there or nothing, as the exit code
// says.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	whole := newService(t)
	if err := command(whole, "add", "--all", "--yes").Run(); err != nil {
		t.Fatal(err)
	}
	after := stateOfFiles(t, whole)
	for i := range 18 {
		signal := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}[i%3]
		t.Run(fmt.Sprint(signal, " ", i), func(t *testing.T) {
			t.Parallel()
			dir := newService(t)
			before := stateOfFiles(t, dir)
			c := command(dir, "add", "--all", "--yes", "--json")
			var out bytes.Buffer
			c.Stdout = &out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(10+i*11) * time.Millisecond)
			c.Process.Signal(signal)
			code := codeOf(t, c.Wait())
			var doc struct {
				Command  string
				ExitCode int
				Applied  bool
			}
			err := json.Unmarshal(out.Bytes(), &doc)
			if code != -1 && (err != nil || doc.ExitCode != code || doc.Command != "add" || doc.Applied != (code == 0)) {
				t.Errorf("exit %d, and the document is %v: %v\n%s", code, doc, err, out.String())
			}
			switch code {
			case 0:
				same(t, dir, after)
			case 128 + int(signal), -1: // -1: the program had not yet begun
				same(t, dir, before)
			default:
				t.Errorf("exit %d", code)
			}
		})
	}
}

// TestInitKilledAnywhere: a new repository is there, or not even its folder. After SIGKILL a second init cleans up.
func TestInitKilledAnywhere(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		signal := []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL}[i%2]
		t.Run(fmt.Sprint(signal, " ", i), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			nothing := stateOfFiles(t, dir)
			c := command(dir, "init", "new/shop", "--preset", "go-api", "--yes")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(15+i*11) * time.Millisecond)
			c.Process.Signal(signal)
			code := codeOf(t, c.Wait())
			if code == 143 {
				same(t, dir, nothing)
			}
			if code == 0 {
				return
			}
			again := command(dir, "init", "new/shop", "--preset", "go-api", "--yes")
			var text bytes.Buffer
			again.Stderr = &text
			if code := codeOf(t, again.Run()); code != 0 && !strings.Contains(text.String(), "holds .env") {
				t.Errorf("once more: exit %d\n%s", code, text.String())
			}
			if code := codeOf(t, command(dir, "diff", "--dir", "new/shop").Run()); code != 0 {
				t.Errorf("diff: exit %d", code)
			}
		})
	}
}

// TestInitTakenBack: a run that is stopped while it writes leaves not even the folders that it made.
func TestInitTakenBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	made, err := plan.Make(nowhere{}, []plan.Change{{Gap: "init", App: ".", What: "a file", Edits: []patcher.FileEdit{
		{Path: "a/b", Edit: patcher.Create{Content: []byte("text\n")}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, s := &program{report: &report{}}, &session{root: filepath.Join(dir, "new", "shop"), fresh: true}
	var problem *patcher.Problem
	if err := p.apply(ctx, s, made, "init"); !errors.As(err, &problem) || problem.Kind != patcher.Interrupted {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := p.apply(t.Context(), &session{root: s.root, fresh: true}, made, "init"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(s.root, "a", "b")); err != nil {
		t.Error(err)
	}
}

// TestTwoAtOnce starts the same run several times: what comes of it is that of one.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	dir, once := newService(t), newService(t)
	if err := command(once, "add", "rate-limit", "--yes").Run(); err != nil {
		t.Fatal(err)
	}
	var runs sync.WaitGroup
	codes, texts := make([]int, 6), make([]string, 6)
	for i := range codes {
		runs.Go(func() {
			c := command(dir, "add", "rate-limit", "--yes")
			var text bytes.Buffer
			c.Stderr = &text
			codes[i], texts[i] = codeOf(t, c.Run()), text.String()
		})
	}
	runs.Wait()
	done := 0
	for i, code := range codes {
		switch code {
		case 0:
			done++
		case 3:
		default:
			t.Errorf("exit %d: %s", code, texts[i])
		}
	}
	if done == 0 {
		t.Error("none has done it", texts)
	}
	same(t, dir, stateOfFiles(t, once))
}

// TestReaderGone: whoever reads the output goes away at the first line. Nothing is half done, and nothing is said.
func TestReaderGone(t *testing.T) {
	t.Parallel()
	dir, whole := newService(t), newService(t)
	if err := command(whole, "add", "--all", "--yes").Run(); err != nil {
		t.Fatal(err)
	}
	before := stateOfFiles(t, dir)
	c := command(dir, "add", "--all", "--yes")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	c.Stderr = &text
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	io.ReadFull(out, make([]byte, 1))
	out.Close()
	c.Wait()
	if text.Len() > 0 {
		t.Errorf("it said %q", text.String())
	}
	now := stateOfFiles(t, dir)
	if len(differing(before, now)) > 0 && len(differing(stateOfFiles(t, whole), now)) > 0 {
		t.Error("half of it is there")
	}
}

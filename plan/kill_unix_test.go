//go:build unix

package plan

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"scaffold/patcher"
)

// TestMain lets the test binary stand in for a process that applies the scene's plan: one that is killed at a given
// step, or one that stops half way until it is told to go on.
func TestMain(m *testing.M) {
	dir := os.Getenv("PLAN_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	n, _ := strconv.Atoi(os.Getenv("PLAN_TEST_STEP"))
	steps := 0
	disk, err := Open(dir, at(n, &steps, func(string, string) error {
		if os.Getenv("PLAN_TEST_WAIT") != "" {
			fmt.Println("half way")
			fmt.Scanln()
			return nil
		}
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}))
	if err == nil {
		var p *Plan
		if p, err = Make(disk, sceneChanges()); err == nil {
			err = disk.Apply(context.Background(), p, "add test")
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(5)
	}
}

func child(dir string, step int, more ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), "PLAN_TEST_DIR="+dir, fmt.Sprintf("PLAN_TEST_STEP=%d", step)), more...)
	return cmd
}

func TestB1KillAtEveryStep(t *testing.T) {
	s := newScene(t)
	for n := 1; ; n++ {
		out, err := child(s.dir, n).CombinedOutput()
		if err == nil {
			if n < 40 {
				t.Errorf("ended after %d steps; the hook sees too little", n)
			}
			break
		}
		if !strings.Contains(err.Error(), "killed") {
			t.Fatalf("step %d: %v: %s", n, err, out)
		}
		when := fmt.Sprintf("killed at step %d", n)
		recovered(t, when, s.dir)
		if sameTree(t, when, s.dir, s.before, s.after) == 1 {
			undone(t, s.dir)
		}
	}
	sameTree(t, "not killed", s.dir, s.after)
}

func TestB15TwoAppliesAtOnce(t *testing.T) {
	s := newScene(t)
	first := child(s.dir, 30, "PLAN_TEST_WAIT=1")
	in, err := first.StdinPipe()
	must(t, err)
	out, err := first.StdoutPipe()
	must(t, err)
	must(t, first.Start())
	line := make([]byte, 8)
	_, err = out.Read(line)
	must(t, err)

	half := tree(t, s.dir)
	disk := open(t, s.dir, nil)
	p := &Plan{Files: []File{{Path: "other", After: []byte("x"), Mode: 0o644}}}
	err = disk.Apply(context.Background(), p, "add other")
	refused(t, err, patcher.Conflict, fmt.Sprintf("process %d", first.Process.Pid), "since "+time.Now().UTC().Format("2006"))
	_, err = disk.Recover()
	refused(t, err, patcher.Conflict, "process")
	sameTree(t, "the second was refused", s.dir, half)

	fmt.Fprintln(in, "go on")
	must(t, first.Wait())
	sameTree(t, "the first went on", s.dir, s.after)
	must(t, disk.Apply(context.Background(), p, "add other"))
}

func TestB16LockOfTheDead(t *testing.T) {
	s := newScene(t)
	if err := child(s.dir, 30).Run(); err == nil {
		t.Fatal("was not killed")
	}
	text, err := os.ReadFile(filepath.Join(s.dir, ".git/scaffold/lock"))
	must(t, err)
	if left := parseOwner(string(text)); left.pid == 0 || left.alive() {
		t.Errorf("the dead one's lock says %q", text)
	}
	must(t, open(t, s.dir, nil).Apply(context.Background(), plan(t, open(t, s.dir, nil)), "nothing"))
	recovered(t, "lock taken over", s.dir)
	sameTree(t, "lock taken over", s.dir, s.before)
}

func TestOwnerAlive(t *testing.T) {
	me := owner{os.Getpid(), bootID(), startOf(os.Getpid()), "now"}
	if again := parseOwner(me.String()); again != me {
		t.Errorf("%v was read as %v", me, again)
	}
	if !me.alive() {
		t.Error("this process is dead")
	}
	rebooted, reused := me, me
	rebooted.boot, reused.start = "other", "1"
	if rebooted.alive() || reused.alive() || (owner{}).alive() {
		t.Error("a process of another start, or none, is alive")
	}
}

package plan

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scaffold/patcher"
)

// crash is what a hook panics with to leave everything as it is at that step.
type crash struct{}

// at returns a hook that does something at the n-th step, from 1, and counts in steps.
func at(n int, steps *int, do func(op, path string) error) Hook {
	*steps = 0
	return func(op, path string) error {
		*steps++
		if *steps == n {
			return do(op, path)
		}
		return nil
	}
}

func die(string, string) error { panic(crash{}) }

// crashes runs something and tells whether it was cut short.
func crashes(do func()) (dead bool) {
	defer func() {
		if cause := recover(); cause != nil {
			if _, ours := cause.(crash); !ours {
				panic(cause)
			}
			dead = true
		}
	}()
	do()
	return false
}

// attempt plans without the hook and applies with it.
func attempt(t testing.TB, dir string, hook Hook) error {
	p := plan(t, open(t, dir, nil), sceneChanges()...)
	disk, err := Open(dir, hook)
	must(t, err)
	defer disk.Close()
	return disk.Apply(context.Background(), p, "add test")
}

func recovered(t testing.TB, when, dir string) {
	t.Helper()
	disk := open(t, dir, nil)
	if _, err := disk.Recover(); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	disk.Close()
}

func TestB1CrashAtEveryStep(t *testing.T) {
	s := newScene(t)
	ends := [2]int{}
	for n := 1; ; n++ {
		steps, place := 0, ""
		hook := at(n, &steps, func(op, path string) error { place = op + " " + path; panic(crash{}) })
		if !crashes(func() { must(t, attempt(t, s.dir, hook)) }) {
			break
		}
		when := fmt.Sprintf("crash at step %d, %s", n, place)
		recovered(t, when, s.dir)
		end := sameTree(t, when, s.dir, s.before, s.after)
		ends[end]++
		if end == 0 {
			// What was taken back can be done again.
			must(t, attempt(t, s.dir, nil))
			sameTree(t, when+", run again", s.dir, s.after)
		}
		undone(t, s.dir)
		sameTree(t, when+", undone", s.dir, s.before)
	}
	if ends[0] < 40 || ends[1] < 1 {
		t.Errorf("%d crashes were taken back and %d came after the end; the hook sees too little", ends[0], ends[1])
	}
}

func TestB1CrashWhileRecovering(t *testing.T) {
	s := newScene(t)
	for n := 1; ; n++ {
		steps := 0
		if !crashes(func() { must(t, attempt(t, s.dir, at(n, &steps, die))) }) {
			break
		}
		for m := 1; ; m++ {
			disk := open(t, s.dir, at(m, &steps, die))
			again := crashes(func() { disk.Recover() })
			disk.Close()
			if !again {
				break
			}
		}
		when := fmt.Sprintf("crash at step %d and at each step of the recovery", n)
		if sameTree(t, when, s.dir, s.before, s.after) == 1 {
			undone(t, s.dir)
		}
	}
}

func TestB1CrashAtEveryStepOfUndo(t *testing.T) {
	s := newScene(t)
	for n := 1; ; n++ {
		if n == 1 {
			must(t, attempt(t, s.dir, nil))
		}
		steps := 0
		p, err := open(t, s.dir, nil).Undo()
		must(t, err)
		disk := open(t, s.dir, at(n, &steps, die))
		dead := crashes(func() { must(t, disk.Apply(context.Background(), p, "undo")) })
		disk.Close()
		if !dead {
			break
		}
		when := fmt.Sprintf("crash at step %d of undo", n)
		recovered(t, when, s.dir)
		if sameTree(t, when, s.dir, s.after, s.before) == 1 {
			if again, err := open(t, s.dir, nil).Undo(); err != nil || !again.Empty() {
				t.Fatalf("%s: there is more to undo: %v, %v", when, again, err)
			}
			must(t, attempt(t, s.dir, nil))
		}
	}
	sameTree(t, "undone", s.dir, s.before)
}

func TestB2NoSpaceAtEveryStep(t *testing.T) {
	for _, cause := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO} {
		s, readsFail := newScene(t), cause == syscall.EIO
		for n := 1; ; n++ {
			steps, failed := 0, ""
			err := attempt(t, s.dir, at(n, &steps, func(op, path string) error {
				failed = op + " " + path
				if op == "read" && !readsFail {
					return nil
				}
				return cause
			}))
			if failed == "" {
				must(t, err)
				break
			}
			when := fmt.Sprintf("%v at step %d, %s", cause, n, failed)
			if err == nil {
				sameTree(t, when, s.dir, s.after) // a read, or a step that matters to nothing but tidiness
				undone(t, s.dir)
				continue
			}
			refused(t, err, patcher.WriteFailed, filepath.Base(failed[strings.Index(failed, " ")+1:]))
			if !readsFail && !strings.Contains(err.Error(), "bytes are needed") {
				t.Errorf("%s: %v", when, err)
			}
			sameTree(t, when, s.dir, s.before)
			if left, _ := filepath.Glob(filepath.Join(s.dir, ".git/scaffold/[pr]*")); len(left) > 0 {
				t.Errorf("%s: the journal still holds %v", when, left)
			}
		}
	}
}

// TestB4 fails one step of the apply and every one of taking it back, until space is free again.
func TestB4NoSpaceWhileTakingBack(t *testing.T) {
	s := newScene(t)
	renames := 0
	full := func(op, path string) error {
		if op == "rename" && !strings.HasPrefix(path, ".git/") {
			renames++
		}
		if renames > 2 && (op == "write" || op == "rename") {
			return syscall.ENOSPC
		}
		return nil
	}
	err := attempt(t, s.dir, full)
	refused(t, err, patcher.RecoveryNeeded, "taking back")
	err = recoverWith(s.dir, full)
	refused(t, err, patcher.RecoveryNeeded)
	recovered(t, "space is free", s.dir)
	sameTree(t, "space is free", s.dir, s.before)
}

func recoverWith(dir string, hook Hook) error {
	disk, err := Open(dir, hook)
	if err != nil {
		return err
	}
	defer disk.Close()
	_, err = disk.Recover()
	return err
}

func TestB11InterruptedAtEveryStep(t *testing.T) {
	s := newScene(t)
	ended := false
	for n := 1; !ended; n++ {
		ctx, cancel := context.WithCancel(context.Background())
		steps, last := 0, ""
		p := plan(t, open(t, s.dir, nil), sceneChanges()...)
		disk := open(t, s.dir, at(n, &steps, func(op, _ string) error { cancel(); last = op; return nil }))
		err := disk.Apply(ctx, p, "add test")
		disk.Close()
		ended = ctx.Err() == nil
		cancel()
		when := fmt.Sprintf("interrupted at step %d", n)
		if err != nil {
			refused(t, err, patcher.Interrupted)
			sameTree(t, when, s.dir, s.before)
			continue
		}
		if last == "write" || last == "chmod" || last == "sync" {
			t.Errorf("%s, %s: went on although nothing had been replaced", when, last)
		}
		sameTree(t, when, s.dir, s.after)
		undone(t, s.dir)
	}
}

// TestB13 puts a link with the same text behind it in a file's place, after the check.
func TestB13BecomesALinkWhileApplying(t *testing.T) {
	dir := build(t)
	name := filepath.Join(dir, "src/app.ts")
	err := attempt(t, dir, func(op, path string) error {
		if op != "sync" || path != "src/app.ts" {
			return nil
		}
		must(t, os.Rename(name, filepath.Join(dir, "moved.ts")))
		return os.Symlink("../moved.ts", name)
	})
	refused(t, err, patcher.Conflict, "src/app.ts", "not a file")
	if target, _ := os.Readlink(name); target != "../moved.ts" {
		t.Error("the link is gone")
	}
	must(t, os.Remove(name))
	must(t, os.Rename(filepath.Join(dir, "moved.ts"), name))
	sameTree(t, "file again", dir, tree(t, build(t)))
}

// TestFolderModesSurviveAnUndoCutShort stops an undo when it has removed a folder whose mode somebody had changed.
func TestFolderModesSurviveAnUndoCutShort(t *testing.T) {
	dir := build(t)
	applied(t, dir, sceneChanges()...)
	must(t, os.Chmod(filepath.Join(dir, "src/config"), 0o777|fs.ModeSetgid))
	after := tree(t, dir)
	p, err := open(t, dir, nil).Undo()
	must(t, err)
	disk := open(t, dir, func(string, string) error {
		if _, err := os.Lstat(filepath.Join(dir, "src/config")); err != nil {
			panic(crash{})
		}
		return nil
	})
	if !crashes(func() { disk.Apply(context.Background(), p, "undo") }) {
		t.Fatal("the folder was never removed")
	}
	disk.Close()
	recovered(t, "cut short", dir)
	sameTree(t, "cut short", dir, after)
}

// many is B19's repository: a thousand files to edit.
func many(t testing.TB, n int) (string, []Change) {
	files := map[string]string{}
	change := gap("many")
	for i := range n {
		name := fmt.Sprintf("src/%02d/file%d.ts", i%20, i)
		files[name] = strings.Repeat("line\n", 40)
		change.Edits = append(change.Edits, patcher.FileEdit{Path: name, Edit: appended{"more\n", ""}})
	}
	return repository(t, files), []Change{change}
}

func TestB19ThousandFilesKilledHalfWay(t *testing.T) {
	dir, changes := many(t, 1000)
	before := tree(t, dir)
	renames := 0
	half := func(op, path string) error {
		if op == "rename" && !strings.HasPrefix(path, ".git/") {
			if renames++; renames == 500 {
				panic(crash{})
			}
		}
		return nil
	}
	p := plan(t, open(t, dir, nil), changes...)
	disk := open(t, dir, half)
	if !crashes(func() { disk.Apply(context.Background(), p, "add many") }) {
		t.Fatal("never came half way")
	}
	disk.Close()
	recovered(t, "half way", dir)
	sameTree(t, "half way", dir, before)
	applied(t, dir, changes...)
	undone(t, dir)
	sameTree(t, "undone", dir, before)
}

func TestB12ChangedBetweenPlanAndApply(t *testing.T) {
	moves := map[string]func(t *testing.T, dir string){
		"was changed": func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "src/app.ts"), []byte("run() // mine"), 0o644))
		},
		"was removed": func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "src/app.ts"))) },
		"leaves the repository": func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "src/app.ts")))
			must(t, os.Symlink("/etc/hostname", filepath.Join(dir, "src/app.ts")))
		},
		"was created": func(t *testing.T, dir string) { put(t, dir, map[string]string{"src/health.ts": "mine"}) },
	}
	for words, move := range moves {
		t.Run(words, func(t *testing.T) {
			dir := build(t)
			disk := open(t, dir, nil)
			p := plan(t, disk, sceneChanges()...)
			move(t, dir)
			moved := tree(t, dir)
			refused(t, disk.Check(p), patcher.Conflict, "src/", words)
			refused(t, disk.Apply(context.Background(), p, "add test"), patcher.Conflict, "src/", words)
			sameTree(t, words, dir, moved)
		})
	}
}

// TestB14 changes a file after the check, while the others are being written: at each step until its own rename.
func TestB14ChangedWhileApplying(t *testing.T) {
	s := newScene(t)
	caught := 0
	for n := 1; n < 200; n++ {
		steps, late := 0, false
		name := filepath.Join(s.dir, "src/health.ts")
		err := attempt(t, s.dir, at(n, &steps, func(op, path string) error {
			_, there := os.Lstat(name)
			late = there == nil || op == "rename" && path == "src/health.ts"
			if late {
				return nil
			}
			return os.WriteFile(name, []byte("mine"), 0o644)
		}))
		if err == nil {
			break
		}
		caught++
		refused(t, err, patcher.Conflict, "src/health.ts", "was created")
		if text, _ := os.ReadFile(name); string(text) != "mine" {
			t.Fatalf("step %d: the other's file is now %q", n, text)
		}
		must(t, os.Remove(name))
		sameTree(t, fmt.Sprintf("step %d", n), s.dir, s.before)
	}
	if caught < 20 {
		t.Errorf("only %d changes were seen", caught)
	}
}

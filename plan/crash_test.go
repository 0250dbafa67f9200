package plan

import (
	"context"
	"errors"
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

// scene is a repository with a bit of everything, and what is done to it.
type scene struct {
	dir           string
	before, after map[string]string
}

var sceneFiles = map[string]string{
	"src/app.ts":      "import x\r\nrun()\r\n",
	"package.json":    "{}",
	".env":            "SECRET=hunter2",
	"bin/start":       "#!/bin/sh\n",
	"lib/real/log.ts": "log",
	"empty":           "",
}

func sceneChanges() []Change {
	return []Change{
		gap("env", "src/config/deep/env.ts", created("env\n"), "package.json", appended{"\n", ""}, ".env", appended{"\nPORT=\n", ""}),
		gap("logging", "src/app.ts", appended{"log()\r\n", "run"}, "linked/log.ts", appended{"more", ""}, "empty", appended{"x", ""}),
		gap("health", "bin/start", appended{"echo ok\n", ""}, "src/health.ts", created("health\n")),
	}
}

// build makes the repository, with modes and links worth keeping.
func build(t testing.TB) string {
	dir := repository(t, sceneFiles)
	must(t, os.Chmod(filepath.Join(dir, "bin/start"), 0o755))
	must(t, os.Chmod(filepath.Join(dir, ".env"), 0o600))
	must(t, os.Symlink("lib/real", filepath.Join(dir, "linked")))
	return dir
}

func newScene(t testing.TB) *scene {
	s := &scene{dir: build(t)}
	s.before = tree(t, s.dir)
	applied(t, s.dir, sceneChanges()...)
	s.after = tree(t, s.dir)
	s.reset(t)
	return s
}

// reset brings the first state back, by hand.
func (s *scene) reset(t testing.TB) {
	must(t, os.RemoveAll(s.dir))
	fresh := build(t)
	must(t, os.Rename(fresh, s.dir))
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
			must(t, attempt(t, s.dir, nil))
		}
	}
	sameTree(t, "undone", s.dir, s.before)
}

func TestB2NoSpaceAtEveryStep(t *testing.T) {
	for _, cause := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO} {
		s := newScene(t)
		for n := 1; ; n++ {
			steps, failed := 0, ""
			err := attempt(t, s.dir, at(n, &steps, func(op, path string) error {
				failed = op + " " + path
				if op == "read" && cause != syscall.EIO {
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
			if cause != syscall.EIO && !strings.Contains(err.Error(), "bytes are needed") {
				t.Errorf("%s: %v", when, err)
			}
			sameTree(t, when, s.dir, s.before)
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
	err = attempt2(s.dir, full)
	refused(t, err, patcher.RecoveryNeeded)
	recovered(t, "space is free", s.dir)
	sameTree(t, "space is free", s.dir, s.before)
}

func attempt2(dir string, hook Hook) error {
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
		steps := 0
		p := plan(t, open(t, s.dir, nil), sceneChanges()...)
		disk := open(t, s.dir, at(n, &steps, func(string, string) error { cancel(); return nil }))
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
		sameTree(t, when, s.dir, s.after)
		undone(t, s.dir)
	}
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

func TestH13DamagedJournal(t *testing.T) {
	s := newScene(t)
	renamed := func(op, path string) error {
		if op == "rename" && path == "src/app.ts" {
			panic(crash{})
		}
		return nil
	}
	crashes(func() { attempt(t, s.dir, renamed) })
	name := filepath.Join(s.dir, ".git/scaffold/pending")
	whole, err := os.ReadFile(name)
	must(t, err)
	cut := tree(t, s.dir)
	for _, c := range []struct {
		text string
		kind patcher.Kind
	}{
		{string(whole[:len(whole)/2]), patcher.RecoveryNeeded},
		{"", patcher.RecoveryNeeded},
		{strings.Replace(string(whole), "src/app.ts", "src/apq.ts", 1), patcher.RecoveryNeeded},
		{strings.Replace(string(whole), "journal 1", "journal 2", 1), patcher.Conflict},
	} {
		must(t, os.WriteFile(name, []byte(c.text), 0o600))
		disk := open(t, s.dir, nil)
		_, err := disk.Recover()
		refused(t, err, c.kind, ".git/scaffold/pending")
		_, err = disk.Undo()
		refused(t, err, c.kind)
		sameTree(t, "damaged", s.dir, cut)
	}
	must(t, os.WriteFile(name, whole, 0o600))
	recovered(t, "whole again", s.dir)
	sameTree(t, "whole again", s.dir, s.before)
}

func TestH13JournalThatLeadsAstray(t *testing.T) {
	dir := build(t)
	put(t, dir, map[string]string{".git/config": "mine"})
	must(t, os.MkdirAll(filepath.Join(dir, ".git/scaffold"), 0o700))
	for _, real := range []string{".git/config", "../outside", "/etc/passwd"} {
		forged := &run{Counter: 1, Files: []entry{{Path: "a", Real: real, Before: &state{patcher.Hash([]byte("evil")), 0o644},
			After: &state{patcher.Hash([]byte("mine")), 0o644}, text: []byte("evil")}}}
		text, err := forged.encode()
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, ".git/scaffold/pending"), text, 0o600))
		_, err = open(t, dir, nil).Recover()
		refused(t, err, patcher.RecoveryNeeded, real)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, ".git/config")); string(text) != "mine" {
		t.Error("git's configuration was written to")
	}
}

func TestRecoveryLeavesOthersWorkAlone(t *testing.T) {
	s := newScene(t)
	late := func(op, path string) error {
		if op == "rename" && path == "src/health.ts" {
			panic(crash{})
		}
		return nil
	}
	crashes(func() { attempt(t, s.dir, late) })
	// src/app.ts has been replaced by then; src/health.ts, the last, not yet.
	put(t, s.dir, map[string]string{"src/app.ts": "mine"})
	_, err := open(t, s.dir, nil).Recover()
	refused(t, err, patcher.RecoveryNeeded, "src/app.ts")
	put(t, s.dir, map[string]string{"src/app.ts": sceneFiles["src/app.ts"], "src/health.ts": "mine"})
	recovered(t, "only the untouched is left", s.dir)
	want := s.before
	now := tree(t, s.dir)
	if !strings.HasSuffix(now["src/health.ts"], "mine") {
		t.Error("the other's file is gone")
	}
	delete(now, "src/health.ts")
	if len(now) != len(want) {
		t.Errorf("%d files, want %d", len(now), len(want))
	}
}

func TestJournalIsPrivate(t *testing.T) {
	dir := build(t)
	applied(t, dir, sceneChanges()...)
	store := filepath.Join(dir, ".git/scaffold")
	err := filepath.WalkDir(store, func(name string, entry fs.DirEntry, err error) error {
		must(t, err)
		info, err := entry.Info()
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(name)
		if strings.Contains(string(text), "hunter2") {
			t.Errorf("%s holds a secret", name)
		}
		return err
	})
	must(t, err)
	if _, err := os.Stat(filepath.Join(store, runName(1))); errors.Is(err, fs.ErrNotExist) {
		t.Error("no journal")
	}
}

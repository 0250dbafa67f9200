package plan

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/patcher"
)

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

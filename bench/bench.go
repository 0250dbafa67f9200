//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bench holds what all cases share: the programs, and where inputs and outputs lie.
type bench struct {
	log      io.Writer
	scaffold string
	peers    string // the folder that the peers are installed in
	codemod  string // bench/codemod, built
	floor    string // bench/floor, built
	disk     string // a scratch folder on a disk
	memory   string // a scratch folder in memory, where there is such a file system; syncing costs nothing there
	// What cases use of each other's inputs.
	small, large, app, templates string
	texts, floorTexts            []rendered // the templates of init's peers, and of the floor
	made                         tree       // what init writes
}

func newBench(bin string, log io.Writer) (*bench, error) {
	scaffold, err := filepath.Abs(bin)
	if err == nil {
		_, err = os.Stat(scaffold)
	}
	if err != nil {
		return nil, fmt.Errorf("%w; build it first, or name it by -bin", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	b := &bench{log: log, scaffold: scaffold}
	if b.peers, err = installPeers(filepath.Join(cache, "scaffold-bench"), log); err != nil {
		return nil, err
	}
	if b.disk, err = os.MkdirTemp(filepath.Join(cache, "scaffold-bench"), "run-"); err != nil {
		return nil, err
	}
	shared := "/dev/shm"
	if _, err := os.Stat(shared); err != nil {
		shared = b.disk
	}
	if b.memory, err = os.MkdirTemp(shared, "scaffold-bench-"); err != nil {
		return nil, err
	}
	if err := b.build(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// build makes the drivers of the cases.
func (b *bench) build() error {
	b.codemod, b.floor = filepath.Join(b.disk, "codemod"), filepath.Join(b.disk, "floor")
	for folder, to := range map[string]string{"./bench/codemod": b.codemod, "./bench/floor": b.floor} {
		if err := tool("", "go", "build", "-ldflags", "-s -w", "-o", to, folder); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) close() {
	_ = os.RemoveAll(b.disk)
	_ = os.RemoveAll(b.memory)
}

// tool runs a program that is not measured.
func tool(dir, name string, args ...string) error {
	_, err := output(dir, name, args...)
	return err
}

func output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// commit makes a git repository of a folder, with everything in it committed and git's index fresh.
func commit(dir string) error {
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "-A"},
		{"-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0", "commit", "-q", "-m", "begin"},
		{"status", "--porcelain"},
	} {
		if err := tool(dir, "git", args...); err != nil {
			return err
		}
	}
	return nil
}

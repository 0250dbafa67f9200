package cmd

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the expected texts anew")

// TestMain lets the test binary be the program as well, under its name, for scripts and for terminals.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"scaffold": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// hermetic is an environment in which nothing of the machine's is seen.
var hermetic = []string{
	"CI=", "NO_COLOR=", "SCAFFOLD_DEBUG=",
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
	"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
}

// service lays a small Express service into a folder, and commits it.
func service(dir string) error {
	if err := os.CopyFS(dir, os.DirFS("../testdata/script/service")); err != nil {
		return err
	}
	return commit(dir)
}

// commit makes a repository of a folder and commits what is in it.
func commit(dir string) error {
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"commit", "-q", "--allow-empty", "-m", "state"}} {
		git := exec.Command("git", args...)
		git.Dir, git.Env = dir, append(os.Environ(), hermetic...)
		if err := git.Run(); err != nil {
			return err
		}
	}
	return nil
}

// snapshot reads a folder: kind, mode and text of everything in it but git's own, by path.
func snapshot(dir string) (map[string]string, error) {
	seen := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.Name() == ".git" {
			return filepath.SkipDir
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		text := ""
		if info.Mode().IsRegular() {
			var read []byte
			if read, err = os.ReadFile(name); err != nil {
				return err
			}
			text = string(read)
		}
		rel, _ := filepath.Rel(dir, name)
		seen[rel] = info.Mode().String() + "\n" + text
		return nil
	})
	return seen, err
}

// newService is a folder with a small service in it, committed.
func newService(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := service(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stateOfFiles is snapshot for tests.
func stateOfFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	state, err := snapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func same(t *testing.T, dir string, before map[string]string) {
	t.Helper()
	for _, name := range differing(before, stateOfFiles(t, dir)) {
		t.Errorf("%s is not as it was", name)
	}
}

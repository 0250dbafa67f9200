package plan

import (
	"os"
	"path/filepath"
	"testing"

	"scaffold/patcher"
)

func TestC18ModesAreKept(t *testing.T) {
	for _, bits := range []os.FileMode{0o755, 0o600, 0o640, 0o666, 0o777, 0o4755} {
		dir := repository(t, map[string]string{"x": "a"})
		name := filepath.Join(dir, "x")
		mode := bits.Perm()
		if bits&0o4000 != 0 {
			mode |= os.ModeSetuid
		}
		must(t, os.Chmod(name, mode))
		applied(t, dir, gap("g", "x", appended{"b", ""}))
		info, err := os.Lstat(name)
		must(t, err)
		if info.Mode() != mode {
			t.Errorf("%v is now %v", mode, info.Mode())
		}
		undone(t, dir)
		if info, _ = os.Lstat(name); info.Mode() != mode {
			t.Errorf("%v is %v after undo", mode, info.Mode())
		}
	}
}

func TestG1EnvModeIsKeptAllTheWay(t *testing.T) {
	dir := repository(t, map[string]string{".env": "SECRET=1\n"})
	must(t, os.Chmod(filepath.Join(dir, ".env"), 0o600))
	p := plan(t, open(t, dir, nil), gap("env", ".env", appended{"PORT=\n", ""}))
	disk := open(t, dir, func(op, _ string) error {
		staged, _ := filepath.Glob(filepath.Join(dir, stagePrefix+"*"))
		for _, name := range staged {
			if info, err := os.Lstat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: the staged file has mode %v", op, info.Mode())
			}
		}
		return nil
	})
	must(t, disk.Apply(t.Context(), p, "add env"))
	if got := tree(t, dir)[".env"]; got != "-rw------- SECRET=1\nPORT=\n" {
		t.Errorf("got %s", got)
	}
}

func TestC18SetgidFolder(t *testing.T) {
	dir := repository(t, map[string]string{"shared/x": "a"})
	must(t, os.Chmod(filepath.Join(dir, "shared"), 0o775|os.ModeSetgid))
	before := tree(t, dir)
	applied(t, dir, gap("g", "shared/x", appended{"b", ""}, "shared/new/y", created("y")))
	if info, _ := os.Lstat(filepath.Join(dir, "shared/new")); info.Mode()&os.ModeSetgid == 0 {
		t.Error("the new folder did not take the group over")
	}
	undone(t, dir)
	sameTree(t, "undone", dir, before)
}

func TestNewFileWithAMode(t *testing.T) {
	dir := repository(t, nil)
	applied(t, dir, gap("g", "run.sh", patcher.Create{Content: []byte("x"), Mode: 0o755}))
	if got := tree(t, dir)["run.sh"]; got != "-rwxr-xr-x x" {
		t.Errorf("got %s", got)
	}
}

package plan

import (
	"os"
	"path/filepath"
	"testing"
)

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
	must(t, os.Chmod(filepath.Join(dir, "package.json"), 0o666)) // more than the umask gives a new file
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

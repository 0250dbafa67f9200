package plan

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scaffold/patcher"
)

func dirtyOf(t *testing.T, dir string, changes ...Change) []string {
	t.Helper()
	disk := open(t, dir, nil)
	dirty, err := disk.Dirty(plan(t, disk, changes...))
	must(t, err)
	return dirty
}

var someFiles = map[string]string{"app.ts": "run\n", "other.ts": "x\n", "src/deep.ts": "deep\n", ".gitignore": "*.gen.ts\n.env\n"}

func TestA1CleanTree(t *testing.T) {
	dir := committed(t, someFiles)
	change := gap("log", "app.ts", appended{"log\n", ""}, "new.ts", created("x"))
	before := tree(t, dir)
	index := runGit(t, dir, "ls-files", "--stage", "--debug")
	if dirty := dirtyOf(t, dir, change); dirty != nil {
		t.Errorf("dirty: %v", dirty)
	}
	applied(t, dir, change)
	after := tree(t, dir)
	for name := range after {
		if after[name] != before[name] && name != "app.ts" && name != "new.ts" {
			t.Errorf("%s changed, too", name)
		}
	}
	if now := runGit(t, dir, "ls-files", "--stage", "--debug"); now != index {
		t.Error("the index changed")
	}
	if status := runGit(t, dir, "status", "--porcelain"); status != " M app.ts\n?? new.ts\n" {
		t.Errorf("git sees %q", status)
	}
}

func TestA2A3A4UncommittedEdits(t *testing.T) {
	dir := committed(t, someFiles)
	change := gap("log", "app.ts", appended{"log\n", ""}, "src/deep.ts", appended{"log\n", ""})
	put(t, dir, map[string]string{"other.ts": "mine\n", "new.ts": "mine"})
	if dirty := dirtyOf(t, dir, change); dirty != nil {
		t.Errorf("A3, edits elsewhere: %v", dirty)
	}
	put(t, dir, map[string]string{"src/deep.ts": "mine\n"})
	if dirty := dirtyOf(t, dir, change); !slices.Equal(dirty, []string{"src/deep.ts"}) {
		t.Errorf("A2: %v", dirty)
	}
	runGit(t, dir, "add", "src/deep.ts")
	if dirty := dirtyOf(t, dir, change); !slices.Equal(dirty, []string{"src/deep.ts"}) {
		t.Errorf("A4: %v", dirty)
	}
	all, err := Dirty(dir, []string{"app.ts", "other.ts", "src/deep.ts", "nothing.ts"})
	must(t, err)
	slices.Sort(all)
	if !slices.Equal(all, []string{"other.ts", "src/deep.ts"}) {
		t.Errorf("got %v", all)
	}
}

func TestDirtyTakesPathsAsTheyAre(t *testing.T) {
	dir := committed(t, map[string]string{"[a].ts": "x", "a.ts": "x"})
	put(t, dir, map[string]string{"a.ts": "mine"})
	if dirty, err := Dirty(dir, []string{"[a].ts"}); err != nil || dirty != nil {
		t.Errorf("dirty: %v, %v", dirty, err)
	}
}

func TestOwnEditsAreNotDirt(t *testing.T) {
	dir := committed(t, someFiles)
	applied(t, dir, gap("log", "app.ts", appended{"log\n", ""}))
	next := gap("limit", "app.ts", appended{"limit\n", ""})
	if dirty := dirtyOf(t, dir, next); dirty != nil {
		t.Errorf("what the tool wrote is dirty: %v", dirty)
	}
	put(t, dir, map[string]string{"app.ts": "run\nlog\nmine\n"})
	if dirty := dirtyOf(t, dir, next); !slices.Equal(dirty, []string{"app.ts"}) {
		t.Errorf("got %v", dirty)
	}
}

func TestA5WithoutGit(t *testing.T) {
	dir := folderFor(t)
	put(t, dir, map[string]string{"app.ts": "run"})
	before := tree(t, dir)
	change := gap("log", "app.ts", appended{"log", ""}, "new.ts", created("x"))
	if dirty := dirtyOf(t, dir, change); dirty != nil {
		t.Errorf("dirty: %v", dirty)
	}
	applied(t, dir, change)
	text, err := os.ReadFile(filepath.Join(dir, ".scaffold/undo/.gitignore"))
	must(t, err)
	if string(text) != "*\n" {
		t.Errorf(".gitignore holds %q", text)
	}
	info, err := os.Stat(filepath.Join(dir, ".scaffold/undo"))
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v", info.Mode())
	}
	undone(t, dir)
	now := tree(t, dir)
	delete(now, ".scaffold")
	before["."] = now["."]
	if len(now) != len(before) || now["app.ts"] != before["app.ts"] {
		t.Errorf("left: %v", now)
	}
}

func TestA6MergeUnderWay(t *testing.T) {
	dir := committed(t, someFiles)
	runGit(t, dir, "checkout", "-q", "-b", "side")
	put(t, dir, map[string]string{"app.ts": "run\nside\n"})
	runGit(t, dir, "commit", "-q", "-am", "side")
	runGit(t, dir, "checkout", "-q", "-")
	put(t, dir, map[string]string{"app.ts": "run\nmain\n"})
	runGit(t, dir, "commit", "-q", "-am", "main")
	disk := open(t, dir, nil)
	merge := gap("log", "app.ts", appended{"log\n", ""})
	if _, err := disk.Dirty(plan(t, disk, merge)); err != nil {
		t.Fatal(err)
	}
	_, _ = git(dir, nil, "-c", "user.name=a", "-c", "user.email=a@b", "merge", "side")
	_, err := disk.Dirty(plan(t, disk, merge))
	refused(t, err, patcher.Conflict, "a merge is under way")
	must(t, os.Remove(filepath.Join(dir, ".git/MERGE_HEAD")))
	_, err = disk.Dirty(plan(t, disk, merge))
	refused(t, err, patcher.Conflict, "app.ts:2:", "merge conflict")
}

func TestA7IgnoredFiles(t *testing.T) {
	dir := committed(t, someFiles)
	disk := open(t, dir, nil)
	none(t, disk, plan(t, disk, gap("env", "src/env.ts", created("x"), ".env", created("A=\n"), ":(top)x.ts", created("x"))))
	found, err := disk.Ignored(plan(t, disk, gap("env", "src/env.gen.ts", created("x"), "-y.gen.ts", created("x"))))
	must(t, err)
	var all []error
	for _, one := range found {
		all = append(all, one.Problem())
	}
	refused(t, errors.Join(all...), patcher.Conflict, "src/env.gen.ts: is ignored", "-y.gen.ts: is ignored", ".gitignore:1: *.gen.ts")
	none(t, disk, plan(t, disk, gap("env", "src/env.gen.ts", created("x"), ".gitignore", appended{"!env.gen.ts\n", ""})))
}

// none fails where git would ignore something of a plan.
func none(t *testing.T, disk *Disk, p *Plan) {
	t.Helper()
	if found, err := disk.Ignored(p); err != nil || len(found) > 0 {
		t.Errorf("ignored: %v, %v", found, err)
	}
}

func TestA10LinkedWorkingTree(t *testing.T) {
	dir := committed(t, someFiles)
	tree2 := filepath.Join(folderFor(t), "second")
	runGit(t, dir, "worktree", "add", "-q", tree2)
	before := tree(t, tree2)
	applied(t, tree2, gap("log", "app.ts", appended{"log\n", ""}))
	if _, err := os.Stat(filepath.Join(dir, ".git/worktrees/second/scaffold", runName(1))); err != nil {
		t.Error(err)
	}
	if p, err := open(t, dir, nil).Undo(); err != nil || !p.Empty() {
		t.Errorf("the main working tree has something to undo: %v, %v", p, err)
	}
	undone(t, tree2)
	sameTree(t, "undone", tree2, before)
}

func TestA11NotAWorkingTree(t *testing.T) {
	dir := committed(t, someFiles)
	bare := filepath.Join(folderFor(t), "bare")
	runGit(t, dir, "clone", "-q", "--bare", dir, bare)
	for _, root := range []string{bare, filepath.Join(dir, ".git"), filepath.Join(dir, ".git/refs")} {
		_, err := Open(root, nil)
		refused(t, err, patcher.Conflict, "run in a working tree")
	}
}

func TestA15NoCommitYet(t *testing.T) {
	dir := folderFor(t)
	put(t, dir, someFiles)
	runGit(t, dir, "init", "-q")
	runGit(t, dir, "add", "app.ts")
	if dirty := dirtyOf(t, dir, gap("log", "app.ts", appended{"log\n", ""})); dirty != nil {
		t.Errorf("dirty: %v", dirty)
	}
}

func TestH6NoCommandOfTheRepositoryRuns(t *testing.T) {
	dir := committed(t, someFiles)
	trap := filepath.Join(dir, "trap")
	put(t, dir, map[string]string{"hooks/post-index-change": "#!/bin/sh\ntouch " + trap + "\n", "app.ts": "mine\n"})
	must(t, os.Chmod(filepath.Join(dir, "hooks/post-index-change"), 0o755))
	runGit(t, dir, "config", "core.fsmonitor", "touch "+trap)
	runGit(t, dir, "config", "core.hooksPath", filepath.Join(dir, "hooks"))
	disk := open(t, dir, nil)
	p := plan(t, disk, gap("log", "app.ts", appended{"log\n", ""}))
	_, err := disk.Dirty(p)
	must(t, err)
	none(t, disk, p)
	if _, err := os.Stat(trap); err == nil {
		t.Error("git ran what the repository told it to")
	}
}

func TestH6WithoutGitInstalled(t *testing.T) {
	dir := committed(t, someFiles)
	t.Setenv("PATH", "")
	if dirty := dirtyOf(t, dir, gap("log", "app.ts", appended{"log\n", ""})); dirty != nil {
		t.Errorf("dirty: %v", dirty)
	}
}

//go:build unix

package plan

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"scaffold/patcher"
)

// outside is a folder that no run may write to.
func outside(t *testing.T) string {
	dir := folderFor(t)
	put(t, dir, map[string]string{"target.ts": "theirs", "sub/x": "theirs"})
	return dir
}

// TestRefusedPaths plans and applies one file at a path that nothing may be written to, beside another that could be.
func TestRefusedPaths(t *testing.T) {
	far := outside(t)
	cases := []struct {
		row, path string
		make      func(t *testing.T, dir string)
		words     string
	}{
		{"F1 link to a file outside", "app.ts", link(far + "/target.ts"), "leaves the repository"},
		{"F1 relative link to a file outside", "app.ts", link("../" + filepath.Base(far) + "/target.ts"), "leaves the repository"},
		{"F1 link through a folder and out", "src/app.ts", link("../sub/../../x"), "leaves the repository"},
		{"F2 folder on the way", "app.ts/config/x.ts", link(far), "leaves the repository"},
		{"F4 dangling link", "app.ts", link("nothing"), "link to nothing"},
		{"F4 loop of links", "app.ts", link("app.ts"), "leads back to itself"},
		{"F5 above", "../x", nil, "../x"},
		{"F5 above, hidden", "a/../../x", nil, "a/../../x"},
		{"F5 absolute", "/etc/x", nil, "/etc/x"},
		{"F5 drive", `C:\x`, nil, `C:\x`},
		{"F5 drive with slash", `C:/x`, nil, `C:/x`},
		{"F5 home", "~/x", nil, "~/x"},
		{"F5 git", ".git/hooks/pre-commit", nil, "git's own folder"},
		{"F5 git in other letters", "sub/.GIT/config", nil, "git's own folder"},
		{"F5 git through a link", "app.ts/config", link(".git"), "git's own folder"},
		{"F5 empty", "", nil, "not a path"},
		{"A8 submodule", "libs/dep/x.ts", files(map[string]string{"libs/dep/.git": "gitdir: x"}), "submodule libs/dep"},
		{"A8 submodule not checked out", "libs/dep/x.ts", func(t *testing.T, dir string) {
			put(t, dir, map[string]string{".gitmodules": "[submodule \"dep\"]\n\tpath = libs/dep\n"})
			must(t, os.MkdirAll(filepath.Join(dir, "libs/dep"), 0o755))
		}, "submodule libs/dep"},
		{"A9 nested repository", "libs/dep/x.ts", files(map[string]string{"libs/dep/.git/HEAD": ""}), "another repository, libs/dep"},
		{"F9 twin", "README.md", files(map[string]string{"Readme.md": ""}), "Readme.md"},
		{"F9 twin folder", "Src/x.ts", files(map[string]string{"src/y.ts": ""}), "src"},
		{"F15 folder is a file", "app/x.ts", files(map[string]string{"app": ""}), "app is a file"},
		{"F15 file is a folder", "app", files(map[string]string{"app/x": ""}), "is a folder"},
		{"F16 pipe", "app.ts", func(t *testing.T, dir string) { must(t, syscall.Mkfifo(filepath.Join(dir, "app.ts"), 0o644)) }, "not a regular file"},
		{"B6 read-only file", "app.ts", mode("app.ts", 0o444), "is read-only"},
		{"B7 read-only folder", "src/app.ts", func(t *testing.T, dir string) {
			put(t, dir, map[string]string{"src/app.ts": "run"})
			must(t, os.Chmod(filepath.Join(dir, "src"), 0o555))
		}, "folder src is read-only"},
		{"B7 read-only folder, new file below", "src/deep/er/app.ts", func(t *testing.T, dir string) {
			must(t, os.Mkdir(filepath.Join(dir, "src"), 0o555))
		}, "folder src is read-only"},
	}
	for _, c := range cases {
		t.Run(c.row, func(t *testing.T) {
			dir := repository(t, map[string]string{"first.ts": "first", "sub/x": ""})
			if c.make != nil {
				c.make(t, dir)
			}
			before, theirs := tree(t, dir), tree(t, far)
			disk := open(t, dir, nil)
			text, _, readErr := disk.Read(c.path)
			p := &Plan{Files: []File{
				{Path: c.path, Before: text, After: []byte("evil"), Mode: 0o644},
				{Path: "first.ts", Before: []byte("first"), After: []byte("second"), Mode: 0o644},
			}}
			refused(t, disk.Check(p), patcher.Conflict, c.path, c.words)
			refused(t, disk.Apply(context.Background(), p, "add evil"), patcher.Conflict, c.path, c.words)
			sameTree(t, c.row, dir, before)
			sameTree(t, c.row, far, theirs)
			if readErr != nil {
				steps := plan(t, disk, gap("evil", c.path, created("evil"))).Steps
				if len(steps) != 1 || steps[0].Problem.Path != c.path {
					t.Errorf("steps %v", steps)
				}
			}
			if _, err := os.Lstat(filepath.Join(dir, ".git/scaffold")); err == nil {
				t.Error("a refused plan left a journal behind")
			}
		})
	}
}

func link(target string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		must(t, os.MkdirAll(filepath.Join(dir, "src"), 0o755))
		must(t, os.Symlink(target, filepath.Join(dir, "app.ts")))
		must(t, os.Symlink(target, filepath.Join(dir, "src/app.ts")))
	}
}

func files(texts map[string]string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) { put(t, dir, texts) }
}

func mode(name string, bits os.FileMode) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		put(t, dir, map[string]string{name: "run"})
		must(t, os.Chmod(filepath.Join(dir, name), bits))
	}
}

func TestF3LinkInsideIsFollowedAndStays(t *testing.T) {
	dir := repository(t, map[string]string{"lib/real.ts": "run", "deep/er/x": ""})
	must(t, os.Symlink("lib/real.ts", filepath.Join(dir, "app.ts")))
	must(t, os.Symlink("../../lib", filepath.Join(dir, "deep/er/up")))
	before := tree(t, dir)
	applied(t, dir, gap("log", "app.ts", appended{" more", ""}, "deep/er/up/sub/new.ts", created("new")))
	after := tree(t, dir)
	if after["app.ts"] != before["app.ts"] || after["lib/real.ts"] != "-rw-r--r-- run more" || after["lib/sub/new.ts"] == "" {
		t.Errorf("got %v", after)
	}
	undone(t, dir)
	sameTree(t, "undone", dir, before)
}

func TestOneFileUnderTwoNames(t *testing.T) {
	dir := repository(t, map[string]string{"real.ts": "run"})
	must(t, os.Symlink("real.ts", filepath.Join(dir, "app.ts")))
	disk := open(t, dir, nil)
	p := plan(t, disk, gap("log", "app.ts", appended{" a", ""}, "real.ts", appended{" b", ""}))
	refused(t, disk.Check(p), patcher.Conflict, "app.ts", "real.ts", "same file")
}

func TestF12NameTooLong(t *testing.T) {
	dir := repository(t, map[string]string{"x": ""})
	before := tree(t, dir)
	disk := open(t, dir, nil)
	name := fmt.Sprintf("src/%0300d", 1)
	p := &Plan{Files: []File{{Path: name, After: []byte("x"), Mode: 0o644}, {Path: "new", After: []byte("x"), Mode: 0o644}}}
	refused(t, disk.Apply(context.Background(), p, "add"), patcher.WriteFailed, name)
	sameTree(t, "too long", dir, before)
}

func TestF13OtherContentIsThere(t *testing.T) {
	dir := repository(t, map[string]string{"src/env.ts": "mine", "app.ts": "run"})
	p := plan(t, open(t, dir, nil), gap("env", "app.ts", appended{" env", ""}, "src/env.ts", created("ours")))
	if !p.Empty() || len(p.Steps) != 1 {
		t.Fatalf("got %v", p)
	}
	refused(t, p.Steps[0].Problem, patcher.Conflict, "src/env.ts", "other content")
	if p.Steps[0].Problem.Code != "ours" {
		t.Error("the text that would be created is not told")
	}
}

func TestF14IdenticalIsThere(t *testing.T) {
	dir := repository(t, map[string]string{"src/env.ts": "ours"})
	p := plan(t, open(t, dir, nil), gap("env", "src/env.ts", created("ours")))
	if !p.Empty() || len(p.Steps) != 0 || p.Diff() != nil {
		t.Fatalf("got %v", p)
	}
	before := tree(t, dir)
	must(t, open(t, dir, nil).Apply(context.Background(), p, "add env"))
	sameTree(t, "identical", dir, before)
}

func TestF7OddNames(t *testing.T) {
	files := map[string]string{}
	change := gap("odd")
	for _, name := range []string{"a b.ts", `q"uote.ts`, "ha#sh.ts", "per%cent.ts", "semi;colon.ts", "new\nline.ts", "-dash.ts", "ünï.ts", "tab\t.ts"} {
		files[name] = "text\n"
		change.Edits = append(change.Edits, patcher.FileEdit{Path: name, Edit: appended{"more\n", ""}},
			patcher.FileEdit{Path: "new/" + name, Edit: created("new\n")})
	}
	dir := committed(t, files)
	before := tree(t, dir)
	disk := open(t, dir, nil)
	p := plan(t, disk, change)
	dirty, err := disk.Dirty(p)
	must(t, err)
	if len(dirty) > 0 {
		t.Errorf("dirty: %q", dirty)
	}
	none(t, disk, p)
	applied(t, dir, change)
	after := tree(t, dir)
	undone(t, dir)
	sameTree(t, "undone", dir, before)

	patch := filepath.Join(t.TempDir(), "patch")
	must(t, os.WriteFile(patch, p.Diff(), 0o644))
	runGit(t, dir, "apply", patch)
	sameTree(t, "git apply", dir, after)
}

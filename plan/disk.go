package plan

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/patcher"
)

// Disk is a repository that plans are made from and written to.
type Disk struct {
	files layer
	dir   string // the root as the caller named it
	git   string // git's folder, "" where there is no git
	store *layer // the journal's folder, nil before it is needed
}

// Open returns the repository at root. Nothing is written until a plan is applied. A hook is for tests, nil otherwise.
func Open(root string, hook Hook) (*Disk, error) {
	handle, err := os.OpenRoot(root)
	if err != nil {
		return nil, &patcher.Problem{Kind: patcher.Usage, Path: root, What: plain(err).Error(), Todo: "name a folder that is there"}
	}
	disk := &Disk{files: layer{root: handle, hook: hook}, dir: root}
	disk.git, err = gitFolder(root)
	if err != nil {
		handle.Close()
		return nil, err
	}
	return disk, nil
}

// Close releases the folders.
func (d *Disk) Close() error {
	if d.store != nil {
		d.store.root.Close()
	}
	return d.files.root.Close()
}

// Read returns a file's text and mode, nil when there is no such file. A link is followed inside the repository. The
// error is a *patcher.Problem that says why the path cannot be edited.
func (d *Disk) Read(path string) ([]byte, fs.FileMode, error) {
	at, err := newWalker(&d.files).locate(path)
	if err != nil || at.info == nil {
		return nil, 0, err
	}
	text, err := d.files.read(at.real)
	if err != nil {
		return nil, 0, unreadable(path, err)
	}
	return text, rights(at.info), nil
}

// rights are the bits of a mode that a chmod sets.
func rights(info fs.FileInfo) fs.FileMode {
	return info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky)
}

// gitFolder returns git's folder for the root, "" where there is none. In a linked working tree and in a submodule
// .git is a file that names it.
func gitFolder(root string) (string, error) {
	full, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	if slices.Contains(strings.Split(filepath.ToSlash(full), "/"), ".git") {
		return "", refuse(root, "lies inside git's own folder", "run in a working tree")
	}
	if isFile(filepath.Join(root, "HEAD")) && isDir(filepath.Join(root, "objects")) && isDir(filepath.Join(root, "refs")) {
		return "", refuse(root, "is a bare repository", "run in a working tree")
	}
	name := filepath.Join(root, ".git")
	if isDir(name) {
		return name, nil
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	folder, found := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), "gitdir: ")
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(root, folder)
	}
	if err != nil || !found || !isDir(folder) {
		return "", refuse(".git", "does not lead to a repository", "mend it with `git worktree repair`, or remove it")
	}
	return folder, nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

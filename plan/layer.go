package plan

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// Hook is asked before every step on the disk: lock, mkdir, read, open, write, chmod, sync, rename, remove, syncdir. An
// error that it returns is taken for the step's own. It exists for tests; a nil hook lets everything pass.
type Hook func(op, path string) error

// layer is the only way to the disk. Paths are slash-separated and below its root, which nothing leaves.
type layer struct {
	root *os.Root
	name string // what stands before the paths in messages, "" for the repository itself
	hook Hook
}

// step asks the hook, then does what is to be done.
func (l *layer) step(op, name string, do func() error) error {
	shown := path.Join(l.name, name)
	if l.hook != nil {
		if err := l.hook(op, shown); err != nil {
			return &fault{op, shown, err}
		}
	}
	if err := do(); err != nil {
		return &fault{op, shown, plain(err)}
	}
	return nil
}

// lstat looks at a path without following it. Where the name is too long for the disk there is nothing.
func (l *layer) lstat(name string) (fs.FileInfo, error) {
	info, err := l.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, syscall.ENAMETOOLONG) {
		return nil, fs.ErrNotExist
	}
	return info, err
}

func (l *layer) exists(name string) bool {
	_, err := l.lstat(name)
	return err == nil
}

func (l *layer) read(name string) ([]byte, error) {
	var text []byte
	err := l.step("read", name, func() (err error) {
		text, err = l.root.ReadFile(filepath.FromSlash(name))
		return err
	})
	if err != nil {
		return nil, err
	}
	return text, nil
}

func (l *layer) chmod(name string, mode fs.FileMode) error {
	return l.step("chmod", name, func() error { return l.root.Chmod(filepath.FromSlash(name), mode) })
}

func (l *layer) mkdir(name string, mode fs.FileMode) error {
	return l.step("mkdir", name, func() error { return l.root.Mkdir(filepath.FromSlash(name), mode) })
}

func (l *layer) rename(from, to string) error {
	return l.step("rename", to, func() error { return l.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to)) })
}

// remove takes a file or an empty folder away; one that is gone already is no fault.
func (l *layer) remove(name string) error {
	return l.step("remove", name, func() error {
		err := l.root.Remove(filepath.FromSlash(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// syncDirs makes what was created, renamed or removed in the folders durable.
func (l *layer) syncDirs(names []string) error {
	if runtime.GOOS == "windows" {
		return nil // has no such call; the file system's own journal orders the names
	}
	return l.syncAll("syncdir", names, func(i int) error {
		folder, err := l.root.Open(filepath.FromSlash(names[i]))
		if err != nil {
			return err
		}
		defer folder.Close()
		return folder.Sync()
	})
}

// syncAll asks the hook one after the other, then syncs side by side: file systems join syncs that arrive together
// into one write of their journal, which makes twenty of them hardly dearer than one.
func (l *layer) syncAll(op string, names []string, flush func(i int) error) error {
	for _, name := range names {
		if err := l.step(op, name, func() error { return nil }); err != nil {
			return err
		}
	}
	faults := make([]error, len(names))
	for from := 0; from < len(names); from += batch {
		var group sync.WaitGroup
		for i := from; i < min(from+batch, len(names)); i++ {
			group.Go(func() { faults[i] = flush(i) })
		}
		group.Wait()
	}
	for i, err := range faults {
		if err != nil {
			return &fault{op, path.Join(l.name, names[i]), plain(err)}
		}
	}
	return nil
}

package plan

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Where the journal lies: in git's folder, where nothing is ever tracked, or else in a folder that ignores itself.
const (
	inGit      = "scaffold"
	withoutGit = ".scaffold/undo"
)

// openStore opens the journal's folder and makes it where create is set. It leaves d.store nil where there is none.
func (d *Disk) openStore(create bool) error {
	if d.store != nil {
		return nil
	}
	base, name := &d.files, withoutGit
	if d.git != "" {
		root, err := os.OpenRoot(d.git)
		if err != nil {
			return refuse(d.git, plain(err).Error(), "see to the rights of git's folder")
		}
		defer root.Close()
		base, name = &layer{root: root, name: ".git", hook: d.files.hook}, inGit
	}
	if create {
		if err := makeStore(base, name); err != nil {
			return err
		}
	}
	root, err := base.root.OpenRoot(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refuse(name, plain(err).Error(), "see to the rights of the folder")
	}
	d.store = &layer{root: root, name: path.Join(base.name, name), hook: base.hook}
	return nil
}

// makeStore makes the journal's folder, for its owner's eyes only.
func makeStore(base *layer, name string) error {
	at := "."
	for part := range strings.SplitSeq(name, "/") {
		above := at
		at = path.Join(at, part)
		if base.exists(at) {
			continue
		}
		mode := fs.FileMode(0o755)
		if at == name {
			mode = 0o700
		}
		// Another run may make it at the same time: which of the two goes on, the lock inside decides.
		if err := base.mkdir(at, mode); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := base.syncDirs([]string{above}); err != nil {
			return err
		}
	}
	if name != withoutGit {
		return nil
	}
	return base.save(name+"/.gitignore", []byte("*\n"))
}

// save writes a small file of the journal, readable by its owner only, where it does not stand already.
func (l *layer) save(name string, text []byte) error {
	if has, err := l.read(name); err == nil && string(has) == string(text) {
		return nil
	}
	if err := l.remove(name); err != nil {
		return err
	}
	file, err := l.put(write{stage: name, to: name, text: text, mode: 0o600})
	if file == nil {
		return err
	}
	defer file.Close()
	if err != nil {
		return err
	}
	return l.step("sync", name, file.Sync)
}

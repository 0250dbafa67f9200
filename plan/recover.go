package plan

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"scaffold/patcher"
)

// Recover ends what an earlier run left half done, by taking it back. It returns the command of that run, "" when
// there was none. Apply and Undo do so by themselves; a command that plans calls it first.
func (d *Disk) Recover() (string, error) {
	if err := d.openStore(false); err != nil || d.store == nil || !d.store.exists(pendingName) {
		return "", err
	}
	unlock, err := d.lock()
	if err != nil {
		return "", unwritten(err, &run{}, nil)
	}
	defer unlock()
	return d.recoverPending()
}

// recoverPending takes back the run that the mark names. The caller holds the lock.
func (d *Disk) recoverPending() (string, error) {
	begun, err := d.load(pendingName)
	if err != nil || begun == nil {
		return "", err
	}
	if err := d.takeBack(begun); err != nil {
		return "", unfinished(err, nil)
	}
	return begun.Command, nil
}

// takeBack brings every file of a run to its state before and clears the mark. It may be cut short and run again any
// number of times.
func (d *Disk) takeBack(begun *run) error {
	if err := sound(begun); err != nil {
		return err
	}
	replaced, err := d.replaced(begun)
	if err != nil {
		return err
	}
	if err := d.unstage(begun); err != nil {
		return err
	}
	if begun.Undoes {
		if err := d.remakeFolders(begun.Folders); err != nil {
			return err
		}
	}
	if err := d.restore(replaced); err != nil {
		return err
	}
	if !begun.Undoes {
		if err := d.removeFolders(begun.Folders); err != nil {
			return err
		}
	}
	if err := d.files.syncDirs(d.touched(begun)); err != nil {
		return err
	}
	if err := d.store.remove(pendingName); err != nil {
		return err
	}
	return d.store.syncDirs([]string{"."})
}

// sound refuses a journal whose paths lead where a run never writes.
func sound(begun *run) error {
	for _, e := range begun.Files {
		if err := valid(e.Real); err != nil {
			return err
		}
		if !e.stagesBeside() {
			return refuse(e.Stage, "is no temporary file of a run", "remove the journal, which no run has written")
		}
	}
	for _, f := range begun.Folders {
		if err := valid(f.Path); err != nil {
			return err
		}
	}
	return nil
}

// stagesBeside tells whether a file's temporary name is one that a run gives.
func (e *entry) stagesBeside() bool {
	name := path.Base(e.Stage)
	return e.Stage == "" ||
		path.Dir(e.Stage) == path.Dir(e.Real) && strings.HasPrefix(name, stagePrefix) && strings.HasSuffix(name, stageSuffix)
}

// old is a file to be brought back.
type old struct {
	entry
	text []byte // nil: it was not there
	now  fs.FileInfo
}

// replaced returns the files that the run has put in place and those that it has removed. A file that it had not come
// to yet is left alone, whatever has become of it; one that it had come to and that is neither as before nor as after
// is a fault.
func (d *Disk) replaced(begun *run) ([]old, error) {
	if d.firstStaged(begun) {
		return nil, nil
	}
	walk := newWalker(&d.files)
	var found []old
	for _, e := range begun.Files {
		if e.Stage != "" && d.files.exists(e.Stage) {
			continue
		}
		at, err := walk.locate(e.Real)
		if err != nil {
			return nil, err
		}
		text, err := d.textAt(at)
		switch {
		case err != nil:
			return nil, err
		case at.real == e.Real && e.Before.is(text):
			continue
		case at.real != e.Real || !e.After.is(text):
			return nil, refuse(e.Path, "was changed after a run that did not end",
				"bring it to its state before or after that run, by git for one, and run again")
		}
		before, err := e.restored(text)
		if err != nil {
			return nil, err
		}
		found = append(found, old{e, before, at.info})
	}
	return found, nil
}

// textAt returns what stands at a place, nil for nothing.
func (d *Disk) textAt(at place) ([]byte, error) {
	if at.info == nil {
		return nil, nil
	}
	return d.files.read(at.real)
}

// firstStaged tells whether the file that is put in place first still waits, so that nothing has been replaced.
func (d *Disk) firstStaged(begun *run) bool {
	for _, e := range begun.Files {
		if e.Stage != "" {
			return d.files.exists(e.Stage)
		}
	}
	return false
}

// unstage removes the staged files, the one that is put in place first as the last.
func (d *Disk) unstage(begun *run) error {
	for i := len(begun.Files) - 1; i >= 0; i-- {
		stage := begun.Files[i].Stage
		for _, name := range []string{stage, backStage(begun.Files[i])} {
			if stage == "" && name == stage || !d.files.exists(name) {
				continue
			}
			if err := d.files.remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// backStage is where the old text waits on its way back.
func backStage(e entry) string {
	return path.Join(path.Dir(e.Real), stagePrefix+"back-"+patcher.Hash([]byte(e.Real))[len("sha256:"):][:12]+stageSuffix)
}

// restore puts the old texts back, and removes what was created.
func (d *Disk) restore(files []old) error {
	var writes []write
	for _, o := range files {
		if o.text != nil {
			writes = append(writes, write{backStage(o.entry), o.Real, o.text, o.Before.Mode, true, o.now})
		}
	}
	if err := d.files.stage(context.Background(), writes); err != nil {
		return err
	}
	for _, w := range writes {
		if err := d.files.rename(w.stage, w.to); err != nil {
			return err
		}
	}
	for _, o := range files {
		if o.text == nil {
			if err := d.files.remove(o.Real); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeFolders removes the folders that are empty, innermost first.
func (d *Disk) removeFolders(folders []folder) error {
	for i := len(folders) - 1; i >= 0; i-- {
		if !d.vacant(folders[i].Path) {
			continue
		}
		if err := d.files.remove(folders[i].Path); err != nil {
			return err
		}
	}
	return nil
}

// vacant tells whether there is an empty folder at a path.
func (d *Disk) vacant(name string) bool {
	info, err := d.files.lstat(name)
	if err != nil || !info.IsDir() {
		return false
	}
	open, err := d.files.root.Open(name)
	if err != nil {
		return false
	}
	defer open.Close()
	names, err := open.Readdirnames(1)
	return len(names) == 0 && err != nil
}

// remakeFolders makes the folders that an undo had removed.
func (d *Disk) remakeFolders(folders []folder) error {
	for _, f := range folders {
		if d.files.exists(f.Path) {
			continue
		}
		if err := d.files.mkdir(f.Path, f.Mode.Perm()); err != nil {
			return err
		}
		if err := d.files.chmod(f.Path, f.Mode); err != nil {
			return err
		}
	}
	return nil
}

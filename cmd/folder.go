package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"scaffold/patcher"
	"scaffold/plan"
)

// nowhere is where a new repository is planned: no file is there.
type nowhere struct{}

func (nowhere) Read(string) ([]byte, fs.FileMode, error) { return nil, 0, nil }

// vacant refuses a folder that holds anything but git's own. What an earlier run left half done in it is taken back
// first.
func (p *program) vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return usage(quote(dir)+" is not a folder", "name one that is empty or not there yet")
	}
	if disk, err := plan.Open(dir, nil); err == nil {
		err = p.recover(disk)
		disk.Close()
		if err != nil {
			return err
		}
		if entries, err = os.ReadDir(dir); err != nil {
			return err
		}
	}
	for _, entry := range entries {
		if entry.Name() == ".git" || entry.Name() == ".scaffold" && onlyJournal(filepath.Join(dir, ".scaffold")) {
			continue
		}
		return &patcher.Problem{
			Kind: patcher.Conflict,
			What: quote(dir) + " is not empty: it holds " + quote(entry.Name()),
			Todo: "name a folder that is empty or not there yet, or close gaps in this one with scaffold add",
		}
	}
	return nil
}

// onlyJournal tells whether nothing but the journal of runs that were taken back is left of a repository.
func onlyJournal(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && (len(entries) == 0 || len(entries) == 1 && entries[0].Name() == "undo")
}

// makeFolders makes a folder and those above it that are not there, and returns what it made, innermost first.
func makeFolders(dir string) (made []string, err error) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return made, &patcher.Problem{Kind: patcher.WriteFailed, Path: dir, What: "cannot be made: " + reason(err), Todo: "nothing was written; name another folder"}
	}
	return made, nil
}

func reason(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err.Error()
	}
	return err.Error()
}

// removeFolders removes the folders that were made for a repository that did not come about. The journal in the
// innermost is of no use to anybody then; anything else stays.
func removeFolders(made []string) {
	if len(made) == 0 {
		return
	}
	if state := filepath.Join(made[0], ".scaffold"); onlyJournal(state) {
		_ = os.RemoveAll(state)
	}
	for _, dir := range made {
		_ = os.Remove(dir) // only where it is empty
	}
}

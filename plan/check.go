package plan

import (
	"errors"
	"fmt"
	"io/fs"

	"scaffold/patcher"
)

// target is a planned file and where it leads to on the disk.
type target struct {
	File
	place
}

// Check tells whether the plan can be written as it is. All files that stand in the way are named, each by a
// *patcher.Problem of the kind Conflict; errors.Join holds them together.
func (d *Disk) Check(p *Plan) error {
	_, err := d.check(p)
	return err
}

func (d *Disk) check(p *Plan) ([]target, error) {
	walk := newWalker(&d.files)
	targets := make([]target, 0, len(p.Files))
	var problems []error
	owners := map[string]string{}
	for _, file := range p.Files {
		at, err := walk.locate(file.Path)
		if err == nil {
			err = d.ready(file, at)
		}
		if other, taken := owners[at.real]; err == nil && taken {
			err = refuse(file.Path, "is the same file as "+other+", by a link", "let both changes name one of them")
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		owners[at.real] = file.Path
		targets = append(targets, target{file, at})
	}
	return targets, errors.Join(problems...)
}

// ready tells whether a file is as the plan found it and may be written.
func (d *Disk) ready(file File, at place) error {
	if err := d.unmoved(file, at); err != nil {
		return err
	}
	if at.info != nil && at.info.Mode().Perm()&0o200 == 0 {
		return refuse(file.Path, "is read-only", "make it writable with `chmod u+w` and run again")
	}
	folder := at.folder()
	info, err := d.files.lstat(folder)
	if err != nil {
		return unreadable(file.Path, err)
	}
	if info.Mode().Perm()&0o200 == 0 {
		return refuse(file.Path, fmt.Sprintf("its folder %s is read-only", folder), "make it writable with `chmod u+w` and run again")
	}
	return nil
}

// unmoved tells whether a file is still what the plan was made from.
func (d *Disk) unmoved(file File, at place) error {
	switch {
	case at.info == nil && file.Before == nil:
		return nil
	case at.info == nil:
		return stale(file.Path, "was removed")
	case file.Before == nil:
		return stale(file.Path, "was created")
	}
	text, err := d.files.read(at.real)
	if err != nil {
		return unreadable(file.Path, err)
	}
	if !same(text, file.Before) {
		return stale(file.Path, "was changed")
	}
	return nil
}

func stale(path, what string) *patcher.Problem {
	return refuse(path, what+" since the plan was made", "run again to plan anew")
}

// still looks at a file once more, right before it is replaced. Only what changes between this look and the rename
// that follows it goes unseen.
func (d *Disk) still(t target) error {
	info, err := d.files.lstat(t.real)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		info = nil
	case err != nil:
		return unreadable(t.Path, err)
	case !info.Mode().IsRegular():
		return stale(t.Path, "was replaced by something that is not a file")
	}
	return d.unmoved(t.File, place{real: t.real, info: info})
}

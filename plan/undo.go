package plan

import (
	"errors"

	"scaffold/patcher"
)

// Undo returns the plan that takes back the last run: files that it created are removed, those that it edited get
// their bytes back. The plan is empty when there is nothing to undo. Files that were touched since are refused, each
// by a *patcher.Problem of the kind Conflict; errors.Join holds them together. Applied, the run is forgotten, and the
// next Undo takes back the one before.
func (d *Disk) Undo() (*Plan, error) {
	if _, err := d.Recover(); err != nil {
		return nil, err
	}
	if d.store == nil {
		return &Plan{}, nil
	}
	last, err := d.last()
	if err != nil || last == nil {
		return &Plan{}, err
	}
	plan := &Plan{takesBack: last}
	var problems []error
	for _, e := range last.Files {
		file, err := d.backward(e, last.Command)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		plan.Files = append(plan.Files, file)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return plan, nil
}

// last returns the newest run that has not been taken back, nil when there is none.
func (d *Disk) last() (*run, error) {
	numbers, err := d.counters()
	if err != nil {
		return nil, err
	}
	for i := len(numbers) - 1; i >= 0; i-- {
		found, err := d.load(runName(numbers[i]))
		if err != nil {
			return nil, err
		}
		if found != nil && !found.Undoes {
			return found, nil
		}
	}
	return nil, nil
}

// backward returns the plan's file that takes one entry of a run back.
func (d *Disk) backward(e entry, command string) (File, error) {
	text, mode, err := d.Read(e.Path)
	if err != nil {
		return File{}, err
	}
	switch {
	case text == nil:
		return File{}, touched(e.Path, "was removed")
	case !e.After.is(text):
		return File{}, touched(e.Path, "was changed")
	}
	before, err := e.restored(text)
	if err != nil {
		return File{}, err
	}
	reason := Reason{What: "take back " + command, Edit: "undo"}
	return File{Path: e.Path, Before: text, After: before, Mode: mode, Reasons: []Reason{reason}}, nil
}

func touched(path, what string) *patcher.Problem {
	return refuse(path, what+" since the run that is to be taken back", "take the change back by hand, or bring the file to its state after that run")
}

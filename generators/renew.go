package generators

import (
	"bytes"
	"errors"
	"slices"

	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack/source"
)

// Renewal is a run as it stands: the repository as it was, and as the plan so far leaves it.
type Renewal struct {
	Before, After *source.Repo
	Gaps          []Renewed // those of the record and those of this run, in the order of All
}

// Renewed is a gap that is closed in an app, as it was before this run and as it is after it.
type Renewed struct {
	Was    Job     // without a gap for one that this run closes
	Is     Job     // what the plan creates counts as created
	Result *Result // of one that this run closes
}

// Changes returns what the gaps' being closed together changes in files that the tool created and nobody edited since: a
// document lists the new routes, the configuration the new variables. A file that differs from what the tool would have
// written before this run is left as it is: somebody edited it, or another version of the tool wrote it.
func (r *Renewal) Changes() ([]plan.Change, error) {
	var was, is []Job
	for _, g := range r.Gaps {
		is = append(is, g.Is)
		if g.Was.Gap != nil {
			was = append(was, g.Was)
		}
	}
	now, before := contextsOf(r.After, is), contextsOf(r.Before, was)
	now.settled, before.settled = true, true
	var changes []plan.Change
	for _, g := range r.Gaps {
		n := renewer{now: now.of(g.Is), before: before.of(g.Was), result: g.Result}
		for i := range g.Is.Gap.Pieces {
			change, err := n.piece(&g.Is.Gap.Pieces[i])
			if err != nil {
				return nil, err
			}
			if len(change.Edits) > 0 {
				changes = append(changes, change)
			}
		}
	}
	return changes, nil
}

// renewer plans one gap of one app anew.
type renewer struct {
	now, before *Context
	result      *Result
}

func (n *renewer) piece(p *Piece) (plan.Change, error) {
	c := n.now
	change := plan.Change{Gap: c.Gap.Name, App: c.App.ID, What: p.What}
	if p.When != nil && !p.When(c) {
		return change, nil
	}
	if len(p.Files)+len(p.Root) > 0 {
		if !c.landed(p) {
			return n.due(p)
		}
		edits, err := n.files(p)
		if refused(err) {
			return change, nil // what would be written now cannot stand here: what was planned stays
		}
		if err != nil {
			return change, err
		}
		change.Edits = edits
	}
	more, err := n.others(p)
	change.Edits = append(change.Edits, more...)
	return change, err
}

// refused tells whether an error is the repository's, rather than this program's.
func refused(err error) bool {
	var problem *patcher.Problem
	return errors.As(err, &problem) && problem.Kind != patcher.Internal
}

// files returns the edits that give created files their text of now, and what that text needs.
func (n *renewer) files(p *Piece) ([]patcher.FileEdit, error) {
	now, err := n.now.files(p)
	if err != nil {
		return nil, err
	}
	was := &files{}
	if n.result == nil {
		if was, err = n.before.files(p); err != nil {
			return nil, err
		}
	}
	var edits []patcher.FileEdit
	for _, path := range now.order {
		create := patcher.Create{Content: now.texts[path], Mode: now.root[path].Mode, Replaces: patcher.Hash(n.now.Repo.Read(path))}
		if n.rewrites(path, create.Content, was.texts[path]) {
			edits = append(edits, patcher.FileEdit{Path: path, Edit: create})
		}
	}
	if len(edits) == 0 {
		return nil, nil
	}
	required, err := n.now.required(now)
	return append(append(edits, required...), n.now.envEdits(p.reads(now.texts))...), err
}

// rewrites tells whether a created file gets another text. was is what the tool would have written before this run: a file
// that is not so was written by another version of the tool, and waits until its gap is named.
func (n *renewer) rewrites(path string, text, was []byte) bool {
	stands, stood := n.now.Repo.Read(path), n.before.Repo.Read(path)
	switch {
	case stands == nil: // one that somebody deleted stays away
		return n.now.Created[path] == "" && !n.now.taken(path)
	case bytes.Equal(stands, text), n.now.Created[path] != patcher.Hash(stands):
		return false
	}
	return stood == nil || n.result != nil || was != nil && bytes.Equal(stood, was)
}

// due returns the change for a piece that had nothing to add before, and has now.
func (n *renewer) due(p *Piece) (plan.Change, error) {
	finding, change, err := n.now.piece(p)
	if err != nil || finding.Status != Open {
		return plan.Change{}, err
	}
	was, err := n.status(p)
	if err != nil || was != Absent {
		return plan.Change{}, err
	}
	return change, nil
}

// status says how a piece stood before this run, or in its first look.
func (n *renewer) status(p *Piece) (Status, error) {
	if n.result == nil {
		finding, _, err := n.before.piece(p)
		return finding.Status, err
	}
	for _, f := range n.result.Findings {
		if f.Piece == p {
			return f.Status, nil
		}
	}
	return Absent, nil
}

// others returns the edits besides files, where they are others than before.
func (n *renewer) others(p *Piece) ([]patcher.FileEdit, error) {
	edits := n.now.scriptEdits(p)
	if p.Edits != nil {
		more, err := p.Edits(n.now)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	if n.result != nil {
		return edits, nil
	}
	was := n.before.scriptEdits(p)
	if p.Edits != nil {
		more, err := p.Edits(n.before)
		if err != nil {
			return nil, err
		}
		was = append(was, more...)
	}
	return slices.DeleteFunc(edits, func(e patcher.FileEdit) bool {
		return slices.ContainsFunc(was, func(w patcher.FileEdit) bool { return w.Path == e.Path && w.Edit.String() == e.Edit.String() })
	}), nil
}

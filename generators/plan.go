package generators

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack"
)

// plan returns what closes the gap in the app.
func (c *Context) plan() (*Result, error) {
	g := c.Gap
	r := &Result{Gap: g, App: c.App, Created: map[string][]byte{}}
	for i := range g.Pieces {
		finding, change, err := c.piece(&g.Pieces[i])
		if err != nil {
			return nil, err
		}
		r.Findings = append(r.Findings, finding)
		if finding.Status != Open {
			continue
		}
		if len(change.Edits) == 0 {
			continue // all of it stands since an earlier run
		}
		r.Changes = append(r.Changes, change)
		texts := created(change)
		maps.Copy(r.Created, texts)
		r.Unset = append(r.Unset, c.unset(g.Pieces[i].reads(texts))...)
	}
	c.leaveHelpers(r)
	if r.unknown() {
		r.Foreign = true
		r.Findings[0] = Finding{Piece: &g.Pieces[0], Status: Refused, Why: c.noTemplates()}
	}
	if g.Notes != nil && len(r.Changes) > 0 {
		r.Notes = g.Notes(c)
	}
	return r, nil
}

// created returns the texts of the files that a change creates, by path.
func created(change plan.Change) map[string][]byte {
	texts := map[string][]byte{}
	for _, e := range change.Edits {
		if create, ok := e.Edit.(patcher.Create); ok {
			texts[e.Path] = create.Content
		}
	}
	return texts
}

// unknown tells whether no piece of the gap has anything for this app's framework.
func (r *Result) unknown() bool {
	for _, f := range r.Findings {
		if f.Status != Absent {
			return false
		}
	}
	return true
}

// noTemplates says why the gap has nothing for this app: what it is made with, or how it differs otherwise.
func (c *Context) noTemplates() *patcher.Problem {
	at, where := c.App.At, "on "+c.App.Framework.Title
	if c.Gap.Unfit != nil {
		if other, how := c.Gap.Unfit(c); how != "" {
			at, where = other, how
		}
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: at.Path,
		Line: at.Line,
		What: fmt.Sprintf("nothing is known that would close %s %s", c.Gap.Name, where),
		Todo: "close it by hand",
	}
}

// piece says how a piece stands, and for an open one the change that closes it.
func (c *Context) piece(p *Piece) (Finding, plan.Change, error) {
	if p.When != nil && !p.When(c) {
		return Finding{Piece: p, Status: Absent}, plan.Change{}, nil
	}
	if found, ok := c.App.Found[p.Provides]; ok && !c.landed(p) && !c.ours(found) {
		status := Present
		if found.Lacks() != "" {
			status = Partial
		}
		if found.Partial != "" && p.Completes {
			return c.open(p)
		}
		ours := ""
		if status == Partial {
			ours = c.reference(p)
		}
		return Finding{Piece: p, Status: status, Found: found, Ours: ours}, plan.Change{}, nil
	}
	return c.open(p)
}

// ours tells whether a feature was seen in a file that was created for another gap: it serves that one only. What was created
// for this gap serves it, also when another app of the same file brought it.
func (c *Context) ours(found stack.Found) bool {
	own := func(f stack.File) bool { return c.place(f) == found.At.Path }
	return c.Created[found.At.Path] != "" && !slices.ContainsFunc(c.Gap.Pieces, func(p Piece) bool { return slices.ContainsFunc(p.Files, own) })
}

// reference is the text that a piece would create, for the user to complete a partial one by.
func (c *Context) reference(p *Piece) string {
	of := *c
	of.looked = false
	files, err := of.files(p)
	if err != nil || len(files.order) == 0 {
		return "" // the text is a help only: what is wrong with it shows where it is created
	}
	return string(files.texts[files.order[0]])
}

// open plans a piece that is lacking.
func (c *Context) open(p *Piece) (Finding, plan.Change, error) {
	edits, err := c.edits(p)
	var problem *patcher.Problem
	switch {
	case refused(err) && errors.As(err, &problem):
		return Finding{Piece: p, Status: Refused, Why: problem}, plan.Change{}, nil
	case err != nil:
		return Finding{}, plan.Change{}, err
	case len(edits) == 0 && !c.landed(p):
		return Finding{Piece: p, Status: Absent}, plan.Change{}, nil
	}
	change := plan.Change{Gap: c.Gap.Name, App: c.App.ID, What: p.What, Edits: edits}
	return Finding{Piece: p, Status: Open}, change, nil
}

// landed tells whether an earlier run added the piece: then it is planned again, and what still stands plans to
// nothing. A piece of the same gap that the user had before is not ours.
func (c *Context) landed(p *Piece) bool {
	for _, f := range p.Files {
		if c.Landed[c.place(f)] != "" {
			return true
		}
	}
	return c.tabled(p) || slices.ContainsFunc(p.Root, func(f RootFile) bool { return c.Landed[c.rootPath(f.Path)] != "" })
}

// edits returns all edits of a piece: the files, the dependencies they import, the calls, the environment keys.
func (c *Context) edits(p *Piece) ([]patcher.FileEdit, error) {
	files, err := c.files(p)
	if err != nil {
		return nil, err
	}
	edits := files.creates(c)
	if len(p.Files)+len(p.Root) > 0 && len(files.order) == 0 || len(p.Files) > 0 && !files.any(p.Files) {
		return nil, nil
	}
	required, err := c.required(files)
	if err != nil {
		return nil, err
	}
	edits = append(edits, required...)
	calls, err := c.calls(p, files)
	if err != nil {
		return nil, err
	}
	edits = append(edits, calls...)
	tables, err := c.tableEdits(p)
	if err != nil {
		return nil, err
	}
	edits = append(edits, tables...)
	edits = append(edits, c.scriptEdits(p)...)
	if p.Edits != nil {
		more, err := p.Edits(c)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	return c.tracked(append(edits, c.envEdits(p.reads(files.texts))...))
}

// required returns the edits that add the modules which the program's files import.
func (c *Context) required(files *files) ([]patcher.FileEdit, error) {
	texts := files.program()
	if len(texts) == 0 {
		return nil, nil
	}
	return c.App.Language.Require(c.Repo, c.App, texts)
}

// calls places the piece's functions at their seams.
func (c *Context) calls(p *Piece, files *files) ([]patcher.FileEdit, error) {
	var edits []patcher.FileEdit
	for _, call := range p.Calls {
		path, ok := files.paths[call.Role]
		if !ok || call.Optional && !slices.Contains(c.App.Language.Exports(files.texts[path]), c.App.Language.Spell(call.Symbol)) {
			continue
		}
		place, ok := c.App.Framework.Seams[call.Seam]
		if !ok {
			return nil, c.noSeam(call.Seam)
		}
		placed, err := place(c.App, stack.Code{Symbol: call.Symbol, File: path, Seam: call.Seam, Peers: c.peers()})
		if err != nil {
			return nil, err
		}
		edits = append(edits, placed...)
	}
	return edits, nil
}

func (c *Context) noSeam(seam stack.Seam) error {
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: c.App.At.Path,
		Line: c.App.At.Line,
		What: fmt.Sprintf("%s offers no place for %s", c.App.Framework.Title, seam),
		Todo: "add it by hand",
	}
}

package generators

import (
	"fmt"
	"maps"
	"slices"

	"scaffold/patcher"
	"scaffold/plan"
)

// helps tells whether a piece is code that only the user can call: nothing of it is wired, run or read.
func (p *Piece) helps() bool {
	return len(p.Files) > 0 && len(p.Calls)+len(p.Root)+len(p.Tables) == 0 && p.Scripts == nil && p.Edits == nil
}

// leaveHelpers refuses the pieces that nothing calls where they would be all that lands of a gap: the other parts find no
// place, and code that nobody asked for by itself closes nothing.
func (c *Context) leaveHelpers(r *Result) {
	lands := func(f Finding) bool {
		return f.Status == Present || f.Status == Open && (!f.Piece.helps() || c.landed(f.Piece))
	}
	other := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Status == Refused })
	if other < 0 || slices.ContainsFunc(r.Findings, lands) {
		return
	}
	for i, f := range r.Findings {
		if f.Status != Open {
			continue
		}
		r.Findings[i] = Finding{Piece: f.Piece, Status: Refused, Why: c.noOthers(r.Findings[other].Why)}
		r.Changes = slices.DeleteFunc(r.Changes, func(change plan.Change) bool { return change.What == f.Piece.What })
	}
	clear(r.Created)
	for _, change := range r.Changes {
		maps.Copy(r.Created, created(change))
	}
}

// noOthers says why a piece is left out that would stand alone.
func (c *Context) noOthers(why *patcher.Problem) *patcher.Problem {
	return &patcher.Problem{
		Kind: patcher.NotUnderstood, Path: why.Path, Line: why.Line, Col: why.Col,
		What: fmt.Sprintf("nothing calls it by itself, and no other part of %s can be added", c.Gap.Name),
		Todo: "it comes with the first of them",
	}
}

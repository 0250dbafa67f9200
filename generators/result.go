package generators

import (
	"slices"

	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack"
)

// Status is how a piece of a gap stands in an app.
type Status string

// The ways a piece can stand.
const (
	Open    Status = "open"    // lacking: it will be added
	Present Status = "present" // there already, whole
	Partial Status = "partial" // there in part, in a way that is completed by hand
	Refused Status = "refused" // lacking, and its place cannot be told
	Absent  Status = "absent"  // not asked for, or nothing that this language needs
)

// Finding is how one piece stands, with its evidence.
type Finding struct {
	Piece  *Piece
	Status Status
	Found  stack.Found      // of a piece that is present or partial
	Why    *patcher.Problem // of one that is refused
	Ours   string           // of one that is partial: what would have been created, to compare and to take from
}

// Result is what a gap would do to an app: a change for each open piece, and what was found of the others.
type Result struct {
	Gap      *Gap
	App      *stack.App
	Findings []Finding
	Changes  []plan.Change
	Created  map[string][]byte // text of each file that the changes create, by path
	Notes    []string          // what only the user can decide
	Recorded bool              // an earlier run closed the gap
	Foreign  bool              // nothing of the gap is known for the app's framework
	Unset    []string          // environment variables that the created code reads and that have no default
}

// Idle tells whether there is nothing to do and nothing that is there.
func (r *Result) Idle() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Status != Absent && f.Status != Refused })
}

// Settle holds the findings against the plan that the changes were folded into: a piece that needs no file changed is
// there, from an earlier run, and one that had nothing to add until the others were planned is added.
func (r *Result) Settle(p *plan.Plan) {
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Status == Open && !r.plans(p, f.Piece) {
			f.Status, f.Found = Present, stack.Found{At: r.App.At, By: "nothing of it is lacking"}
			if r.Recorded {
				f.Found.By = "added by an earlier run"
			}
		}
		if f.Status == Absent && r.plans(p, f.Piece) {
			f.Status = Open
		}
	}
}

// plans tells whether the plan has a file, or a step, because of the piece.
func (r *Result) plans(p *plan.Plan, piece *Piece) bool {
	for _, f := range p.Files {
		for _, reason := range f.Reasons {
			renewed := f.Before != nil && reason.Edit == (patcher.Create{}).String() // it is there, with an older text
			if reason.Gap == r.Gap.Name && reason.App == r.App.ID && reason.What == piece.What && !renewed {
				return true
			}
		}
	}
	for _, s := range p.Steps {
		if s.Gap == r.Gap.Name && s.App == r.App.ID && s.What == piece.What {
			return true
		}
	}
	return false
}

// Steps returns the refused and partial pieces as steps for the user.
func (r *Result) Steps() []plan.Step {
	var steps []plan.Step
	for _, f := range r.Findings {
		switch f.Status {
		case Refused:
			steps = append(steps, plan.Step{Gap: r.Gap.Name, App: r.App.ID, What: f.Piece.What, Problem: f.Why})
		case Partial:
			steps = append(steps, plan.Step{Gap: r.Gap.Name, App: r.App.ID, What: f.Piece.What, Problem: f.partial()})
		}
	}
	return steps
}

func (f Finding) partial() *patcher.Problem {
	problem := &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: f.Found.At.Path,
		Line: f.Found.At.Line,
		What: string(f.Piece.Provides) + " is there in part (" + f.Found.By + "): " + f.Found.Partial,
		Todo: "complete it by hand; a second one beside it would be worse",
		Code: f.Ours,
	}
	if f.Found.Partial == "" {
		problem.What = string(f.Piece.Provides) + " is there (" + f.Found.By + "), but " + f.Found.Weak
		problem.Todo = "leave it where that is meant; where it is not, put this in its place"
	}
	return problem
}

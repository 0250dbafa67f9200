package audit

import (
	"cmp"
	"strings"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack/source"
)

// earlier is how generators say that a piece stands since a run of theirs.
const earlier = "added by an earlier run"

// ofPieces are the checks that the gaps themselves give: each piece is there, in part, or lacking. Pieces of one name are
// one check: they are two ways to the same thing.
func ofPieces() []Check {
	var checks []Check
	at := map[string]int{}
	for _, g := range generators.All {
		for i := range g.Pieces {
			p := &g.Pieces[i]
			name := g.Name + "." + p.Check.Name
			if n, ok := at[name]; ok {
				checks[n].Look = either(checks[n].Look, looksAt(p, g))
				continue
			}
			at[name] = len(checks)
			severity := Severity(cmp.Or(p.Check.Severity, g.Severity))
			checks = append(checks, Check{
				Name: name, Gap: g.Name, Title: p.What, Impact: strings.TrimSuffix(g.Impact(), "."), Severity: severity, Level: levelOf(severity),
				Minutes: p.Check.Minutes, Look: looksAt(p, g),
			})
		}
	}
	return checks
}

func looksAt(p *generators.Piece, g *generators.Gap) func(*View) []Outcome {
	return func(v *View) []Outcome {
		seen := v.piece(p, g.Name)
		if seen[0].Status == NotApplicable && p.Check.ByRoutes && !v.App.Front() && v.App.Framework.Routes == nil {
			return v.noRoutes()
		}
		if seen[0].Status != Fail {
			return seen
		}
		if p.Check.Needless != nil {
			if why := p.Check.Needless(v.Repo, v.App); why != "" {
				return notApplicable(why)
			}
		}
		if p.Check.Seen != nil {
			if closer := p.Check.Seen(v.Repo, v.App); closer != (generators.Seen{}) {
				return inPlace(closer)
			}
		}
		if p.Check.Unseen != "" && seen[0].Why == "" {
			seen[0].Why = "nothing in the repository does so, and " + p.Check.Unseen + " cannot be seen from here"
		}
		return seen
	}
}

// inPlace is what stands in the place of a piece.
func inPlace(s generators.Seen) []Outcome {
	switch {
	case s.Doubt != "":
		return unknown(s.At, s.Doubt)
	case s.Lacks != "":
		return partial(s.At, s.By, s.Lacks)
	}
	return pass(s.At, s.By)
}

// either prefers what the first says, unless it does not apply.
func either(first, second func(*View) []Outcome) func(*View) []Outcome {
	return func(v *View) []Outcome {
		if seen := first(v); seen[0].Status != NotApplicable {
			return seen
		}
		return second(v)
	}
}

// piece says how a piece stands in the app.
func (v *View) piece(p *generators.Piece, gap string) []Outcome {
	r := v.Result(gap)
	if r == nil {
		return notApplicable("the gap does not concern " + v.App.Framework.Title)
	}
	if r.Foreign {
		return unknown(source.Pos{}, "nothing is known about it on "+v.App.Framework.Title)
	}
	for _, f := range r.Findings {
		if f.Piece != p {
			continue
		}
		switch f.Status {
		case generators.Present:
			if f.Found.By == earlier {
				return pass(stands(r, p), earlier)
			}
			return pass(f.Found.At, f.Found.By)
		case generators.Partial:
			return byHand(partial(f.Found.At, f.Found.By, f.Found.Lacks()))
		case generators.Open:
			return fail(r.Place(p), "")
		case generators.Refused:
			return byHand(fail(source.Pos{Path: f.Why.Path, Line: f.Why.Line}, "it is lacking, and added by hand: "+f.Why.What))
		}
	}
	return notApplicable(v.App.Framework.Title + " needs nothing for it, or nobody asked for it")
}

func byHand(outcomes []Outcome) []Outcome {
	for i := range outcomes {
		outcomes[i].ByHand = true
	}
	return outcomes
}

// stands is where an earlier run put a piece: the first file that it created, else the app.
func stands(r *generators.Result, p *generators.Piece) source.Pos {
	for _, change := range r.Changes {
		for _, e := range change.Edits {
			if _, ok := e.Edit.(patcher.Create); ok && change.What == p.What {
				return source.Pos{Path: e.Path, Line: 1}
			}
		}
	}
	return r.App.At
}

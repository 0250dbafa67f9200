package audit

import (
	"strings"

	"scaffold/generators"
	"scaffold/stack/source"
)

// ofPieces are the checks that the gaps themselves give: each piece is there, in part, or lacking.
func ofPieces() []Check {
	var checks []Check
	for _, g := range generators.All {
		for i := range g.Pieces {
			p := &g.Pieces[i]
			severity := Severity(g.Severity)
			checks = append(checks, Check{
				Name: g.Name + "." + pieceName(p), Gap: g.Name, Title: p.What, Impact: g.Impact(), Severity: severity, Level: levelOf(severity),
				Minutes: 15, Look: func(v *View) []Outcome { return v.piece(p, g.Name) },
			})
		}
	}
	return checks
}

// pieceName is the feature that the piece provides, else what it does, as one word.
func pieceName(p *generators.Piece) string {
	name := string(p.Provides)
	if name == "" {
		name = p.What
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}

// piece says how a piece stands in the app.
func (v *View) piece(p *generators.Piece, gap string) []Outcome {
	r := v.Result(gap)
	if r == nil {
		return notApplicable("the gap does not concern " + v.App.Framework.Title)
	}
	for _, f := range r.Findings {
		if f.Piece != p {
			continue
		}
		switch f.Status {
		case generators.Present:
			return pass(f.Found.At, f.Found.By)
		case generators.Partial:
			return partial(f.Found.At, f.Found.By, f.Found.Partial)
		case generators.Open:
			return fail(r.Place(p), "")
		case generators.Refused:
			return fail(source.Pos{Path: f.Why.Path, Line: f.Why.Line}, "it is closed by hand: "+f.Why.What)
		}
	}
	return notApplicable(v.App.Framework.Title + " needs nothing for it, or nobody asked for it")
}

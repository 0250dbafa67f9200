package cmd

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"scaffold/generators"
	"scaffold/plan"
	"scaffold/presets"
)

// marks are put before a piece, by how it stands.
var marks = map[generators.Status]string{
	generators.Open: "+", generators.Present: "=", generators.Partial: "!", generators.Refused: "!",
}

// show prints what is lacking and what is there, and what is left to the user.
func (p *program) show(c *closing, steps []plan.Step) {
	p.noteDuplicates(c.plan)
	for _, r := range c.results {
		p.showGap(c, r)
	}
	for _, step := range steps {
		p.showStep(step)
	}
}

func (p *program) showGap(c *closing, r *generators.Result) {
	gap := gapReport{App: r.App.ID, Gap: r.Gap.Name}
	head := paint(bold, r.Gap.Name)
	if r.App.ID != "." {
		head += paint(dim, "  "+clean(r.App.ID))
	}
	p.say("\n%s", head)
	for _, f := range r.Findings {
		if f.Status == generators.Absent {
			continue
		}
		piece := pieceOf(c.plan, r, f)
		gap.Pieces = append(gap.Pieces, piece)
		p.say("  %s %s", marks[generators.Status(piece.Status)], piece.What+paint(dim, clean(remark(piece))))
	}
	if len(gap.Pieces) == 0 {
		p.say("  %s", paint(dim, "nothing that "+r.App.Framework.Title+" needs"))
	}
	if slices.ContainsFunc(gap.Pieces, func(piece pieceReport) bool { return piece.Status == string(generators.Open) }) {
		gap.Notes = r.Notes
	}
	for _, note := range gap.Notes {
		p.say("  ? %s", clean(note))
	}
	p.report.Gaps = append(p.report.Gaps, gap)
}

// pieceOf says how a part of a gap stands once the plan is made: an edit may find no place in a file after all.
func pieceOf(made *plan.Plan, r *generators.Result, f generators.Finding) pieceReport {
	piece := pieceReport{What: f.Piece.What, Status: string(standing(made, r, f))}
	if f.Found.By != "" {
		piece.At, piece.By, piece.Why = f.Found.At.String(), f.Found.By, f.Found.Lacks()
	}
	if f.Why != nil {
		piece.Why, piece.Paste = f.Why.Error(), f.Why.Code
	}
	return piece
}

func standing(made *plan.Plan, r *generators.Result, f generators.Finding) generators.Status {
	for _, step := range made.Steps {
		if f.Status == generators.Open && step.Gap == r.Gap.Name && step.App == r.App.ID && step.What == f.Piece.What {
			return generators.Refused
		}
	}
	return f.Status
}

// remark says in the line of a piece why it is not added.
func remark(piece pieceReport) string {
	switch generators.Status(piece.Status) {
	case generators.Present:
		if strings.HasPrefix(piece.By, "added by ") {
			return ": " + piece.By
		}
		return ": there already, " + piece.By + " at " + piece.At
	case generators.Partial, generators.Refused:
		return ": left to you, see below"
	}
	return ""
}

func (p *program) showStep(step plan.Step) {
	p.report.Steps = append(p.report.Steps, stepReport{
		App: step.App, Gap: step.Gap, What: step.What,
		Where: step.Problem.Where(), Why: step.Problem.Error(), Paste: step.Problem.Code,
	})
	p.say("\n%s", paint(red, "Left to you: ")+step.What)
	p.say("  %s", clean(p.seen(step.Problem).Error()))
	if step.Problem.Code != "" {
		p.say("")
		p.code(step.Problem.Code, "    ")
	}
}

func leftToYou(n int) string {
	if n == 1 {
		return "One part is left to you, see above."
	}
	return fmt.Sprintf("%d parts are left to you, see above.", n)
}

// showDiff keeps the diff for the document and, where asked to, prints it: new files first and the user's own last, next
// to the question. The base repeats the created files, and is only named.
func (p *program) showDiff(whole *plan.Plan, printed bool) {
	p.report.Diff = string(whole.Diff())
	for _, f := range whole.Files {
		p.report.Files = append(p.report.Files, count(f))
	}
	if whole.Empty() || !printed {
		return
	}
	shown, base := &plan.Plan{}, ""
	for _, f := range whole.Files {
		switch {
		case f.Path == presets.BasePath:
			base = "# " + f.Path + " changes as well: it keeps a copy of each created file, for later updates.\n\n"
		case f.Before == nil || f.After == nil:
			shown.Files = append(shown.Files, f)
		}
	}
	for _, f := range whole.Files {
		if f.Before != nil && f.After != nil && f.Path != presets.BasePath {
			shown.Files = append(shown.Files, f)
		}
	}
	p.print("\n")
	p.printDiff(base + string(shown.Diff()))
}

// count says how many lines of a file come and go.
func count(f plan.File) fileReport {
	r := fileReport{Path: f.Path, Change: "changed"}
	switch {
	case f.Before == nil:
		r.Change, r.Added = "new", lineCount(f.After)
		return r
	case f.After == nil:
		r.Change, r.Cut = "removed", lineCount(f.Before)
		return r
	}
	_, body, _ := bytes.Cut((&plan.Plan{Files: []plan.File{f}}).Diff(), []byte("\n@@"))
	for line := range bytes.Lines(body) {
		switch line[0] {
		case '+':
			r.Added++
		case '-':
			r.Cut++
		}
	}
	return r
}

func lineCount(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

// sayFiles lists the files of the diff, the user's own last.
func (p *program) sayFiles() {
	p.say("")
	widest, numbers := 0, 0
	for _, f := range p.report.Files {
		widest, numbers = max(widest, visible(clean(f.Path))), max(numbers, len(lines(f)))
	}
	if width := p.width(); width > 0 {
		widest = max(min(widest, width-len("  changed    ")-numbers), 4)
	}
	for _, mine := range []bool{true, false} {
		for _, f := range p.report.Files {
			if mine == (f.Change == "changed") {
				continue
			}
			p.say("  %s%s %s", pad(f.Change, 9), pad(shorten(clean(f.Path), widest), widest+1), paint(dim, lines(f)))
		}
	}
	p.say("")
}

func lines(f fileReport) string {
	var parts []string
	if f.Added > 0 {
		parts = append(parts, fmt.Sprintf("+%d", f.Added))
	}
	if f.Cut > 0 {
		parts = append(parts, fmt.Sprintf("-%d", f.Cut))
	}
	return strings.Join(parts, " ")
}

// tally sums files up: "9 new files, 2 changed".
func tally(files []fileReport) string {
	counts := map[string]int{}
	for _, f := range files {
		counts[f.Change]++
	}
	var parts []string
	for _, change := range []string{"new", "changed", "removed"} {
		n := counts[change]
		switch {
		case n == 0:
			continue
		case len(parts) > 0:
		case n == 1:
			change += " file"
		default:
			change += " files"
		}
		parts = append(parts, fmt.Sprintf("%d %s", n, change))
	}
	return strings.Join(parts, ", ")
}

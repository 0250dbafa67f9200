package cmd

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scaffold/generators"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
)

// announce says what the repository was found to be.
func (p *program) announce(apps []*stack.App) {
	for _, a := range apps {
		p.report.Apps = append(p.report.Apps, describe(a))
		p.say("%s", p.paint(bold, a.Dir)+"  "+title(a)+p.paint(dim, "  "+a.At.String()))
	}
}

func describe(a *stack.App) appReport {
	facts := map[string]string{}
	for key, fact := range a.Facts {
		facts[string(key)] = fact.Value
	}
	return appReport{Dir: a.Dir, Name: a.Name, Framework: a.Framework.Name, Major: a.Major, At: a.At.String(), Facts: facts}
}

// title says in a few words what an app is made of.
func title(a *stack.App) string {
	parts := []string{a.Framework.Title}
	if a.Major > 0 {
		parts[0] += fmt.Sprintf(" %d", a.Major)
	}
	for _, key := range []stack.Key{stack.Types, stack.Modules, stack.Manager} {
		if value := a.Fact(key); value != "" {
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, ", ")
}

// marks are put before a piece, by how it stands.
var marks = map[generators.Status]string{
	generators.Open: "+", generators.Present: "=", generators.Partial: "!", generators.Refused: "!",
}

// show prints what is there, what is left to the user, and the diff.
func (p *program) show(c *closing, steps []plan.Step) {
	for _, r := range c.results {
		p.showGap(r)
	}
	for _, step := range steps {
		p.showStep(step)
	}
	diff := string(c.plan.Diff())
	p.report.Diff = diff
	for _, f := range c.plan.Files {
		p.report.Files = append(p.report.Files, count(f))
	}
	if diff != "" {
		p.raw("\n")
		p.printDiff(string(withoutBase(c.plan).Diff()))
		p.raw("\n")
	}
}

// withoutBase leaves the base out of what a person reads: it repeats the created files, byte for byte.
func withoutBase(whole *plan.Plan) *plan.Plan {
	shown := &plan.Plan{}
	for _, f := range whole.Files {
		if f.Path != presets.BasePath {
			shown.Files = append(shown.Files, f)
		}
	}
	return shown
}

func (p *program) showGap(r *generators.Result) {
	gap := gapReport{App: r.App.Dir, Gap: r.Gap.Name}
	p.say("\n%s", p.paint(bold, r.Gap.Name))
	for _, f := range r.Findings {
		if f.Status == generators.Absent {
			continue
		}
		piece := pieceReport{What: f.Piece.What, Status: string(f.Status)}
		line := "  " + marks[f.Status] + " " + f.Piece.What
		if f.Found.By != "" {
			piece.At, piece.By, piece.Why = f.Found.At.String(), f.Found.By, f.Found.Partial
			line += p.paint(dim, ": there already, "+f.Found.By+" at "+f.Found.At.String())
		}
		if f.Why != nil {
			piece.Why, piece.Paste = f.Why.Error(), f.Why.Code
		}
		gap.Pieces = append(gap.Pieces, piece)
		p.say("%s", line)
	}
	p.report.Gaps = append(p.report.Gaps, gap)
}

func (p *program) showStep(step plan.Step) {
	p.report.Steps = append(p.report.Steps, stepReport{
		App: step.App, Gap: step.Gap, What: step.What,
		Where: step.Problem.Where(), Why: step.Problem.Error(), Paste: step.Problem.Code,
	})
	p.say("\n%s", p.paint(red, "Left to you: ")+step.What)
	p.say("  %s", step.Problem.Error())
	if step.Problem.Code != "" {
		p.raw(indent(step.Problem.Code, "    "))
	}
}

func indent(text, by string) string {
	var out strings.Builder
	for _, line := range strings.SplitAfter(strings.TrimRight(text, "\n")+"\n", "\n") {
		if line != "" {
			out.WriteString(by + line)
		}
	}
	return out.String()
}

// count says how many lines of a file come and go.
func count(f plan.File) fileReport {
	r := fileReport{Path: f.Path, Change: "changed"}
	switch {
	case f.Before == nil:
		r.Change = "new"
	case f.After == nil:
		r.Change = "removed"
	}
	for _, line := range bytes.Split((&plan.Plan{Files: []plan.File{f}}).Diff(), []byte("\n")) {
		switch {
		case bytes.HasPrefix(line, []byte("+++")), bytes.HasPrefix(line, []byte("---")):
		case bytes.HasPrefix(line, []byte("+")):
			r.Added++
		case bytes.HasPrefix(line, []byte("-")):
			r.Cut++
		}
	}
	return r
}

// done prints what was written and what is left to do.
func (p *program) done(c *closing) {
	p.report.Next = next(c)
	p.say("%s", p.paint(green, fmt.Sprintf("Done: %s.", tally(p.report.Files))))
	for _, f := range p.report.Files {
		p.say("  %-8s %s%s", f.Change, f.Path, p.paint(dim, fmt.Sprintf("  +%d -%d", f.Added, f.Cut)))
	}
	if len(p.report.Next) > 0 {
		p.say("\nNext:")
	}
	for _, step := range p.report.Next {
		p.raw("  " + step + "\n")
	}
	p.say("\nThe same answers again:")
	p.raw("  " + p.report.Again + "\n")
	p.say("Take it back:")
	p.raw("  scaffold undo\n")
}

func tally(files []fileReport) string {
	made, changed := 0, 0
	for _, f := range files {
		if f.Change == "new" {
			made++
			continue
		}
		changed++
	}
	return fmt.Sprintf("%d new, %d changed", made, changed)
}

// next lists what is left to the user after an apply: installing, and filling in keys.
func next(c *closing) []string {
	steps := map[string]bool{}
	for _, r := range c.results {
		if len(r.Changes) == 0 {
			continue
		}
		for _, f := range c.plan.Files {
			if isManifest(f.Path) {
				steps[r.App.Language.Install(r.App)] = true
			}
		}
		for _, key := range r.Unset {
			steps["set "+key+" where the service runs"] = true
		}
	}
	return slices.Sorted(maps.Keys(steps))
}

func isManifest(path string) bool {
	return strings.HasSuffix(path, "package.json") || strings.HasSuffix(path, "go.mod")
}

// again composes the one command line that gives the same answers without a question.
func (p *program) again(c *closing, command string) {
	line := []string{"scaffold", command}
	set := map[string]string{}
	dirs := map[string]bool{}
	for _, job := range c.jobs {
		dirs[job.App.Dir] = true
		maps.Copy(set, job.Answers)
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		if dir != "." {
			line = append(line, "--app "+quote(dir))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(set)) {
		line = append(line, "--set "+quote(key+"="+set[key]))
	}
	p.report.Again = strings.Join(append(line, "--yes"), " ")
}

// quote puts a word in quotes where a shell would split it.
func quote(word string) string {
	if word != "" && !strings.ContainsAny(word, " '\"$`\\*?;&|<>()#~!") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

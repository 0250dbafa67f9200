package cmd

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack"
)

func (p *program) diffCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "diff",
		Short: "What a run would change now; exit code 8 if anything",
		Long: "diff plans every gap that the record holds once more and prints what is lacking: a file that was deleted, a " +
			"call that was taken out. It writes nothing. In CI it tells whether the repository still is what the record says.",
		Args: none,
		RunE: func(*cobra.Command, []string) error { return p.withApps(p.looked, p.diff) },
	}
	p.appFlag(c)
	return c
}

func (p *program) diff(s *session, apps []*stack.App) error {
	c := &closing{}
	for _, app := range apps {
		for _, g := range generators.All {
			if _, ok := s.record.Apps[app.ID][g.Name]; ok {
				c.jobs = append(c.jobs, s.jobFor(g, app))
			}
		}
	}
	gone := p.gone(s)
	if len(c.jobs) == 0 && len(gone) == 0 {
		p.say("Nothing to do: no run has been recorded here.")
		return nil
	}
	if err := c.fold(s, nil); err != nil {
		return err
	}
	steps := c.drifted(s)
	p.show(c, steps)
	p.showDiff(c.plan, true)
	if c.plan.Empty() && len(steps) == 0 && len(gone) == 0 {
		p.say("\nNothing to do: the repository is what the record says.")
		return nil
	}
	if !c.plan.Empty() {
		p.sayFiles()
	}
	return drift(gone)
}

// gone are the folders of apps that the record names and that are no apps any more.
func (p *program) gone(s *session) []string {
	var dirs []string
	for _, dir := range slices.Sorted(maps.Keys(s.record.Apps)) {
		if len(p.apps) == 0 && find(s.stack.Apps, dir) == nil {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// drifted are the parts left to the user of which the record says that an earlier run had added them. What no run could
// add is no drift.
func (c *closing) drifted(s *session) []plan.Step {
	var steps []plan.Step
	for _, step := range c.steps() {
		if s.recorded(step, c.jobs) {
			steps = append(steps, step)
		}
	}
	return steps
}

// recorded tells whether the record says that a part was added.
func (s *session) recorded(step plan.Step, jobs []generators.Job) bool {
	entry := s.record.Apps[step.App][step.Gap]
	for _, edit := range entry.Edits {
		if edit.Why == step.What {
			return true
		}
	}
	for _, job := range jobs {
		if job.Gap.Name != step.Gap || job.App.ID != step.App {
			continue
		}
		for _, piece := range job.Gap.Pieces {
			for _, f := range piece.Files {
				if piece.What == step.What && entry.Created[job.App.Language.Place(job.App, f)] != "" {
					return true
				}
			}
		}
	}
	return false
}

func drift(gone []string) error {
	what := "the repository is not what the record says"
	if len(gone) > 0 {
		what = "the record names an app in " + quote(gone[0]) + " and there is none any more"
	}
	return &patcher.Problem{Kind: patcher.Drift, What: what, Todo: "add the gaps again, or take them out of .scaffold/record.yaml"}
}

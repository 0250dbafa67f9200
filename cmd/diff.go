package cmd

import (
	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack"
)

func (p *program) diffCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "diff",
		Short: "What a run would change now; exit code 8 if anything",
		Long: "diff plans every gap that the record holds once more and prints what is lacking: a file that was deleted, a\n" +
			"call that was taken out. It writes nothing. In CI it tells whether the repository still is what the record says.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.diff() },
	}
	return c
}

func (p *program) diff() error {
	p.silent = true
	s, err := p.open()
	if err != nil {
		return err
	}
	defer s.close()
	c := &closing{}
	for _, app := range s.stack.Apps {
		for _, g := range generators.All {
			if _, ok := s.record.Apps[app.Dir][g.Name]; ok {
				c.jobs = append(c.jobs, s.jobFor(g, app))
			}
		}
	}
	for dir := range s.record.Apps {
		if findApp(s.stack, dir) == nil {
			p.note("the record names an app in " + dir + " that is not there any more")
		}
	}
	if c.results, err = generators.Run(s.repo, c.jobs); err != nil {
		return err
	}
	if c.plan, err = c.make(s, nil); err != nil {
		return err
	}
	steps := c.steps()
	p.show(c, steps)
	if c.plan.Empty() && len(steps) == 0 {
		p.say("Nothing to do.")
		return nil
	}
	return &patcher.Problem{Kind: patcher.Drift, What: "the repository is not what the record says", Todo: "run scaffold add again, or take the gap out of the record"}
}

func findApp(s *stack.Stack, dir string) *stack.App { return find(s.Apps, dir) }

package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
)

func (p *program) addCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "add GAP... | --all",
		Short: "Close gaps in the repository",
		Long: "add asks what it has to know, shows the diff, and writes all of it or nothing. What is there already, under\n" +
			"whatever name, is left as it is and named. scaffold undo takes the run back.",
		Example: "  scaffold add rate-limit\n  scaffold add logging errors --yes\n  scaffold add rate-limit --set store=redis --dry-run",
		RunE: func(c *cobra.Command, args []string) error {
			gaps, err := wanted(args, all)
			if err != nil {
				return err
			}
			return p.add(c.Context(), gaps)
		},
		ValidArgs: gapNames(),
	}
	c.Flags().BoolVar(&all, "all", false, "every gap")
	p.planFlags(c)
	p.writeFlags(c)
	return c
}

func (p *program) add(ctx context.Context, gaps []*generators.Gap) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer s.close()
	apps, err := p.chosen(s)
	if err != nil {
		return err
	}
	p.announce(apps)
	c, err := p.prepare(s, apps, gaps)
	if err != nil {
		return err
	}
	p.again(c, "add "+strings.Join(names(gaps), " "))
	return p.carryOut(ctx, s, c, "Apply these changes?")
}

// carryOut shows the plan, and writes it when the user says so.
func (p *program) carryOut(ctx context.Context, s *session, c *closing, question string) error {
	steps := c.steps()
	p.show(c, steps)
	switch {
	case c.plan.Empty() && len(steps) > 0:
		return refusedManual(steps[0].Problem)
	case c.plan.Empty():
		p.say("Nothing to do.")
		return nil
	case p.dryRun:
		return nil
	}
	if err := p.clean(s, c.plan); err != nil {
		return err
	}
	yes, err := p.confirmed(question, len(steps) == 0)
	switch {
	case err != nil:
		return err
	case !yes && len(steps) > 0 && p.yes:
		return refusedManual(steps[0].Problem)
	case !yes:
		p.say("Nothing was changed.")
		return nil
	}
	if err := s.disk.Apply(ctx, c.plan, p.report.Again); err != nil {
		return err
	}
	p.report.Applied = true
	p.done(c)
	return nil
}

// clean refuses to write into files that have changes nobody committed: an undo by git would lose them.
func (p *program) clean(s *session, planned *plan.Plan) error {
	if p.allowDirty {
		return nil
	}
	dirty, err := s.disk.Dirty(planned)
	if err != nil || len(dirty) == 0 {
		return err
	}
	return &patcher.Problem{
		Kind: patcher.Conflict,
		Path: dirty[0],
		What: "has uncommitted changes (" + strings.Join(dirty, ", ") + ")",
		Todo: "commit or stash them, or give --allow-dirty",
	}
}

// wanted returns the gaps that are named, in the order that they are planned.
func wanted(args []string, all bool) ([]*generators.Gap, error) {
	switch {
	case all && len(args) > 0:
		return nil, usage("--all goes without names", "")
	case all:
		return generators.All, nil
	case len(args) == 0:
		return nil, usage("which gap?", "name one of "+strings.Join(gapNames(), ", ")+", or give --all")
	}
	asked := map[string]bool{}
	for _, name := range args {
		if generators.Find(name) == nil {
			return nil, usage("there is no gap "+name, "the gaps are "+strings.Join(gapNames(), ", "))
		}
		asked[name] = true
	}
	var gaps []*generators.Gap
	for _, g := range generators.All {
		if asked[g.Name] {
			gaps = append(gaps, g)
		}
	}
	return gaps, nil
}

func gapNames() []string { return names(generators.All) }

func names(gaps []*generators.Gap) []string {
	var all []string
	for _, g := range gaps {
		all = append(all, g.Name)
	}
	return all
}

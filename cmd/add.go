package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/stack"
)

func (p *program) addCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "add GAP... | --all",
		Short: "Close gaps in the repository",
		Long: "add asks what it has to know, shows the diff, and writes all of it or nothing. What is there already, under " +
			"whatever name, is left as it is and named. scaffold undo takes the run back.",
		Example: "  scaffold add rate-limit\n  scaffold add logging errors --yes\n  scaffold add rate-limit --set store=redis --dry-run",
		RunE: func(c *cobra.Command, args []string) error {
			gaps, err := wanted(args, all)
			if err != nil {
				return err
			}
			return p.withApps(p.chosen, func(s *session, apps []*stack.App) error {
				return p.add(c.Context(), s, apps, gaps)
			})
		},
		ValidArgsFunction: completeGaps,
	}
	c.Flags().BoolVar(&all, "all", false, "every gap")
	p.appFlag(c)
	p.planFlags(c)
	p.writeFlags(c)
	return c
}

func (p *program) add(ctx context.Context, s *session, apps []*stack.App, gaps []*generators.Gap) error {
	all := apps
	apps, err := p.concerned(s, apps, gaps)
	if err != nil {
		return err
	}
	p.announce(apps)
	c, err := p.prepare(s, all, gaps)
	if err != nil {
		return err
	}
	p.report.Again = s.again(c, "add "+strings.Join(names(gaps), " "))
	return p.carryOut(ctx, s, c, "Apply these changes?")
}

// wanted returns the gaps that are named, in the order that they are planned.
func wanted(args []string, all bool) ([]*generators.Gap, error) {
	switch {
	case all && len(args) > 0:
		return nil, usage("--all and the name of a gap do not go together", "give one of them")
	case all:
		return generators.All, nil
	case len(args) == 0:
		return nil, usage("which gap?", "name one of "+strings.Join(gapNames(), ", ")+", or give --all")
	}
	asked := map[string]bool{}
	for _, name := range args {
		if _, err := gapCalled(name); err != nil {
			return nil, err
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

func gapCalled(name string) (*generators.Gap, error) {
	if g := generators.Find(name); g != nil {
		return g, nil
	}
	return nil, usage("there is no gap "+quote(name), advice(name, gapNames(), "the gaps are "+strings.Join(gapNames(), ", ")))
}

func gapNames() []string { return names(generators.All) }

func names(gaps []*generators.Gap) []string {
	var all []string
	for _, g := range gaps {
		all = append(all, g.Name)
	}
	return all
}

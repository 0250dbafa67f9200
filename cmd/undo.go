package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func (p *program) undoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "undo",
		Short: "Take back exactly the last run",
		Long: "undo gives every file that the last run wrote its bytes back. A file that was changed since is refused by name,\n" +
			"and then nothing is written. A second undo takes the run before back.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.undo(c.Context()) },
	}
	c.Flags().BoolVarP(&p.yes, "yes", "y", false, "ask nothing")
	c.Flags().BoolVar(&p.dryRun, "dry-run", false, "print the diff, write nothing")
	return c
}

func (p *program) undo(ctx context.Context) error {
	s, err := p.openDisk()
	if err != nil {
		return err
	}
	defer s.close()
	back, err := s.disk.Undo()
	if err != nil {
		return err
	}
	if back == nil || back.Empty() {
		p.say("Nothing to undo.")
		return nil
	}
	p.report.Diff = string(back.Diff())
	for _, f := range back.Files {
		p.report.Files = append(p.report.Files, count(f))
	}
	p.say("Takes back: %s\n", back.TakesBack())
	p.printDiff(p.report.Diff)
	if p.dryRun {
		return nil
	}
	yes, err := p.confirmed("Take these changes back?", true)
	if err != nil || !yes {
		return err
	}
	if err := s.disk.Apply(ctx, back, ""); err != nil {
		return err
	}
	p.report.Applied = true
	p.say("%s", p.paint(green, "Taken back."))
	return nil
}

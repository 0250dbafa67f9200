package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func (p *program) undoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "undo",
		Short: "Take back exactly the last run",
		Long: "undo gives every file that the last run wrote its bytes back. A file that was changed since is refused by name, " +
			"and then nothing is written. A second undo takes the run before back.",
		Args: none,
		RunE: func(c *cobra.Command, _ []string) error { return p.undo(c.Context()) },
	}
	p.writeFlags(c)
	c.Flags().Lookup("yes").Usage = "ask nothing"
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
	p.report.Undoes = back.TakesBack()
	p.say("This takes back")
	p.code(back.TakesBack(), "  ")
	p.showDiff(back, true)
	p.sayFiles()
	if p.dryRun {
		p.say("This was a dry run: nothing was written.")
		return s.disk.Check(back)
	}
	yes, err := p.confirmed("Take these changes back?", true)
	if err != nil || !yes {
		return err
	}
	if err := p.apply(ctx, s, back, ""); err != nil {
		return err
	}
	p.say("%s", paint(green, "Taken back: "+tally(p.report.Files)+"."))
	return nil
}

// Package cmd holds the command line: one file a subcommand. It is the only place that prints and that ends the process.
package cmd

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// options are the flags that the commands share.
type options struct {
	dir         string
	apps        []string
	set         []string
	preset      string
	yes         bool
	dryRun      bool
	json        bool
	allowDirty  bool
	allowManual bool
	color       string
	silent      bool // take defaults without a word: for a look that asks nothing and writes nothing
}

// program is one run of the command line: its flags, its streams, and the document that --json prints at the end.
type program struct {
	options
	in       *os.File
	out, err *os.File
	report   *report
}

// Main runs the command line and returns the exit code.
func Main(args []string, in, out, errOut *os.File) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	p := &program{in: in, out: out, err: errOut, report: &report{}}
	root := p.root()
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	p.report.Command = command.Name()
	return p.end(err)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "scaffold",
		Short: "Close production-readiness gaps in a repository, new or existing",
		Long: "scaffold adds what a service needs before production (rate limiting, health checks, structured logs …) to the\n" +
			"code that is there: it shows the diff first, writes all of it or nothing, and takes its last run back exactly.",
		SilenceErrors: true,
		SilenceUsage:  true,
		CompletionOptions: cobra.CompletionOptions{
			HiddenDefaultCmd: false,
		},
	}
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err.Error(), "see scaffold help") })
	flags := root.PersistentFlags()
	flags.StringVar(&p.dir, "dir", ".", "the repository, or a folder inside it")
	flags.BoolVar(&p.json, "json", false, "print one JSON document, also on an error")
	flags.StringVar(&p.color, "color", "auto", "auto, always or never")
	root.AddCommand(p.initCommand(), p.addCommand(), p.listCommand(), p.explainCommand(), p.diffCommand(),
		p.undoCommand(), p.presetCommand(), p.versionCommand())
	return root
}

// planFlags are the flags of the commands that plan.
func (p *program) planFlags(c *cobra.Command) {
	flags := c.Flags()
	flags.StringArrayVar(&p.apps, "app", nil, "folder of the app in a repository with several (repeatable)")
	flags.StringArrayVar(&p.set, "set", nil, "answer a question: key=value (repeatable)")
	flags.StringVar(&p.preset, "preset", "", "take answers from a preset, by name or from a file")
	flags.BoolVar(&p.allowManual, "allow-manual", false, "apply what can be applied although steps are left to you")
}

// writeFlags are the flags of the commands that write.
func (p *program) writeFlags(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVarP(&p.yes, "yes", "y", false, "take the defaults, ask nothing")
	flags.BoolVar(&p.dryRun, "dry-run", false, "print the diff, write nothing")
	flags.BoolVar(&p.allowDirty, "allow-dirty", false, "write although files have uncommitted changes")
}

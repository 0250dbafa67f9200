// Package cmd holds the command line: one file a subcommand. It is the only place that prints and that ends the process.
package cmd

import (
	"context"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"scaffold/ask"
)

// options are the flags that the commands share.
type options struct {
	dir            string
	apps           []string
	set            []string
	preset         string
	yes            bool
	dryRun         bool
	json           bool
	allowDirty     bool
	allowManual    bool
	includeIgnored bool
	color          string
	version        bool
}

// program is one run of the command line: its flags, its streams, and the document that --json prints at the end.
type program struct {
	options
	in       *os.File
	keys     *ask.Keys // what is typed on in
	out, err *os.File
	report   *report
	root     string        // of the repository, absolute; "" while it is not known
	broken   error         // of the first write to out that went wrong
	writing  sync.Mutex    // held while the repository is being written
	wrote    bool          // something was written, or tried to be; guarded by writing
	caught   os.Signal     // what ends the run, nil for nothing
	terminal terminalState // as it was at the start
}

// Main runs the command line and returns the exit code.
func Main(args []string, in, out, errOut *os.File) int {
	p := &program{in: in, keys: &ask.Keys{FileReader: in}, out: out, err: errOut, report: &report{}}
	p.terminal = stateOf(in)
	return p.run(args)
}

// execute runs the command that the arguments name.
func (p *program) execute(ctx context.Context, args []string) error {
	root := p.commands()
	root.SetArgs(args)
	root.InitDefaultHelpCmd() // so that it is found
	if found, _, err := root.Find(args); err == nil {
		p.report.Command = commandName(found)
	}
	return root.ExecuteContext(ctx)
}

// commandName is what a user types after scaffold.
func commandName(c *cobra.Command) string {
	_, name, _ := strings.Cut(c.CommandPath(), " ")
	return name
}

func (p *program) commands() *cobra.Command {
	cobra.EnableCommandSorting = false // the order below is that of use
	root := &cobra.Command{
		Use:               "scaffold",
		Short:             "Close production-readiness gaps in a repository, new or existing",
		Long:              about,
		Args:              p.noSuchCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(*cobra.Command, []string) error { return p.checkFlags() },
		RunE: func(c *cobra.Command, _ []string) error {
			if p.version {
				return p.sayVersion()
			}
			return c.Help()
		},
	}
	p.helpOf(root)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		what, _, _ := strings.Cut(err.Error(), ": strconv.") // of which nobody but us needs to know
		return usage(what, "see "+c.CommandPath()+" --help")
	})
	flags := root.PersistentFlags()
	flags.StringVar(&p.dir, "dir", ".", "the repository, or a `folder` inside it")
	flags.BoolVar(&p.json, "json", false, "print one JSON document, on an error as well")
	flags.StringVar(&p.color, "color", "auto", "`when` to colour: auto, always or never")
	root.Flags().BoolVar(&p.version, "version", false, "print the version")
	root.AddCommand(p.listCommand(), p.explainCommand(), p.addCommand(), p.undoCommand(), p.diffCommand(), p.auditCommand(),
		p.initCommand(), p.presetCommand(), p.versionCommand(), p.completionCommand())
	return root
}

// checkFlags refuses values that no command takes.
func (p *program) checkFlags() error {
	switch p.color {
	case "auto", "always", "never":
		return nil
	}
	return usage("--color "+p.color+" is not a choice", "take one of auto, always, never")
}

// appFlag is the flag of the commands that look at the apps of a repository.
func (p *program) appFlag(c *cobra.Command) {
	c.Flags().StringArrayVar(&p.apps, "app", nil, "the app in `folder`, or of that name, where there are several (repeatable)")
}

// planFlags are the flags of the commands that ask and plan.
func (p *program) planFlags(c *cobra.Command) {
	flags := c.Flags()
	flags.StringArrayVar(&p.set, "set", nil, "answer a question: `key=value` (repeatable)")
	flags.StringVar(&p.preset, "preset", "", "take answers from a preset, by `name` or from a file")
	flags.BoolVar(&p.allowManual, "allow-manual", false, "apply the rest although a part is left to you")
	flags.BoolVar(&p.allowDirty, "allow-dirty", false, "write to files with uncommitted changes, too")
	flags.BoolVar(&p.includeIgnored, "include-ignored", false, "write to files that git ignores, too")
	_ = c.RegisterFlagCompletionFunc("preset", completePreset) // fails for an unknown flag only
}

// writeFlags are the flags of the commands that write.
func (p *program) writeFlags(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVarP(&p.yes, "yes", "y", false, "ask nothing: take the defaults, and apply")
	flags.BoolVar(&p.dryRun, "dry-run", false, "print the diff, write nothing; end as the run would")
}

package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const about = `scaffold adds to a service what it needs in production, in the code that is there: it shows the diff, writes all of it or nothing, and takes its last run back exactly.`

const begin = `Begin with
  scaffold list              what this repository lacks
  scaffold add rate-limit    ask, show the diff, and apply it
  scaffold undo              take it back`

const exitCodes = `0    done, nothing to do, or you said no
1    internal error
2    the command line is wrong, or a question has no answer
3    refused: uncommitted changes, changed since the plan was made, other
     content in the way, another run at work, outside of the repository
4    a part is left to you: a file or a place in it was not understood
5    a write went wrong, everything was taken back
6    a write went wrong and so did taking it back
8    diff: the repository is not what the record says; audit: it is below what
     was asked
129  ended by SIGHUP, 130 by Ctrl-C, 143 by SIGTERM; nothing was changed

A dry run ends with the code that the run with --yes would end with.`

// helpOf gives a command and those below it their help.
func (p *program) helpOf(root *cobra.Command) {
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		p.help(c)
		c.SilenceUsage = true
	})
	root.SetHelpCommand(&cobra.Command{
		Use:               "help [COMMAND]",
		Short:             "This text, or that of a command",
		ValidArgsFunction: completeCommand,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "exit-codes" {
				p.report.Result = exitCodes
				p.say("%s", exitCodes)
				return nil
			}
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return p.noSuchCommand(root, args)
			}
			p.help(found)
			return nil
		},
	})
}

// help prints what a command is for, how it is called and which flags it has.
func (p *program) help(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	if p.report.Result = helpReport(c); p.json {
		return
	}
	text := c.Long
	if text == "" {
		text = c.Short + "."
	}
	p.prose("%s", text)
	if !c.HasParent() {
		p.say("\n%s", begin)
	}
	use := strings.TrimSuffix(c.UseLine(), " [flags]")
	if c.HasAvailableSubCommands() {
		use += " COMMAND"
	}
	p.say("\n%s\n  %s", paint(bold, "Usage"), use)
	if c.Example != "" {
		p.say("\n%s\n%s", paint(bold, "Examples"), c.Example)
	}
	p.sayCommands(c)
	p.sayFlags("Flags", c.LocalNonPersistentFlags())
	p.sayFlags("Common flags", c.Root().PersistentFlags())
	if !c.HasParent() {
		p.say("\nscaffold COMMAND --help tells more; scaffold help exit-codes lists those.")
	}
}

func (p *program) sayCommands(c *cobra.Command) {
	if !c.HasAvailableSubCommands() {
		return
	}
	p.say("\n%s", paint(bold, "Commands"))
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			p.row(sub.Name(), 12, sub.Short)
		}
	}
}

func (p *program) sayFlags(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.say("\n%s", paint(bold, title))
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		value, text := pflag.UnquoteUsage(f)
		if f.Name == "help" {
			text = "print this text"
		}
		if value != "" {
			name += " " + value
		}
		p.row(name, 20, text)
	})
}

// row prints a name and what it is, side by side, or one below the other where there is no room.
func (p *program) row(name string, column int, text string) {
	width := p.width()
	if width == 0 {
		width = 80
	}
	if width < 60 || visible(name) >= column {
		p.sayWithin(width, "  %s\n      %s", name, text)
		return
	}
	for i, line := range wrap(text, width-column-2) {
		if i > 0 {
			name = ""
		}
		p.say("  %s%s", pad(name, column), strings.TrimSpace(line))
	}
}

// noSuchCommand refuses the name of a command that is none.
func (p *program) noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return usage("there is no command "+quote(args[0]), advice(args[0], names, "see "+c.CommandPath()+" --help"))
}

// advice is what to do about a name that is none: take the one that was meant, if that can be told.
func advice(name string, names []string, otherwise string) string {
	if near := nearest(name, names); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

type helpDocument struct {
	Usage    string   `json:"usage"`
	Help     string   `json:"help"`
	Commands []string `json:"commands,omitempty"`
	Flags    []string `json:"flags,omitempty"`
}

func helpReport(c *cobra.Command) helpDocument {
	doc := helpDocument{Usage: c.UseLine(), Help: c.Long}
	if doc.Help == "" {
		doc.Help = c.Short
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			doc.Commands = append(doc.Commands, sub.Name())
		}
	}
	c.Flags().VisitAll(func(f *pflag.Flag) { doc.Flags = append(doc.Flags, "--"+f.Name) })
	return doc
}

// none refuses arguments.
func none(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage("scaffold "+commandName(c)+" takes no argument, and got "+quote(args[0]), "see "+c.CommandPath()+" --help")
}

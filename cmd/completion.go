package cmd

import (
	"bytes"
	"slices"

	"github.com/spf13/cobra"

	"scaffold/presets"
)

var shells = []string{"bash", "zsh", "fish"}

func (p *program) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print what completes commands in a shell",
		Long:  "completion prints a script for your shell: after it has run, Tab completes commands, gaps and flags.",
		Example: "  source <(scaffold completion bash)\n" +
			"  scaffold completion zsh > \"${fpath[1]}/_scaffold\"\n" +
			"  scaffold completion fish > ~/.config/fish/completions/scaffold.fish",
		Args:      one("which shell?", "name one of bash, zsh, fish"),
		ValidArgs: shells,
		RunE:      func(c *cobra.Command, args []string) error { return p.completion(c.Root(), args[0]) },
	}
}

func (p *program) completion(root *cobra.Command, shell string) error {
	var script bytes.Buffer
	var err error
	switch shell {
	case "bash":
		err = root.GenBashCompletionV2(&script, true)
	case "zsh":
		err = root.GenZshCompletion(&script)
	case "fish":
		err = root.GenFishCompletion(&script, true)
	default:
		return usage("there is no completion for "+quote(shell), advice(shell, shells, "name one of bash, zsh, fish"))
	}
	p.report.Result = script.String()
	p.print(script.String())
	return err
}

// one refuses anything but one argument.
func one(which, choices string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return usage(which, choices)
		case 1:
			return nil
		}
		return usage("scaffold "+commandName(c)+" takes one argument, and got "+quote(args[1])+" as well", "see "+c.CommandPath()+" --help")
	}
}

// completeGaps offers the gaps that are not on the command line yet.
func completeGaps(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var left []string
	for _, name := range gapNames() {
		if !slices.Contains(args, name) {
			left = append(left, name)
		}
	}
	return left, cobra.ShellCompDirectiveNoFileComp
}

func completePreset(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return presets.Names(), cobra.ShellCompDirectiveDefault // a file will do as well
}

func completeCommand(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, sub := range c.Root().Commands() {
		if len(args) == 0 && sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

package cmd

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
	"scaffold/stack/source"
)

func (p *program) initCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a new repository from a preset, its gaps closed",
		Long: "init writes a small service into a folder that is empty or not there yet, and closes every gap that is known for its framework. The service " +
			"starts with nothing but its language's toolchain; Redis and PostgreSQL come in by an environment variable.",
		Example: "  scaffold init shop --preset express-api\n  scaffold init shop --preset go-api --yes",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			dir := p.dir
			switch {
			case len(args) > 1:
				return usage("scaffold init takes one folder, and got "+quote(args[1])+" as well", "see scaffold init --help")
			case len(args) == 1 && filepath.IsAbs(args[0]):
				dir = args[0]
			case len(args) == 1:
				dir = filepath.Join(p.dir, args[0])
			}
			return p.init(c.Context(), dir)
		},
	}
	p.planFlags(c)
	p.writeFlags(c)
	for _, name := range []string{"allow-dirty", "include-ignored"} { // there is nothing yet that they could be about
		c.Flags().Lookup(name).Hidden = true
	}
	return c
}

func (p *program) init(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := p.vacant(dir); err != nil {
		return err
	}
	preset, err := p.choosePreset()
	if err != nil {
		return err
	}
	name, err := serviceName(dir)
	if err != nil {
		return err
	}
	base, err := generators.Base(preset.Base, name)
	if err != nil {
		return err
	}
	s := &session{root: dir, here: ".", fresh: true, from: nowhere{}, repo: source.Virtual(base), record: &presets.Record{}}
	defer s.close()
	if s.stack, err = stack.Detect(s.repo); err != nil {
		return err
	}
	return p.fillNew(ctx, s, base)
}

// fillNew plans the base and every gap as one, and writes them.
func (p *program) fillNew(ctx context.Context, s *session, base map[string][]byte) error {
	p.announce(s.stack.Apps)
	before := plan.Change{Gap: "init", App: ".", What: "the service itself", Edits: creates(base)}
	c, err := p.prepare(s, s.stack.Apps, generators.All, before)
	if err != nil {
		return err
	}
	command := "init --preset " + quote(p.preset)
	if dir := s.away(); dir != "" {
		command = "init " + quote(dir) + " --preset " + quote(p.preset)
	}
	p.report.Again = s.again(c, command)
	return p.carryOut(ctx, s, c, "Write these files?")
}

func creates(texts map[string][]byte) []patcher.FileEdit {
	var edits []patcher.FileEdit
	for path, text := range texts {
		edits = append(edits, patcher.FileEdit{Path: path, Edit: patcher.Create{Content: text}})
	}
	return edits
}

// choosePreset returns the preset of --preset, or the one that the user picks.
func (p *program) choosePreset() (*presets.Record, error) {
	if p.preset != "" {
		return presets.Load(p.preset)
	}
	q := ask.Question{Key: "preset", Prompt: "What kind of service?", Default: presets.Names()[0]}
	for _, name := range presets.Names() {
		preset, err := presets.Load(name)
		if err != nil {
			return nil, err
		}
		q.Choices = append(q.Choices, ask.Choice{Value: name, Title: preset.Description})
	}
	prompter := p.prompter()
	if prompter == nil {
		return nil, usage("which kind of service?", "give --preset "+strings.Join(q.Values(), "|")+", or a file")
	}
	name, err := prompter.Ask(q)
	if err != nil {
		return nil, err
	}
	p.preset = name
	return presets.Load(name)
}

var notInName = regexp.MustCompile(`[^a-z0-9-]+`)

// serviceName makes the folder's name one that npm and Go take.
func serviceName(dir string) (string, error) {
	name := strings.Trim(notInName.ReplaceAllString(strings.ToLower(filepath.Base(dir)), "-"), "-")
	if name == "" || len(name) > 200 {
		return "", usage("no name for a service can be made of "+quote(filepath.Base(dir)), "name a folder in letters, digits and dashes")
	}
	return name, nil
}

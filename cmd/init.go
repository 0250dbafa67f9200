package cmd

import (
	"context"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
)

func (p *program) initCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a new repository from a preset, with its gaps closed",
		Long: "init writes a small service into a folder that is empty or not there yet, and closes every gap of the preset\n" +
			"in it. The service starts with nothing but its language's toolchain; Redis and PostgreSQL come in by an\n" +
			"environment variable.",
		Example: "  scaffold init shop --preset express-api\n  scaffold init --preset go-api --yes",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			dir := p.dir
			if len(args) == 1 {
				dir = filepath.Join(p.dir, args[0])
			}
			return p.init(c.Context(), dir)
		},
	}
	p.planFlags(c)
	p.writeFlags(c)
	return c
}

func (p *program) init(ctx context.Context, dir string) error {
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
	made, err := p.folder(dir)
	if err != nil {
		return err
	}
	s, err := newSession(dir, base)
	if err == nil {
		err = p.fillNew(ctx, s, preset, base)
	}
	if s != nil {
		s.close()
	}
	if made && !p.report.Applied {
		os.Remove(dir) // only where it is still empty
	}
	return err
}

// fillNew plans the base and the preset's gaps as one, and writes them.
func (p *program) fillNew(ctx context.Context, s *session, preset *presets.Record, base map[string][]byte) error {
	p.announce(s.stack.Apps)
	before := plan.Change{Gap: "init", App: ".", What: "the service itself", Edits: creates(base)}
	c, err := p.prepare(s, s.stack.Apps, generators.All, before)
	if err != nil {
		return err
	}
	p.again(c, "init --preset "+quote(p.preset))
	p.allowDirty = true // nothing is there that could be lost
	return p.carryOut(ctx, s, c, "Write these files?")
}

func creates(texts map[string][]byte) []patcher.FileEdit {
	var edits []patcher.FileEdit
	for path, text := range texts {
		edits = append(edits, patcher.FileEdit{Path: path, Edit: patcher.Create{Content: text}})
	}
	return edits
}

func newSession(dir string, base map[string][]byte) (*session, error) {
	s := &session{root: dir, here: ".", repo: stack.Virtual(base), record: &presets.Record{}}
	var err error
	if s.disk, err = plan.Open(dir, nil); err != nil {
		return nil, err
	}
	s.stack, err = stack.Detect(s.repo)
	return s, err
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
		return nil, usage("which preset?", "give --preset "+q.Default)
	}
	name, err := prompter.Ask(q)
	if err != nil {
		return nil, err
	}
	p.preset = name
	return presets.Load(name)
}

// folder makes the folder, and refuses one that holds anything but git's own.
func (p *program) folder(dir string) (made bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case os.IsNotExist(err):
		return true, os.MkdirAll(dir, 0o777)
	case err != nil:
		return false, usage(dir+" is not a folder", "name one that is empty or not there yet")
	}
	for _, entry := range entries {
		if entry.Name() != ".git" {
			return false, &patcher.Problem{
				Kind: patcher.Conflict,
				What: dir + " is not empty: it holds " + entry.Name(),
				Todo: "name a folder that is empty or not there yet, or close gaps in this one with scaffold add",
			}
		}
	}
	return false, nil
}

var notInName = regexp.MustCompile(`[^a-z0-9-]+`)

// serviceName makes the folder's name one that npm and Go take.
func serviceName(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	name := notInName.ReplaceAllString(filepath.Base(abs), "-")
	if name == "-" || len(name) > 200 {
		return "", usage("no service name can be made of "+filepath.Base(abs), "name a folder in lower-case letters, digits and dashes")
	}
	return name, nil
}

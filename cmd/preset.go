package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"scaffold/presets"
)

func (p *program) presetCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "preset",
		Short: "The presets: files of answers",
		Long: "A preset is a file of answers, in the form of the record that every run leaves in .scaffold/record.yaml: one " +
			"repository's record can be the next one's preset.",
		Args: p.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		&cobra.Command{
			Use:   "list",
			Short: "The presets that scaffold brings",
			Args:  none,
			RunE:  func(*cobra.Command, []string) error { return p.listPresets() },
		},
		&cobra.Command{
			Use:   "show NAME|FILE",
			Short: "The answers of a preset",
			Args:  one("which preset?", "name one of "+strings.Join(presets.Names(), ", ")+", or a file"),
			RunE:  func(_ *cobra.Command, args []string) error { return p.showPreset(args[0]) },

			ValidArgsFunction: completePreset,
		},
	)
	return c
}

type presetReport struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

func (p *program) listPresets() error {
	var all []presetReport
	for _, name := range presets.Names() {
		preset, err := presets.Load(name)
		if err != nil {
			return err
		}
		all = append(all, presetReport{name, preset.Description})
		p.say("%s", pad(name, 14)+preset.Description)
	}
	p.report.Result = all
	return nil
}

func (p *program) showPreset(name string) error {
	preset, err := presets.Load(name)
	if err != nil {
		return err
	}
	text, err := preset.Encode()
	p.report.Result = string(text)
	p.code(string(text), "")
	return err
}

// loadPreset returns the preset of --preset, an empty one without the flag.
func (p *program) loadPreset() (*presets.Record, error) {
	if p.preset == "" {
		return &presets.Record{}, nil
	}
	return presets.Load(p.preset)
}

package presets

import (
	"embed"
	"os"
	"path"
	"strings"

	"scaffold/patcher"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the presets that scaffold brings, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return names
}

// Load returns a preset by its name, or from a file. The error is a *patcher.Problem.
func Load(name string) (*Record, error) {
	if text, err := files.ReadFile(name + ".yaml"); err == nil {
		return Parse(name, text)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &patcher.Problem{
			Kind: patcher.Usage,
			What: "there is no preset and no file " + name,
			Todo: "the presets are " + strings.Join(Names(), ", "),
		}
	}
	return Parse(name, text)
}

package presets

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"scaffold/patcher"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the presets that the tool brings, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".yaml"))
	}
	slices.Sort(names)
	return names
}

// Load returns a preset by its name, or the one in a file: anything with a slash or the ending .yaml or .yml. The
// error is a *patcher.Problem.
func Load(name string) (*Record, error) {
	if text, err := files.ReadFile(name + ".yaml"); err == nil {
		return parse(name+".yaml", text)
	}
	if !strings.ContainsAny(name, `/\`) && !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".yml") {
		return nil, &patcher.Problem{
			Kind: patcher.Usage,
			What: "there is no preset " + quote(name),
			Todo: "take one of " + strings.Join(Names(), ", ") + ", or name a file: ./" + name + ".yaml",
		}
	}
	text, err := os.ReadFile(name)
	var at *fs.PathError
	switch {
	case errors.As(err, &at):
		return nil, &patcher.Problem{Kind: patcher.Usage, Path: name, What: "the preset cannot be read: " + at.Err.Error()}
	case err != nil:
		return nil, &patcher.Problem{Kind: patcher.Usage, Path: name, What: "the preset cannot be read: " + err.Error()}
	}
	return parse(name, text)
}

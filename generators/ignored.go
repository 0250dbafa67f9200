package generators

import (
	"path"
	"slices"

	"scaffold/patcher"
	"scaffold/patcher/lines"
)

// tracked refuses edits to files that git would leave out: what they hold would get lost. A template of variables is taken
// out of the rule instead, which is meant for the files with values.
func (c *Context) tracked(edits []patcher.FileEdit) ([]patcher.FileEdit, error) {
	if len(c.Ignored) == 0 {
		return edits, nil
	}
	for _, e := range slices.Clone(edits) {
		ignored, ok := c.Ignored[e.Path]
		switch {
		case !ok:
		case !slices.Contains(exampleNames, path.Base(e.Path)):
			return nil, ignored.Problem()
		case c.Repo.Has(ignored.Source):
			edits = append(edits, patcher.FileEdit{Path: ignored.Source, Edit: lines.Add{Line: "!" + path.Base(e.Path), After: ignored.Rule}})
		default: // a rule of the machine's, which the repository's go before
			edits = append(edits, patcher.FileEdit{Path: ".gitignore", Edit: lines.Add{Line: "!" + path.Base(e.Path)}})
		}
	}
	return edits, nil
}

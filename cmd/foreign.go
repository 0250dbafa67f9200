package cmd

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack"
)

// leaveForeign leaves out of a run about all gaps those that nothing is known of for an app's framework, and says so. One
// that was asked for by its name is left to the user instead, and its run refused.
func (p *program) leaveForeign(c *closing, asked []*generators.Gap) {
	if len(asked) < len(generators.All) {
		return
	}
	foreign := map[*stack.App][]string{}
	var apps []*stack.App
	for _, r := range c.results {
		if !r.Foreign {
			continue
		}
		if foreign[r.App] == nil {
			apps = append(apps, r.App)
		}
		foreign[r.App] = append(foreign[r.App], r.Gap.Name)
	}
	for _, app := range apps {
		p.noteAt(&patcher.Problem{
			Path: app.At.Path,
			Line: app.At.Line,
			What: fmt.Sprintf("nothing is known on %s that would close %s", app.Framework.Title, strings.Join(foreign[app], ", ")),
			Todo: "close them by hand where the service needs them",
		})
	}
	c.results = slices.DeleteFunc(c.results, func(r *generators.Result) bool { return r.Foreign })
}

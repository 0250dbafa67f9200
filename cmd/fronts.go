package cmd

import (
	"slices"

	"scaffold/generators"
	"scaffold/stack"
)

// concerns returns those of the gaps that concern an app: all of them, but for a front those that have files for its
// framework. What belongs to the repository is the service's, where there is one.
func (s *session) concerns(app *stack.App, gaps []*generators.Gap) []*generators.Gap {
	if !app.Front() {
		return gaps
	}
	alone := slices.Contains(stack.Services(s.stack.Apps), app)
	return slices.DeleteFunc(slices.Clone(gaps), func(g *generators.Gap) bool {
		return !g.Fits(app.Framework) && !(alone && g.OfRepository())
	})
}

// concerned returns the apps that one of the gaps concerns. Where none of them is, all were meant, and each is told why
// nothing can be done for it.
func (s *session) concerned(apps []*stack.App, gaps []*generators.Gap) []*stack.App {
	var some []*stack.App
	for _, app := range apps {
		if len(s.concerns(app, gaps)) > 0 {
			some = append(some, app)
		}
	}
	if len(some) == 0 {
		return apps
	}
	return some
}

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

// parts returns the gaps that an app of this run takes part in: those that concern it, and of a front that comes along with its
// service those that something can be done for. What is in the way there is a note; it must not hold the service up.
func (p *program) parts(s *session, apps []*stack.App, app *stack.App, gaps []*generators.Gap) ([]*generators.Gap, error) {
	own := s.concerns(app, gaps)
	along := app.Front() && len(p.apps) == 0 && slices.ContainsFunc(apps, func(a *stack.App) bool { return !a.Front() })
	switch {
	case !along && len(own) == 0:
		return gaps, nil // it was named, and is told why nothing can be done
	case !along:
		return own, nil
	}
	var some []*generators.Gap
	for _, g := range own {
		r, err := p.audit(s, s.jobFor(g, app))
		if err != nil {
			return nil, err
		}
		if r.Idle() {
			s.idle = append(s.idle, r)
			continue
		}
		some = append(some, g)
	}
	return some, nil
}

// concerned returns the apps that take part in one of the gaps.
func (p *program) concerned(s *session, apps []*stack.App, gaps []*generators.Gap) ([]*stack.App, error) {
	var some []*stack.App
	for _, app := range apps {
		own, err := p.parts(s, apps, app, gaps)
		if err != nil {
			return nil, err
		}
		if len(own) > 0 {
			some = append(some, app)
		}
	}
	for _, r := range s.idle {
		for _, f := range r.Findings {
			if f.Status == generators.Refused && !r.Foreign {
				p.noteAt(f.Why)
			}
		}
	}
	return some, nil
}

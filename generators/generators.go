package generators

import (
	"scaffold/ask"
	"scaffold/stack"
)

// All are the gaps, in the order that they are shown and planned: a gap may use what one before it created.
var All = []*Gap{
	Logging,
	Errors,
	ErrorTracking,
	SecurityHeaders,
	Validation,
	RateLimit,
	Auth,
	APIKeys,
	AuditLog,
	Privacy,
	Performance,
	Health,
	Monitoring,
	Migrations,
	Backup,
	Uptime,
	Secrets,
	Testing,
	Docker,
	Infra,
	CI,
	Docs,
	Env, // last: it lists what the code of the others reads
}

// Find returns the gap of that name, nil when there is none.
func Find(name string) *Gap {
	for _, g := range All {
		if g.Name == name {
			return g
		}
	}
	return nil
}

// Ask returns the questions of the gap for an app, nil when it has none.
func (g *Gap) Ask(app *stack.App) []ask.Question {
	if app.Front() && g.Fits(app.Framework) {
		return nil // what is made for a front depends on no answer
	}
	return g.questions(app)
}

// questions are those of the gap, asked or not.
func (g *Gap) questions(app *stack.App) []ask.Question {
	if g.Questions == nil {
		return nil
	}
	return g.Questions(app)
}

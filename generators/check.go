package generators

import (
	"scaffold/stack"
	"scaffold/stack/source"
)

// Check is what the audit says of a piece, besides what the gap says of itself.
type Check struct {
	Name     string // "by-address": the check is called after the gap and this; two ways to the same thing share a name
	Severity string // critical, high, medium, low; "" for the gap's
	Minutes  int    // what closing it costs a person, review included
	// Needless says why a piece that is lacking does not concern an app, "" where it does; nil for a piece that all need.
	Needless func(*stack.App) string
	// Doubt says what speaks against a piece being lacking though it was not found, "" where nothing does.
	Doubt  func(*stack.App) (source.Pos, string)
	Unseen string // where the piece may be besides, out of the repository's sight; "" for nowhere
}

// NoDatabase says why what keeps a database does not concern an app, "" where it may have one.
func NoDatabase(app *stack.App) string {
	if app.Fact(stack.Database) == "" && app.Fact(stack.ORM) == "" {
		return "no database is known that it uses"
	}
	return ""
}

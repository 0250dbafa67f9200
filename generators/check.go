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
	Needless func(*source.Repo, *stack.App) string
	// Seen looks closer where a piece is lacking: at what stands in its place, or speaks for it; nil for nothing to look at.
	Seen     func(*source.Repo, *stack.App) Seen
	ByRoutes bool   // it is told from the routes of an app, and cannot be told where those are not read
	Unseen   string // where the piece may be besides, out of the repository's sight; "" for nowhere
}

// Seen is what stands in the place of a piece that is lacking. The zero value is nothing.
type Seen struct {
	At    source.Pos
	By    string // what does some of it, or all
	Lacks string // what is lacking of it, "" for nothing
	Doubt string // why it cannot be told whether the piece is there
}

// NoDatabase says why what keeps a database does not concern an app, "" where it may have one.
func NoDatabase(_ *source.Repo, app *stack.App) string {
	if app.Fact(stack.Database) == "" && app.Fact(stack.ORM) == "" {
		return "no database is known that it uses"
	}
	return ""
}

package generators

import (
	"slices"

	"scaffold/stack"
)

// Models returns the tables of the app's database that are the user's own.
func (d data) Models() []stack.Model { return d.context.models() }

// models leaves the tables of closed gaps out: whether they stand in the schema already or come with this run, what is
// created is the same.
func (c *Context) models() []stack.Model {
	if c.modelled == nil {
		found := slices.DeleteFunc(stack.Models(c.Repo, c.App), func(m stack.Model) bool { return c.ownTable(m.Table) })
		c.modelled = &found
	}
	return *c.modelled
}

// ownTable tells whether a table belongs to a gap that is closed in this app by the tool.
func (c *Context) ownTable(name string) bool {
	return slices.ContainsFunc(c.Gaps, func(g *Gap) bool {
		return c.Has(g.Name) && slices.ContainsFunc(g.Pieces, func(p Piece) bool { return slices.Contains(p.Tables, Table{Name: name}) })
	})
}

package generators

import (
	"slices"

	"scaffold/stack"
	"scaffold/templates"
)

// Models returns the tables of the app's database that are the user's own.
func (d data) Models() []stack.Model { return d.context.models() }

// models leaves the tables of closed gaps out: whether they stand in the schema already or come with this run, what is
// created is the same.
func (c *Context) models() []stack.Model {
	m, first := c.once("models")
	if first {
		m.models = slices.DeleteFunc(stack.Models(c.Repo, c.App), func(m stack.Model) bool { return c.ownTable(m.Table) })
	}
	return m.models
}

// ownTable tells whether a table belongs to a gap that is closed in this app by the tool.
func (c *Context) ownTable(name string) bool {
	return slices.ContainsFunc(c.ownTables(), func(t gapTable) bool { return t.Name == name })
}

// gapTable is a table that a gap adds.
type gapTable struct {
	Table
	gap *Gap
}

// ownTables are the tables of the closed gaps, of earlier runs and of this one. What a run will create is a guess at first: a
// piece may still be refused.
func (c *Context) ownTables() []gapTable {
	var all []gapTable
	for _, g := range c.Gaps {
		if !c.Has(g.Name) {
			continue
		}
		for _, p := range g.Pieces {
			found, there := c.App.Found[p.Provides]
			lacking := c.wants(g, &p) && (!there || found.Partial != "" && p.Completes)
			for _, t := range p.Tables {
				if lacking && !c.settled || c.createdMigration(t.Name) != "" {
					all = append(all, gapTable{t, g})
				}
			}
		}
	}
	return all
}

// ownModels returns the tables of the closed gaps, as their migrations make them.
func (c *Context) ownModels() []stack.Model {
	texts := map[string][]byte{}
	for _, t := range c.ownTables() {
		of := *c
		of.Gap = t.gap
		text, _, err := templates.Render([]string{t.gap.Name + "/tables"}, t.Name, ".sql", of.data(t.Name), of.funcs(t.Name))
		if err == nil {
			texts[t.Name+".sql"] = text.Body
		}
	}
	return stack.TablesIn(texts)
}

package generators

import (
	"slices"

	"scaffold/stack"
	"scaffold/templates"
)

// Made tells whether a file of the role is the tool's in this app: of an earlier run, of this one so far, or of a piece that
// this run will still come to.
func (d data) Made(role string) bool { return d.context.made(role) }

func (c *Context) made(role string) bool {
	path := c.place(c.file(role))
	if c.Created[path] != "" || c.Planned[path] != nil {
		return true
	}
	return !c.settled && slices.ContainsFunc(c.Gaps, func(g *Gap) bool {
		if !c.closing[g.Name] {
			return false
		}
		for i := range g.Pieces {
			if p := &g.Pieces[i]; !c.refused[refusal{c.App.ID, p}] && c.makes(g, p, role) {
				return true
			}
		}
		return false
	})
}

// makes tells whether a piece that is not there yet creates the role.
func (c *Context) makes(g *Gap, p *Piece, role string) bool {
	if found, ok := c.App.Found[p.Provides]; ok && (found.Partial == "" || !p.Completes) {
		return false
	}
	owns := slices.ContainsFunc(p.Files, func(f stack.File) bool { return f.Role == role })
	return owns && g.makes(c.App.Framework, role) && c.wants(g, p)
}

// wants tells whether a piece of a gap concerns the app.
func (c *Context) wants(g *Gap, p *Piece) bool {
	if p.When == nil {
		return true
	}
	of := *c
	of.Gap = g
	return p.When(&of)
}

// makes tells whether there is a text of the role for the framework. In a front only what is written for it lands.
func (g *Gap) makes(f *stack.Framework, role string) bool {
	return g.has(f, role) || !f.Front && templates.Has(g.folders(f), role, f.Language.Ext)
}

// Path returns where the created file of a role stands, relative to the repository's root.
func (d data) Path(role string) string { return d.context.place(d.context.file(role)) }

// any tells whether one of the roles was rendered: what comes with them, such as a framework's adapter, is of no use alone.
func (f *files) any(roles []stack.File) bool {
	return slices.ContainsFunc(roles, func(file stack.File) bool { return f.paths[file.Role] != "" || file.Test && f.tests[file.Role] })
}

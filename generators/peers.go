package generators

import "scaffold/stack"

// peers are all calls of the gaps that are closed in the app, in the order of the gaps: that in which they stand where
// nothing else decides.
func (c *Context) peers() []stack.Code {
	m, first := c.once("peers")
	if !first {
		return m.peers
	}
	for _, g := range c.Gaps {
		if !c.Has(g.Name) {
			continue
		}
		for _, p := range g.Pieces {
			for _, call := range p.Calls {
				path := c.place(c.file(call.Role))
				m.peers = append(m.peers, stack.Code{Symbol: call.Symbol, File: path, Seam: call.Seam})
			}
		}
	}
	return m.peers
}

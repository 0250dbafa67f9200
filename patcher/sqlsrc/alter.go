package sqlsrc

import "slices"

// alter takes the actions of ALTER TABLE.
func (c *cursor) alter() {
	c.next("IF", "EXISTS")
	c.next("ONLY")
	name := c.name()
	c.next("*")
	t := c.schema.Table(name)
	if t == nil {
		return
	}
	for !c.done() {
		c.action(t)
		c.skip()
		if !c.next(",") {
			return
		}
	}
}

func (c *cursor) action(t *Table) {
	switch {
	case c.next("ADD"):
		if c.next("COLUMN") {
			c.next("IF", "NOT", "EXISTS")
		}
		c.added(t)
	case c.next("DROP", "COLUMN"):
		c.next("IF", "EXISTS")
		t.drop(c.name())
	case c.next("DROP", "CONSTRAINT"), c.next("DROP", "PRIMARY"), c.next("DROP", "INDEX"), c.next("DROP", "FOREIGN"):
	case c.next("DROP"):
		t.drop(c.name())
	case c.next("RENAME", "TO"):
		c.renamed(t)
	case c.next("RENAME", "CONSTRAINT"):
	case c.next("RENAME"):
		c.next("COLUMN")
		from := c.name()
		c.next("TO")
		t.rename(from, c.name())
	case c.next("ALTER"):
		c.next("COLUMN")
		if col := t.Column(c.name()); col != nil {
			c.changed(col)
		}
	}
}

// added takes a member that is added, which replaces one of the same name: IF NOT EXISTS asks for that.
func (c *cursor) added(t *Table) {
	before := len(t.Columns)
	c.member(t)
	if len(t.Columns) == before {
		return
	}
	added := t.Columns[before].Name
	if slices.ContainsFunc(t.Columns[:before], func(col Column) bool { return col.Name == added }) {
		t.Columns = t.Columns[:before]
	}
}

func (c *cursor) renamed(t *Table) {
	from, to := t.Name, c.name()
	t.Name = to
	for _, other := range c.schema.Tables {
		for i := range other.Foreign {
			if other.Foreign[i].Table == from {
				other.Foreign[i].Table = to
			}
		}
	}
}

func (c *cursor) changed(col *Column) {
	switch {
	case c.next("SET", "NOT", "NULL"):
		col.NotNull = true
	case c.next("DROP", "NOT", "NULL"):
		col.NotNull = false
	case c.next("SET", "DEFAULT"):
		col.Default = c.until(false)
	case c.next("DROP", "DEFAULT"):
		col.Default = ""
	case c.next("SET", "DATA", "TYPE"), c.next("TYPE"):
		col.Type = c.until(true)
	}
}

package sqlsrc

import "slices"

// cursor reads one statement.
type cursor struct {
	schema *Schema
	path   string
	src    string
	tokens []token
	at     int
}

func (c *cursor) done() bool { return c.at >= len(c.tokens) }

func (c *cursor) peek() token {
	if c.done() {
		return token{start: len(c.src), end: len(c.src)}
	}
	return c.tokens[c.at]
}

// next tells whether the words come next, and takes them.
func (c *cursor) next(words ...string) bool {
	for i, w := range words {
		if c.at+i >= len(c.tokens) || c.tokens[c.at+i].literal || c.tokens[c.at+i].says != w {
			return false
		}
	}
	c.at += len(words)
	return true
}

// is tells whether the word or mark comes next.
func (c *cursor) is(says string) bool { return c.peek().says == says && !c.peek().literal }

// ends tells whether a comma or a closing parenthesis comes next.
func (c *cursor) ends() bool { return c.is(",") || c.is(")") }

// any takes one of the words.
func (c *cursor) any(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return c.next(w) })
}

// name takes a name, the last part of one with dots.
func (c *cursor) name() string {
	name := c.peek().name
	if name == "" {
		return ""
	}
	c.at++
	for c.next(".") {
		name = c.peek().name
		c.at++
	}
	return name
}

// names takes a list in parentheses; of an index's entries only plain columns count.
func (c *cursor) names() []string {
	if !c.next("(") {
		return nil
	}
	var all []string
	for !c.done() && !c.next(")") {
		all = append(all, c.name())
		for depth := 0; !c.done() && (depth > 0 || !c.ends()); c.at++ {
			if depth += level(c.peek()); c.is("(") {
				all[len(all)-1] = "" // an expression
			}
		}
		c.next(",")
	}
	return all
}

func level(t token) int {
	switch {
	case t.literal:
	case t.says == "(":
		return 1
	case t.says == ")":
		return -1
	}
	return 0
}

func (c *cursor) statement() {
	switch {
	case c.next("CREATE"):
		c.create()
	case c.next("ALTER", "TABLE"):
		c.alter()
	case c.next("DROP", "TABLE"):
		c.next("IF", "EXISTS")
		for name := c.name(); name != ""; name = c.name() {
			c.schema.Tables = slices.DeleteFunc(c.schema.Tables, func(t *Table) bool { return t.Name == name })
			c.next(",")
		}
	}
}

func (c *cursor) create() {
	switch {
	case c.next("TYPE"):
		name := c.name()
		if c.next("AS", "ENUM", "(") {
			if c.schema.Enums == nil {
				c.schema.Enums = map[string][]string{}
			}
			c.schema.Enums[name] = c.literals()
		}
		return
	case c.next("UNIQUE", "INDEX"):
		c.uniqueIndex()
		return
	}
	for c.any("GLOBAL", "LOCAL", "UNLOGGED", "OR", "REPLACE") {
		continue
	}
	if c.any("TEMP", "TEMPORARY") || !c.next("TABLE") {
		return
	}
	c.next("IF", "NOT", "EXISTS")
	start := c.tokens[0].start
	name := c.name()
	if name == "" || !c.next("(") || c.schema.Table(name) != nil {
		return
	}
	t := &Table{Name: name, Path: c.path, Start: start}
	for !c.done() && !c.next(")") {
		c.member(t)
		c.skip()
		c.next(",")
	}
	c.schema.Tables = append(c.schema.Tables, t)
}

// literals takes texts up to the closing parenthesis.
func (c *cursor) literals() []string {
	var all []string
	for ; !c.done() && !c.next(")"); c.at++ {
		if c.peek().literal {
			all = append(all, c.peek().says)
		}
	}
	return all
}

func (c *cursor) uniqueIndex() {
	for !c.done() && !c.next("ON") {
		c.at++
	}
	c.next("ONLY")
	t := c.schema.Table(c.name())
	if c.next("USING") {
		c.at++
	}
	columns := c.names()
	partial := slices.ContainsFunc(c.tokens[c.at:], func(t token) bool { return !t.literal && t.says == "WHERE" })
	if t != nil && len(columns) > 0 && !slices.Contains(columns, "") && !partial {
		t.Uniques = append(t.Uniques, columns)
	}
}

// skip goes to the comma or the parenthesis that ends a member.
func (c *cursor) skip() {
	for depth := 0; !c.done() && (depth > 0 || !c.ends()); c.at++ {
		depth += level(c.peek())
	}
}

// member takes a column or a constraint of a table.
func (c *cursor) member(t *Table) {
	if c.next("CONSTRAINT") {
		c.name()
	}
	switch {
	case c.next("PRIMARY", "KEY"):
		t.Key = c.names()
	case c.next("UNIQUE"):
		c.any("KEY", "INDEX")
		if !c.is("(") {
			c.name()
		}
		t.Uniques = append(t.Uniques, c.names())
	case c.next("FOREIGN", "KEY"):
		f := ForeignKey{Columns: c.names()}
		if c.next("REFERENCES") {
			t.Foreign = append(t.Foreign, c.target(f))
		}
	case c.next("CHECK"), c.next("EXCLUDE"), c.next("LIKE"), c.next("KEY"), c.next("INDEX"), c.next("FULLTEXT"), c.next("SPATIAL"):
	default:
		c.column(t)
	}
}

// target takes what stands behind REFERENCES.
func (c *cursor) target(f ForeignKey) ForeignKey {
	f.Table = c.name()
	f.References = c.names()
	for !c.done() {
		switch {
		case c.next("ON", "DELETE", "SET"):
			f.OnDelete = "SET " + c.peek().says
			c.at++
		case c.next("ON", "DELETE", "NO", "ACTION"):
			f.OnDelete = "NO ACTION"
		case c.next("ON", "DELETE"):
			f.OnDelete = c.peek().says
			c.at++
		case c.next("ON", "UPDATE", "SET"), c.next("ON", "UPDATE", "NO"), c.next("ON", "UPDATE"), c.next("MATCH"):
			c.at++
		default:
			return f
		}
	}
	return f
}

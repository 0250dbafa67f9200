package sqlsrc

import (
	"slices"
	"strings"
)

// ends are the words that a column's type or default ends before.
var ends = []string{
	"NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "CONSTRAINT", "COLLATE", "GENERATED", "AUTO_INCREMENT",
	"AUTOINCREMENT", "COMMENT", "AS", "ON", "FIRST", "AFTER", "USING",
}

// column takes the definition of a column.
func (c *cursor) column(t *Table) {
	start := c.peek().start
	col := Column{Name: c.name(), Path: c.path, Start: start}
	if col.Name == "" {
		c.at++
		return
	}
	col.Type = c.until(true)
	if strings.HasSuffix(col.Type, "serial") {
		col.NotNull, col.Default = true, "autoincrement()"
	}
	for !c.done() && !c.ends() {
		c.constraint(t, &col)
	}
	if slices.Contains(t.Key, col.Name) {
		col.NotNull = true
	}
	t.Columns = append(t.Columns, col)
}

// constraint takes one of the constraints of a column, or a token that says nothing.
func (c *cursor) constraint(t *Table, col *Column) {
	switch {
	case c.next("NOT", "NULL"):
		col.NotNull = true
	case c.next("DEFAULT"):
		col.Default = c.until(false)
	case c.next("PRIMARY", "KEY"):
		t.Key, col.NotNull = []string{col.Name}, true
	case c.next("UNIQUE"):
		t.Uniques = append(t.Uniques, []string{col.Name})
	case c.next("REFERENCES"):
		t.Foreign = append(t.Foreign, c.target(ForeignKey{Columns: []string{col.Name}}))
	case c.next("AUTO_INCREMENT"), c.next("AUTOINCREMENT"):
		col.Default = "autoincrement()"
	case c.next("GENERATED"):
		c.generated(col)
	case c.is("("):
		c.parenthesis()
	default:
		c.at++
	}
}

// generated takes GENERATED ALWAYS AS IDENTITY and its like: the database gives the value.
func (c *cursor) generated(col *Column) {
	for c.any("ALWAYS", "BY", "DEFAULT", "AS") {
		continue
	}
	col.Default = "autoincrement()"
	if !c.next("IDENTITY") {
		col.Default = "generated()"
	}
}

// until takes tokens up to a word that ends them and returns what is written there: a type in lower case.
func (c *cursor) until(typed bool) string {
	start, end := c.peek().start, c.peek().start
	for first := true; !c.done(); first = false {
		t := c.peek()
		if c.ends() || !t.literal && slices.Contains(ends, t.says) && (!first || typed) {
			break
		}
		if c.is("(") {
			c.parenthesis()
		} else {
			c.at++
		}
		end = c.tokens[c.at-1].end
	}
	if typed {
		return strings.ToLower(strings.Trim(c.src[start:end], `"`))
	}
	return c.src[start:end]
}

// parenthesis takes what stands in parentheses, and them.
func (c *cursor) parenthesis() {
	depth := 0
	for !c.done() {
		depth += level(c.peek())
		c.at++
		if depth == 0 {
			return
		}
	}
}

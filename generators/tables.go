package generators

import (
	"fmt"
	"regexp"
	"strings"

	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/templates"
)

// Table is a table of the database that a piece needs. Its text is templates/<gap>/tables/<name>.sql.tmpl, what takes it
// back is <name>.down.sql.tmpl, and the model of it is <name>.prisma.tmpl. They land as a migration of the tool that the
// repository has. One whose text renders to nothing is not needed.
type Table struct{ Name string }

// databaseKeys are the environment variables that the role database reads.
var databaseKeys = []EnvKey{
	databaseURL,
	{Name: "DB_POOL_MAX", Default: "10", Doc: "How many connections to the database this process may have open."},
	{Name: "DB_CONNECT_TIMEOUT_MS", Default: "5000", Doc: "How long opening a connection to the database may take, in milliseconds."},
	{Name: "DB_STATEMENT_TIMEOUT_MS", Default: "10000", Doc: "How long one statement of SQL may take, in milliseconds; 0 for no limit."},
}

// timeouts begin a migration: one that waits for a lock makes every request wait behind it.
const timeouts = "SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = '60s';\n\n"

// migration is a table's change of the schema, as text.
type migration struct {
	name           string
	up, down       string
	model          string // of Prisma, "" for none
	table          int    // index of the table among those of all gaps
	stamp, created string // what its file's name begins with, and its path where an earlier run created it
}

// tableEdits return what makes the tables of a piece.
func (c *Context) tableEdits(p *Piece) ([]patcher.FileEdit, error) {
	if len(p.Tables) == 0 {
		return nil, nil
	}
	if err := c.otherDatabase(); err != nil {
		return nil, err
	}
	var edits []patcher.FileEdit
	for _, t := range p.Tables {
		m, err := c.migration(t)
		if err != nil {
			return nil, err
		}
		if m.up == "" {
			continue
		}
		more, err := writers[c.tool()](c, m)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	return edits, nil
}

// otherDatabase is the problem of an app whose database the tables' SQL is not made for.
func (c *Context) otherDatabase() error {
	if c.App.Language != stack.Node {
		return &patcher.Problem{
			Kind: patcher.NotUnderstood, Path: c.App.At.Path, Line: c.App.At.Line,
			What: "it needs a table, and nothing is known that keeps migrations in " + c.App.Framework.Title,
			Todo: "close it by hand",
		}
	}
	fact := c.App.Facts[stack.Database]
	if fact.Value == "" || fact.Value == "postgres" {
		return nil
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood, Path: fact.At.Path, Line: fact.At.Line,
		What: "it needs a table in PostgreSQL, and this service keeps its data in " + fact.Value,
		Todo: "close it by hand",
	}
}

// migration renders a table's texts and gives it its place among the migrations.
func (c *Context) migration(t Table) (migration, error) {
	m := migration{name: t.Name, table: c.tableIndex(t)}
	for ext, into := range map[string]*string{".sql": &m.up, ".down.sql": &m.down, ".prisma": &m.model} {
		text, ok, err := templates.Render([]string{c.Gap.Name + "/tables"}, t.Name, ext, c.data(t.Name), c.funcs(t.Name))
		if err != nil {
			return m, err
		}
		if !ok && ext != ".prisma" {
			return m, fmt.Errorf("the table %s has no %s", t.Name, ext)
		}
		*into = strings.TrimSpace(string(text.Body)) + "\n"
	}
	if m.up = strings.TrimLeft(m.up, "\n"); m.up != "" {
		m.up = timeouts + m.up
	}
	m.created = c.createdMigration(t.Name)
	m.stamp = stampers[c.tool()](c, m.table)
	return m, nil
}

// tableIndex is the table's place among those of all gaps: which of them are added, and in which order, does not change
// what its file is called.
func (c *Context) tableIndex(t Table) int {
	n := 0
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			for _, other := range p.Tables {
				if other == t {
					return n
				}
				n++
			}
		}
	}
	return n
}

// createdMigration returns the path of the migration that an earlier run created for a table, "" for none.
func (c *Context) createdMigration(name string) string {
	pattern := regexp.MustCompile(`(^|/)\d+_` + regexp.QuoteMeta(name) + `(/migration\.sql|\.(sql|[cm]?[jt]s))$`)
	for file := range c.Created {
		if pattern.MatchString(file) {
			return file
		}
	}
	return ""
}

// tabled tells whether an earlier run created the migration of one of the piece's tables for this gap.
func (c *Context) tabled(p *Piece) bool {
	for _, t := range p.Tables {
		if file := c.createdMigration(t.Name); file != "" && c.Landed[file] != "" {
			return true
		}
	}
	return false
}

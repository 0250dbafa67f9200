// Package sqlsrc reads what tables the migrations of a database make, statement by statement, as far as it understands
// them: what it does not know is passed over.
package sqlsrc

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

var (
	bracketed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\[[A-Za-z_][\w ]*\]`) })
	dollar    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\$\w*\$`) })
)

// Schema is what a run of migrations leaves behind.
type Schema struct {
	Tables []*Table
	Enums  map[string][]string // values by the type's name
}

// Table is a table with what its columns are bound to.
type Table struct {
	Name    string
	Columns []Column
	Key     []string   // columns of the primary key
	Uniques [][]string // columns of each further unique constraint and index
	Foreign []ForeignKey
	Path    string // of the script that makes it
	Start   int    // offset in that script
}

// Column is one column.
type Column struct {
	Name    string
	Type    string // in lower case, as it is written: "varchar(320)", "timestamp with time zone"
	NotNull bool
	Default string // as it is written, "" for none
	Path    string // of the script that adds it
	Start   int
}

// ForeignKey is a reference to another table.
type ForeignKey struct {
	Columns    []string
	Table      string
	References []string // columns there; nil for its primary key
	OnDelete   string   // "CASCADE", "SET NULL", "" when it is not said
}

// Read folds the statements of one script over what those before it left. Sections that take a migration back are left
// out.
func (s *Schema) Read(path, src string) {
	for _, statement := range statements(forward(src)) {
		c := &cursor{schema: s, path: path, src: src, tokens: statement}
		c.statement()
	}
}

// Table returns the table of that name, nil for none.
func (s *Schema) Table(name string) *Table {
	for _, t := range s.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Column returns the column of that name, nil for none.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

func (t *Table) drop(column string) {
	t.Columns = slices.DeleteFunc(t.Columns, func(c Column) bool { return c.Name == column })
	has := func(columns []string) bool { return slices.Contains(columns, column) }
	if has(t.Key) {
		t.Key = nil
	}
	t.Uniques = slices.DeleteFunc(t.Uniques, has)
	t.Foreign = slices.DeleteFunc(t.Foreign, func(f ForeignKey) bool { return has(f.Columns) })
}

func (t *Table) rename(from, to string) {
	if c := t.Column(from); c != nil {
		c.Name = to
	}
	swap := func(columns []string) {
		for i := range columns {
			if columns[i] == from {
				columns[i] = to
			}
		}
	}
	swap(t.Key)
	for _, u := range t.Uniques {
		swap(u)
	}
	for _, f := range t.Foreign {
		swap(f.Columns)
	}
}

// backward are the comments from which on a script takes its migration back.
var backward = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?im)^[ \t]*--[ \t]*(\+goose down|\+migrate down|migrate:down|down migration|@down|rollback)\b.*$`)
})

var onward = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?im)^[ \t]*--[ \t]*(\+goose up|\+migrate up|migrate:up|up migration|@up)\b.*$`)
})

// forward blanks the part of a script that takes it back, so that the offsets of the rest stay.
func forward(src string) string {
	at := backward().FindStringIndex(src)
	if at == nil {
		return src
	}
	end := len(src)
	if again := onward().FindStringIndex(src[at[1]:]); again != nil {
		end = at[1] + again[0]
	}
	return src[:at[0]] + strings.Repeat(" ", end-at[0]) + forward(src[end:])
}

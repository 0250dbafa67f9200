package generators

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/stack"
)

// Tables returns the tables of the app's database: the user's own, and those that closed gaps made.
func (d data) Tables() []stack.Model {
	all := slices.Clone(d.Models())
	for _, m := range d.context.ownModels() {
		if !slices.ContainsFunc(all, func(other stack.Model) bool { return other.Table == m.Table }) {
			all = append(all, m)
		}
	}
	return all
}

// Columns writes the columns of a table as a table.
func (d data) Columns(m stack.Model) string {
	var rows [][]string
	for _, f := range m.Columns() {
		rows = append(rows, []string{"`" + f.Column + "`", columnType(f), yes(!f.Optional), keyText(m, f), plainCell(f.Doc)})
	}
	return table([]string{"Column", "Type", "Needed", "Key", "What it holds"}, rows)
}

func columnType(f stack.ModelField) string {
	text := f.Type
	if len(f.Enum) > 0 {
		text = "one of `" + strings.Join(f.Enum, "`, `") + "`"
	}
	if f.List {
		text = "list of " + text
	}
	if f.Default != "" && !strings.Contains(f.Default, "`") {
		text += ", `" + f.Default + "` by default"
	}
	return text
}

func yes(needed bool) string {
	if needed {
		return "yes"
	}
	return "no"
}

// keyText says what a column is to its table's keys, and to other tables.
func keyText(m stack.Model, f stack.ModelField) string {
	var all []string
	if f.ID || slices.Contains(m.Key, f.Name) {
		all = append(all, "primary")
	}
	if f.Unique {
		all = append(all, "unique")
	}
	for _, link := range m.Links() {
		if slices.Contains(link.Fields, f.Name) {
			text := "of a row in " + link.Model
			if link.OnDelete != "" {
				text += fmt.Sprintf(" (when that goes: %s)", link.OnDelete)
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, ", ")
}

// Diagram writes the tables and what leads from one to another as a diagram of Mermaid.
func (d data) Diagram() string {
	var out strings.Builder
	out.WriteString("erDiagram\n")
	tables := d.Tables()
	for _, m := range tables {
		fmt.Fprintf(&out, "  %s {\n", entity(m.Table))
		for _, f := range m.Columns() {
			fmt.Fprintf(&out, "    %s %s%s\n", entity(f.Type), entity(f.Column), marks(m, f))
		}
		out.WriteString("  }\n")
	}
	for _, m := range tables {
		for _, link := range m.Links() {
			if to := tableOf(tables, link.Model); to != "" && len(link.Fields) > 0 {
				fmt.Fprintf(&out, "  %s %s %s : %s\n", entity(to), many(m, link), entity(m.Table), entity(strings.Join(link.Fields, "_")))
			}
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// marks says of which keys a column is part.
func marks(m stack.Model, f stack.ModelField) string {
	var all []string
	if f.ID || slices.Contains(m.Key, f.Name) {
		all = append(all, "PK")
	}
	if slices.ContainsFunc(m.Links(), func(r stack.Relation) bool { return slices.Contains(r.Fields, f.Name) }) {
		all = append(all, "FK")
	}
	if len(all) == 0 {
		return ""
	}
	return " " + strings.Join(all, ", ")
}

// many says how many rows are on the two sides of a link.
func many(m stack.Model, link stack.Relation) string {
	one := "||"
	for _, name := range link.Fields {
		if f := m.Field(name); f != nil && f.Optional {
			one = "|o"
		}
	}
	if len(link.Fields) == 1 {
		if f := m.Field(link.Fields[0]); f != nil && (f.Unique || f.ID) {
			return one + "--o|"
		}
	}
	return one + "--o{"
}

func tableOf(all []stack.Model, name string) string {
	for _, m := range all {
		if m.Name == name || m.Table == name {
			return m.Table
		}
	}
	return ""
}

// entity spells a name as Mermaid takes it.
func entity(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, name)
}

package generators

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"scaffold/stack"
)

// table writes a table of Markdown, its columns as wide as what is in them, as formatters have it.
func table(header []string, rows [][]string) string {
	all := append([][]string{header}, rows...)
	widths := make([]int, len(header))
	for _, row := range all {
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "|", `\|`)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]), 3)
		}
	}
	var out strings.Builder
	for n, row := range all {
		out.WriteString("|")
		for i, cell := range row {
			out.WriteString(" " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)) + " |")
		}
		out.WriteString("\n")
		if n == 0 {
			out.WriteString("|")
			for _, width := range widths {
				out.WriteString(" " + strings.Repeat("-", width) + " |")
			}
			out.WriteString("\n")
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// Variables writes the app's environment variables as a table.
func (d data) Variables() string {
	var rows [][]string
	for _, v := range d.Keys() {
		fallback := ""
		switch {
		case v.Default != "":
			fallback = "`" + v.Default + "`"
		case v.Required:
			fallback = "must be set"
		}
		rows = append(rows, []string{"`" + v.Name + "`", v.Kind, fallback, plainCell(v.Doc)})
	}
	if len(rows) == 0 {
		return ""
	}
	return table([]string{"Variable", "Kind", "Without it", "What for"}, rows)
}

// plainCell writes words so that Markdown reads them as they are.
func plainCell(text string) string {
	return strings.NewReplacer("<", "&lt;", "*", `\*`).Replace(strings.Join(strings.Fields(text), " "))
}

// Overview lists the operations as a table: method and path, what it does, who may.
func (a *api) Overview() string {
	var rows [][]string
	for _, p := range a.Paths {
		for _, o := range p.Operations {
			rows = append(rows, []string{"`" + strings.ToUpper(o.Method) + "`", "`" + p.Path + "`", plainCell(o.Summary), o.Who()})
		}
	}
	return table([]string{"Method", "Path", "What it does", "Who may"}, rows)
}

// Who says in words who may use an operation.
func (o apiOperation) Who() string {
	var names []string
	refused := false
	for _, g := range o.Route.Guards {
		if len(g.Refuses) == 0 {
			continue
		}
		refused = true
		if name := "`" + g.Text + "`"; !strings.Contains(g.Text, "`") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if !refused {
		return "everybody"
	}
	return "who passes " + strings.Join(names, ", ")
}

// Fields lists what a request may hold as a table: parameters, and the fields of the body.
func (o apiOperation) Fields() string {
	var rows [][]string
	for _, p := range o.Params {
		rows = append(rows, fieldRow(p.Name, p.In, p.Field, p.Required))
	}
	if body := o.Route.Body; body != nil && o.Body != nil {
		rows = append(rows, bodyRows("", body.Field)...)
	}
	if len(rows) == 0 {
		return ""
	}
	return table([]string{"Name", "In", "Type", "Needed", "Limits"}, rows)
}

// bodyRows are the fields of an object, those of objects in it behind a dot.
func bodyRows(prefix string, f stack.Field) [][]string {
	var rows [][]string
	for _, one := range f.Fields {
		name := prefix + one.Name
		rows = append(rows, fieldRow(name, "body", one, !one.Optional))
		switch {
		case one.Type == "object":
			rows = append(rows, bodyRows(name+".", one)...)
		case one.Type == "array" && one.Items != nil && one.Items.Type == "object":
			rows = append(rows, bodyRows(name+"[].", *one.Items)...)
		}
	}
	return rows
}

func fieldRow(name, in string, f stack.Field, required bool) []string {
	needed := "no"
	if required {
		needed = "yes"
	}
	return []string{"`" + name + "`", in, typeText(f), needed, limitText(f)}
}

// typeText says what type a value has.
func typeText(f stack.Field) string {
	text := f.Type
	switch {
	case len(f.AnyOf) > 0:
		var all []string
		for _, one := range f.AnyOf {
			all = append(all, typeText(one))
		}
		text = strings.Join(all, " or ")
	case text == "":
		text = "any"
	case f.Type == "array" && f.Items != nil:
		text = "list of " + typeText(*f.Items)
	case f.Format != "":
		text += ", " + f.Format
	}
	if f.Nullable {
		text += ", or null"
	}
	return text
}

// limitText says what a value is limited to.
func limitText(f stack.Field) string {
	var all []string
	what := map[string]string{"string": " characters", "array": " entries"}[f.Type]
	switch low, high := f.Min, f.Max; {
	case low != "" && low == high:
		all = append(all, low+what)
	case low != "" && high != "":
		all = append(all, low+" to "+high+what)
	case low != "" && f.Above:
		all = append(all, "above "+low+what)
	case low != "":
		all = append(all, "at least "+low+what)
	case high != "" && f.Below:
		all = append(all, "below "+high+what)
	case high != "":
		all = append(all, "at most "+high+what)
	}
	if f.Pattern != "" && !strings.Contains(f.Pattern, "`") {
		all = append(all, "`"+f.Pattern+"`")
	}
	if len(f.Enum) > 0 {
		all = append(all, "one of `"+strings.Join(f.Enum, "`, `")+"`")
	}
	if f.Default != "" {
		all = append(all, fmt.Sprintf("`%s` by default", f.Default))
	}
	return strings.Join(all, "; ")
}

// Verb is the operation's method in capitals.
func (o apiOperation) Verb() string { return strings.ToUpper(o.Method) }

// Needs says by what an operation wants to know who asks, "" for one that does not.
func (o apiOperation) Needs() string {
	if len(o.Schemes) == 0 {
		return ""
	}
	return "It wants to know who asks, by `" + strings.Join(o.Schemes, "` or `") + "`."
}

package generators

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"scaffold/stack"
)

// quote is the mark that the app's formatter puts around texts: ' or ".
func (c *Context) quote() byte {
	text, err := c.App.Language.Finish(c.App, c.base()+"/quote.ts", []byte("export const a = 'b';\n"))
	if err == nil && bytes.Contains(text, []byte("'b'")) {
		return '\''
	}
	return '"'
}

// Q writes a text as YAML: plain where that is safe, else between quotes as a formatter has them.
func (a *api) Q(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case plainYAML(text):
		return text
	case strings.Contains(text, `\`), strings.Contains(text, `"`):
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case strings.Contains(text, "'"):
		return `"` + text + `"`
	}
	return string(a.quote) + text + string(a.quote)
}

// Code writes a status as the key that OpenAPI wants: a text.
func (a *api) Code(code int) string {
	text := strconv.Itoa(code)
	if code == 0 {
		text = "2XX"
		return text
	}
	return string(a.quote) + text + string(a.quote)
}

// plainYAML tells whether YAML reads a text as that text without quotes.
func plainYAML(text string) bool {
	if text == "" || strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") {
		return false
	}
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "~":
		return false
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil {
		return false
	}
	return strings.IndexByte("!&*-?|>@%`\"'#,[]{}:0123456789=<+. ", text[0]) < 0
}

// Schema writes a schema as lines of YAML, each behind the indent.
func (a *api) Schema(indent int, f stack.Field) string {
	w := &schemaWriter{api: a}
	w.field(indent, f)
	return strings.TrimRight(w.out.String(), "\n")
}

type schemaWriter struct {
	api *api
	out strings.Builder
}

func (w *schemaWriter) line(indent int, format string, args ...any) {
	fmt.Fprintf(&w.out, strings.Repeat(" ", indent)+format+"\n", args...)
}

// field writes what a value must be. A value of which nothing is known may be anything.
func (w *schemaWriter) field(indent int, f stack.Field) {
	before := w.out.Len()
	if f.Doc != "" {
		w.line(indent, "description: %s", w.api.Q(f.Doc))
	}
	switch {
	case f.Type == "" || len(f.AnyOf) > 0:
	case f.Nullable:
		w.line(indent, "type: [%s, %s]", f.Type, w.api.Q("null"))
	default:
		w.line(indent, "type: %s", w.api.typeName(f.Type))
	}
	if f.Format != "" {
		w.line(indent, "format: %s", f.Format)
	}
	w.limits(indent, f)
	if len(f.Enum) > 0 {
		w.line(indent, "enum: [%s]", w.values(f))
	}
	if f.Default != "" {
		w.line(indent, "default: %s", w.value(f.Default))
	}
	w.parts(indent, f)
	if w.out.Len() == before {
		w.line(indent, "description: %s", w.api.Q("Any value."))
	}
}

func (a *api) typeName(name string) string {
	if name == "null" {
		return a.Q(name)
	}
	return name
}

// limits writes the range of a number, a text's length or a list's.
func (w *schemaWriter) limits(indent int, f stack.Field) {
	low, high := "minimum", "maximum"
	switch {
	case f.Type == "string":
		low, high = "minLength", "maxLength"
	case f.Type == "array":
		low, high = "minItems", "maxItems"
	case f.Type != "number" && f.Type != "integer":
		return
	}
	if f.Above {
		low = "exclusiveMinimum"
	}
	if f.Below {
		high = "exclusiveMaximum"
	}
	for _, limit := range []struct{ name, value string }{{low, f.Min}, {high, f.Max}} {
		if limit.value != "" {
			w.line(indent, "%s: %s", limit.name, limit.value)
		}
	}
	if f.Pattern != "" {
		w.line(indent, "pattern: %s", w.api.Q(f.Pattern))
	}
}

// parts writes what a value is made of.
func (w *schemaWriter) parts(indent int, f stack.Field) {
	if len(f.AnyOf) > 0 {
		w.line(indent, "anyOf:")
		for _, one := range f.AnyOf {
			inner := &schemaWriter{api: w.api}
			inner.field(indent+4, one)
			text := inner.out.String()
			w.out.WriteString(strings.Repeat(" ", indent+2) + "- " + strings.TrimLeft(text, " "))
		}
	}
	if f.Type == "array" && f.Items != nil {
		w.line(indent, "items:")
		w.field(indent+2, *f.Items)
	}
	if f.Type != "object" {
		return
	}
	var required []string
	for _, one := range f.Fields {
		if !one.Optional {
			required = append(required, w.api.Q(one.Name))
		}
	}
	if len(required) > 0 {
		w.line(indent, "required: [%s]", strings.Join(required, ", "))
	}
	if len(f.Fields) > 0 {
		w.line(indent, "properties:")
	}
	for _, one := range f.Fields {
		w.line(indent+2, "%s:", w.api.Q(one.Name))
		w.field(indent+4, one)
	}
	switch {
	case f.Closed:
		w.line(indent, "additionalProperties: false")
	case f.Items != nil:
		w.line(indent, "additionalProperties:")
		w.field(indent+2, *f.Items)
	}
}

func (w *schemaWriter) values(f stack.Field) string {
	var all []string
	for _, v := range f.Enum {
		all = append(all, w.value(v))
	}
	return strings.Join(all, ", ")
}

// value writes a value that is given as JSON.
func (w *schemaWriter) value(json string) string {
	text, err := strconv.Unquote(json)
	if err != nil {
		return json
	}
	if text == "" {
		return string(w.api.quote) + string(w.api.quote)
	}
	return w.api.Q(text)
}

package stack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// zodCall applies a call that hangs on a schema.
func (w *routeWalk) zodCall(f *Field, m *nodejs.Module, call ts.Node, depth int) {
	name := call.Expression().Name().Source()
	args := call.Arguments().Nodes
	first := ts.Node{}
	if len(args) > 0 {
		first = args[0]
	}
	switch name {
	case "optional", "nullish", "nullable", "default", "prefault", "catch":
		w.zodAbsent(f, name, m, first)
	case "min", "max", "length", "gte", "lte", "gt", "lt", "positive", "nonnegative", "negative", "nonpositive", "nonempty", "size":
		w.zodRange(f, name, m, first)
	case "email", "uuid", "url", "datetime", "date", "int", "ip", "guid", "base64":
		w.zodFormat(f, name)
	case "regex":
		if v := w.value(m, first); v.Node.Kind() == ts.KindRegularExpressionLiteral {
			f.Pattern = pattern(v.Node.Source())
		}
	case "describe":
		f.Doc, _ = w.text(m, first, 0)
	case "array":
		items := *f
		*f = Field{Type: "array", Items: &items}
	case "or":
		*f = Field{AnyOf: []Field{*f, w.field(w.value(m, first), depth+1)}}
	default:
		w.zodShape(f, name, m, first, depth)
	}
}

// zodAbsent applies what says that a value may be missing.
func (w *routeWalk) zodAbsent(f *Field, name string, m *nodejs.Module, arg ts.Node) {
	f.Optional = f.Optional || name != "nullable"
	f.Nullable = f.Nullable || name == "nullable" || name == "nullish"
	if name == "default" || name == "prefault" {
		f.Default, _ = w.json(m, arg)
	}
}

// zodRange applies limits.
func (w *routeWalk) zodRange(f *Field, name string, m *nodejs.Module, arg ts.Node) {
	limit, _ := w.number(m, arg)
	switch name {
	case "min", "gte":
		f.Min = limit
	case "max", "lte":
		f.Max = limit
	case "gt":
		f.Min, f.Above = limit, limit != ""
	case "lt":
		f.Max, f.Below = limit, limit != ""
	case "length", "size":
		f.Min, f.Max = limit, limit
	case "positive":
		f.Min, f.Above = "0", true
	case "nonnegative":
		f.Min = "0"
	case "negative":
		f.Max, f.Below = "0", true
	case "nonpositive":
		f.Max = "0"
	case "nonempty":
		f.Min = "1"
	}
}

// zodFormat applies the form of a text or a number.
func (w *routeWalk) zodFormat(f *Field, name string) {
	switch name {
	case "int":
		f.Type = "integer"
	case "datetime":
		f.Format = "date-time"
	case "date":
		f.Format = "date"
	case "url":
		f.Format = "uri"
	case "guid":
		f.Format = "uuid"
	case "base64":
		f.Format = "byte"
	case "ip": // either version
	default:
		f.Format = name
	}
}

// zodShape applies what changes the fields of an object.
func (w *routeWalk) zodShape(f *Field, name string, m *nodejs.Module, arg ts.Node, depth int) {
	switch name {
	case "strict":
		f.Closed = true
	case "passthrough", "loose", "strip":
		f.Closed = false
	case "partial":
		chosen := keysOf(w.value(m, arg))
		for i := range f.Fields {
			f.Fields[i].Optional = f.Fields[i].Optional || len(chosen) == 0 || slices.Contains(chosen, f.Fields[i].Name)
		}
	case "required":
		chosen := keysOf(w.value(m, arg))
		for i := range f.Fields {
			f.Fields[i].Optional = f.Fields[i].Optional && len(chosen) > 0 && !slices.Contains(chosen, f.Fields[i].Name)
		}
	case "extend", "safeExtend", "augment":
		for _, one := range w.fields(w.value(m, arg), depth) {
			f.Fields = withField(f.Fields, one)
		}
	case "merge", "and":
		for _, one := range w.field(w.value(m, arg), depth+1).Fields {
			f.Fields = withField(f.Fields, one)
		}
	case "pick", "omit":
		chosen := keysOf(w.value(m, arg))
		f.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(one Field) bool {
			return slices.Contains(chosen, one.Name) == (name == "omit")
		})
	}
}

// keysOf returns the names in { a: true, b: true }.
func keysOf(v nodejs.Value) []string {
	var all []string
	for _, prop := range v.Node.Properties().Nodes {
		all = append(all, strings.Trim(prop.Name().Source(), `'"`))
	}
	return all
}

// number returns a number that is written out, or held by a name.
func (w *routeWalk) number(m *nodejs.Module, n ts.Node) (string, bool) {
	if !n.Valid() {
		return "", false
	}
	v := w.value(m, n)
	sign := ""
	node := v.Node
	if node.Kind() == ts.KindPrefixUnaryExpression && strings.HasPrefix(node.Source(), "-") && len(node.Children()) > 0 {
		sign, node = "-", node.Children()[len(node.Children())-1]
	}
	text := strings.ReplaceAll(node.Source(), "_", "")
	if _, err := strconv.ParseFloat(text, 64); err != nil || node.Kind() != ts.KindNumericLiteral || isReassigned(m, n.Unwrap()) {
		return "", false
	}
	return sign + text, true
}

// json returns a literal as JSON.
func (w *routeWalk) json(m *nodejs.Module, n ts.Node) (string, bool) {
	if !n.Valid() {
		return "", false
	}
	if text, ok := w.text(m, n, 0); ok {
		quoted, err := json.Marshal(text)
		return string(quoted), err == nil
	}
	if number, ok := w.number(m, n); ok {
		return number, json.Valid([]byte(number))
	}
	switch v := w.value(m, n); v.Node.Kind() {
	case ts.KindTrueKeyword, ts.KindFalseKeyword, ts.KindNullKeyword:
		return v.Node.Source(), true
	case ts.KindArrayLiteralExpression:
		if len(v.Node.Elements().Nodes) == 0 {
			return "[]", true
		}
	}
	return "", false
}

// typeOfJSON returns the type that values share, "" for several.
func typeOfJSON(values []string) string {
	kind := ""
	for i, v := range values {
		one := "number"
		switch {
		case strings.HasPrefix(v, `"`):
			one = "string"
		case v == "true" || v == "false":
			one = "boolean"
		case v == "null":
			one = "null"
		}
		if i > 0 && one != kind {
			return ""
		}
		kind = one
	}
	return kind
}

// pattern returns a regular expression as JSON Schema has it: without the marks around it; "" for one with flags,
// which there are none for.
func pattern(source string) string {
	end := strings.LastIndexByte(source, '/')
	if end < 1 || strings.Trim(source[end+1:], "u") != "" {
		return ""
	}
	return source[1:end]
}

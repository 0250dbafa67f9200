package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// isZod tells whether a value is a schema of Zod: a call that goes back to it.
func (w *routeWalk) isZod(v nodejs.Value) bool {
	if v.In == nil || v.Node.Kind() != ts.KindCallExpression {
		return false
	}
	module := w.p.Maker(v).Module
	return module == "zod" || strings.HasPrefix(module, "zod/")
}

// schema reads a schema; nil for what is none.
func (w *routeWalk) schema(v nodejs.Value) *Schema {
	if !w.isZod(v) {
		return nil
	}
	return &Schema{Name: schemaName(v), At: v.In.At(v.Node), Field: w.field(v, 0)}
}

// schemaName returns what a schema is called where it is defined, "" when it has no name.
func schemaName(v nodejs.Value) string {
	n := v.Node
	for n.Parent().Kind() == ts.KindAsExpression || n.Parent().Kind() == ts.KindSatisfiesExpression || n.Parent().Kind() == ts.KindParenthesizedExpression {
		n = n.Parent()
	}
	if d := n.Parent(); d.Kind() == ts.KindVariableDeclaration {
		return d.Name().Ident()
	}
	return ""
}

// zodChain is a schema taken apart: the function of Zod, or another schema, that it begins with, and the calls that
// hang on it.
type zodChain struct {
	base  string // "string", "coerce.number"; "" when it begins with another schema
	call  ts.Node
	other nodejs.Value
	calls []ts.Node
}

// chainOf takes a schema apart.
func (w *routeWalk) chainOf(v nodejs.Value) zodChain {
	c := zodChain{}
	n := v.Node
	for n.Kind() == ts.KindCallExpression {
		callee := n.Expression()
		made := w.p.Value(v.In, callee, 0)
		if made.Module != "" {
			c.base, c.call = strings.TrimPrefix(strings.TrimPrefix(made.Name, "default."), "z."), n
			return c
		}
		if callee.Kind() != ts.KindPropertyAccessExpression {
			return c
		}
		c.calls = append([]ts.Node{n}, c.calls...)
		next := callee.Expression().Unwrap()
		if next.Kind() != ts.KindCallExpression {
			c.other = w.value(v.In, next)
			return c
		}
		n = next
	}
	return c
}

// zodTypes are Zod's functions by the type, and the format, of what they take.
var zodTypes = map[string][2]string{
	"string": {"string", ""}, "number": {"number", ""}, "int": {"integer", ""}, "int32": {"integer", "int32"}, "bigint": {"integer", "int64"}, "boolean": {"boolean", ""}, "stringbool": {"string", ""},
	"date": {"string", "date-time"}, "email": {"string", "email"}, "uuid": {"string", "uuid"}, "uuidv4": {"string", "uuid"}, "uuidv7": {"string", "uuid"}, "guid": {"string", "uuid"}, "url": {"string", "uri"},
	"httpUrl": {"string", "uri"}, "ipv4": {"string", "ipv4"}, "ipv6": {"string", "ipv6"}, "cuid": {"string", ""}, "cuid2": {"string", ""}, "ulid": {"string", ""}, "nanoid": {"string", ""},
	"base64": {"string", "byte"}, "jwt": {"string", ""}, "iso.date": {"string", "date"}, "iso.datetime": {"string", "date-time"}, "iso.time": {"string", "time"}, "iso.duration": {"string", "duration"},
	"object": {"object", ""}, "strictObject": {"object", ""}, "looseObject": {"object", ""}, "record": {"object", ""}, "array": {"array", ""}, "set": {"array", ""},
	"null": {"null", ""}, "enum": {"string", ""}, "nativeEnum": {"", ""},
}

// field reads what a schema takes.
func (w *routeWalk) field(v nodejs.Value, depth int) Field {
	if depth > nodejs.MaxHops || !w.isZod(v) {
		return Field{}
	}
	c := w.chainOf(v)
	var f Field
	if c.base != "" {
		f = w.zodBase(v.In, c, depth)
	} else {
		f = w.field(c.other, depth+1)
	}
	for _, call := range c.calls {
		w.zodCall(&f, v.In, call, depth)
	}
	return f
}

// zodBase reads the call that a schema begins with.
func (w *routeWalk) zodBase(m *nodejs.Module, c zodChain, depth int) Field {
	name := strings.TrimPrefix(c.base, "coerce.")
	kind, known := zodTypes[name]
	f := Field{Type: kind[0], Format: kind[1]}
	args := c.call.Arguments().Nodes
	if !known {
		f.Type, f.Format = "", ""
	}
	switch name {
	case "object", "strictObject", "looseObject":
		f.Closed = name == "strictObject"
		if len(args) > 0 {
			f.Fields = w.fields(w.value(m, args[0]), depth)
		}
	case "array", "set", "optional", "nullable", "lazy", "preprocess":
		w.zodAround(&f, name, m, args, depth)
	case "record":
		if len(args) > 0 {
			items := w.field(w.value(m, args[len(args)-1]), depth+1)
			f.Items = &items
		}
	case "enum", "literal":
		w.zodEnum(&f, m, args)
	case "union", "discriminatedUnion", "xor":
		if len(args) > 0 {
			list := w.value(m, args[len(args)-1])
			if name == "union" {
				list = w.value(m, args[0])
			}
			for _, e := range list.Node.Elements().Nodes {
				f.AnyOf = append(f.AnyOf, w.field(w.value(list.In, e), depth+1))
			}
		}
	}
	return f
}

// zodAround reads functions that are given another schema.
func (w *routeWalk) zodAround(f *Field, name string, m *nodejs.Module, args []ts.Node, depth int) {
	if len(args) == 0 {
		return
	}
	v := w.value(m, args[0])
	switch name {
	case "array", "set":
		items := w.field(v, depth+1)
		f.Items = &items
	case "optional", "nullable":
		*f = w.field(v, depth+1)
		f.Optional, f.Nullable = f.Optional || name == "optional", f.Nullable || name == "nullable"
	case "preprocess": // what comes in is not what the schema sees
		*f = Field{}
	}
}

// zodEnum reads the values of z.enum([...]), z.enum({…}) and z.literal(…).
func (w *routeWalk) zodEnum(f *Field, m *nodejs.Module, args []ts.Node) {
	if len(args) == 0 {
		return
	}
	v := w.value(m, args[0])
	elements := v.Node.Elements().Nodes
	if v.Node.Kind() == ts.KindObjectLiteralExpression {
		for _, prop := range v.Node.Properties().Nodes {
			elements = append(elements, prop.Initializer())
		}
	}
	in := v.In
	if len(elements) == 0 {
		elements, in = []ts.Node{args[0]}, m
	}
	for _, e := range elements {
		text, ok := w.json(in, e)
		if !ok { // one that cannot be told leaves the whole open
			f.Enum = nil
			return
		}
		f.Enum = append(f.Enum, text)
	}
	f.Type = typeOfJSON(f.Enum)
}

// fields reads the fields of an object.
func (w *routeWalk) fields(v nodejs.Value, depth int) []Field {
	var all []Field
	for _, prop := range v.Node.Properties().Nodes {
		var one Field
		switch prop.Kind() {
		case ts.KindPropertyAssignment:
			one = w.field(w.value(v.In, prop.Initializer()), depth+1)
		case ts.KindShorthandPropertyAssignment:
			one = w.field(w.value(v.In, prop.Name()), depth+1)
		case ts.KindSpreadAssignment:
			all = append(all, w.spread(v.In, prop, depth)...)
			continue
		default:
			continue
		}
		one.Name = strings.Trim(prop.Name().Source(), `'"`)
		all = withField(all, one)
	}
	return all
}

// spread reads ...Other.shape, or the fields of an object that is spread.
func (w *routeWalk) spread(m *nodejs.Module, prop ts.Node, depth int) []Field {
	inner := prop.Expression().Unwrap()
	if inner.Kind() == ts.KindPropertyAccessExpression && inner.Name().Source() == "shape" {
		return w.field(w.value(m, inner.Expression()), depth+1).Fields
	}
	return w.fields(w.value(m, inner), depth+1)
}

// withField adds a field, in the place of one of the same name.
func withField(all []Field, one Field) []Field {
	if i := slices.IndexFunc(all, func(f Field) bool { return f.Name == one.Name }); i >= 0 {
		all[i] = one
		return all
	}
	return append(all, one)
}

// fieldOf returns the schema of one field of an object's schema.
func (w *routeWalk) fieldOf(v nodejs.Value, name string) (nodejs.Value, bool) {
	if !w.isZod(v) {
		return nodejs.Value{}, false
	}
	c := w.chainOf(v)
	if c.base == "" {
		return w.fieldOf(c.other, name)
	}
	if args := c.call.Arguments().Nodes; c.base == "object" && len(args) > 0 {
		inner := w.p.Member(w.value(v.In, args[0]), name, 0)
		return inner, w.isZod(inner)
	}
	return nodejs.Value{}, false
}

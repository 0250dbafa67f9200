// Package prismasrc reads Prisma's schema files, and adds models to them.
package prismasrc

import (
	"strconv"
	"strings"
)

// Schema is a file that was read without an error.
type Schema struct {
	Blocks []Block
	src    []byte
}

// Block is one declaration with braces. Offsets are of bytes in the file.
type Block struct {
	Kind       string // generator, datasource, model, view, type, enum
	Name       string
	Doc        string    // the /// comment above it
	Settings   []Setting // of a generator or a datasource
	Fields     []Field   // of a model, a view or a type
	Values     []Value   // of an enum
	Attributes []Attribute
	Start, End int // from the keyword to behind the closing brace
	close      int // of the closing brace
}

// Setting is a line of a generator or a datasource.
type Setting struct {
	Key, Value string // the value as it is written: "\"postgresql\"", "env(\"DATABASE_URL\")"
	Start      int
}

// Field is a line of a model.
type Field struct {
	Name, Type     string // "Unsupported" for one whose type Prisma does not know
	List, Optional bool
	Attributes     []Attribute
	Doc            string // the /// comments above and behind it
	Start, End     int
}

// Value is one value of an enum.
type Value struct {
	Name       string
	Attributes []Attribute
	Start      int
}

// Attribute is @name(arguments) of a field, or @@name(arguments) of a block; Name is without the @.
type Attribute struct {
	Name string
	Args []Argument
}

// Argument is one argument of an attribute, as it is written.
type Argument struct{ Name, Value string }

// All returns the blocks of a kind.
func (s *Schema) All(kind string) []Block {
	var all []Block
	for _, b := range s.Blocks {
		if b.Kind == kind {
			all = append(all, b)
		}
	}
	return all
}

// named returns the block of a name, of those kinds that share one room of names.
func (s *Schema) named(name string) (Block, bool) {
	for _, b := range s.Blocks {
		if b.Name == name && b.Kind != "generator" && b.Kind != "datasource" {
			return b, true
		}
	}
	return Block{}, false
}

// Setting returns the value of a setting that is a plain string, "" for none.
func (b Block) Setting(key string) string {
	for _, s := range b.Settings {
		if s.Key == key {
			return Text(s.Value)
		}
	}
	return ""
}

// Table is the name of a model's table.
func (b Block) Table() string {
	if a, ok := find(b.Attributes, "map"); ok {
		return Text(a.Arg("name", 0))
	}
	return b.Name
}

// Attribute returns the block's attribute of that name.
func (b Block) Attribute(name string) (Attribute, bool) { return find(b.Attributes, name) }

// Column is the name of the field's column.
func (f Field) Column() string {
	if a, ok := find(f.Attributes, "map"); ok {
		return Text(a.Arg("name", 0))
	}
	return f.Name
}

// Attribute returns the field's attribute of that name.
func (f Field) Attribute(name string) (Attribute, bool) { return find(f.Attributes, name) }

// Column is what the database calls a value of an enum.
func (v Value) Column() string {
	if a, ok := find(v.Attributes, "map"); ok {
		return Text(a.Arg("name", 0))
	}
	return v.Name
}

func find(all []Attribute, name string) (Attribute, bool) {
	for _, a := range all {
		if a.Name == name {
			return a, true
		}
	}
	return Attribute{}, false
}

// Arg returns the argument of that name, else the one without a name at that place, "" for none.
func (a Attribute) Arg(name string, at int) string {
	for _, arg := range a.Args {
		if arg.Name == name {
			return arg.Value
		}
	}
	if at >= 0 && at < len(a.Args) && a.Args[at].Name == "" {
		return a.Args[at].Value
	}
	return ""
}

// Text returns what a string literal says; anything else is returned as it is written.
func Text(value string) string {
	if text, err := strconv.Unquote(value); err == nil {
		return text
	}
	return value
}

// Names returns the names in a list such as [authorId, createdAt(sort: Desc)].
func Names(value string) []string {
	value = strings.TrimSpace(value)
	if !strings.HasPrefix(value, "[") || !strings.HasSuffix(value, "]") {
		return nil
	}
	var names []string
	for _, part := range parts(value[1 : len(value)-1]) {
		name, _, _ := strings.Cut(part, "(")
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// parts cuts a text at the commas that stand outside of brackets.
func parts(text string) []string {
	var all []string
	depth, from := 0, 0
	for i, r := range text {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				all = append(all, text[from:i])
				from = i + 1
			}
		}
	}
	return append(all, text[from:])
}

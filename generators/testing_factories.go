package generators

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"scaffold/stack"
)

// factory makes rows of a table for tests.
type factory struct {
	Name, Var, Table string
	Fields           []factoryField
	Uniques          []string // fields whose values differ from row to row
	Counts           bool     // some value counts up
}

type factoryField struct{ Name, Type, Value string }

// Factories returns how to make a row of each of the user's own tables.
func (d data) Factories() []factory {
	var made []factory
	for _, m := range d.Models() {
		f := factory{Name: pascal(m.Name), Table: m.Table}
		f.Var = strings.ToLower(f.Name[:1]) + f.Name[1:] + "Factory"
		for _, field := range m.Columns() {
			if !identifier(field.Name) {
				continue
			}
			unique := field.ID || field.Unique
			kind, value := rowValue(field, unique)
			f.Counts = f.Counts || strings.Contains(value, "sequence")
			f.Fields = append(f.Fields, factoryField{field.Name, kind, value})
			if unique && !strings.Contains(kind, "null") && kind != "Date" && kind != "boolean" && kind != "unknown" && len(field.Enum) == 0 {
				f.Uniques = append(f.Uniques, field.Name)
			}
		}
		if f.Name != "" && len(f.Fields) > 0 && !slices.ContainsFunc(made, func(other factory) bool { return other.Name == f.Name }) {
			made = append(made, f)
		}
	}
	return made
}

// FactoryImport returns the import of all factories, up to the module.
func (d data) FactoryImport() string {
	var names []string
	for _, f := range d.Factories() {
		names = append(names, f.Var)
	}
	line := "import { " + strings.Join(names, ", ") + " }"
	if len(line) < 70 {
		return line
	}
	return "import {\n  " + strings.Join(names, ",\n  ") + ",\n}"
}

// rowValue returns the type of a column in TypeScript, and an expression for a value of it.
func rowValue(f stack.ModelField, unique bool) (kind, value string) {
	kind, value = columnValue(f, unique)
	switch {
	case f.List:
		return kind + "[]", "[]"
	case f.Optional:
		return kind + " | null", "null"
	}
	return kind, value
}

func columnValue(f stack.ModelField, unique bool) (kind, value string) {
	if len(f.Enum) > 0 {
		var values []string
		for _, v := range f.Enum {
			values = append(values, "'"+v+"'")
		}
		return strings.Join(values, " | "), "faker.helpers.arrayElement([" + strings.Join(values, ", ") + "])"
	}
	switch f.Type {
	case "uuid":
		return "string", "faker.string.uuid()"
	case "integer":
		return "number", counted(unique, "sequence", "faker.number.int({ max: 1000 })")
	case "bigint":
		return "bigint", "BigInt(sequence)"
	case "float":
		return "number", counted(unique, "sequence", "faker.number.float({ max: 1000, fractionDigits: 2 })")
	case "decimal":
		return "string", counted(unique, "sequence.toFixed(2)", "faker.commerce.price()")
	case "boolean":
		return "boolean", "faker.datatype.boolean()"
	case "datetime", "date":
		return "Date", "faker.date.past()"
	case "time":
		return "string", "'12:00:00'"
	case "bytes":
		return "Uint8Array", "Buffer.from(faker.string.alphanumeric(16))"
	case "json":
		return "unknown", "{}"
	case "string":
		return "string", cut(f, textValue(f, unique))
	}
	return "string", cut(f, textValue(f, unique))
}

func counted(unique bool, counting, other string) string {
	if unique {
		return counting
	}
	return other
}

// textValue returns a text that its column's name asks for.
func textValue(f stack.ModelField, unique bool) string {
	name := strings.ToLower(f.Name)
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
	}
	switch {
	case says("email"):
		return "`person${String(sequence)}@example.com`"
	case f.ID || strings.Contains(f.Default, "uuid") || strings.HasSuffix(f.Name, "Id") || strings.HasSuffix(f.Name, "_id"):
		return "faker.string.uuid()"
	case unique:
		return "`" + f.Name + "-${String(sequence)}`"
	case says("password", "hash", "token", "secret", "digest"):
		return "faker.string.alphanumeric(40)"
	case says("url", "link", "avatar", "image"):
		return "faker.internet.url()"
	case says("phone"):
		return "faker.phone.number()"
	case says("firstname", "first_name"):
		return "faker.person.firstName()"
	case says("lastname", "last_name"):
		return "faker.person.lastName()"
	case says("name"):
		return "faker.person.fullName()"
	case says("city"):
		return "faker.location.city()"
	case says("country"):
		return "faker.location.country()"
	case says("address", "street"):
		return "faker.location.streetAddress()"
	case says("currency"):
		return "'EUR'"
	}
	return "faker.lorem.words(3)"
}

// cut keeps a text within the length of its column.
func cut(f stack.ModelField, value string) string {
	_, length, ok := strings.Cut(strings.TrimSuffix(f.Written, ")"), "(")
	if n, err := strconv.Atoi(length); ok && err == nil && n < 60 && strings.HasPrefix(value, "faker.") && value != "faker.string.uuid()" {
		return fmt.Sprintf("%s.slice(0, %d)", value, n)
	}
	return value
}

func pascal(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return strings.TrimLeftFunc(b.String(), unicode.IsDigit)
}

func identifier(name string) bool {
	return name != "" && !unicode.IsDigit(rune(name[0])) && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

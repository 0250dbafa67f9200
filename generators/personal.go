package generators

import (
	"regexp"
	"strings"
	"sync"

	"scaffold/stack"
)

// What a column's name says of a person wherever it stands, what it says in a table of people's rows only, and what it
// says that no export shows. The test that lands beside the map asks the same.
var personalNames = []string{
	`e?_?mail(_address)?|phone(_number)?|mobile|telephone|fax|surname|gender|sex|nationality`,
	`(first|last|full|given|family|middle|maiden|display|user|nick)_?name`,
	`(\w+_)?address(_line)?_?\d?|street|post_?code|postal_code|zip(_code)?|latitude|longitude`,
	`ip|ip_addr|user_agent|birth(day|date|_date|_day)?|date_of_birth|dob|ethnicity|religion`,
	`passport(_number|_no)?|ssn|social_security(_number)?|national_id|tax_id|iban|card_number`,
	`avatar(_url)?|photo(_url)?|biometrics?|diagnosis|salary`,
}

const (
	closeNames  = `name|title|city|country|bio|about|age|notes?|comments?|message|location|company`
	secretNames = `(\w+_)?(password|secret|token|otp|pin|salt)(_hash|_digest)?|(password|token|secret|key|api_key)_?(hash|digest)|hash|digest`
)

var (
	personalName = matching(`^(` + strings.Join(personalNames, `|`) + `)$`)
	closeName    = matching(`^(` + closeNames + `)$`)
	secretName   = matching(`^(` + secretNames + `)$`)
	humps        = matching(`([a-z0-9])([A-Z])`)
)

// PersonalNames are the names that count in every table, as expressions.
func (d data) PersonalNames() []string { return personalNames }

// CloseNames are those that count in a table of people's rows.
func (d data) CloseNames() string { return closeNames }

// words writes a name in lower snake case: firstName, first_name and FirstName are one.
func words(name string) string {
	return strings.ToLower(strings.ReplaceAll(humps().ReplaceAllString(name, "${1}_$2"), "-", "_"))
}

// singular takes the plural's ending from a table's name: the last word of it counts.
func singular(name string) string {
	name = words(name)
	switch {
	case strings.HasSuffix(name, "people"):
		return strings.TrimSuffix(name, "people") + "person"
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss"):
		return strings.TrimSuffix(name, "s")
	}
	return name
}

// personal is a column that tells of a person, and what takes its place in a row that is kept without them.
type personal struct{ Column, Instead string }

// personalColumns returns the columns of a model that tell of a person; close ones too where the rows are people's.
func personalColumns(m stack.Model, theirs bool) []personal {
	var all []personal
	for _, f := range m.Columns() {
		name := words(f.Column)
		counts := personalName().MatchString(name) || theirs && (closeName().MatchString(name) || isSecret(f))
		if counts && f.Type != "boolean" {
			all = append(all, personal{f.Column, instead(f)})
		}
	}
	return all
}

func isSecret(f stack.ModelField) bool {
	return secretName().MatchString(words(f.Column)) && (f.Type == "string" || f.Type == "bytes")
}

// withheld returns the columns that no export shows.
func withheld(m stack.Model) []string {
	var all []string
	for _, f := range m.Columns() {
		if isSecret(f) {
			all = append(all, f.Column)
		}
	}
	return all
}

// instead says what takes a column's place: nothing where it may be empty, else what its type allows.
func instead(f stack.ModelField) string {
	switch {
	case f.ID:
		return "keep"
	case f.Optional:
		return "null"
	case f.List:
		return "list"
	case f.Unique:
		return "unique"
	}
	switch f.Type {
	case "datetime", "date":
		return "date"
	case "integer", "bigint", "float", "decimal":
		return "zero"
	case "json":
		return "object"
	case "enum", "uuid", "bytes", "time":
		return "keep"
	}
	return "text"
}

// matching returns an expression that is compiled when it is first asked.
func matching(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

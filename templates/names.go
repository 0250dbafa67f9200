package templates

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"
)

// helpers are the functions that every template has, besides those that the caller brings.
var helpers = template.FuncMap{"field": field, "array": array, "list": list, "envTag": envTag, "testRequest": testRequest, "action": action}

// list takes an answer apart that holds several values, separated by commas.
func list(answer string) []string {
	return strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
}

// testRequest spells a request of a Go test. From Go 1.24 on it ends with the test, as the linter noctx asks.
func testRequest(hasTestContext bool, args string) string {
	if hasTestContext {
		return "httptest.NewRequestWithContext(t.Context(), " + args + ")"
	}
	return "httptest.NewRequest(" + args + ")"
}

// initialisms are the words that Go spells in capitals throughout.
var initialisms = map[string]bool{
	"API": true, "CORS": true, "CPU": true, "DB": true, "DNS": true, "DSN": true, "HTML": true, "HTTP": true, "HTTPS": true,
	"ID": true, "IP": true, "JSON": true, "JWT": true, "SMTP": true, "SQL": true, "SSH": true, "SSL": true, "TCP": true,
	"TLS": true, "TTL": true, "UI": true, "URI": true, "URL": true, "UUID": true, "XML": true,
}

// field spells an environment variable as an exported Go field: DATABASE_URL becomes DatabaseURL.
func field(key string) string {
	var name strings.Builder
	for _, word := range strings.FieldsFunc(strings.ToUpper(key), notAlphanumeric) {
		if !initialisms[word] {
			word = word[:1] + strings.ToLower(word[1:])
		}
		name.WriteString(word)
	}
	if s := name.String(); s != "" && (s[0] < '0' || s[0] > '9') {
		return s
	}
	return "Key" + name.String()
}

func notAlphanumeric(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }

// envTag is the tag of the field that an environment variable is read into, as Go source.
func envTag(key string, required bool, fallback string) string {
	tag := fmt.Sprintf("env:%q", key)
	switch {
	case required:
		tag = fmt.Sprintf("env:%q", key+",notEmpty")
	case fallback != "":
		tag += fmt.Sprintf(" envDefault:%q", fallback)
	}
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}

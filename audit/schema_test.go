package audit

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// schema is a JSON schema, and checks the keywords that ours uses.
type schema struct{ root map[string]any }

func readSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile("../docs/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	return schema{root}
}

// faults returns what is wrong with a value, each with its place.
func (s schema) faults(rule map[string]any, at string, value any) []string {
	if ref, ok := rule["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/$defs/")
		return s.faults(s.root["$defs"].(map[string]any)[name].(map[string]any), at, value)
	}
	var faults []string
	wrong := func(what string) { faults = append(faults, at+" "+what) }
	if want, ok := rule["const"]; ok && want != value {
		wrong(fmt.Sprintf("is not %v", want))
	}
	if choices, ok := rule["enum"].([]any); ok && !slices.Contains(choices, value) {
		wrong(fmt.Sprintf("is %v, which is none of %v", value, choices))
	}
	if want, ok := rule["type"].(string); ok && !isType(want, value) {
		return append(faults, at+" is no "+want)
	}
	switch value := value.(type) {
	case string:
		if pattern, ok := rule["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(value) {
			wrong("is " + value + ", not " + pattern)
		}
		if least, ok := rule["minLength"].(float64); ok && len(value) < int(least) {
			wrong("is too short")
		}
	case float64:
		if least, ok := rule["minimum"].(float64); ok && value < least {
			wrong("is too small")
		}
		if most, ok := rule["maximum"].(float64); ok && value > most {
			wrong("is too big")
		}
	case []any:
		for i, item := range value {
			faults = append(faults, s.faults(rule["items"].(map[string]any), fmt.Sprintf("%s[%d]", at, i), item)...)
		}
	case map[string]any:
		faults = append(faults, s.object(rule, at, value)...)
	}
	return faults
}

func (s schema) object(rule map[string]any, at string, value map[string]any) []string {
	var faults []string
	required, _ := rule["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			faults = append(faults, at+" lacks "+name.(string))
		}
	}
	properties, _ := rule["properties"].(map[string]any)
	for name, of := range value {
		if sub, ok := properties[name].(map[string]any); ok {
			faults = append(faults, s.faults(sub, at+"."+name, of)...)
		} else if more, ok := rule["additionalProperties"].(map[string]any); ok {
			faults = append(faults, s.faults(more, at+"."+name, of)...)
		} else if rule["additionalProperties"] == false {
			faults = append(faults, at+" has "+name+", which the schema does not know")
		}
	}
	return faults
}

func isType(want string, value any) bool {
	number, isNumber := value.(float64)
	switch value.(type) {
	case map[string]any:
		return want == "object"
	case []any:
		return want == "array"
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	}
	return isNumber && (want == "number" || want == "integer" && number == float64(int(number)))
}

func TestReportsFollowTheSchema(t *testing.T) {
	s := readSchema(t)
	for name, r := range map[string]*Report{"hand-made": sample(), "empty": Run(&Subject{}, &Policy{})} {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		for _, fault := range s.faults(s.root, name, value) {
			t.Error(fault)
		}
	}
}

func TestTheSchemaRefuses(t *testing.T) {
	s := readSchema(t)
	for _, text := range []string{
		`{}`, `{"version":2}`,
		`{"version":1,"tool":"","score":101,"status":"x","levels":[],"counts":{"critical":0,"high":0,"medium":0,"low":0},"apps":[],"gaps":[],"findings":[]}`,
		`{"version":1,"tool":"","score":1,"status":"x","levels":[],"counts":{"critical":0,"high":0,"medium":0,"low":0},"apps":[],"gaps":[],"findings":[{}]}`,
		`{"version":1,"tool":"","score":1,"status":"x","levels":[],"counts":{"critical":0,"high":0,"medium":0,"low":0},"apps":[],"gaps":[],"findings":[],"more":1}`,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if len(s.faults(s.root, "report", value)) == 0 {
			t.Errorf("nothing is wrong with %s", text)
		}
	}
}

package jsonsrc

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

var parses = patchertest.Parses(func(text []byte) (*document, error) { return parse(text, true) })

// build reads "dep SECTION NAME VERSION", "script NAME COMMAND", and "strict|comments|keep set /POINTER JSON".
func build(name string, args []string) patcher.Edit {
	switch name {
	case "dep":
		return Dependency{Section: args[0], Name: args[1], Version: args[2]}
	case "script":
		return Script{Name: args[0], Command: args[1], Order: args[2:]}
	case "strict", "comments", "keep":
		return Set{
			Pointer:       strings.Split(args[1], "/")[1:],
			Value:         json.RawMessage(args[2]),
			AllowComments: name != "strict",
			Keep:          name == "keep",
		}
	}
	return nil
}

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, parses) }

func TestNesting(t *testing.T) {
	for depth, fits := range map[int]bool{maxDepth: true, maxDepth + 1: false, 200_000: false} {
		src := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		_, err := Set{Pointer: []string{"0"}, Value: 1, Keep: true}.Apply([]byte(src))
		if (err == nil) != fits {
			t.Errorf("%d deep: %v", depth, err)
		}
	}
}

func TestReading(t *testing.T) {
	src := []byte(patcher.BOM + "{\r\n  // c\r\n  \"a\": {\"b\": [1, \"x\",]},\r\n  \"a\": {\"b\": [2, \"y\"]}\r\n}\r\n")
	if v, ok := Get(src, "a", "b", "1"); !ok || v != "y" {
		t.Errorf("Get gives %v, %v", v, ok)
	}
	for _, pointer := range [][]string{{"b"}, {"a", "b", "2"}, {"a", "b", "x"}, {"a", "b", "0", "x"}} {
		if v, ok := Get(src, pointer...); ok {
			t.Errorf("Get finds %v under %q", v, pointer)
		}
	}
	if line := Line(src, "a", "b"); line != 4 {
		t.Errorf("the line is %d", line)
	}
	var into struct{ A struct{ B []any } }
	if err := Decode(src, &into); err != nil || len(into.A.B) != 2 {
		t.Errorf("Decode gives %v, %v", into, err)
	}
	var p *patcher.Problem
	if err := Decode([]byte("{\n  \"a\": 1,,\n}"), &into); !errors.As(err, &p) || p.Line != 2 || p.Col != 10 {
		t.Errorf("Decode says %v at %+v", err, p)
	}
	if err := Decode([]byte(`{"a": 1}`), &into); !errors.As(err, &p) {
		t.Errorf("Decode says %v", err)
	}
}

func TestDuplicates(t *testing.T) {
	for src, want := range map[string]string{
		patcher.BOM + "{\r\n  \"a\": 1,\r\n  // \"a\": 2,\r\n  \"b\": {\"a\": 3},\r\n  \"\\u0061\": 4\r\n}": "[{a [2 5]}]",
		"{\n\"x\": 1,\n\"x\": 2,\n\"x\": {\n\"y\": [{\"z\": 1,\n\"z\": 2}]}}":                               "[{x [2 3 4]} {z [5 6]}]",
		"{\"b\": 1, \"a\": 1, \"a\": 1, \"b\": 1}":                                                          "[{a [1 1]} {b [1 1]}]",
		"{\"a\": {\"x\": 1}, \"b\": {\"x\": 1}, \"A\": \"a\"}":                                              "[]",
		"[{\"a\": 1}, {\"a\": 1}]":                                                                          "[]",
		"{\"a\": 1, \"a\": 2":                                                                               "[]",
		"":                                                                                                  "[]",
	} {
		if got := fmt.Sprint(Duplicates([]byte(src))); got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

func FuzzEdits(f *testing.F) {
	patchertest.Seeds(f, cases)
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Split(src, "\n")
		patchertest.Laws(t, Dependency{"dependencies", "m", "^1"}, []byte(src), parses, lines...)
		// The white space in empty braces makes way for the member.
		blank := slices.DeleteFunc(lines, func(line string) bool { return !blankBraces.MatchString(line) })
		patchertest.Laws(t, Set{Pointer: []string{"a", "b"}, Value: []int{1}, AllowComments: true, Keep: true}, []byte(src), parses, blank...)
		patchertest.Laws(t, Script{Name: "test", Command: "x"}, []byte(src), parses, blank...)
	})
}

var blankBraces = regexp.MustCompile(`\{[ \t]+\}`)

package yamlsrc

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

var parses = patchertest.Parses(parse)

// build reads "set|keep|append PATH VALUE".
func build(name string, args []string) patcher.Edit {
	path := strings.Split(args[0], ".")
	switch name {
	case "set", "keep":
		return Set{Path: path, Value: args[1], Keep: name == "keep"}
	case "append":
		return Append{Path: path, Value: args[1]}
	}
	return nil
}

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, parses) }

func TestReading(t *testing.T) {
	src := []byte(patcher.BOM + "# c\r\npackages:\r\n  - apps/*\r\n  - '!apps/old'\r\non: yes\r\nn: 1\r\n")
	value, err := Parse(src)
	want := map[string]any{"packages": []any{"apps/*", "!apps/old"}, "on": "yes", "n": 1}
	if err != nil {
		t.Fatal(err)
	}
	want["on"] = value.(map[string]any)["on"]
	if !reflect.DeepEqual(value, want) {
		t.Errorf("got %v, want %v", value, want)
	}
	for path, want := range map[string]int{"packages": 3, "on": 5, "x": 0, "n.x": 0} {
		if line := Line(src, strings.Split(path, ".")...); line != want {
			t.Errorf("%s stands in line %d, want %d", path, line, want)
		}
	}
}

func TestDecodeStrict(t *testing.T) {
	var into struct{ A map[string]int }
	for src, want := range map[string]string{
		"a: {x: 1}\n":        "",
		"":                   "",
		"a:\n  x: 1\nb: 2\n": "3: there is no field b",
		"a:\n  x: one\n":     "2: cannot unmarshal",
		"a: [\n":             "1: did not find",
		"a:\n  x: 1\n  x: 2": "3: the key x is there twice",
	} {
		err := DecodeStrict([]byte(src), &into)
		var p *patcher.Problem
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", src, err)
		case want == "":
		case !errors.As(err, &p):
			t.Errorf("%q: %v", src, err)
		default:
			p.Path = "f"
			line, what, _ := strings.Cut(want, ": ")
			if !strings.HasPrefix(p.Where(), "f:"+line) || !strings.Contains(p.What, what) {
				t.Errorf("%q: %v", src, err)
			}
		}
	}
	if err := Decode([]byte("a: {x: 1}\nb: 2\n"), &into); err != nil {
		t.Error(err)
	}
}

func TestEncode(t *testing.T) {
	out, err := Encode(map[string]any{"b": []string{"x"}, "a": map[string]string{"z": "5", "x": "yes"}})
	if want := "a:\n  x: \"yes\"\n  z: \"5\"\nb:\n  - x\n"; err != nil || string(out) != want {
		t.Errorf("got %s, %v", out, err)
	}
}

func FuzzEdits(f *testing.F) {
	patchertest.Seeds(f, cases)
	f.Fuzz(func(t *testing.T, src string) {
		all := strings.Split(src, "\n")
		patchertest.Laws(t, Set{Path: []string{"a", "c"}, Value: "1", Keep: true}, []byte(src), parses, all...)
		patchertest.Laws(t, Set{Path: []string{"a"}, Value: "b: 1", Keep: true}, []byte(src), parses, all...)
		patchertest.Laws(t, Append{Path: []string{"c"}, Value: "x: 1\ny: 2"}, []byte(src), parses, all...)
	})
}

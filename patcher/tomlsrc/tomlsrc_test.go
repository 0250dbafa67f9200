package tomlsrc

import (
	"errors"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

var parses = patchertest.Parses(parse)

// build reads "set|keep TABLE.KEY VALUE"; the table may have dots, or be empty.
func build(name string, args []string) patcher.Edit {
	path := strings.Split(args[0], ".")
	last := len(path) - 1
	s := Set{Table: path[:last], Key: path[last], Value: args[1], Keep: name == "keep"}
	if path[0] == "" {
		s.Table = nil
	}
	return s
}

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, parses) }

func TestDecode(t *testing.T) {
	var into struct{ A struct{ B int } }
	if err := Decode([]byte(patcher.BOM+"[a]\r\nb = 1\r\nc = 2\r\n"), &into); err != nil || into.A.B != 1 {
		t.Errorf("%v, %v", into, err)
	}
	for _, src := range []string{"[a]\nb = \"x\"\n", "[a]\nb = [\n"} {
		var p *patcher.Problem
		if err := Decode([]byte(src), &into); !errors.As(err, &p) || p.Line != 2 {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestLimit(t *testing.T) {
	for size, fits := range map[int]bool{limit - 100: true, limit + 1: false} {
		src := strings.Repeat("#", size-1) + "\n"
		_, err := patchertest.Laws(t, Set{Key: "a", Value: "1", Keep: true}, []byte(src), nil)
		if (err == nil) != fits {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func FuzzSet(f *testing.F) {
	patchertest.Seeds(f, cases)
	f.Fuzz(func(t *testing.T, src string) {
		patchertest.Laws(t, Set{Table: []string{"a", "b"}, Key: "n", Value: "1", Keep: true}, []byte(src), parses)
		patchertest.Laws(t, Set{Table: []string{"a"}, Key: "n", Value: "1", Keep: true}, []byte(src), parses)
		patchertest.Laws(t, Set{Key: "n", Value: "1", Keep: true}, []byte(src), parses)
	})
}

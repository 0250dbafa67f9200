package gomod

import (
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

var parses = patchertest.Parses(parse)

func build(_ string, args []string) patcher.Edit { return Require{args[0], args[1]} }

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, parses) }

func TestReading(t *testing.T) {
	src := []byte(patcher.BOM + "module \"example.com/m\"\r\n\r\ngo 1.24.0\r\nrequire (\r\n\ta.example/b v1.0.0\r\n\tc.example/d v1.2.0 // indirect\r\n)\r\n")
	if got := Module(src); got != "example.com/m" {
		t.Errorf("the module is %q", got)
	}
	if got := GoLine(src); got != "1.24.0" {
		t.Errorf("the go line is %q", got)
	}
	want := []Requirement{{"a.example/b", "v1.0.0", false, 5}, {"c.example/d", "v1.2.0", true, 6}}
	if got := Requirements(src); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, broken := range []string{"", "module", "require (", "module m\ngo x y z\n"} {
		if got := GoLine([]byte(broken)); got != "" {
			t.Errorf("%q has the go line %q", broken, got)
		}
		if got := Requirements([]byte(broken)); got != nil {
			t.Errorf("%q requires %v", broken, got)
		}
	}
}

func TestUses(t *testing.T) {
	src := "go 1.24\n\nuse (\n\t./api\n\t.\n\t./libs/log // shared\n)\nuse ./web\n"
	if got := Uses([]byte(src)); !slices.Equal(got, []string{"./api", ".", "./libs/log", "./web"}) {
		t.Errorf("got %q", got)
	}
	if got := Uses([]byte("use (")); got != nil {
		t.Errorf("got %q", got)
	}
}

func FuzzRequire(f *testing.F) {
	patchertest.Seeds(f, cases)
	f.Fuzz(func(t *testing.T, src string) {
		replaced := strings.Split(src, "\n")
		replaced = slices.DeleteFunc(replaced, func(line string) bool { return !strings.Contains(line, "a.example/b") })
		patchertest.Laws(t, Require{"a.example/b", "v1.1.0"}, []byte(src), parses, replaced...)
		patchertest.Laws(t, Require{"m.example/n", "v1.1.0"}, []byte(src), parses)
	})
}

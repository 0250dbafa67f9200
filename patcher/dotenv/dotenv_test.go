package dotenv

import (
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

// build reads "add NAME=VALUE#DOC..." and "header TEXT NAME=VALUE#DOC...".
func build(verb string, args []string) patcher.Edit {
	var add Add
	if verb == "header" {
		add.Header, args = args[0], args[1:]
	}
	for _, arg := range args {
		name, rest, _ := strings.Cut(arg, "=")
		value, doc, _ := strings.Cut(rest, "#")
		add.Keys = append(add.Keys, Key{name, value, doc})
	}
	return add
}

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, nil) }

func TestKeys(t *testing.T) {
	src := patcher.BOM + "A=1\r\n export  B = x\r\n#C=\r\n# D=2\r\n## E=3\r\n# about F=4\r\nG: y\r\n# H: z\r\n" +
		"I=\"-----BEGIN\r\nJ=1\r\n-----END\" # pem\r\nK='open\r\nL='x'\r\nM=`a\r\nN=1\r\n`\r\nO=\"a\\\"\r\nP=b\"\r\nA=2\r\n1Q=3\r\nR\r\n"
	want := []string{"A", "B", "C", "D", "E", "G", "I", "K", "L", "M", "O"}
	if got := Keys([]byte(src)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for name, want := range map[string]int{"A": 1, "I": 9, "K": 12, "J": 0} {
		if line := Line([]byte(src), name); line != want {
			t.Errorf("%s stands in line %d, want %d", name, line, want)
		}
	}
}

func TestABlankLineAtTheEndIsEnough(t *testing.T) {
	add := Add{Keys: []Key{{Name: "B"}}}
	for src, want := range map[string]string{
		"A=1\n\n":            "A=1\n\nB=\n",
		"A=1\r\n\r\n":        "A=1\r\n\r\nB=\r\n",
		"A=1\n \t\n":         "A=1\n \t\nB=\n",
		"\n":                 "\nB=\n",
		"":                   "B=\n",
		patcher.BOM:          patcher.BOM + "B=\n",
		"A=caf\xe9":          "A=caf\xe9\n\nB=",
		"A=1\nB=2":           "A=1\nB=2",
		"A='1\nB=2'\nC=\"x ": "A='1\nB=2'\nC=\"x \n\nB=",
	} {
		out, err := patchertest.Laws(t, add, []byte(src), nil)
		if err != nil || string(out) != want {
			t.Errorf("%q gives %q, %v; want %q", src, out, err, want)
		}
	}
}

// TestNoValueIsShown gives the edit files whose values must not turn up in a problem.
func TestNoValueIsShown(t *testing.T) {
	for _, src := range []string{"A=hunter2\x00", "\xff\xfeA=hunter2", "<<<<<<< a\nA=hunter2\n>>>>>>> b\n", "A='hunter2\n"} {
		_, err := Add{Keys: []Key{{Name: "B", Doc: "it'"}}}.Apply([]byte(src))
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func FuzzAdd(f *testing.F) {
	patchertest.Seeds(f, cases, "", "A=1\n", "A='x\ny'\n", "export A=\"b\\\"\nC=`\n", "# B=\r\n", "A: b\r\n\r\n")
	f.Fuzz(func(t *testing.T, src string) {
		add := Add{Keys: []Key{{"A", "1", "one's \"doc\""}, {"NEW_KEY", "a b", "two\nlines`"}}}
		out, err := patchertest.Laws(t, add, []byte(src), nil)
		if err == nil && !strings.HasPrefix(string(out), src) {
			t.Errorf("%q became %q", src, out)
		}
	})
}

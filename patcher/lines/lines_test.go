package lines

import (
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

func build(_ string, args []string) patcher.Edit {
	add := Add{Line: args[0]}
	if len(args) > 1 {
		add.Before = args[1]
	}
	if len(args) > 2 {
		add.Before, add.After = "", args[2]
	}
	return add
}

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, nil) }

func TestCovered(t *testing.T) {
	for rule, want := range map[string]bool{
		".scaffold/journal/":  true,
		"/.scaffold/journal":  true,
		".scaffold":           true,
		".scaffold/*":         true,
		"journal":             true,
		"**/journal/":         true,
		"  .scaffold/  ":      true,
		"!.scaffold/journal":  true,
		"*":                   true,
		"/journal":            false,
		"a/.scaffold":         false,
		".scaffold/journal/x": false,
		"# .scaffold":         false,
		"#.scaffold/journal":  false,
		"[":                   false,
		"":                    false,
	} {
		if got := Covered([]byte("x\r\n"+rule+"\r\ny"), ".scaffold/journal/"); got != want {
			t.Errorf("%q: %v, want %v", rule, got, want)
		}
	}
}

func TestBytesOfNoEncodingStay(t *testing.T) {
	src := "caf\xe9"
	if out, err := patchertest.Laws(t, Add{Line: ".env"}, []byte(src), nil); err != nil || string(out) != src+"\n.env" {
		t.Errorf("%q, %v", out, err)
	}
}

func FuzzAdd(f *testing.F) {
	for _, src := range patchertest.Texts(f, cases, "", "a\n", ".env*\n!.env.example\n", "#.env\n", "[\n") {
		f.Add(src, ".env")
		f.Add(src, "dist/")
	}
	f.Fuzz(func(t *testing.T, src, line string) {
		out, err := patchertest.Laws(t, Add{Line: line}, []byte(src), nil)
		if err == nil && (!strings.HasPrefix(string(out), src) || !Covered(out, line)) {
			t.Errorf("%q became %q", src, out)
		}
	})
}

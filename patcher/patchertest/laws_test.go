package patchertest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"scaffold/patcher"
)

// edit is an edit made of a function.
type edit func([]byte) ([]byte, error)

func (e edit) Apply(src []byte) ([]byte, error) { return e(src) }
func (e edit) String() string                   { return "edit" }

// recorder is a test that only writes down what fails.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()                      {}
func (r *recorder) Errorf(f string, args ...any) { r.said = append(r.said, fmt.Sprintf(f, args...)) }

func TestLawsFindWhatBreaksThem(t *testing.T) {
	const src = "one\ntwo\nthree\nfour\n"
	says := func(text string) edit { return func([]byte) ([]byte, error) { return []byte(text), nil } }
	add := edit(func(src []byte) ([]byte, error) { return append(bytes.Clone(src), "more\n"...), nil })
	for _, c := range []struct {
		name, want string
		edit       edit
	}{
		{"unchanged", "", says(src)},
		{"a line", "", says("one\ntwo\nnew\nthree\nfour\n")},
		{"a comma and a line", "", says("one\ntwo,\nnew\nthree\nfour\n")},
		{"declared", "", says("one\nfive\nthree\nfour\n")},
		{"each time", "not once is enough", add},
		{"a line gone", "not quiet", says("one\ntwo\nfour\n")},
		{"a line changed", "not quiet", says("one\ntwo\ntree\nfour\n")},
		{"line endings", "not quiet", says("one\r\ntwo\r\nthree\r\nfour\r\n")},
		{"order", "not quiet", says("one\ntwo\nfour\nthree\n")},
		{"final newline", "not quiet", says("one\ntwo\nthree\nfour")},
		{"does not parse", "not whole", says(src + "!\n")},
		{"a plain error", "not a Problem", func([]byte) ([]byte, error) { return nil, errors.New("no") }},
		{"both", "not honest", func(src []byte) ([]byte, error) {
			return src, &patcher.Problem{Kind: patcher.Conflict, What: "x"}
		}},
		{"neither", "neither text nor an error", func([]byte) ([]byte, error) { return nil, nil }},
		{"writes", "wrote into", func(src []byte) ([]byte, error) { _ = append(src, 'x'); return src, nil }},
	} {
		r := &recorder{TB: t}
		Laws(r, c.edit, []byte(src), func(text []byte) error {
			if bytes.ContainsRune(text, '!') {
				return errors.New("an exclamation mark")
			}
			return nil
		}, "two")
		said := strings.Join(r.said, "\n")
		if c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: the laws say %q, want %q", c.name, said, c.want)
		}
	}
}

func TestHunksOfRepeatedLines(t *testing.T) {
	src, out := "a\n}\nb\n}\n", "a\n}\nnew\n}\nb\n}\n"
	if what := unquiet([]byte(src), []byte(out), nil); what != "" {
		t.Error(what)
	}
}

func TestSplit(t *testing.T) {
	words, err := split("set  /scripts/test \"node --test\" `a\"b` ")
	if want := []string{"set", "/scripts/test", "node --test", `a"b`}; err != nil || strings.Join(words, "|") != strings.Join(want, "|") {
		t.Errorf("%q, %v", words, err)
	}
	if _, err := split(`set "open`); err == nil {
		t.Error("an open quote is taken")
	}
}

func TestVariants(t *testing.T) {
	got := Variants([]byte("a\nb\n"))
	for name, want := range map[string]string{
		"CRLF":                        "a\r\nb\r\n",
		"BOM":                         "\xef\xbb\xbfa\nb\n",
		"no final newline":            "a\nb",
		"CRLF, BOM, no final newline": "\xef\xbb\xbfa\r\nb",
		"mixed line endings":          "a\r\nb\n",
	} {
		if string(got[name]) != want {
			t.Errorf("%s: %q", name, got[name])
		}
	}
}

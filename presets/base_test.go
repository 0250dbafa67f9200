package presets

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"scaffold/patcher"
)

func same(a, b Base) bool {
	return maps.EqualFunc(a, b, func(x, y []byte) bool { return string(x) == string(y) })
}

func TestBase(t *testing.T) {
	base := Base{
		"b.ts":            []byte("const b = 1\n"),
		"a.ts":            []byte("a\n\n"),
		"empty":           {},
		"no-newline":      []byte("x"),
		"test.txtar":      []byte("-- in --\nx\n-- out --\n"),
		"starts-so.txtar": []byte("-- in --"),
		"crlf":            []byte("-- in --\r\n>\r\n"),
		"quoted":          []byte(">a\n>"),
		"newlines":        []byte("\n\n"),
	}
	text := base.Encode()
	back, err := ParseBase(text)
	if err != nil || !same(base, back) {
		t.Errorf("%v\n%q\nbecame\n%q\nin\n%s", err, base, back, text)
	}
	if again := back.Encode(); string(again) != string(text) {
		t.Errorf("written again it is\n%s", again)
	}
	if !strings.Contains(string(text), "-- b.ts --\nconst b = 1\n") {
		t.Errorf("a plain text is not written plainly:\n%s", text)
	}
	if none, err := ParseBase(nil); err != nil || len(none) > 0 {
		t.Errorf("no file: %v, %v", none, err)
	}
}

func TestParseBaseRefuses(t *testing.T) {
	for name, src := range map[string]string{
		"empty":         "",
		"other":         "-- a --\nb\n",
		"newer":         strings.Replace(baseHeader, "version 1", "version 2", 1) + "\n-- a --\n",
		"unknown head":  baseHeader + "\nPacked: a\n-- a --\nb\n",
		"outside":       baseHeader + "\n-- ../a --\nb\n",
		"git's":         baseHeader + "\n-- .git/config --\nb\n",
		"twice":         baseHeader + "\n-- a --\nb\n-- a --\nc\n",
		"quotes gone":   baseHeader + "\nQuoted: a\n-- a --\nb\n",
		"merge markers": "<<<<<<< a\n" + baseHeader + "\n",
	} {
		base, err := ParseBase([]byte(src))
		var p *patcher.Problem
		if base != nil || !errors.As(err, &p) || p.Kind != patcher.Conflict || p.Path != BasePath {
			t.Errorf("%s: %v, %v", name, base, err)
		}
	}
}

func FuzzBase(f *testing.F) {
	f.Add("a\n", "-- x --\n")
	f.Add("", ">")
	f.Add("-- x --", "\r\n-- y --\r\n")
	f.Fuzz(func(t *testing.T, one, two string) {
		base := Base{"one": []byte(one), "two": []byte(two)}
		back, err := ParseBase(base.Encode())
		if err != nil || !same(base, back) {
			t.Errorf("%v: %q became %q", err, base, back)
		}
	})
}

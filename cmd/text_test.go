package cmd

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"plain, ü, 漢\ttab":    "plain, ü, 漢\ttab",
		"\x1b[31mred":         `\x1b[31mred`,
		"two\nlines\r":        `two\nlines\x0d`,
		"\u009b31m \u202etxt": `\x9b31m \u202etxt`,
		"\xff\xfe":            `\xff\xfe`,
		"\x7f":                `\x7f`,
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestDip(t *testing.T) {
	text := "a " + paint(bold, "b") + " c"
	if got := dip(text, true); got != "a \x1b[1mb\x1b[0m c" {
		t.Errorf("coloured: %q", got)
	}
	if got := dip(text, false); got != "a b c" {
		t.Errorf("plain: %q", got)
	}
	forged := string(paintStart) + "5;2J" + string(paintEnd) + "x" + string(paintStart)
	if got := dip(forged, true); got != "x" {
		t.Errorf("a code that is none of ours: %q", got)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		line  string
		width int
		want  string
	}{
		{"short", 20, "short"},
		{"any length without a terminal", 0, "any length without a terminal"},
		{"one two three four", 9, "one two|three|four"},
		{"  + one two three", 9, "  + one|    two|    three"},
		{"  " + paint(dim, "- one two"), 8, "  " + string(paintStart) + dim + string(paintEnd) + "- one|    two" + string(paintStart) + "0" + string(paintEnd)},
		{"    one two three", 9, "    one|    two|    three"},
		{"a/very/long/path/without/a/blank", 12, "a/very/long/|path/without|/a/blank"},
		{paint(bold, "one") + " two three", 8, paint(bold, "one") + " two|three"},
		{"漢字 漢字 漢字", 9, "漢字 漢字|漢字"},
	} {
		if got := strings.Join(wrap(test.line, test.width), "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.line, test.width, got, test.want)
		}
	}
}

// TestWrapKeepsWithin tries every width: no line is wider, and no word gets lost.
func TestWrapKeepsWithin(t *testing.T) {
	line := "  - " + paint(dim, "limit requests") + " by client address at src/middleware/rate-limit.ts 漢字漢字漢字"
	for width := 8; width < 90; width++ {
		var all string
		for _, part := range wrap(line, width) {
			if visible(part) > width {
				t.Errorf("width %d: %q is wider", width, part)
			}
			all += strings.ReplaceAll(part, " ", "")
		}
		if want := strings.ReplaceAll(line, " ", ""); all != want {
			t.Errorf("width %d: %q", width, all)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		width int
		want  string
	}{{40, "src/middleware/rate-limit.ts"}, {28, "src/middleware/rate-limit.ts"}, {27, "…/middleware/rate-limit.ts"}, {16, "…/rate-limit.ts"}, {15, "…/rate-limit.ts"}, {14, "…rate-limit.ts"}, {5, "…t.ts"}, {1, ""}} {
		if got := shorten("src/middleware/rate-limit.ts", test.width); got != test.want {
			t.Errorf("%d: %q, want %q", test.width, got, test.want)
		}
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"store=redis": "store=redis", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$(rm)": "'$(rm)'", "apps/api": "apps/api",
		"https://a.example,https://b.example": "https://a.example,https://b.example", "a;b": "'a;b'", "*": "'*'", "{a,b}": "'{a,b}'",
	} {
		if got := quote(word); got != want {
			t.Errorf("quote(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"rate-limit", "env", "errors", "health"}
	for name, want := range map[string]string{
		"ratelimit": "rate-limit", "rate-limits": "rate-limit", "error": "errors", "heatlh": "health", "evn": "", "nonsense": "", "x": "",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTally(t *testing.T) {
	files := []fileReport{{Change: "new"}, {Change: "changed"}, {Change: "changed"}}
	for n, want := range map[int]string{1: "1 new file", 2: "1 new file, 1 changed", 3: "1 new file, 2 changed"} {
		if got := tally(files[:n]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := tally([]fileReport{{Change: "removed"}, {Change: "removed"}}); got != "2 removed files" {
		t.Errorf("%q", got)
	}
}

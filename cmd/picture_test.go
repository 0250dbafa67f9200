//go:build unix

package cmd

import (
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

const (
	pictureBegin = "<!-- picture: begin -->\n"
	pictureEnd   = "<!-- picture: end -->"
)

// TestScriptPicture holds the picture in the README against a real run on a terminal.
func TestScriptPicture(t *testing.T) {
	t.Parallel()
	s := showIn(t, newService(t), pty.Winsize{Rows: 1000, Cols: 100}, nil, "add", "rate-limit")
	s.asked("Where do the counters live?")
	s.press(down + enter)
	for _, prompt := range []string{"How many requests", "How long is a window", "How many proxies"} {
		s.asked(prompt)
		s.press(enter)
	}
	s.asked(confirmation)
	s.press(enter)
	s.exits(0)
	picture := "```text\n$ scaffold add rate-limit\n" + shortened(s.text()) + "```\n"

	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(text), pictureBegin)
	was, after, ended := strings.Cut(rest, pictureEnd)
	switch {
	case !begun || !ended:
		t.Fatal("the README has no place for the picture")
	case was == picture:
	case *update:
		if err := os.WriteFile("../README.md", []byte(before+pictureBegin+picture+pictureEnd+after), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the picture in the README is not what a run looks like; run with -update\n%s", picture)
	}
}

// shortened leaves out most of the diff: of the created files all but the beginning of one.
func shortened(text string) string {
	var out strings.Builder
	head, rest, _ := strings.Cut(text, "\n# ")
	out.WriteString(head + "\n…\n")
	body, table, _ := strings.Cut("# "+rest, "\n\n  new ")
	for part := range strings.SplitSeq(body, "\n\n#") {
		if strings.Contains(part, "+++ b/middleware/rateLimit.js") {
			out.WriteString("#" + strings.Join(strings.SplitAfterN(part, "\n", 17)[:16], "") + "…\n")
		}
		if strings.Contains(part, "--- a/") && !strings.Contains(part, "/.scaffold/") {
			out.WriteString("\n#" + part + "\n")
		}
	}
	out.WriteString("\n  new " + table)
	return out.String()
}

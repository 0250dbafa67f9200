package patchertest

import (
	"bytes"
	"regexp"
	"strings"

	"scaffold/patcher"
)

// variant is another way of writing the same text to a file.
type variant struct {
	name  string
	bom   bool // with a byte order mark
	crlf  bool // lines end with CRLF
	mixed bool // every other line does
	cut   bool // without the final newline
}

var variants = []variant{
	{name: "CRLF", crlf: true},
	{name: "BOM", bom: true},
	{name: "no final newline", cut: true},
	{name: "CRLF, BOM, no final newline", crlf: true, bom: true, cut: true},
	{name: "mixed line endings", mixed: true},
}

// Variants returns a text with line feeds in the other ways that files are written, by name: with CRLF, with a byte
// order mark, without the final newline, with all three, and with mixed line endings.
func Variants(src []byte) map[string][]byte {
	all := map[string][]byte{}
	for _, v := range variants {
		all[v.name] = []byte(v.of(string(src)))
	}
	return all
}

func (v variant) of(text string) string {
	if v.cut {
		text = strings.TrimSuffix(text, "\n")
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if v.crlf || v.mixed && i%2 == 0 {
			lines[i] = strings.ReplaceAll(line, "\n", "\r\n")
		}
	}
	text = strings.Join(lines, "")
	if v.bom {
		return patcher.BOM + text
	}
	return text
}

// exact tells whether the variant of a case's output must come of the variant of its input. Of mixed line endings
// only the laws are asked, and a text in one line does not show its line ending.
func (v variant) exact(text string) bool {
	return !v.mixed && (!v.crlf || strings.Contains(text, "\n"))
}

// place is what a problem says that differs between the variants: the offset in bytes, and the end of the file.
var (
	offset = regexp.MustCompile(`byte \d+`)
	place  = regexp.MustCompile(`^:\d+:\d+:`)
)

// alike tells whether two problems are the same.
func (v variant) alike(got, want string) bool {
	got, want = offset.ReplaceAllString(got, "byte"), offset.ReplaceAllString(want, "byte")
	if v.cut {
		got, want = place.ReplaceAllString(got, ""), place.ReplaceAllString(want, "")
	}
	return got == want
}

// plain tells whether a text is written the way that variants are derived from.
func plain(text []byte) bool {
	return !bytes.ContainsRune(text, '\r') && !bytes.HasPrefix(text, []byte(patcher.BOM))
}

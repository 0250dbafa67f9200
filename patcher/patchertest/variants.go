package patchertest

import (
	"bytes"
	"strings"

	"scaffold/patcher"
)

// variant is another way of writing the same text to a file. exact variants of a case's input must give the same
// variant of its output; of the others only the laws are asked.
type variant struct {
	name  string
	of    func(string) string
	exact bool
}

var variants = []variant{
	{"CRLF", crlf, true},
	{"BOM", func(s string) string { return patcher.BOM + s }, true},
	{"no final newline", func(s string) string { return strings.TrimSuffix(s, "\n") }, true},
	{"CRLF, BOM, no final newline", func(s string) string {
		return patcher.BOM + strings.TrimSuffix(crlf(s), "\r\n")
	}, true},
	{"mixed line endings", mixed, false},
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

// plain tells whether a text is written the way that variants are derived from.
func plain(text []byte) bool {
	return !bytes.ContainsRune(text, '\r') && !bytes.HasPrefix(text, []byte(patcher.BOM))
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// mixed ends every other line with CRLF.
func mixed(s string) string {
	parts := strings.SplitAfter(s, "\n")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = crlf(parts[i])
	}
	return strings.Join(parts, "")
}

package cmd

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Colours are marked in a text by two characters that stand for nothing, and become escape sequences when it is
// printed: whatever else is in it, a name out of a package.json for one, cannot steer the terminal.
const (
	paintStart = '\uFDD0'
	paintEnd   = '\uFDD1'
)

// clean spells out what would steer a terminal or break a line: escape sequences, newlines, changes of the direction of
// writing, bytes that are no text.
func clean(text string) string {
	if !strings.ContainsFunc(text, steers) && utf8.ValidString(text) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case r == '\n':
			out.WriteString(`\n`)
		case steers(r) && r < 0x100:
			fmt.Fprintf(&out, `\x%02x`, r)
		case steers(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteString(text[i : i+size])
		}
		i += size
	}
	return out.String()
}

// steers tells whether a character does something else than to be seen.
func steers(r rune) bool {
	return r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// paint marks a text to be coloured.
func paint(code, text string) string {
	if code == "" || text == "" {
		return text
	}
	return string(paintStart) + code + string(paintEnd) + text + string(paintStart) + "0" + string(paintEnd)
}

// dip turns the marks into colours, or drops them.
func dip(text string, coloured bool) string {
	if !strings.ContainsRune(text, paintStart) {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, string(paintStart))
		out.WriteString(before)
		code, after, whole := strings.Cut(rest, string(paintEnd))
		if !found || !whole {
			return out.String()
		}
		if coloured && isColour(code) {
			out.WriteString("\x1b[" + code + "m")
		}
		text = after
	}
}

func isColour(code string) bool {
	switch code {
	case "0", bold, dim, red, green, cyan:
		return true
	}
	return false
}

package cmd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrap breaks a line at spaces. What follows is indented as the line is, and below the text of an item.
func wrap(line string, width int) []string {
	if width == 0 || visible(line) <= width {
		return []string{line}
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	hanging := indent
	if text := dip(line[len(indent):], false); len(text) > 1 && text[1] == ' ' && strings.IndexByte("+=!-*", text[0]) >= 0 {
		hanging += "  "
	}
	var lines []string
	current, empty := indent, true
	for word := range strings.FieldsSeq(line) {
		if !empty && visible(current)+1+visible(word) > width {
			lines = append(lines, current)
			current, empty = hanging, true
		}
		if !empty {
			current += " "
		}
		for visible(current)+visible(word) > width && empty {
			head, tail := cutAt(word, width-visible(current))
			lines = append(lines, current+head)
			current, word = hanging, tail
		}
		current, empty = current+word, false
	}
	return append(lines, current)
}

// cutAt cuts a word that is too long for any line.
func cutAt(word string, columns int) (head, tail string) {
	for i, r := range word {
		if i > 0 && visible(word[:i+utf8.RuneLen(r)]) > columns {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// visible counts the columns that a text takes. The marks of colours take none.
func visible(text string) int {
	n, marked := 0, false
	for _, r := range text {
		switch {
		case r == paintStart:
			marked = true
		case r == paintEnd:
			marked = false
		case marked:
		case wide(r):
			n += 2
		case !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			n++
		}
	}
	return n
}

// wide tells whether a character takes two columns.
func wide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115f || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r >= 0xff01 && r <= 0xff60 || r >= 0x1f300 && r <= 0x1faff || r >= 0x3000 && r <= 0x303e)
}

// pad fills a text with spaces up to a width.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-visible(text), 1))
}

// shorten leaves the beginning of a path out where it is longer than the width, whole folders if that will do.
func shorten(path string, width int) string {
	if visible(path) <= width {
		return path
	}
	shortest := ""
	for cut := range path {
		rest := path[cut:]
		if visible(rest)+1 > width {
			continue
		}
		if strings.HasPrefix(rest, "/") {
			return "…" + rest
		}
		if shortest == "" {
			shortest = "…" + rest
		}
	}
	return shortest
}

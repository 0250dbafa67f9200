package patcher

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// BOM is the UTF-8 byte order mark that some editors put first in a file.
const BOM = "\xef\xbb\xbf"

// CutBOM splits a leading byte order mark from the text behind it.
func CutBOM(src []byte) (bom, text []byte) {
	if bytes.HasPrefix(src, []byte(BOM)) {
		return src[:len(BOM)], src[len(BOM):]
	}
	return nil, src
}

// EOL returns the line ending that a line inserted at the offset should take: that of the line before, else of the
// first line behind, else "\n".
func EOL(src []byte, offset int) string {
	end := bytes.LastIndexByte(src[:offset], '\n')
	if end < 0 {
		if end = bytes.IndexByte(src[offset:], '\n'); end < 0 {
			return "\n"
		}
		end += offset
	}
	if end > 0 && src[end-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// At returns the line and the column, both from 1 and the column in characters, of a byte offset. A byte order mark
// is not a character.
func At(src []byte, offset int) (line, col int) {
	offset = min(max(offset, 0), len(src))
	line = 1 + bytes.Count(src[:offset], []byte{'\n'})
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	if start == 0 && bytes.HasPrefix(src[:offset], []byte(BOM)) {
		start = len(BOM)
	}
	return line, utf8.RuneCount(src[start:offset]) + 1
}

// Offset returns the offset of a line and a column, both from 1 and the column in bytes, as parsers tell them.
func Offset(src []byte, line, col int) int {
	at := 0
	for ; line > 1; line-- {
		at += bytes.IndexByte(src[at:], '\n') + 1
	}
	return at + col - 1
}

// Misread returns a NotUnderstood problem at a byte offset of the text.
func Misread(src []byte, offset int, what, todo string) *Problem {
	line, col := At(src, offset)
	return &Problem{Kind: NotUnderstood, Line: line, Col: col, What: what, Todo: todo}
}

// Splice returns the text with the bytes from start to end replaced. The source is left as it is.
func Splice(src []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(src)-(end-start)+len(text))
	out = append(out, src[:start]...)
	out = append(out, text...)
	return append(out, src[end:]...)
}

// Plain returns a problem for text that no patcher can edit with certainty: UTF-16, binary, or with the markers of a
// merge that is under way.
func Plain(src []byte) error {
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return Misread(src, 0, "the file is UTF-16", "save it as UTF-8")
	}
	if at := bytes.IndexByte(src, 0); at >= 0 {
		return Misread(src, at, "a NUL byte: the file is binary", "name a text file")
	}
	ours, theirs := lineWith(src, "<<<<<<< "), lineWith(src, ">>>>>>> ")
	if ours < 0 || theirs < ours {
		return nil
	}
	p := Misread(src, ours, "the file has a merge conflict", "resolve it first")
	p.Kind = Conflict
	return p
}

// lineWith returns the offset of the first line that starts with the prefix, -1 for none.
func lineWith(src []byte, prefix string) int {
	if bom, text := CutBOM(src); bytes.HasPrefix(text, []byte(prefix)) {
		return len(bom)
	}
	at := bytes.Index(src, []byte("\n"+prefix))
	if at < 0 {
		return -1
	}
	return at + 1
}

// Present returns a problem where there is no file, with what to do about that, or where the text is not Readable.
func Present(src []byte, todo string) error {
	if src == nil {
		return &Problem{Kind: NotUnderstood, What: "there is no such file", Todo: todo}
	}
	return Readable(src)
}

// Readable returns a problem for text that is not Plain, or not UTF-8.
func Readable(src []byte) error {
	if err := Plain(src); err != nil {
		return err
	}
	for at := 0; at < len(src); {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size == 1 {
			what := fmt.Sprintf("byte %d (0x%02X) is not UTF-8", at, src[at])
			return Misread(src, at, what, "save the file as UTF-8")
		}
		at += size
	}
	return nil
}

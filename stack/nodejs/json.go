package nodejs

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// DecodeJSON reads JSON as people write it in tsconfig.json: with comments, commas at the end of lists and a byte
// order mark.
func DecodeJSON(text []byte, into any) error {
	return json.Unmarshal(PlainJSON(text), into)
}

// PlainJSON returns the text with comments and trailing commas turned into spaces, so that every position stays.
func PlainJSON(text []byte) []byte {
	out := bytes.TrimPrefix(bytes.Clone(text), []byte("\xef\xbb\xbf"))
	comma := -1 // the last comma that nothing followed yet
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '"':
			i, comma = endOfString(out, i), -1
		case c == '/' && i+1 < len(out) && (out[i+1] == '/' || out[i+1] == '*'):
			i = blankComment(out, i)
		case c == ',':
			comma = i
		case c == ']' || c == '}':
			if comma >= 0 {
				out[comma] = ' '
			}
			comma = -1
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			comma = -1
		}
	}
	return out
}

// endOfString returns the position of the quote that ends the string which begins at start.
func endOfString(text []byte, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"', '\n':
			return i
		}
	}
	return len(text)
}

// blankComment turns the comment at start into spaces and returns its last position.
func blankComment(text []byte, start int) int {
	closing, keep := []byte("\n"), 1
	if text[start+1] == '*' {
		closing, keep = []byte("*/"), 0
	}
	end := len(text)
	if i := bytes.Index(text[start+2:], closing); i >= 0 {
		end = start + 2 + i + len(closing) - keep
	}
	for i := start; i < end; i++ {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
	return end - 1
}

// LineOf returns the line, from 1, on which the first of the texts is found; 0 when none is.
func LineOf(text []byte, wanted ...string) int {
	for _, w := range wanted {
		if i := bytes.Index(text, []byte(w)); i >= 0 {
			return 1 + bytes.Count(text[:i], []byte("\n"))
		}
	}
	return 0
}

// KeyLine returns the line on which a JSON object has the key, 0 when it has not.
func KeyLine(text []byte, key string) int {
	at := regexp.MustCompile(`"` + regexp.QuoteMeta(key) + `"\s*:`).FindIndex(text)
	if at == nil {
		return 0
	}
	return 1 + bytes.Count(text[:at[0]], []byte("\n"))
}

package sqlsrc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a piece of a statement: what it says, as a name would be compared, and where it stands.
type token struct {
	says       string // a word in upper case, a name without its quotes, a mark
	name       string // a word or a name in quotes as the database calls it, "" for anything else
	literal    bool   // text in single quotes: says is its content
	start, end int
}

// statements cuts a script into statements, each a list of tokens. Comments are left out, and so are the semicolons.
func statements(src string) [][]token {
	var all [][]token
	var current []token
	flush := func() {
		if len(current) > 0 {
			all = append(all, current)
		}
		current = nil
	}
	for at := 0; at < len(src); {
		t, ok := next(src, at)
		switch {
		case ok && t.says == ";" && !t.literal:
			flush()
		case ok:
			current = append(current, t)
		}
		at = max(t.end, at+1)
	}
	flush()
	return all
}

// next returns the token at the offset; not ok for a blank or a comment, which ends where the token says.
func next(src string, at int) (t token, ok bool) {
	r, size := utf8.DecodeRuneInString(src[at:])
	rest := src[at:]
	switch {
	case unicode.IsSpace(r):
		return token{end: at + size}, false
	case strings.HasPrefix(rest, "--"):
		return token{end: at + until(rest, "\n", 0)}, false
	case strings.HasPrefix(rest, "/*"):
		return token{end: at + until(rest, "*/", 2)}, false
	case r == '\'':
		return quoted(src, at, '\'', true)
	case r == '"' || r == '`':
		return quoted(src, at, byte(r), false)
	case r == '[' && bracketed().MatchString(rest):
		end := at + strings.IndexByte(rest, ']') + 1
		return token{says: src[at+1 : end-1], name: src[at+1 : end-1], start: at, end: end}, true
	case r == '$':
		if tag := dollar().FindString(rest); tag != "" {
			end := at + until(rest, tag, len(tag))
			return token{says: src[at:end], literal: true, start: at, end: end}, true
		}
	case inWord(r):
		end := at
		for end < len(src) {
			r, size := utf8.DecodeRuneInString(src[end:])
			if !inWord(r) && r != '$' {
				break
			}
			end += size
		}
		word := src[at:end]
		if strings.EqualFold(word, "E") && strings.HasPrefix(src[end:], "'") {
			return quoted(src, end, '\'', true)
		}
		return token{says: strings.ToUpper(word), name: strings.ToLower(word), start: at, end: end}, true
	case strings.HasPrefix(rest, "::"):
		return token{says: "::", start: at, end: at + 2}, true
	}
	return token{says: src[at : at+size], start: at, end: at + size}, true
}

// until returns the offset behind the first mark after the first characters, or the end.
func until(text, mark string, after int) int {
	at := strings.Index(text[min(after, len(text)):], mark)
	if at < 0 {
		return len(text)
	}
	return at + min(after, len(text)) + len(mark)
}

func inWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// quoted reads text between two quotes, a doubled one of which stands for itself.
func quoted(src string, at int, quote byte, literal bool) (token, bool) {
	i := at + 1
	for i < len(src) {
		if src[i] != quote {
			i++
			continue
		}
		if i+1 == len(src) || src[i+1] != quote {
			break
		}
		i += 2
	}
	said := strings.ReplaceAll(src[at+1:min(i, len(src))], strings.Repeat(string(quote), 2), string(quote))
	t := token{says: said, literal: literal, start: at, end: min(i+1, len(src))}
	if !literal {
		t.name = said
	}
	return t, true
}

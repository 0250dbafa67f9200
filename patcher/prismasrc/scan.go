package prismasrc

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"scaffold/patcher"
)

// kind is what sort of token one is. A punctuation mark's kind is the mark itself.
type kind rune

const (
	end kind = -iota - 1
	newline
	word
	text   // a string in quotes
	number // with its sign
	doc    // a comment of three slashes
)

type token struct {
	kind       kind
	start, end int
}

// scan cuts the text into tokens. Plain comments are left out, and blanks; line ends are kept, for a field ends there.
func scan(src []byte) ([]token, error) {
	bom, _ := patcher.CutBOM(src)
	var all []token
	for at := len(bom); at < len(src); {
		t, err := next(src, at)
		if err != nil {
			return nil, err
		}
		if t.kind != 0 {
			all = append(all, t)
		}
		at = t.end
	}
	return append(all, token{end, len(src), len(src)}), nil
}

// next returns the token at the offset; blanks and plain comments are of kind 0.
func next(src []byte, at int) (token, error) {
	r, size := utf8.DecodeRune(src[at:])
	switch {
	case r == '\n':
		return token{newline, at, at + 1}, nil
	case unicode.IsSpace(r):
		return token{0, at, at + size}, nil
	case r == '/':
		return comment(src, at)
	case r == '"':
		return quoted(src, at)
	case inWord(r) && r != '-' && !unicode.IsDigit(r):
		return token{word, at, span(src, at, inWord)}, nil
	case r == '-' || unicode.IsDigit(r):
		return token{number, at, span(src, at, func(r rune) bool { return inWord(r) || r == '.' || r == '+' })}, nil
	case strings.ContainsRune("{}()[],:=@?!.", r):
		return token{kind(r), at, at + size}, nil
	}
	return token{}, patcher.Misread(src, at, "a character that has no meaning in a Prisma schema", "mend the syntax error first")
}

func inWord(r rune) bool { return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// span returns where the run of characters ends that begins at the offset.
func span(src []byte, at int, in func(rune) bool) int {
	for at < len(src) {
		r, size := utf8.DecodeRune(src[at:])
		if !in(r) {
			break
		}
		at += size
	}
	return at
}

func comment(src []byte, at int) (token, error) {
	rest := string(src[at:])
	switch {
	case strings.HasPrefix(rest, "/*"):
		length := strings.Index(rest, "*/")
		if length < 0 {
			return token{}, patcher.Misread(src, at, "a comment that does not end", "mend the syntax error first")
		}
		return token{0, at, at + length + len("*/")}, nil
	case !strings.HasPrefix(rest, "//"):
		return token{}, patcher.Misread(src, at, "a slash that begins no comment", "mend the syntax error first")
	}
	length := strings.IndexByte(rest, '\n')
	if length < 0 {
		length = len(rest)
	}
	if strings.HasPrefix(rest, "///") {
		return token{doc, at, at + length}, nil
	}
	return token{0, at, at + length}, nil
}

// quoted reads a string, which ends in its line.
func quoted(src []byte, at int) (token, error) {
	for i := at + 1; i < len(src) && src[i] != '\n'; i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return token{text, at, i + 1}, nil
		}
	}
	return token{}, patcher.Misread(src, at, "a string that does not end", "mend the syntax error first")
}

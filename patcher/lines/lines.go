// Package lines adds lines to files that are lists of patterns: .gitignore, .dockerignore.
package lines

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"scaffold/patcher"
)

// Add appends a pattern where no line of the file is or covers it. A line that takes the pattern out again ("!.env")
// counts too: somebody decided so.
type Add struct {
	Line   string
	Before string // line before which it goes where that is there, whichever was added first; "" for the end
	After  string // line below which it goes where that is there: the last such one
}

func (a Add) String() string { return "add the line " + a.Line }

// Apply returns the text with the line at the end, in a line of its own. There may be no file yet.
func (a Add) Apply(src []byte) ([]byte, error) {
	if a.Line == "" || strings.TrimSpace(a.Line) != a.Line || strings.ContainsAny(a.Line, "\r\n\x00") {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: fmt.Sprintf("%q is not a line", a.Line)}
	}
	if err := patcher.Plain(src); err != nil {
		return nil, err
	}
	if Covered(src, a.Line) {
		return src, nil
	}
	_, text := patcher.CutBOM(src)
	eol := patcher.EOL(src, len(src))
	if at := lineAt(src, a.Before); at >= 0 {
		return patcher.Splice(src, at, at, a.Line+eol), nil
	}
	if at := lineBelow(src, a.After); at >= 0 && src[at-1] == '\n' {
		return patcher.Splice(src, at, at, a.Line+eol), nil
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		return patcher.Splice(src, len(src), len(src), eol+a.Line), nil
	}
	return patcher.Splice(src, len(src), len(src), a.Line+eol), nil
}

// lineAt returns the offset of a line that stands there as it is, -1 for none.
func lineAt(src []byte, line string) int {
	if line == "" {
		return -1
	}
	at := len(src)
	_, text := patcher.CutBOM(src)
	at -= len(text)
	for each := range bytes.Lines(text) {
		if strings.TrimRight(string(each), "\r\n") == line {
			return at
		}
		at += len(each)
	}
	return -1
}

// lineBelow returns the offset behind the last line that is this one but for space around it, -1 for none.
func lineBelow(src []byte, line string) int {
	_, text := patcher.CutBOM(src)
	at, found := len(src)-len(text), -1
	for each := range bytes.Lines(text) {
		at += len(each)
		if line != "" && strings.TrimSpace(string(each)) == line {
			found = at
		}
	}
	return found
}

// Covered tells whether a line is the pattern, or a broader one that matches it or a folder that it lies in.
func Covered(src []byte, line string) bool {
	_, text := patcher.CutBOM(src)
	for _, rule := range bytes.Split(text, []byte("\n")) {
		rule := strings.TrimSpace(string(rule))
		if rule == line || rule != "" && rule[0] != '#' && covers(strings.TrimPrefix(rule, "!"), line) {
			return true
		}
	}
	return false
}

// covers tells whether a pattern matches a path, one of the folders above it, or a part of it where the pattern has
// no slash and so may lie anywhere.
func covers(pattern, line string) bool {
	line = strings.Trim(line, "/")
	pattern = strings.TrimPrefix(strings.TrimSuffix(pattern, "/"), "**/")
	anywhere := !strings.Contains(pattern, "/")
	pattern = strings.TrimPrefix(pattern, "/")
	parts := strings.Split(line, "/")
	for i, part := range parts {
		if matches(pattern, strings.Join(parts[:i+1], "/")) || anywhere && matches(pattern, part) {
			return true
		}
	}
	return false
}

// matches compares literally too, so that a pattern that is asked for is found whatever it holds.
func matches(pattern, name string) bool {
	ok, _ := path.Match(pattern, name)
	return ok || pattern == name
}

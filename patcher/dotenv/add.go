package dotenv

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher"
)

// Key is an environment variable.
type Key struct {
	Name  string // "RATE_LIMIT_MAX"
	Value string // quoted where it needs to be; "" leaves the key empty
	Doc   string // the comment above it, "" for none; may have several lines
}

// Add adds the keys that are missing: as one block at the end, or where Groups puts them.
type Add struct {
	Keys   []Key
	Header string // the comment that a new file starts with, "" for none
	// Groups are keys in the order that they are to have, whichever was added first, with a blank line between groups. They
	// count from where the file was made with the header, or has one of them below its own comment. A key of no group goes to
	// the end.
	Groups [][]Key
	// Off comments the keys out: people are told of them, and a program that asks for each key of the file asks for none.
	Off bool
}

func (a Add) String() string {
	names := make([]string, len(a.Keys))
	for i, k := range a.Keys {
		names[i] = k.Name
	}
	return "add " + strings.Join(names, ", ")
}

// Apply returns the text with the missing keys behind the others. There may be no file yet.
func (a Add) Apply(src []byte) ([]byte, error) {
	if err := patcher.Plain(src); err != nil {
		return nil, err
	}
	out, rest, err := a.placed(src)
	if err != nil {
		return nil, err
	}
	there := Keys(out)
	var block []string
	var added []string
	for _, k := range rest {
		if slices.Contains(there, k.Name) || slices.Contains(added, k.Name) {
			continue
		}
		lines, err := k.lines(a.Off)
		if err != nil {
			return nil, err
		}
		block = append(block, lines...)
		added = append(added, k.Name)
	}
	if src == nil && len(out) == 0 {
		return []byte(strings.Join(append(a.header(), block...), "\n") + "\n"), nil
	}
	return a.ended(src, out, block)
}

// ended returns the text with what has no place of its own at its end.
func (a Add) ended(old, src []byte, block []string) ([]byte, error) {
	if len(block) == 0 && len(old) == len(src) {
		return src, nil
	}
	out := src
	if len(block) > 0 {
		out = appended(src, block)
	}
	for _, e := range entries(out) {
		if e.at < len(old) && e.end > len(src)+len("\r\n") {
			return nil, unclosed(old, e.at, block)
		}
	}
	return out, nil
}

// header returns the first lines of a new file.
func (a Add) header() []string {
	if a.Header == "" {
		return nil
	}
	return append(comment(a.Header), "")
}

// appended puts lines behind a blank line at the end; a file without a final newline stays without.
func appended(src []byte, block []string) []byte {
	_, text := patcher.CutBOM(src)
	eol := patcher.EOL(src, len(src))
	added := strings.Join(block, eol)
	switch {
	case len(text) == 0:
		added += eol
	case text[len(text)-1] != '\n':
		added = eol + eol + added
	case blankEnd(text):
		added += eol
	default:
		added = eol + added + eol
	}
	return patcher.Splice(src, len(src), len(src), added)
}

// blankEnd tells whether the last line of a text that ends with a newline is blank.
func blankEnd(text []byte) bool {
	text = text[:len(text)-1]
	return len(bytes.TrimSpace(text[bytes.LastIndexByte(text, '\n')+1:])) == 0
}

// unclosed is the problem of a file in which lines at the end would become part of a value.
func unclosed(src []byte, at int, block []string) error {
	p := patcher.Misread(src, at, "a quote is open from here on", "close it, or add the keys by hand")
	p.Code = strings.Join(block, "\n")
	return p
}

func comment(text string) []string {
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		lines = append(lines, strings.TrimRight("# "+line, " \r"))
	}
	return lines
}

var (
	name = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	bare = regexp.MustCompile(`^[A-Za-z0-9_./:@,+=%~?&*!;^()\[\]{}<>|-]*$`)
)

// lines returns the key with its comment.
func (k Key) lines(off bool) ([]string, error) {
	if !name.MatchString(k.Name) {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: "the name of an environment variable is not one: " + k.Name}
	}
	value, ok := quote(k.Value)
	if !ok {
		what := "the value of " + k.Name + " cannot be written in a way that every reader of the file understands"
		return nil, &patcher.Problem{Kind: patcher.Usage, What: what, Todo: "add it by hand"}
	}
	var lines []string
	if k.Doc != "" {
		lines = comment(k.Doc)
	}
	if off {
		return append(lines, "# "+k.Name+"="+value), nil
	}
	return append(lines, k.Name+"="+value), nil
}

// quote returns a value in the quotes that it needs. Readers differ in what they unescape, so nothing is escaped.
func quote(value string) (string, bool) {
	switch {
	case bare.MatchString(value):
		return value, true
	case strings.ContainsAny(value, "\r\n\x00"):
		return "", false
	case !strings.ContainsAny(value, `'\`):
		return "'" + value + "'", true
	case !strings.ContainsAny(value, "\"\\$`"):
		return `"` + value + `"`, true
	}
	return "", false
}

// Package dotenv adds keys to a file of environment variables. It never changes, prints or returns a value.
package dotenv

import (
	"bytes"
	"regexp"

	"scaffold/patcher"
)

// assignment is a line that sets a key. One that is commented out counts too: somebody decided against it.
var assignment = regexp.MustCompile(`^[ \t]*(?:#+[ \t]*)?(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*`)

// colon is the other way to set a key that dotenv takes.
var colon = regexp.MustCompile(`^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*):[ \t]+`)

// entry is a key, the offset of its line, and that of the line behind its value.
type entry struct {
	name    string
	at, end int
}

// entries returns the keys in order. What stands in a quoted value of several lines is not a key.
func entries(src []byte) []entry {
	_, text := patcher.CutBOM(src)
	var all []entry
	for at := len(src) - len(text); at < len(src); {
		line, _, _ := bytes.Cut(src[at:], []byte("\n"))
		next := at + len(line) + 1
		m := assignment.FindSubmatchIndex(line)
		if m == nil {
			m = colon.FindSubmatchIndex(line)
		}
		if m != nil {
			if !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("#")) {
				next = max(next, at+m[1]+quoted(src[at+m[1]:]))
			}
			all = append(all, entry{string(line[m[2]:m[3]]), at, next})
		}
		at = next
	}
	return all
}

// quoted returns the length of a quoted value and the rest of its last line, 0 when the value is not quoted or its
// quote is not closed.
func quoted(value []byte) int {
	if len(value) == 0 || !bytes.ContainsRune([]byte("\"'`"), rune(value[0])) {
		return 0
	}
	for i := 1; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case value[0]:
			rest, _, _ := bytes.Cut(value[i+1:], []byte("\n"))
			if behind := bytes.TrimSpace(rest); len(behind) > 0 && behind[0] != '#' {
				return 0
			}
			return min(i+1+len(rest)+1, len(value))
		}
	}
	return 0
}

// Keys returns the names of the keys, those that are commented out too, in order and each once.
func Keys(src []byte) []string {
	var names []string
	seen := map[string]bool{}
	for _, e := range entries(src) {
		if !seen[e.name] {
			seen[e.name] = true
			names = append(names, e.name)
		}
	}
	return names
}

// Line returns the line, from 1, that first has the key, 0 when there is none.
func Line(src []byte, name string) int {
	for _, e := range entries(src) {
		if e.name == name {
			line, _ := patcher.At(src, e.at)
			return line
		}
	}
	return 0
}

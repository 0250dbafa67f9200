// Package jsonsrc edits JSON, with or without comments, by splicing bytes; the rest of the file stays as it is.
package jsonsrc

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// maxDepth is how deep values may be nested. The parser calls itself once a level.
const maxDepth = 1000

// document is a parsed file. The offsets of root count from behind the byte order mark.
type document struct {
	src  []byte // with the byte order mark
	text []byte // behind it
	root hujson.Value
	// comments tells that the file may have them: people format such a file, where npm writes package.json.
	comments bool
}

// parse reads a file; without comments it must be what JSON.parse takes.
func parse(src []byte, comments bool) (*document, error) {
	if err := patcher.Present(src, "create it"); err != nil {
		return nil, err
	}
	bom, text := patcher.CutBOM(src)
	d := &document{src: src, text: text, comments: comments}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, patcher.Misread(src, len(bom), "the file is empty", "write {} into it")
	}
	if at := tooDeep(text); at >= 0 {
		return nil, d.problem(at, "values are nested more than "+strconv.Itoa(maxDepth)+" deep", "edit it by hand")
	}
	// The newline ends a comment in the last line; offsets before it are the same.
	root, err := hujson.Parse(append(bytes.Clone(text), '\n'))
	if err != nil {
		return nil, d.misread(err)
	}
	d.root = root
	if !comments {
		return d, d.strict()
	}
	return d, nil
}

// problem is a NotUnderstood at an offset of the text.
func (d *document) problem(offset int, what, todo string) *patcher.Problem {
	return patcher.Misread(d.src, offset+len(d.src)-len(d.text), what, todo)
}

var parserError = regexp.MustCompile(`^hujson: line (\d+), column (\d+): (.*)$`)

// misread turns the parser's error, whose column counts bytes, into a problem.
func (d *document) misread(err error) error {
	m := parserError.FindStringSubmatch(err.Error())
	if m == nil {
		return d.problem(0, err.Error(), "correct the JSON first")
	}
	line, _ := strconv.Atoi(m[1])
	col, _ := strconv.Atoi(m[2])
	return d.problem(patcher.Offset(d.text, line, col), "the JSON cannot be read: "+m[3], "correct it first")
}

// tooDeep returns the offset of the bracket that goes too deep, -1 for none. Brackets in comments count too, which
// does no harm.
func tooDeep(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return i
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
}

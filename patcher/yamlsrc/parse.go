// Package yamlsrc edits YAML by splicing lines; the parser only finds the places and checks the result.
package yamlsrc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// document is a parsed file.
type document struct {
	src  []byte
	bom  int        // length of the byte order mark
	root *yaml.Node // nil where the file holds comments only
	flat []*yaml.Node
	at   []int // offset of each line, and of the end
}

// parse reads a file of one document that can be edited.
func parse(src []byte) (*document, error) {
	if err := patcher.Present(src, "create it"); err != nil {
		return nil, err
	}
	d := newDocument(src)
	if at := strangeBreak(src); at >= 0 {
		return nil, patcher.Misread(src, at, "an unusual line break", "use line feeds")
	}
	// A text block at the end holds a newline once something stands behind it, so it is read with one.
	decoder := yaml.NewDecoder(io.MultiReader(bytes.NewReader(src[d.bom:]), strings.NewReader("\n")))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, d.misread(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, d.problem(&second, "a second document starts here", "edit the file by hand")
	} else if !errors.Is(err, io.EOF) {
		return nil, d.misread(err)
	}
	if len(doc.Content) > 0 {
		d.root = doc.Content[0]
		d.flatten(d.root)
	}
	return d, d.refuse()
}

func newDocument(src []byte) *document {
	bom, _ := patcher.CutBOM(src)
	d := &document{src: src, bom: len(bom), at: []int{0}}
	for i, c := range src {
		if c == '\n' {
			d.at = append(d.at, i+1)
		}
	}
	if len(src) > d.bom && d.at[len(d.at)-1] < len(src) {
		d.at = append(d.at, len(src))
	}
	return d
}

// lines returns how many there are.
func (d *document) lines() int { return len(d.at) - 1 }

// line returns the text of a line, from 1, without its ending.
func (d *document) line(n int) string {
	start := d.at[n-1]
	if n == 1 {
		start = d.bom
	}
	return strings.TrimRight(string(d.src[start:d.at[n]]), "\r\n")
}

// flatten lists the nodes in the order of the file.
func (d *document) flatten(n *yaml.Node) {
	d.flat = append(d.flat, n)
	for _, child := range n.Content {
		d.flatten(child)
	}
}

// offset returns where a node starts, in bytes; a node's column counts characters.
func (d *document) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > d.lines() {
		return len(d.src)
	}
	start := d.at[n.Line-1]
	if n.Line == 1 {
		start = d.bom
	}
	rest := []rune(string(d.src[start:d.at[n.Line]]))
	return start + len(string(rest[:min(max(n.Column-1, 0), len(rest))]))
}

func (d *document) problem(n *yaml.Node, what, todo string) *patcher.Problem {
	return patcher.Misread(d.src, d.offset(n), what, todo)
}

// refuse returns a problem for what the parser lets through and a person should look at.
func (d *document) refuse() error {
	for _, n := range d.flat {
		if n.Kind != yaml.MappingNode {
			continue
		}
		if n.Style&yaml.FlowStyle != 0 && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode {
			return d.problem(n, "a template stands here", "edit the file by hand")
		}
		seen := map[string]int{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if first := seen[key.Value]; first > 0 && key.Kind == yaml.ScalarNode && key.Tag != "!!merge" {
				what := fmt.Sprintf("the key %s is there twice, first in line %d", key.Value, first)
				return d.problem(key, what, "take one of them out")
			}
			seen[key.Value] = key.Line
		}
	}
	return nil
}

var (
	parserError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	// unknownField is how the parser tells of a name that a Go value does not have.
	unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)
	tab          = regexp.MustCompile(`(?m)^[ \t]*\t[ \t]*[^ \t\r\n]`)
)

// misread turns the parser's error, which names the line at best, into a problem.
func (d *document) misread(err error) error {
	text := d.src[d.bom:]
	if at := bytes.Index(text, []byte("{{")); at >= 0 && !bytes.HasPrefix(text[max(at-1, 0):], []byte("$")) {
		return patcher.Misread(d.src, d.bom+at, "a template stands here", "edit the file by hand")
	}
	if at := tab.FindIndex(text); at != nil {
		at := at[0] + bytes.IndexByte(text[at[0]:], '\t')
		return patcher.Misread(d.src, d.bom+at, "a tab is used for indentation", "use spaces")
	}
	p := &patcher.Problem{Kind: patcher.NotUnderstood, Line: 1, What: "the YAML cannot be read: " + err.Error(), Todo: "correct it first"}
	if m := parserError.FindStringSubmatch(err.Error()); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Line = max(min(p.Line, d.lines()), 1)
		p.What = "the YAML cannot be read: " + unknownField.ReplaceAllString(m[2], "there is no field $1")
	}
	return p
}

// strangeBreak returns the offset of a line break that only YAML takes for one, -1 for none.
func strangeBreak(src []byte) int {
	for i, r := range string(src) {
		switch r {
		case '\u0085', '\u2028', '\u2029':
			return i
		case '\r':
			if i+1 == len(src) || src[i+1] != '\n' {
				return i
			}
		}
	}
	return -1
}

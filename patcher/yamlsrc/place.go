package yamlsrc

import (
	"bytes"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// value returns the value of a key, nil when the mapping has none.
func value(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Kind == yaml.ScalarNode && mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// merged tells whether a mapping has a key through a merge of another one.
func merged(mapping *yaml.Node, key string, depth int) bool {
	if depth > 10 {
		return true
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Tag != "!!merge" {
			continue
		}
		from := []*yaml.Node{mapping.Content[i+1]}
		if from[0].Kind == yaml.SequenceNode {
			from = from[0].Content
		}
		for _, n := range from {
			if n.Kind == yaml.AliasNode {
				n = n.Alias
			}
			if value(n, key) != nil || merged(n, key, depth+1) {
				return true
			}
		}
	}
	return false
}

// indent returns the column, from 0, of a block mapping's keys or a block sequence's dashes; ok is false for one that
// does not start its lines.
func (d *document) indent(n *yaml.Node) (column int, ok bool) {
	if len(n.Content) == 0 || n.Style&yaml.FlowStyle != 0 {
		return 0, false
	}
	first := n.Content[0]
	if n.Kind == yaml.MappingNode {
		return first.Column - 1, first.Column >= 1
	}
	if text := d.src[d.offset(n):]; len(text) > 0 && text[0] == '-' {
		return n.Column - 1, true
	}
	line := d.line(first.Line)
	trimmed := strings.TrimLeft(line, " ")
	return len(line) - len(trimmed), strings.HasPrefix(trimmed, "-")
}

// end returns the number of the last line of a block node: the one before the next node, less blank lines and
// comments that are indented less.
func (d *document) end(n *yaml.Node, indent int) int {
	last := d.lines()
	size := count(n)
	if i := slices.Index(d.flat, n) + size; i < len(d.flat) {
		last = d.flat[i].Line - 1
	}
	for i := n.Line; i < last; i++ {
		if line := d.line(i + 1); line == "..." || strings.HasPrefix(line, "... ") {
			last = i
		}
	}
	for last > n.Line && d.loose(last, indent) {
		last--
	}
	return last
}

// loose tells whether a line is blank, or a comment that is indented less and so belongs to an outer node.
func (d *document) loose(n, indent int) bool {
	line := d.line(n)
	text := strings.TrimLeft(line, " \t")
	return text == "" || text[0] == '#' && len(line)-len(text) < indent
}

func count(n *yaml.Node) int {
	size := 1
	for _, child := range n.Content {
		size += count(child)
	}
	return size
}

// behind returns the text with lines put behind a line, 0 for the top; they take the line ending of their neighbour,
// and a file without a final newline stays without.
func (d *document) behind(n int, lines []string) []byte {
	if n == 0 {
		eol := patcher.EOL(d.src, d.bom)
		return patcher.Splice(d.src, d.bom, d.bom, strings.Join(lines, eol)+eol)
	}
	at := d.at[n]
	eol := patcher.EOL(d.src, at)
	text := strings.Join(lines, eol)
	if bytes.HasSuffix(d.src[:at], []byte("\n")) {
		return patcher.Splice(d.src, at, at, text+eol)
	}
	return patcher.Splice(d.src, at, at, eol+text)
}

// separated tells whether the last of several keys or items stands behind a blank line.
func (d *document) separated(n *yaml.Node) bool {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	if len(n.Content) < 2*step {
		return false
	}
	line := n.Content[len(n.Content)-step].Line - 1
	for line > 0 && strings.HasPrefix(strings.TrimSpace(d.line(line)), "#") {
		line--
	}
	return line > 0 && strings.TrimSpace(d.line(line)) == ""
}

// unit returns how many spaces the file indents a mapping in a mapping by.
func (d *document) unit() int { return d.step(yaml.MappingNode, 1, 2) }

// dash returns how many spaces the file indents a sequence in a mapping by.
func (d *document) dash() int { return d.step(yaml.SequenceNode, 0, d.unit()) }

// step returns how many spaces further in than its mapping the first value of the kind stands. Values that stand less
// than least further in are passed over; otherwise is returned when there is no other.
func (d *document) step(kind yaml.Kind, least, otherwise int) int {
	for _, n := range d.flat {
		if n.Kind != yaml.MappingNode {
			continue
		}
		outer, ok := d.indent(n)
		for i := 1; ok && i < len(n.Content); i += 2 {
			if inner, ok := d.indent(n.Content[i]); ok && n.Content[i].Kind == kind && inner >= outer+least {
				return inner - outer
			}
		}
	}
	return otherwise
}

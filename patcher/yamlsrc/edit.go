package yamlsrc

import (
	"errors"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// Set gives a key of a mapping a value. Mappings on the way that are missing are created; a value that is there is
// replaced only where it is a plain or quoted one in one line.
type Set struct {
	Path  []string // the keys from the top: "jobs", "test", "runs-on"
	Value string   // YAML as it would stand at the start of a line: "ubuntu-latest", or a block of several lines
	Keep  bool     // leave a value that is there, whatever it is
}

func (s Set) String() string { return "set " + strings.Join(s.Path, ".") }

// Apply returns the text with the value set.
func (s Set) Apply(src []byte) ([]byte, error) { return apply(src, s.Path, s.Value, s.put) }

// Append adds an item to a sequence that has no equal one. The sequence and the mappings on the way are created
// where they are missing.
type Append struct {
	Path  []string // the keys from the top
	Value string   // YAML as it would stand at the start of a line
}

func (a Append) String() string { return "append to " + strings.Join(a.Path, ".") }

// Apply returns the text with the item behind the others.
func (a Append) Apply(src []byte) ([]byte, error) {
	return apply(src, a.Path, "- "+indented(a.Value, 2), a.put)
}

var _, _ patcher.Edit = Set{}, Append{}

// indented puts spaces in front of all lines but the first.
func indented(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}

// apply walks to the last mapping of the path that there is, and creates the rest or lets put do the last step.
func apply(src []byte, path []string, fragment string, put func(*document, *yaml.Node, *yaml.Node) ([]byte, error)) ([]byte, error) {
	fragment = strings.TrimRight(fragment, "\n")
	out, err := walk(src, path, fragment, put)
	if p, ok := errors.AsType[*patcher.Problem](err); ok {
		p.Code = strings.Join(nested(path, fragment, 2, 2), "\n")
	}
	return out, err
}

func walk(src []byte, path []string, fragment string, put func(*document, *yaml.Node, *yaml.Node) ([]byte, error)) ([]byte, error) {
	wanted, err := parseValue(fragment)
	if err != nil || len(path) == 0 {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: fmt.Sprintf("there is no path, or the value is not YAML: %v", err)}
	}
	d, err := parse(src)
	if err != nil {
		return nil, err
	}
	n := d.root
	for i, key := range path {
		if n != nil && n.Kind == yaml.AliasNode {
			return nil, d.problem(n, "an alias stands here", "edit what it points to by hand")
		}
		if n != nil && n.Kind != yaml.MappingNode {
			return nil, d.problem(n, "there is no mapping with "+key+" here", "make it one, or add the text by hand")
		}
		var next *yaml.Node
		if n != nil {
			next = value(n, key)
		}
		if next == nil && n != nil && merged(n, key, 0) {
			return nil, d.problem(n, key+" comes from another mapping", "edit it by hand")
		}
		if next == nil || i < len(path)-1 && empty(next) {
			return d.create(n, next, path[i:], fragment, wanted)
		}
		n = next
	}
	return put(d, n, wanted)
}

// empty tells whether a value is not there: `key:`, `key: {}`, `key: []`.
func empty(n *yaml.Node) bool {
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return false
	}
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == "" ||
		(n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && len(n.Content) == 0
}

// put replaces the value that is there, or leaves it.
func (s Set) put(d *document, n, wanted *yaml.Node) ([]byte, error) {
	switch {
	case s.Keep, equal(n, wanted):
		return d.src, nil
	case empty(n):
		return d.fill(n, s.Path[len(s.Path)-1], strings.TrimRight(s.Value, "\n"), wanted)
	case n.Kind != yaml.ScalarNode || wanted.Kind != yaml.ScalarNode || strings.Contains(s.Value, "\n"):
		return nil, d.problem(n, "another value stands here", "change it by hand")
	}
	start, end, ok := d.scalar(n)
	if !ok {
		return nil, d.problem(n, "another value stands here", "change it by hand")
	}
	return d.checked(patcher.Splice(d.src, start, end, s.Value), n, func() { *n = *wanted })
}

// put adds the item to the sequence that is there.
func (a Append) put(d *document, n, wanted *yaml.Node) ([]byte, error) {
	item := wanted.Content[0]
	if empty(n) {
		return d.fill(n, a.Path[len(a.Path)-1], "- "+indented(strings.TrimRight(a.Value, "\n"), 2), wanted)
	}
	if n.Kind != yaml.SequenceNode {
		return nil, d.problem(n, "this is not a sequence", "add the item by hand")
	}
	for _, there := range n.Content {
		if equal(there, item) {
			return d.src, nil
		}
	}
	column, ok := d.indent(n)
	if !ok {
		return nil, d.problem(n, "the sequence is not written one item a line", "add the item by hand")
	}
	last := n.Content[len(n.Content)-1]
	mark := "- "
	if line := d.line(last.Line); len(line) >= last.Column-1 && last.Column-1 > column {
		if between := line[column : last.Column-1]; strings.TrimSpace(between) == "-" {
			mark = between
		}
	}
	text := mark + indented(strings.TrimRight(a.Value, "\n"), len(mark))
	lines := shifted(strings.Split(text, "\n"), column)
	if d.separated(n) {
		lines = append([]string{""}, lines...)
	}
	return d.checked(d.behind(d.end(n, column), lines), n, func() { n.Content = append(n.Content, item) })
}

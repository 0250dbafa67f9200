package yamlsrc

import (
	"bytes"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// parseValue reads the value of an edit.
func parseValue(fragment string) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(fragment+"\n"), &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}, nil
	}
	return doc.Content[0], nil
}

// tree returns mappings, one a key and each inside the one before, with the value inside the last.
func tree(path []string, value *yaml.Node) *yaml.Node {
	for i := len(path) - 1; i >= 0; i-- {
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: path[i]}
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{key, value}}
	}
	return value
}

// checked returns the edited text when it holds what the document does after change, and nothing else has moved.
// near is the node that a problem names.
func (d *document) checked(out []byte, near *yaml.Node, change func()) ([]byte, error) {
	p := &patcher.Problem{Kind: patcher.NotUnderstood, Line: 1}
	if near != nil {
		p = d.problem(near, "", "")
	}
	p.What, p.Todo = "there is no sure place for the text", "add it by hand"
	edited, err := parse(out)
	if err != nil {
		return nil, p
	}
	change()
	if !equal(edited.root, d.root) {
		return nil, p
	}
	return out, nil
}

// equal tells whether two nodes say the same, however they are written.
func equal(a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind != yaml.MappingNode && a.Value != b.Value || a.ShortTag() != b.ShortTag() {
		return false
	}
	for i := range a.Content {
		if !equal(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// scalar returns the span of a scalar that is written in one line.
func (d *document) scalar(n *yaml.Node) (start, end int, ok bool) {
	start = d.offset(n)
	text := d.src[start:]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	switch {
	case n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || n.Value == "" || len(text) == 0:
		return 0, 0, false
	case n.Style == yaml.DoubleQuotedStyle || n.Style == yaml.SingleQuotedStyle:
		for i := 1; i < len(text); i++ {
			switch {
			case text[i] == '\\' && text[0] == '"', text[0] == '\'' && bytes.HasPrefix(text[i:], []byte("''")):
				i++
			case text[i] == text[0]:
				return start, start + i + 1, true
			}
		}
		return 0, 0, false
	case n.Style != 0 || !strings.HasPrefix(string(text), n.Value):
		return 0, 0, false
	}
	return start, start + len(n.Value), true
}

package yamlsrc

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// create adds the keys of a path and the value under the last one to a mapping: to mapping, or to blank, the empty
// value of the first key. A nil mapping is the top of a file that holds nothing yet.
func (d *document) create(mapping, blank *yaml.Node, path []string, fragment string, wanted *yaml.Node) ([]byte, error) {
	if blank != nil {
		inner := nested(path[1:], fragment, d.unit(), d.dash())
		return d.fill(blank, path[0], strings.Join(inner, "\n"), tree(path[1:], wanted))
	}
	lines := nested(path, fragment, d.unit(), d.dash())
	if mapping == nil {
		return d.checked(d.behind(d.lines(), lines), nil, func() { d.root = tree(path, wanted) })
	}
	if len(mapping.Content) == 0 {
		return nil, d.problem(mapping, "the file holds an empty mapping", "take it out")
	}
	column, ok := d.indent(mapping)
	if !ok {
		return nil, d.problem(mapping, "the mapping is not written one key a line", "add the key by hand")
	}
	lines = shifted(lines, column)
	if d.separated(mapping) {
		lines = append([]string{""}, lines...)
	}
	return d.checked(d.behind(d.end(mapping, column), lines), mapping, func() {
		mapping.Content = append(mapping.Content, tree(path, wanted).Content...)
	})
}

// fill puts a value under a key that has none. A {} or [] that stands for no value is taken out.
func (d *document) fill(blank *yaml.Node, key, fragment string, wanted *yaml.Node) ([]byte, error) {
	i := slices.Index(d.flat, blank)
	name := d.flat[i-1]
	start := d.offset(blank)
	braces := string(d.src[start:min(start+2, len(d.src))])
	out := d
	if blank.Kind != yaml.ScalarNode {
		if braces != "{}" && braces != "[]" {
			return nil, d.problem(blank, "there is something in the braces", "add the value by hand")
		}
		from := len(bytes.TrimRight(d.src[:start], " "))
		out = newDocument(patcher.Splice(d.src, from, start+2, ""))
	}
	line := d.line(name.Line)
	outer := len(line) - len(strings.TrimLeft(line, " "))
	if name.Column-1 < outer || strings.TrimLeft(line[outer:min(name.Column-1, len(line))], "- ") != "" {
		return nil, d.problem(name, "the key does not start its line", "add the value by hand")
	}
	lines := nested([]string{key}, fragment, d.unit(), d.dash())
	if len(lines) == 1 {
		return d.fillLine(out, name, lines[0], blank, wanted)
	}
	lines = shifted(lines[1:], name.Column-1)
	return d.checked(out.behind(name.Line, lines), blank, func() { *blank = *wanted })
}

// colon is a key's colon with nothing but a comment behind it.
var colon = regexp.MustCompile(`:[ \t]*(#.*)?$`)

// fillLine puts a value of one line behind its key.
func (d *document) fillLine(out *document, name *yaml.Node, text string, blank, wanted *yaml.Node) ([]byte, error) {
	at := colon.FindStringIndex(out.line(name.Line))
	if at == nil {
		return nil, d.problem(name, "the key has no value", "add it by hand")
	}
	_, value, _ := strings.Cut(text, ": ")
	offset := out.at[name.Line-1] + at[0] + 1
	if name.Line == 1 {
		offset += out.bom
	}
	return d.checked(patcher.Splice(out.src, offset, offset, " "+value), blank, func() { *blank = *wanted })
}

// nested returns the lines of keys, each inside the one before, with the value inside the last.
func nested(path []string, fragment string, unit, dash int) []string {
	lines := strings.Split(fragment, "\n")
	n, err := parseValue(fragment)
	inline := err == nil && len(lines) == 1 && (n.Kind == yaml.ScalarNode || n.Style&yaml.FlowStyle != 0)
	inline = inline || strings.HasPrefix(fragment, "|") || strings.HasPrefix(fragment, ">")
	by := unit
	if err == nil && n.Kind == yaml.SequenceNode {
		by = dash
	}
	for i := len(path) - 1; i >= 0; i-- {
		if inline {
			lines = append([]string{quoted(path[i]) + ": " + lines[0]}, lines[1:]...)
		} else {
			lines = append([]string{quoted(path[i]) + ":"}, shifted(lines, by)...)
		}
		inline, by = false, unit
	}
	return lines
}

func shifted(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			line = strings.Repeat(" ", by) + line
		}
		out[i] = line
	}
	return out
}

var bare = regexp.MustCompile(`^[A-Za-z_/][A-Za-z0-9_./-]*$`)

// quoted returns a key as YAML.
func quoted(key string) string {
	if bare.MatchString(key) {
		return key
	}
	text, _ := json.Marshal(key)
	return string(text)
}

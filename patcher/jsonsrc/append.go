package jsonsrc

import (
	"encoding/json"
	"strings"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// Append puts an object into an array of objects that are sorted by a number. One with the same value under the key Same is
// left as it is.
type Append struct {
	Pointer []string // names from the root to the array
	Value   map[string]any
	Order   []string // names of the value, in the order that they are written in
	By      string   // name of the number that the array is sorted by
	Same    string   // name that tells an object from the others
}

func (a Append) String() string { return "append to " + strings.Join(a.Pointer, ".") }

// Apply returns the text with the object behind the last one whose number is not greater.
func (a Append) Apply(src []byte) ([]byte, error) {
	d, err := parse(src, false)
	if err != nil {
		return nil, err
	}
	found := d.find(a.Pointer)
	list, ok := (*hujson.Array)(nil), false
	if found != nil {
		list, ok = found.Value.(*hujson.Array)
	}
	if !ok {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, What: "there is no list " + strings.Join(a.Pointer, "."), Todo: "add the text by hand", Code: a.object(style{eol: "\n", unit: "  ", colon: ": ", lines: true}, "")}
	}
	at := 0
	for i := range list.Elements {
		var each map[string]any
		if decode(d.text[list.Elements[i].StartOffset:list.Elements[i].EndOffset], &each) != nil {
			continue
		}
		if text(each[a.Same]) == text(a.Value[a.Same]) {
			return src, nil
		}
		if number(each[a.By]) <= number(a.Value[a.By]) {
			at = i + 1
		}
	}
	return d.place(found, list, at, a)
}

// place splices the object in as the list's element of that index, on lines of its own.
func (d *document) place(v *hujson.Value, list *hujson.Array, at int, a Append) ([]byte, error) {
	if len(list.Elements) == 0 {
		s := d.style(v.StartOffset)
		outer := d.indent(v.StartOffset)
		inner := s.eol + outer + s.unit
		return d.splice(cut{v.StartOffset, v.EndOffset, "[" + inner + a.object(s, outer+s.unit) + s.eol + outer + "]"}), nil
	}
	neighbour := list.Elements[max(at-1, 0)]
	s := d.style(neighbour.StartOffset)
	indent := d.indent(neighbour.StartOffset)
	object := a.object(s, indent)
	if at > 0 {
		return d.splice(cut{neighbour.EndOffset, neighbour.EndOffset, "," + s.eol + indent + object}), nil
	}
	return d.splice(cut{neighbour.StartOffset, neighbour.StartOffset, object + "," + s.eol + indent}), nil
}

// object is the value in the file's style, its brace in a line with the indentation.
func (a Append) object(s style, indent string) string {
	var b strings.Builder
	b.WriteString("{")
	for i, name := range a.Order {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(s.eol + indent + s.unit + quote(name) + ": " + text(a.Value[name]))
	}
	return b.String() + s.eol + indent + "}"
}

func number(value any) float64 {
	switch n := value.(type) {
	case float64:
		return n
	case int64:
		return float64(n)
	case int:
		return float64(n)
	case json.Number:
		f, _ := n.Float64()
		return f
	}
	return 0
}

package jsonsrc

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// Set gives a member a value. Objects on the way that are missing are created.
type Set struct {
	Pointer       []string // names from the root: "compilerOptions", "strict"; an index of an array as a decimal number
	Value         any      // anything that encoding/json takes; a json.RawMessage keeps the order of its names
	AllowComments bool     // take comments and trailing commas, as tsconfig.json has them
	Keep          bool     // leave a value that is there, whatever it is
}

func (s Set) String() string { return "set " + strings.Join(s.Pointer, ".") }

// Apply returns the text with the value set.
func (s Set) Apply(src []byte) ([]byte, error) {
	d, err := parse(src, s.AllowComments)
	if err != nil {
		return nil, s.byHand(err)
	}
	v := &d.root
	for i, name := range s.Pointer {
		next, err := d.step(v, name)
		if err != nil {
			return nil, s.byHand(err)
		}
		if next == nil {
			value := nest(s.Pointer[i+1:], s.Value)
			return s.checked(d.insert(v, place(d.members(v), name, i == 0), name, value))
		}
		v = next
	}
	if s.Keep || same(d.text[v.StartOffset:v.EndOffset], s.Value) {
		return src, nil
	}
	return s.checked(d.splice(cut{v.StartOffset, v.EndOffset, d.style(v.StartOffset).value(s.Value)}))
}

// byHand adds to a problem the text that the edit would have put there.
func (s Set) byHand(err error) error {
	p, ok := errors.AsType[*patcher.Problem](err)
	if !ok || len(s.Pointer) == 0 {
		return err
	}
	lines := style{eol: "\n", unit: "  ", colon: ": ", lines: true}
	names := s.Pointer
	for i, name := range names[1:] {
		if _, err := strconv.Atoi(name); err == nil {
			names = names[:i+1] // what stands in an array is shown as the whole array
			p.Code = lines.member(names[0], nest(names[1:], []any{nest(s.Pointer[i+2:], s.Value)}))
			return p
		}
	}
	p.Code = lines.member(names[0], nest(names[1:], s.Value))
	return p
}

// checked parses what the edit made, and reads the value back.
func (s Set) checked(out []byte) ([]byte, error) {
	d, err := parse(out, s.AllowComments)
	if err != nil {
		return nil, &patcher.Problem{Kind: patcher.Internal, What: "the edited JSON would not be JSON: " + err.Error()}
	}
	v := d.find(s.Pointer)
	if v == nil || !same(d.text[v.StartOffset:v.EndOffset], s.Value) {
		return nil, &patcher.Problem{Kind: patcher.Internal, What: "the edited JSON would not have the value"}
	}
	return out, nil
}

// step goes from a value to the one under a name, nil when an object has no such member. Of members with the same
// name the last counts, as it does for JSON.parse.
func (d *document) step(v *hujson.Value, name string) (*hujson.Value, error) {
	switch inner := v.Value.(type) {
	case *hujson.Object:
		for i := len(inner.Members) - 1; i >= 0; i-- {
			if called(inner.Members[i], name) {
				return &inner.Members[i].Value, nil
			}
		}
		return nil, nil
	case *hujson.Array:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(inner.Elements) {
			return &inner.Elements[i], nil
		}
		return nil, d.problem(v.StartOffset, "an array stands where "+strconv.Quote(name)+" was looked for", "add it by hand")
	}
	what := string(d.text[v.StartOffset:v.EndOffset])
	if len(what) > 20 {
		what = "a value"
	}
	return nil, d.problem(v.StartOffset, what+" stands where an object with "+strconv.Quote(name)+" was looked for",
		"make it an object, or add the text by hand")
}

// find returns the value under the pointer, nil when there is none.
func (d *document) find(pointer []string) *hujson.Value {
	v := &d.root
	for _, name := range pointer {
		next, err := d.step(v, name)
		if err != nil || next == nil {
			return nil
		}
		v = next
	}
	return v
}

func called(m hujson.ObjectMember, name string) bool {
	return m.Name.Value.(hujson.Literal).String() == name
}

// nest wraps a value in objects, and in an array of one where the name is its index.
func nest(names []string, value any) any {
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] == "0" {
			value = []any{value}
			continue
		}
		value = map[string]any{names[i]: value}
	}
	return value
}

// same tells whether a text is the value, however it is written.
func same(written []byte, value any) bool {
	var a, b any
	return decode(written, &a) == nil && decode([]byte(text(value)), &b) == nil && reflect.DeepEqual(a, b)
}

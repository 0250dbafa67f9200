package jsonsrc

import (
	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// Duplicate is a name that one object has more than once.
type Duplicate struct {
	Name  string
	Lines []int // from 1, in the order of the file; JSON.parse takes the last and drops the others
}

// Duplicates returns the names that stand more than once in one object, the outer objects' first; none for a file that
// is not JSON.
func Duplicates(src []byte) []Duplicate {
	d, err := parse(src, true)
	if err != nil {
		return nil
	}
	return d.duplicates(&d.root)
}

func (d *document) duplicates(v *hujson.Value) []Duplicate {
	offsets := map[string][]int{}
	var found []Duplicate
	for _, m := range d.members(v) {
		name := m.Name.Value.(hujson.Literal).String()
		offsets[name] = append(offsets[name], m.Name.StartOffset)
		if len(offsets[name]) == 2 {
			found = append(found, Duplicate{Name: name})
		}
	}
	for i := range found {
		for _, offset := range offsets[found[i].Name] {
			line, _ := patcher.At(d.text, offset)
			found[i].Lines = append(found[i].Lines, line)
		}
	}
	for _, inner := range children(v) {
		found = append(found, d.duplicates(inner)...)
	}
	return found
}

// children are the values inside an object or an array.
func children(v *hujson.Value) []*hujson.Value {
	var all []*hujson.Value
	switch inner := v.Value.(type) {
	case *hujson.Object:
		for i := range inner.Members {
			all = append(all, &inner.Members[i].Value)
		}
	case *hujson.Array:
		for i := range inner.Elements {
			all = append(all, &inner.Elements[i])
		}
	}
	return all
}

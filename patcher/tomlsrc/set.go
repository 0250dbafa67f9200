package tomlsrc

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"scaffold/patcher"
)

// Set gives a key of a table a value. A table that is missing is added at the end.
type Set struct {
	Table []string // "tool", "ruff"; nil for the keys above the first table
	Key   string
	Value string // TOML: `"text"`, `true`, `[1, 2]`
	Keep  bool   // leave a value that is there, whatever it is
}

func (s Set) String() string { return "set " + strings.Join(s.path(), ".") }

func (s Set) path() []string { return append(slices.Clone(s.Table), s.Key) }

// Apply returns the text with the value set.
func (s Set) Apply(src []byte) ([]byte, error) {
	var wanted map[string]any
	if err := toml.Unmarshal([]byte("value = "+s.Value), &wanted); err != nil || len(wanted) != 1 {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: "the value is not one of TOML: " + s.Value}
	}
	d, err := parse(src)
	if err == nil {
		src, err = d.set(s, wanted["value"])
	}
	if p, ok := errors.AsType[*patcher.Problem](err); ok {
		p.Code = strings.Join(s.lines(true), "\n")
		return nil, p
	}
	return src, err
}

// lines returns the key and its value, under the table's head where it is asked for.
func (s Set) lines(head bool) []string {
	line := quoted(s.Key) + " = " + s.Value
	if !head || len(s.Table) == 0 {
		return []string{line}
	}
	names := make([]string, len(s.Table))
	for i, name := range s.Table {
		names[i] = quoted(name)
	}
	return []string{"[" + strings.Join(names, ".") + "]", line}
}

func (d *document) set(s Set, wanted any) ([]byte, error) {
	for _, it := range d.items {
		if it.array && prefix(it.table, s.path()) {
			return nil, d.problem(it.start, "this is an array of tables", "add the key by hand")
		}
		full := append(slices.Clone(it.table), it.keys...)
		switch {
		case it.keys == nil || !prefix(full, s.path()):
		case len(full) < len(s.path()):
			return nil, d.problem(it.start, strings.Join(full, ".")+" has its value in one line", "add the key by hand")
		case s.Keep || same(get(d.values, full), wanted):
			return d.src, nil
		default:
			return d.checked(d.splice(it.value, it.end, s.Value), s, wanted)
		}
	}
	if there := get(d.values, s.path()); there != nil {
		if s.Keep {
			return d.src, nil
		}
		return nil, d.problem(d.head(s.path()), strings.Join(s.path(), ".")+" is a table", "change it by hand")
	}
	return d.checked(d.insert(s), s, wanted)
}

// checked returns the edited text when it holds the old values and the new one, and nothing else.
func (d *document) checked(out []byte, s Set, wanted any) ([]byte, error) {
	edited, err := parse(out)
	if err != nil || !put(d.values, s.path(), wanted) || !reflect.DeepEqual(edited.values, d.values) {
		return nil, d.problem(0, "there is no sure place for the key", "add it by hand")
	}
	return out, nil
}

// prefix tells whether a path starts with the keys.
func prefix(keys, path []string) bool {
	return len(keys) > 0 && len(keys) <= len(path) && slices.Equal(keys, path[:len(keys)])
}

var bare = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func quoted(key string) string {
	if bare.MatchString(key) {
		return key
	}
	return strconv.Quote(key)
}

var _ patcher.Edit = Set{}

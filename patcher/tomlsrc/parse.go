// Package tomlsrc edits TOML by splicing lines; the parser only finds the places and checks the result.
package tomlsrc

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"scaffold/patcher"
)

// limit is how large a file may be, in bytes. The parser compares each key of a table with all before it.
const limit = 256 << 10

// document is a parsed file. The offsets are those of text, behind a byte order mark.
type document struct {
	src, text []byte
	values    map[string]any
	items     []item
}

// item is a table's head or a key with its value.
type item struct {
	table      []string // the table that it opens or stands in
	keys       []string // of a key, which may be dotted; nil for a head
	array      bool     // an array of tables, or in one
	start, end int      // of the key and its value; of a head the keys only
	value      int      // where the value starts
}

// parse reads a file.
func parse(src []byte) (*document, error) {
	if err := patcher.Present(src, "create it"); err != nil {
		return nil, err
	}
	if len(src) > limit {
		what := fmt.Sprintf("the file is larger than %d KiB", limit>>10)
		return nil, patcher.Misread(src, 0, what, "edit it by hand")
	}
	_, text := patcher.CutBOM(src)
	d := &document{src: src, text: text, values: map[string]any{}}
	if err := toml.Unmarshal(text, &d.values); err != nil {
		return nil, d.misread(err)
	}
	parser := unstable.Parser{}
	parser.Reset(text)
	var table item
	for parser.NextExpression() {
		table = d.add(parser.Expression(), table)
	}
	return d, nil
}

// misread turns the parser's error into a problem.
func (d *document) misread(err error) error {
	what := "the TOML cannot be read: " + strings.TrimPrefix(err.Error(), "toml: ")
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return patcher.Misread(d.src, 0, what, "correct it first")
	}
	line, col := at.Position()
	return d.problem(patcher.Offset(d.text, line, col), what, "correct it first")
}

func (d *document) problem(offset int, what, todo string) *patcher.Problem {
	return patcher.Misread(d.src, offset+len(d.src)-len(d.text), what, todo)
}

// add records an expression, and returns the table that the next one stands in.
func (d *document) add(n *unstable.Node, table item) item {
	var keys []string
	var ends []int
	for it := n.Key(); it.Next(); {
		key := it.Node()
		keys = append(keys, string(key.Data))
		ends = append(ends, int(key.Raw.Offset), int(key.Raw.Offset+key.Raw.Length))
	}
	start, end := slices.Min(ends), slices.Max(ends)
	if n.Kind != unstable.KeyValue {
		table = item{table: keys, array: n.Kind == unstable.ArrayTable, start: start, end: end}
		d.items = append(d.items, table)
		return table
	}
	value := end + bytes.IndexByte(d.text[end:], '=') + 1
	value += len(d.text[value:]) - len(bytes.TrimLeft(d.text[value:], " \t"))
	d.items = append(d.items, item{
		table: table.table,
		keys:  keys,
		array: table.array,
		start: start,
		end:   int(n.Raw.Offset + n.Raw.Length),
		value: value,
	})
	return table
}

// Decode reads a file into a Go value. The error is a *patcher.Problem.
func Decode(src []byte, into any) error {
	d, err := parse(src)
	if err != nil {
		return err
	}
	if err := toml.Unmarshal(d.text, into); err != nil {
		return d.misread(err)
	}
	return nil
}

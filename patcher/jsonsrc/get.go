package jsonsrc

import (
	"bytes"
	"encoding/json"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// Decode reads a file, which may have comments, trailing commas and a byte order mark, into a Go value. The error is
// a *patcher.Problem with the place.
func Decode(src []byte, into any) error {
	d, err := parse(src, true)
	if err != nil {
		return err
	}
	if err := decode(d.text, into); err != nil {
		return d.problem(0, "the JSON has another shape than expected: "+err.Error(), "correct it first")
	}
	return nil
}

// Get returns the value under the names and indexes from the root; ok is false when there is none, or when the file
// is not JSON.
func Get(src []byte, pointer ...string) (value any, ok bool) {
	d, err := parse(src, true)
	if err != nil {
		return nil, false
	}
	v := d.find(pointer)
	if v == nil {
		return nil, false
	}
	return value, decode(d.text[v.StartOffset:v.EndOffset], &value) == nil
}

// Line returns the line, from 1, of the value under the names and indexes from the root, 0 when there is none.
func Line(src []byte, pointer ...string) int {
	d, err := parse(src, true)
	if err != nil {
		return 0
	}
	v := d.find(pointer)
	if v == nil {
		return 0
	}
	line, _ := patcher.At(d.text, v.StartOffset)
	return line
}

// decode reads JSON with comments, which hujson blanks out.
func decode(text []byte, into any) error {
	plain, err := hujson.Standardize(append(bytes.Clone(text), '\n'))
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

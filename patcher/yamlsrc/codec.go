package yamlsrc

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"scaffold/patcher"
)

// Parse reads a file of one document into maps, slices, strings, numbers and booleans. The error is a
// *patcher.Problem.
func Parse(src []byte) (any, error) {
	var value any
	err := Decode(src, &value)
	return value, err
}

// Decode reads a file of one document into a Go value; names that the value does not have are passed over. The error
// is a *patcher.Problem.
func Decode(src []byte, into any) error { return decode(src, into, false) }

// DecodeStrict is Decode for files of the tool's own, in which a name that the value does not have is a problem.
func DecodeStrict(src []byte, into any) error { return decode(src, into, true) }

func decode(src []byte, into any, strict bool) error {
	d, err := parse(src)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(src[d.bom:]))
	decoder.KnownFields(strict)
	err = decoder.Decode(into)
	var shape *yaml.TypeError
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &shape) && len(shape.Errors) > 0:
		return d.misread(errors.New("yaml: " + shape.Errors[0]))
	}
	return d.misread(err)
}

// Encode returns a value as YAML with sorted keys, indented by two spaces.
func Encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return nil, &patcher.Problem{Kind: patcher.Internal, What: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	return out.Bytes(), encoder.Close()
}

// Line returns the line, from 1, of the value under the keys, 0 when there is none.
func Line(src []byte, path ...string) int {
	d, err := parse(src)
	if err != nil {
		return 0
	}
	n := d.root
	for _, key := range path {
		if n == nil || n.Kind != yaml.MappingNode {
			return 0
		}
		n = value(n, key)
	}
	if n == nil {
		return 0
	}
	return n.Line
}

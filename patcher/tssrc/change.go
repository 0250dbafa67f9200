package tssrc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/microsoft/typescript-go/shim/tsview"

	"scaffold/patcher"
)

// Change replaces the bytes from Start to End by Text. It is an insertion where they are equal.
type Change struct {
	Start, End int
	Text       string
}

// Splice returns the text with the changes made. Of changes at one place the first comes first.
func Splice(s *Source, changes []Change) []byte { return splice(s.Bytes, changes) }

func splice(src []byte, changes []Change) []byte {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b Change) int { return a.Start - b.Start })
	var out []byte
	at := 0
	for _, c := range sorted {
		out = append(append(out, src[at:c.Start]...), c.Text...)
		at = c.End
	}
	return append(out, src[at:]...)
}

// Apply makes the changes and reads the result again. Overlapping changes, and a result that does not parse, are
// faults of the tool.
func (s *Source) Apply(changes ...Change) ([]byte, error) {
	end := 0
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b Change) int { return a.Start - b.Start })
	for _, c := range sorted {
		if c.Start < end || c.End < c.Start || c.End > len(s.Bytes) {
			return nil, s.internal(fmt.Sprintf("changes overlap at byte %d", c.Start))
		}
		end = c.End
	}
	out := splice(s.Bytes, sorted)
	if _, err := Parse(s.Path, out); err != nil && len(out) > tsview.MaxSize {
		return nil, err
	} else if err != nil {
		return nil, s.internal("the result of the change cannot be parsed: " + err.Error())
	}
	return out, nil
}

func (s *Source) internal(what string) error {
	return &patcher.Problem{Kind: patcher.Internal, Path: s.Path, What: what, Todo: "please report it; the file was left as it is"}
}

// Edit changes one file by what Plan finds in it. A Plan that returns no change says that the file is as wanted:
// asked again about its own result, it must return none.
type Edit struct {
	Path string // decides the language
	What string // said beside the diff
	Plan func(*Source) ([]Change, error)
}

// Apply returns the text with the planned changes.
func (e Edit) Apply(src []byte) ([]byte, error) {
	if src == nil {
		return nil, missing(e.Path)
	}
	s, err := Parse(e.Path, src)
	if err != nil {
		return nil, err
	}
	changes, err := e.Plan(s)
	if err != nil {
		return nil, patcher.In(e.Path, err)
	}
	if len(changes) == 0 {
		return src, nil
	}
	return s.Apply(changes...)
}

func (e Edit) String() string { return e.What }

func missing(path string) error {
	return &patcher.Problem{Kind: patcher.NotUnderstood, Path: path, What: "there is no such file", Todo: "create it first"}
}

// Replace puts other text, in canonical style, in the place of a range, such as that of an expression.
func (s *Source) Replace(r Range, text string) Change {
	style := s.Style()
	style.EOL = patcher.EOL(s.Bytes, r.Start)
	indented := restyled(text, style, s.indentation(r.Start))
	return Change{r.Start, r.End, strings.TrimLeft(indented, " \t")}
}

// Wrap puts text around a range.
func (s *Source) Wrap(r Range, before, after string) []Change {
	return []Change{{r.Start, r.Start, before}, {r.End, r.End, after}}
}

package tssrc

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microsoft/typescript-go/shim/tsview"

	"scaffold/patcher"
)

// Source is one file that was read without an error.
type Source struct {
	*File
	Path  string
	Bytes []byte
	style *Style
}

// oldAttributes is the parser's code for import … assert { type: 'json' }, which it reads all the same and which Node
// took until version 22.
const oldAttributes = 2880

// Parse reads a file; the path says the language. The error is a Problem of kind NotUnderstood with line and column:
// syntax errors, merge conflict markers, UTF-16, bytes that are not UTF-8, NUL, more than 2 MB, other languages.
func Parse(path string, src []byte) (*Source, error) {
	if err := patcher.Readable(src); err != nil {
		return nil, patcher.In(path, err)
	}
	file, err := tsview.Parse(path, string(src))
	if err != nil {
		return nil, refusal(path, err)
	}
	s := &Source{File: file, Path: path, Bytes: src}
	faults := slices.DeleteFunc(file.Errors(), func(d tsview.Diag) bool { return d.Code == oldAttributes })
	if len(faults) > 0 {
		return nil, s.fault(faults)
	}
	if err := s.unnamed(); err != nil {
		return nil, err
	}
	return s, nil
}

// unnamed is the problem of a declaration that lacks a name at its end, as "const" and "let a," do before a brace. The
// parser lets it through, but text behind it would be read as the name.
func (s *Source) unnamed() error {
	var list Node
	s.Root().Walk(func(n Node) bool {
		if n.Kind() == KindVariableDeclarationList && (len(n.Declarations()) == 0 || strings.HasSuffix(n.Source(), ",")) {
			list = n
		}
		return !list.Valid()
	})
	if !list.Valid() {
		return nil
	}
	return s.Problem(list, "a declaration without a name", "mend the syntax error first", "")
}

func refusal(name string, err error) error {
	p := &patcher.Problem{Kind: patcher.NotUnderstood, Path: name, What: "the file is " + err.Error()}
	switch {
	case errors.Is(err, tsview.ErrLanguage):
		p.What = fmt.Sprintf("%q files are not supported", path.Ext(name))
		p.Todo = "make the change by hand"
	case errors.Is(err, tsview.ErrTooLarge):
		p.Todo = "name the source and not the bundle"
	}
	return p
}

// fault reports the first error of the text.
func (s *Source) fault(faults []tsview.Diag) error {
	first := faults[0]
	for _, d := range faults {
		if d.Start < first.Start {
			first = d
		}
	}
	if s.flow() {
		return s.misread(first.Start, "Flow types are not supported", "make the change by hand")
	}
	return s.misread(first.Start, lower(first.Message), "mend the syntax error first")
}

func (s *Source) misread(offset int, what, todo string) *patcher.Problem {
	p := patcher.Misread(s.Bytes, offset, what, todo)
	p.Path = s.Path
	return p
}

// flow tells whether a comment at the top declares the types of Flow.
func (s *Source) flow() bool {
	for _, c := range s.LeadingComments(0) {
		if strings.Contains(s.Text()[c.Start:c.End], "@flow") {
			return true
		}
	}
	return false
}

// lower makes a message of the parser into a part of a sentence.
func lower(message string) string {
	message = strings.TrimSuffix(message, ".")
	first, size := utf8.DecodeRuneInString(message)
	return string(unicode.ToLower(first)) + message[size:]
}

// start returns the offset behind the byte order mark.
func (s *Source) start() int {
	bom, _ := patcher.CutBOM(s.Bytes)
	return len(bom)
}

// At returns line and column, both from 1, of an offset; the column counts characters.
func (s *Source) At(offset int) (line, col int) { return patcher.At(s.Bytes, offset) }

// Problem returns a NotUnderstood problem at a node, with the text to add by hand.
func (s *Source) Problem(n Node, what, todo, code string) *patcher.Problem {
	p := s.misread(n.Start(), what, todo)
	p.Code = code
	return p
}

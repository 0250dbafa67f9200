// Package gosrc edits Go source: places are found with go/ast, bytes are spliced, and dst checks what came out.
package gosrc

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"

	"scaffold/patcher"
)

// File is a Go file that is being edited. Its text has plain line endings and no byte order mark while it is open;
// both are put back at the end.
type File struct {
	Fset *token.FileSet
	AST  *ast.File
	Text []byte

	splices []splice
	grafts  []graft
	imports []Import
}

// Change is an edit given as a function. What says what it does.
type Change struct {
	What string
	Do   func(*File) error
}

// Apply runs the function over the parsed text and returns the text with its splices. A function that asked for
// nothing leaves the text as it is.
func (c Change) Apply(src []byte) ([]byte, error) { return Rewrite(src, c.Do) }

func (c Change) String() string { return c.What }

// Rewrite parses src, lets do ask for splices, and returns the text with all of them or a *patcher.Problem.
func Rewrite(src []byte, do func(*File) error) ([]byte, error) {
	if err := patcher.Present(src, "restore it"); err != nil {
		return nil, err
	}
	shape, text := open(src)
	f, err := Parse(text)
	if err != nil {
		return nil, err
	}
	if generated.Match(f.Text) {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, Line: 1,
			What: "the file is generated", Todo: "change what it is generated from"}
	}
	if err := do(f); err != nil {
		return nil, err
	}
	out, err := f.finish()
	switch {
	case err != nil:
		return nil, err
	case bytes.Equal(out, f.Text):
		return src, nil
	}
	return shape.restore(out), nil
}

// generated is the line by which tools mark their output, as the go command defines it.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.\r?$`)

// Parse reads a Go file. A syntax error is a *patcher.Problem with its place.
func Parse(src []byte) (*File, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, syntaxError(err)
	}
	return &File{Fset: fset, AST: tree, Text: src}, nil
}

func syntaxError(err error) *patcher.Problem {
	p := &patcher.Problem{Kind: patcher.NotUnderstood, What: "the file does not parse", Todo: "correct its syntax first"}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		p.Line, p.Col = list[0].Pos.Line, list[0].Pos.Column
		p.What = fmt.Sprintf("the file does not parse: %s", list[0].Msg)
	}
	return p
}

// Problem says what stands in the way at the node.
func (f *File) Problem(at ast.Node, what, todo, code string) *patcher.Problem {
	p := &patcher.Problem{Kind: patcher.NotUnderstood, What: what, Todo: todo, Code: code}
	if at != nil {
		pos := f.Fset.Position(at.Pos())
		p.Line, p.Col = pos.Line, pos.Column
	}
	return p
}

// Source returns the node's text.
func (f *File) Source(n ast.Node) string { return string(f.Text[f.Offset(n.Pos()):f.Offset(n.End())]) }

// Offset returns the byte that the position stands at.
func (f *File) Offset(p token.Pos) int { return f.Fset.Position(p).Offset }

// Line returns the line that the position stands on, from 1.
func (f *File) Line(p token.Pos) int { return f.Fset.Position(p).Line }

// shape is what a text looks like beyond its content.
type shape struct {
	bom  []byte
	crlf bool
}

// open splits the shape from the text with plain line endings. Mixed line endings stay as they are.
func open(src []byte) (shape, []byte) {
	bom, text := patcher.CutBOM(src)
	ends := bytes.Count(text, []byte("\r\n"))
	s := shape{bom, ends > 0 && ends == bytes.Count(text, []byte("\n"))}
	if s.crlf {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	return s, text
}

func (s shape) restore(out []byte) []byte {
	if s.crlf {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))
	}
	return append(bytes.Clone(s.bom), out...)
}

// Package tssrc reads JavaScript and TypeScript files and edits them by splicing bytes.
package tssrc

import "github.com/microsoft/typescript-go/shim/tsview"

// The tree of a file. Positions are byte offsets into the text.
type (
	Node    = tsview.Node
	File    = tsview.File
	Kind    = tsview.Kind
	Range   = tsview.Range
	List    = tsview.List
	Comment = tsview.Comment
)

// IsIdentifier tells whether a word can be the name of a variable.
func IsIdentifier(word string) bool { return tsview.IsIdentifier(word) }

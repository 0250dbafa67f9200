// Package tssrc reads JavaScript and TypeScript files and edits them by splicing bytes.
package tssrc

import "github.com/microsoft/typescript-go/shim/tsview"

// The tree of a file, whose positions are byte offsets into the text.
type (
	// Node is one node of the tree.
	Node = tsview.Node
	// File is a parsed file.
	File = tsview.File
	// Kind tells what a node is.
	Kind = tsview.Kind
	// Range is a stretch of the text.
	Range = tsview.Range
	// List is a list of nodes, with its own place in the text.
	List = tsview.List
	// Comment is one comment.
	Comment = tsview.Comment
)

// IsIdentifier tells whether a word can be the name of a variable.
func IsIdentifier(word string) bool { return tsview.IsIdentifier(word) }

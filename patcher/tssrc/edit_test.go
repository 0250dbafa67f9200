package tssrc

import (
	"strconv"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

// TestEdits runs the cases of testdata. Their edits are
//
//	import   path module [default=x] [names=a,b] [effect] [first] [esm]
//	property path name value, of the first object or array literal of the file
//	before, after path number text, of a statement of the file, from 1
//	first, last path text, of the body of the first function of the file
func TestEdits(t *testing.T) {
	patchertest.Run(t, cases, build, parses("a.ts"))
}

const cases = "testdata/*.txtar"

// parses tells whether a text is of the language that a path's name says.
func parses(path string) func([]byte) error {
	return patchertest.Parses(func(src []byte) (*Source, error) { return Parse(path, src) })
}

func build(name string, args []string) patcher.Edit {
	switch name {
	case "import":
		return buildImport(args)
	case "property":
		return Property{Path: args[0], Find: firstLiteral, Name: args[1], Value: args[2]}
	case "before", "after":
		number, _ := strconv.Atoi(args[1])
		return insertion(args[0], args[2], func(s *Source) (Change, error) {
			if name == "before" {
				return s.InsertBefore(s.Statements()[number-1], args[2])
			}
			return s.InsertAfter(s.Statements()[number-1], args[2])
		})
	case "first", "last":
		return insertion(args[0], args[1], func(s *Source) (Change, error) {
			block := find(s, KindBlock)
			if name == "first" {
				return s.InsertFirst(block, args[1])
			}
			return s.InsertLast(block, args[1])
		})
	}
	return nil
}

func buildImport(args []string) Import {
	i := Import{Path: args[0], Module: args[1]}
	for _, arg := range args[2:] {
		key, value, _ := strings.Cut(arg, "=")
		switch key {
		case "default":
			i.Default = value
		case "names":
			i.Names = strings.Split(value, ",")
		case "effect":
			i.Effect = true
		case "first":
			i.First = true
		case "esm":
			i.ESM = true
		}
	}
	return i
}

// insertion is an edit that is done when a call of the same function is in the file.
func insertion(path, text string, plan func(*Source) (Change, error)) Edit {
	callee, _, _ := strings.Cut(code(text), "(")
	return Edit{Path: path, What: "insert " + callee, Plan: func(s *Source) ([]Change, error) {
		done := false
		s.Root().Walk(func(n Node) bool {
			done = done || n.Kind() == KindCallExpression && n.Expression().Dotted() == callee
			return true
		})
		if done {
			return nil, nil
		}
		c, err := plan(s)
		return []Change{c}, err
	}}
}

func find(s *Source, kinds ...Kind) Node {
	var found Node
	s.Root().Walk(func(n Node) bool {
		for _, k := range kinds {
			if !found.Valid() && n.Kind() == k {
				found = n
			}
		}
		return !found.Valid()
	})
	return found
}

func firstLiteral(s *Source) (Node, error) {
	if n := find(s, KindObjectLiteralExpression, KindArrayLiteralExpression); n.Valid() {
		return n, nil
	}
	return Node{}, s.Problem(s.Root(), "there is no literal", "add one", "")
}

package tsview

import (
	"strings"

	"github.com/microsoft/typescript-go/internal/ast"
	"github.com/microsoft/typescript-go/internal/scanner"
)

// Node is one node of a tree. Nodes can be compared; the zero Node stands for "there is none", and every method
// answers it, and a part that a kind does not have, with a zero value.
type Node struct{ n any }

func wrap(n *ast.Node) Node {
	for n != nil && n.Flags&ast.NodeFlagsReparsed != 0 {
		// The parser makes nodes out of JSDoc. They are not code, except that a cast holds the expression it is on.
		if n.Kind != ast.KindAsExpression && n.Kind != ast.KindSatisfiesExpression {
			return Node{}
		}
		n = n.Expression()
	}
	if n == nil {
		return Node{}
	}
	return Node{n}
}

func wrapAll(nodes []*ast.Node) []Node {
	all := make([]Node, 0, len(nodes))
	for _, n := range nodes {
		if w := wrap(n); w.n != nil {
			all = append(all, w)
		}
	}
	return all
}

func unwrap(n Node) *ast.Node {
	if n.n == nil {
		return nil
	}
	return n.n.(*ast.Node)
}

// Valid tells whether there is a node.
func (n Node) Valid() bool { return n.n != nil }

// Kind returns what the node is, 0 for none.
//
//go:noinline
func (n Node) Kind() Kind {
	if n.n == nil {
		return 0
	}
	return Kind(unwrap(n).Kind)
}

// KindName returns the name of the node's kind without "Kind", for messages.
//
//go:noinline
func (n Node) KindName() string {
	if n.n == nil {
		return ""
	}
	return strings.TrimPrefix(unwrap(n).Kind.String(), "Kind")
}

// Pos returns the offset where the white space and comments before the node begin.
//
//go:noinline
func (n Node) Pos() int {
	if n.n == nil {
		return 0
	}
	return unwrap(n).Pos()
}

// Start returns the offset of the node's first token.
//
//go:noinline
func (n Node) Start() int {
	node := unwrap(n)
	if node == nil {
		return 0
	}
	return scanner.GetTokenPosOfNode(node, ast.GetSourceFileOfNode(node), false)
}

// End returns the offset after the node's last token.
//
//go:noinline
func (n Node) End() int {
	if n.n == nil {
		return 0
	}
	return unwrap(n).End()
}

// Range returns the node's part of the text, from its first token on.
func (n Node) Range() Range { return Range{n.Start(), n.End()} }

// Source returns the node's text, from its first token on.
//
//go:noinline
func (n Node) Source() string {
	node := unwrap(n)
	if node == nil {
		return ""
	}
	return ast.GetSourceFileOfNode(node).Text()[n.Start():node.End()]
}

// Parent returns the node around this one, none for the file.
//
//go:noinline
func (n Node) Parent() Node {
	node := unwrap(n)
	if node == nil {
		return Node{}
	}
	for node = node.Parent; node != nil && node.Flags&ast.NodeFlagsReparsed != 0; {
		node = node.Parent
	}
	return wrap(node)
}

// Children returns the nodes directly inside this one, in the order of the text.
//
//go:noinline
func (n Node) Children() []Node {
	node := unwrap(n)
	if node == nil {
		return nil
	}
	var all []Node
	node.ForEachChild(func(child *ast.Node) bool {
		if w := wrap(child); w.n != nil {
			all = append(all, w)
		}
		return false
	})
	return all
}

// Walk visits the node and everything inside it, parents first. A visit that returns false leaves out the inside.
//
//go:noinline
func (n Node) Walk(visit func(Node) bool) {
	if n.n == nil || !visit(n) {
		return
	}
	var inside func(*ast.Node) bool
	inside = func(child *ast.Node) bool {
		if w := wrap(child); w.n != nil && visit(w) {
			unwrap(w).ForEachChild(inside)
		}
		return false
	}
	unwrap(n).ForEachChild(inside)
}

// IsStatement tells whether the node is a statement or a declaration that stands like one.
//
//go:noinline
func (n Node) IsStatement() bool { return n.n != nil && ast.IsStatement(unwrap(n)) }

// IsFunctionLike tells whether the node is a function, method, accessor, constructor or a signature of one.
//
//go:noinline
func (n Node) IsFunctionLike() bool { return n.n != nil && ast.IsFunctionLike(unwrap(n)) }

// IsType tells whether the node is a type.
//
//go:noinline
func (n Node) IsType() bool { return n.n != nil && ast.IsTypeNode(unwrap(n)) }

// Ident returns the name if the node is an identifier, "" otherwise.
//
//go:noinline
func (n Node) Ident() string {
	if n.n == nil || unwrap(n).Kind != ast.KindIdentifier {
		return ""
	}
	return unwrap(n).Text()
}

// Literal returns the value if the node is a string literal, or a template without holes.
//
//go:noinline
func (n Node) Literal() (value string, ok bool) {
	if n.n == nil {
		return "", false
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindStringLiteral, ast.KindNoSubstitutionTemplateLiteral:
		return node.Text(), true
	}
	return "", false
}

// Dotted returns a chain of names as written with dots, such as "this.app" or "module.exports", "" for anything else.
func (n Node) Dotted() string {
	switch n.Kind() {
	case KindIdentifier:
		return n.Ident()
	case KindThisKeyword:
		return "this"
	case KindSuperKeyword:
		return "super"
	case KindPropertyAccessExpression:
		left, right := n.Expression().Dotted(), n.Name().Source()
		if left != "" && right != "" {
			return left + "." + right
		}
	}
	return ""
}

// Unwrap returns the expression inside parentheses, type assertions, "!" and await.
func (n Node) Unwrap() Node {
	for {
		switch n.Kind() {
		case KindParenthesizedExpression, KindAsExpression, KindSatisfiesExpression, KindNonNullExpression,
			KindTypeAssertionExpression, KindAwaitExpression:
			n = n.Expression()
		default:
			return n
		}
	}
}

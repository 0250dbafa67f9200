package tsview

import "github.com/microsoft/typescript-go/internal/ast"

// List is a list in brackets. Its range goes from the opening bracket to the end of the last element or comma; white
// space and comments before the closing bracket are outside of it.
type List struct {
	Range
	Nodes         []Node
	TrailingComma bool
	Valid         bool // there is such a list, empty or not
}

func list(l *ast.NodeList) List {
	if l == nil {
		return List{}
	}
	return List{Range{l.Pos(), l.End()}, wrapAll(l.Nodes), l.HasTrailingComma(), true}
}

// Arguments returns what a call or new is given.
//
//go:noinline
func (n Node) Arguments() List {
	if n.n == nil {
		return List{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindCallExpression, ast.KindNewExpression:
		return list(node.ArgumentList())
	}
	return List{}
}

// Elements returns what stands in an array, a destructuring, or the braces of an import or export.
//
//go:noinline
func (n Node) Elements() List {
	if n.n == nil {
		return List{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindNamedImports, ast.KindNamedExports, ast.KindObjectBindingPattern, ast.KindArrayBindingPattern,
		ast.KindArrayLiteralExpression, ast.KindTupleType:
		return list(node.ElementList())
	}
	return List{}
}

// Properties returns what stands in an object literal.
//
//go:noinline
func (n Node) Properties() List {
	if n.n == nil || unwrap(n).Kind != ast.KindObjectLiteralExpression {
		return List{}
	}
	return list(unwrap(n).PropertyList())
}

// Members returns what stands in a class, interface, enum or type literal.
//
//go:noinline
func (n Node) Members() List {
	if n.n == nil {
		return List{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindClassDeclaration, ast.KindClassExpression, ast.KindInterfaceDeclaration, ast.KindEnumDeclaration,
		ast.KindTypeLiteral:
		return list(node.MemberList())
	}
	return List{}
}

// Statements returns what stands in a file, a block, or a case of a switch.
//
//go:noinline
func (n Node) Statements() List {
	if n.n == nil || !unwrap(n).CanHaveStatements() {
		return List{}
	}
	return list(unwrap(n).StatementList())
}

// Parameters returns the parameters of a function.
//
//go:noinline
func (n Node) Parameters() List {
	if n.n == nil || unwrap(n).FunctionLikeData() == nil {
		return List{}
	}
	return list(unwrap(n).ParameterList())
}

// TypeParameters returns the names between < and > of a generic declaration.
//
//go:noinline
func (n Node) TypeParameters() List {
	if n.n == nil {
		return List{}
	}
	node := unwrap(n)
	switch node.Kind {
	case ast.KindClassDeclaration, ast.KindClassExpression, ast.KindInterfaceDeclaration, ast.KindTypeAliasDeclaration:
		return list(node.TypeParameterList())
	}
	if node.FunctionLikeData() == nil {
		return List{}
	}
	return list(node.TypeParameterList())
}

// TypeArguments returns the types between < and > of a call, new, or reference.
//
//go:noinline
func (n Node) TypeArguments() List {
	if n.n == nil {
		return List{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindCallExpression, ast.KindNewExpression, ast.KindTaggedTemplateExpression, ast.KindTypeReference,
		ast.KindExpressionWithTypeArguments, ast.KindJsxOpeningElement, ast.KindJsxSelfClosingElement:
		return list(node.TypeArgumentList())
	}
	return List{}
}

// Declarations returns the variables that a statement or a declaration list declares.
//
//go:noinline
func (n Node) Declarations() []Node {
	if n.n == nil {
		return nil
	}
	node := unwrap(n)
	if node.Kind == ast.KindVariableStatement {
		node = node.AsVariableStatement().DeclarationList
	}
	if node.Kind != ast.KindVariableDeclarationList {
		return nil
	}
	return wrapAll(node.AsVariableDeclarationList().Declarations.Nodes)
}

// Modifiers returns words such as export, async, declare and private before a declaration, decorators included.
//
//go:noinline
func (n Node) Modifiers() []Node {
	if n.n == nil {
		return nil
	}
	return wrapAll(unwrap(n).ModifierNodes())
}

// Has tells whether a declaration has a modifier.
func (n Node) Has(modifier Kind) bool {
	for _, m := range n.Modifiers() {
		if m.Kind() == modifier {
			return true
		}
	}
	return false
}

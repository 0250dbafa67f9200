package tsview

import "github.com/microsoft/typescript-go/internal/ast"

// Name returns what a declaration, a specifier or a property access is called.
//
//go:noinline
func (n Node) Name() Node {
	if n.n == nil {
		return Node{}
	}
	return wrap(unwrap(n).Name())
}

// PropertyName returns the name before "as" in a specifier, or before the colon in a destructuring, none otherwise.
//
//go:noinline
func (n Node) PropertyName() Node {
	if n.n == nil {
		return Node{}
	}
	return wrap(unwrap(n).PropertyName())
}

// Expression returns the one expression that a node is about: what is called, awaited, thrown, tested, accessed.
//
//go:noinline
func (n Node) Expression() Node {
	if n.n == nil {
		return Node{}
	}
	node := unwrap(n)
	switch node.Kind {
	case ast.KindPropertyAccessExpression, ast.KindElementAccessExpression, ast.KindParenthesizedExpression,
		ast.KindCallExpression, ast.KindNewExpression, ast.KindExpressionWithTypeArguments, ast.KindComputedPropertyName,
		ast.KindNonNullExpression, ast.KindTypeAssertionExpression, ast.KindAsExpression, ast.KindSatisfiesExpression,
		ast.KindTypeOfExpression, ast.KindSpreadAssignment, ast.KindSpreadElement, ast.KindTemplateSpan,
		ast.KindDeleteExpression, ast.KindVoidExpression, ast.KindAwaitExpression, ast.KindYieldExpression,
		ast.KindIfStatement, ast.KindDoStatement, ast.KindWhileStatement, ast.KindWithStatement, ast.KindForInStatement,
		ast.KindForOfStatement, ast.KindSwitchStatement, ast.KindCaseClause, ast.KindExpressionStatement,
		ast.KindReturnStatement, ast.KindThrowStatement, ast.KindExternalModuleReference, ast.KindExportAssignment,
		ast.KindDecorator, ast.KindJsxExpression, ast.KindJsxSpreadAttribute:
		return wrap(node.Expression())
	}
	return Node{}
}

// Initializer returns the value after "=" of a declaration, or after the colon of a property.
//
//go:noinline
func (n Node) Initializer() Node {
	if n.n == nil {
		return Node{}
	}
	node := unwrap(n)
	switch node.Kind {
	case ast.KindVariableDeclaration, ast.KindParameter, ast.KindBindingElement, ast.KindPropertyDeclaration,
		ast.KindPropertySignature, ast.KindPropertyAssignment, ast.KindEnumMember, ast.KindForStatement,
		ast.KindForInStatement, ast.KindForOfStatement, ast.KindJsxAttribute:
		return wrap(node.Initializer())
	}
	return Node{}
}

// Body returns the block of a function or module, or the expression of a short arrow function.
//
//go:noinline
func (n Node) Body() Node {
	if n.n == nil {
		return Node{}
	}
	return wrap(unwrap(n).Body())
}

// Type returns the type that is written for a declaration, a function's result, or behind "as" and "satisfies".
//
//go:noinline
func (n Node) Type() Node {
	if n.n == nil {
		return Node{}
	}
	node := unwrap(n)
	if f := node.FunctionLikeData(); f != nil {
		return wrap(f.Type)
	}
	switch node.Kind {
	case ast.KindVariableDeclaration, ast.KindParameter, ast.KindPropertySignature, ast.KindPropertyDeclaration,
		ast.KindTypeAssertionExpression, ast.KindAsExpression, ast.KindSatisfiesExpression, ast.KindTypeAliasDeclaration,
		ast.KindTypePredicate, ast.KindParenthesizedType, ast.KindTypeOperator:
		return wrap(node.Type())
	}
	return Node{}
}

// ModuleSpecifier returns the string literal that names the module of an import or export.
//
//go:noinline
func (n Node) ModuleSpecifier() Node {
	if n.n == nil {
		return Node{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindImportDeclaration, ast.KindExportDeclaration:
		return wrap(node.ModuleSpecifier())
	case ast.KindImportEqualsDeclaration:
		if ref := node.AsImportEqualsDeclaration().ModuleReference; ref.Kind == ast.KindExternalModuleReference {
			return wrap(ref.Expression())
		}
	}
	return Node{}
}

// Binary returns the sides and the operator of a binary expression or an assignment.
//
//go:noinline
func (n Node) Binary() (left Node, op Kind, right Node, ok bool) {
	if n.n == nil || unwrap(n).Kind != ast.KindBinaryExpression {
		return Node{}, 0, Node{}, false
	}
	b := unwrap(n).AsBinaryExpression()
	return wrap(b.Left), Kind(b.OperatorToken.Kind), wrap(b.Right), true
}

// Branches returns what an if statement or a conditional expression chooses from.
//
//go:noinline
func (n Node) Branches() (then, otherwise Node) {
	if n.n == nil {
		return Node{}, Node{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindIfStatement:
		return wrap(node.AsIfStatement().ThenStatement), wrap(node.AsIfStatement().ElseStatement)
	case ast.KindConditionalExpression:
		return wrap(node.AsConditionalExpression().WhenTrue), wrap(node.AsConditionalExpression().WhenFalse)
	}
	return Node{}, Node{}
}

// TypeOnly tells whether an import, an export or one of their specifiers is marked "type".
//
//go:noinline
func (n Node) TypeOnly() bool {
	if n.n == nil {
		return false
	}
	node := unwrap(n)
	if node.Kind == ast.KindImportDeclaration {
		clause := node.ImportClause()
		return clause != nil && clause.IsTypeOnly()
	}
	return node.IsTypeOnly()
}

// ExportEquals tells whether the node is "export = x", not "export default x".
//
//go:noinline
func (n Node) ExportEquals() bool {
	return n.n != nil && unwrap(n).Kind == ast.KindExportAssignment && unwrap(n).AsExportAssignment().IsExportEquals
}

// Optional returns the "?" or "!" that stands behind a declared name, none if there is none.
//
//go:noinline
func (n Node) Optional() Node {
	if n.n == nil {
		return Node{}
	}
	switch node := unwrap(n); node.Kind {
	case ast.KindParameter:
		return wrap(node.AsParameterDeclaration().QuestionToken)
	case ast.KindVariableDeclaration:
		return wrap(node.AsVariableDeclaration().ExclamationToken)
	default:
		return wrap(node.PostfixToken())
	}
}

package tssrc

import (
	"strings"

	"scaffold/patcher"
)

// ToJavaScript takes the types out of a TypeScript text in canonical style. What has no JavaScript form without being
// rewritten, such as an enum, is a Problem.
func ToJavaScript(src []byte) ([]byte, error) {
	s, err := parseTemplate(src)
	if err != nil {
		return nil, err
	}
	e := eraser{s: s}
	s.Root().Walk(e.visit)
	if e.problem != nil {
		return nil, e.problem
	}
	out := strings.Trim(string(splice(src, e.changes)), "\n")
	if out == "" {
		return nil, nil
	}
	return tighten([]byte(out + "\n"))
}

// eraser collects what has to go.
type eraser struct {
	s       *Source
	changes []Change
	problem *patcher.Problem
}

// visit tells whether to look inside a node.
func (e *eraser) visit(n Node) bool {
	if typeOnly(n) {
		e.remove(n, e.s.attached(n))
		return false
	}
	switch n.Kind() {
	case KindEnumDeclaration, KindModuleDeclaration, KindImportEqualsDeclaration:
		e.refuse(n)
		return false
	case KindImportDeclaration, KindExportDeclaration:
		e.specifiers(n)
		return false
	case KindHeritageClause:
		if strings.HasPrefix(n.Source(), "implements") {
			e.cut(n.Pos(), n.End())
			return false
		}
	}
	if n.IsType() && n.Kind() != KindExpressionWithTypeArguments {
		return false
	}
	e.annotations(n)
	e.expressions(n)
	e.modifiers(n)
	return e.problem == nil
}

func (e *eraser) refuse(n Node) {
	e.problem = e.s.Problem(n, "there is no JavaScript for this "+n.KindName(), "write it without", "")
}

// typeOnly tells whether a statement or member of a class leaves no trace in JavaScript.
func typeOnly(n Node) bool {
	switch n.Kind() {
	case KindInterfaceDeclaration, KindTypeAliasDeclaration:
		return true
	case KindIndexSignature:
		return n.Parent().Kind() == KindClassDeclaration || n.Parent().Kind() == KindClassExpression
	case KindFunctionDeclaration, KindMethodDeclaration, KindConstructor:
		return !n.Body().Valid() || n.Has(KindDeclareKeyword)
	case KindVariableStatement, KindClassDeclaration, KindPropertyDeclaration, KindModuleDeclaration:
		return n.Has(KindDeclareKeyword) || n.Kind() == KindPropertyDeclaration && n.Has(KindAbstractKeyword)
	}
	return false
}

// cut removes a range of bytes.
func (e *eraser) cut(start, end int) {
	if start < end {
		e.changes = append(e.changes, Change{start, end, ""})
	}
}

// remove takes away the lines of a statement, from an offset on, and a blank line that would be one too many.
func (e *eraser) remove(n Node, from int) {
	start := e.s.lineStart(from)
	end, _ := e.s.lineEnd(n.End())
	end = min(end+1, len(e.s.Bytes))
	before := strings.TrimRight(e.s.Text()[:start], " ")
	if before == "" || strings.HasSuffix(before, "\n\n") || strings.HasSuffix(before, "{\n") {
		for strings.HasPrefix(e.s.Text()[end:], "\n") {
			end++
		}
	}
	e.cut(start, end)
}

// specifiers handles the types among what is imported and exported.
func (e *eraser) specifiers(n Node) {
	list := n.NamedImports()
	if n.Kind() == KindExportDeclaration {
		list = exported(n)
	}
	kept, gone := 0, 0
	for _, spec := range list.Nodes {
		if spec.TypeOnly() {
			gone++
		} else {
			kept++
		}
	}
	names := len(n.ImportBindings()) - len(list.Nodes)
	switch {
	case n.TypeOnly(), gone > 0 && kept == 0 && names <= 0:
		e.remove(n, n.Start())
	case gone > 0 && kept == 0:
		e.cut(n.ImportBindings()[0].Node.End(), e.s.Token(list.End)+1)
	case gone > 0:
		e.thin(list)
	}
}

// thin removes the types from a list that keeps other names.
func (e *eraser) thin(list List) {
	at := list.Start
	kept := false
	for i, spec := range list.Nodes {
		next := list.End
		if i+1 < len(list.Nodes) {
			next = list.Nodes[i+1].Start()
		}
		switch {
		case !spec.TypeOnly():
			kept = true
			at = spec.End()
		case kept:
			e.cut(at, spec.End())
			at = spec.End()
		default:
			e.cut(spec.Start(), next)
		}
	}
}

// annotations removes types of variables, parameters, results and properties, and type parameters.
func (e *eraser) annotations(n Node) {
	switch n.Kind() {
	case KindVariableDeclaration, KindPropertyDeclaration, KindMethodDeclaration:
		e.annotation(n)
	case KindParameter:
		if n.Name().Source() == "this" {
			e.receiver(n)
			return
		}
		e.annotation(n)
	}
	if l := n.TypeParameters(); l.Valid {
		e.cut(l.Start-1, e.s.Token(l.End)+1)
	}
	if l := n.TypeArguments(); l.Valid {
		e.cut(l.Start-1, e.s.Token(l.End)+1)
	}
	if n.IsFunctionLike() && n.Type().Valid() {
		e.cut(e.s.Token(n.Parameters().End)+1, n.Type().End())
	}
}

// annotation removes what stands between a name and its value.
func (e *eraser) annotation(n Node) {
	end := n.Name().End()
	if mark := n.Optional(); mark.Valid() {
		end = mark.End()
	}
	if n.Type().Valid() && !n.IsFunctionLike() {
		end = n.Type().End()
	}
	e.cut(n.Name().End(), end)
}

// receiver removes the parameter named this, which only declares a type.
func (e *eraser) receiver(n Node) {
	list := n.Parent().Parameters()
	end := list.End
	if len(list.Nodes) > 1 {
		end = list.Nodes[1].Start()
	}
	e.cut(n.Start(), end)
}

// expressions removes assertions.
func (e *eraser) expressions(n Node) {
	switch n.Kind() {
	case KindAsExpression, KindSatisfiesExpression, KindNonNullExpression:
		e.cut(n.Expression().End(), n.End())
	case KindTypeAssertionExpression:
		e.cut(n.Start(), n.Expression().Start())
	case KindParenthesizedExpression:
		inner := n.Expression()
		if inner != bare(inner) && simple(bare(inner)) || assertion(n.Parent()) && standsAlone(n) {
			e.cut(n.Start(), n.Start()+1)
			e.cut(n.End()-1, n.End())
		}
	}
}

// assertion tells whether a node is an expression with a type behind it.
func assertion(n Node) bool {
	return n.Kind() == KindAsExpression || n.Kind() == KindSatisfiesExpression || n.Kind() == KindNonNullExpression
}

// standsAlone tells whether an expression, without the assertions around it, is the whole of a value.
func standsAlone(n Node) bool {
	outer := n.Parent()
	for assertion(outer) {
		n, outer = outer, outer.Parent()
	}
	switch outer.Kind() {
	case KindReturnStatement, KindThrowStatement, KindVariableDeclaration, KindPropertyAssignment:
		return true
	case KindBinaryExpression:
		_, op, right, _ := outer.Binary()
		return op == KindEqualsToken && right == n
	}
	return false
}

// bare returns the expression that an assertion is about.
func bare(n Node) Node {
	for assertion(n) {
		n = n.Expression()
	}
	return n
}

// simple tells whether an expression needs no parentheses wherever it stands.
func simple(n Node) bool {
	switch n.Kind() {
	case KindIdentifier, KindPropertyAccessExpression, KindElementAccessExpression, KindCallExpression, KindThisKeyword,
		KindStringLiteral, KindArrayLiteralExpression, KindParenthesizedExpression:
		return true
	}
	return false
}

// modifiers removes words that only the type checker reads.
func (e *eraser) modifiers(n Node) {
	for _, m := range n.Modifiers() {
		switch m.Kind() {
		case KindPublicKeyword, KindPrivateKeyword, KindProtectedKeyword, KindReadonlyKeyword, KindOverrideKeyword,
			KindAbstractKeyword, KindDeclareKeyword:
			if n.Kind() == KindParameter {
				e.refuse(n)
				return
			}
			e.cut(m.Start(), e.s.Token(m.End()))
		}
	}
}

package nodejs

import ts "scaffold/patcher/tssrc"

// Origins says whom a policy for other origins lets in.
type Origins int

// The kinds of policies.
const (
	OriginsUnknown  Origins = iota // it is worked out while the program runs
	OriginsListed                  // those of a list, or that something decides on
	OriginsAll                     // everybody, without their cookies
	OriginsSignedIn                // everybody, with their cookies
)

// OriginsOf judges a call of the module cors by its options.
func (p *Program) OriginsOf(m *Module, call ts.Node) Origins {
	args := call.Arguments().Nodes
	if len(args) == 0 {
		return OriginsAll
	}
	options := p.Value(m, args[0], 0)
	if options.Node.Kind() != ts.KindObjectLiteralExpression {
		return OriginsUnknown
	}
	for _, prop := range options.Node.Properties().Nodes {
		if prop.Kind() == ts.KindSpreadAssignment {
			return OriginsUnknown
		}
	}
	if !HasProperty(options.Node, "origin") {
		return OriginsAll
	}
	origin := p.Member(options, "origin", 0).Node
	text, literal := origin.Literal()
	switch {
	case literal && text == "*":
		return OriginsAll
	case origin.Kind() == ts.KindTrueKeyword, agrees(origin):
		if p.Member(options, "credentials", 0).Node.Kind() == ts.KindTrueKeyword {
			return OriginsSignedIn
		}
		return OriginsAll
	}
	return OriginsListed
}

// HasProperty tells whether an object names a property.
func HasProperty(object ts.Node, name string) bool {
	for _, prop := range object.Properties().Nodes {
		if text, ok := prop.Name().Literal(); prop.Name().Source() == name || ok && text == name {
			return true
		}
	}
	return false
}

// agrees tells whether a function decides nothing: it hands true to its callback, whatever it is asked.
func agrees(fn ts.Node) bool {
	if !fn.IsFunctionLike() {
		return false
	}
	yes, decides := false, false
	fn.Body().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindIfStatement, ts.KindConditionalExpression, ts.KindSwitchStatement, ts.KindBinaryExpression:
			decides = true
		case ts.KindCallExpression:
			args := n.Arguments().Nodes
			yes = yes || len(args) == 2 && args[1].Kind() == ts.KindTrueKeyword
			decides = decides || len(args) == 2 && args[1].Kind() != ts.KindTrueKeyword
		}
		return true
	})
	return yes && !decides
}

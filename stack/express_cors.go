package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// opensTo says whom a policy of the module cors lets in that has no list of origins, "" where it may have one.
func (d *expressDetector) opensTo(v, made nodejs.Value) string {
	if made.Module != "cors" || v.Node.Kind() != ts.KindCallExpression {
		return ""
	}
	args := v.Node.Arguments().Nodes
	if len(args) == 0 {
		return anySite
	}
	options := d.p.Value(v.In, args[0], 0)
	if options.Node.Kind() != ts.KindObjectLiteralExpression {
		return ""
	}
	for _, prop := range options.Node.Properties().Nodes {
		if prop.Kind() == ts.KindSpreadAssignment {
			return ""
		}
	}
	origin := d.p.Member(options, "origin", 0)
	credentials := d.p.Member(options, "credentials", 0).Node.Kind() == ts.KindTrueKeyword
	text, literal := origin.Node.Literal()
	switch {
	case !hasProperty(options.Node, "origin"), literal && text == "*":
		return anySite
	case origin.Node.Kind() == ts.KindTrueKeyword, allows(origin.Node):
		if credentials {
			return anySiteSignedIn
		}
		return anySite
	}
	return ""
}

func hasProperty(object ts.Node, name string) bool {
	for _, prop := range object.Properties().Nodes {
		if text, ok := prop.Name().Literal(); prop.Name().Source() == name || ok && text == name {
			return true
		}
	}
	return false
}

// allows tells whether a function decides nothing: it hands true to its callback, whatever it is asked.
func allows(fn ts.Node) bool {
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

// opensBy says whom a header lets in that is set to a value for every site, given the place of the header's name.
func opensBy(name ts.Node) string {
	value := name.Parent().Initializer()
	if args := name.Parent().Arguments().Nodes; len(args) == 2 {
		value = args[1]
	}
	if text, ok := value.Literal(); ok && text == "*" {
		return anySite
	}
	return ""
}

package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// wholeRouters notes the routers that every request comes to: app.use(router), and those that stand on such a one.
func (d *expressDetector) wholeRouters() {
	for range 4 { // a router on a router on the app
		before := len(d.whole)
		for _, m := range d.modules() {
			for _, n := range m.Calls {
				callee := n.Expression()
				if callee.Kind() == ts.KindPropertyAccessExpression && callee.Name().Source() == "use" && d.coversApp(m, n) {
					d.wholeArguments(m, n)
				}
			}
		}
		if len(d.whole) == before {
			return
		}
	}
}

func (d *expressDetector) wholeArguments(m *nodejs.Module, n ts.Node) {
	for i, arg := range n.Arguments().Nodes {
		if text, ok := arg.Literal(); ok && i == 0 {
			if text != "/" && text != "" {
				return
			}
			continue
		}
		if k := arg.Unwrap().Kind(); k == ts.KindTemplateExpression || k == ts.KindBinaryExpression || k == ts.KindArrayLiteralExpression {
			return
		}
		v := d.p.Value(m, arg, 0)
		if made := d.p.Maker(v); v.In != nil && made.Module == "express" && made.Name == "Router" {
			d.whole[v.Node] = true
		}
	}
}

// coversApp tells whether a call is made on the app, or on a router that stands on it without a path.
func (d *expressDetector) coversApp(m *nodejs.Module, call ts.Node) bool {
	if d.onApp[call] {
		return true
	}
	callee := call.Expression()
	if len(d.whole) == 0 || callee.Kind() != ts.KindPropertyAccessExpression {
		return false
	}
	v := d.p.Value(m, callee.Expression(), 0)
	return v.In != nil && d.whole[v.Node]
}

// namesPath tells whether an argument is a path that is put together, or held by a name.
func (d *expressDetector) namesPath(m *nodejs.Module, arg ts.Node) bool {
	arg = arg.Unwrap()
	if k := arg.Kind(); k != ts.KindIdentifier && k != ts.KindPropertyAccessExpression {
		return false
	}
	v := d.p.Value(m, arg, 0)
	switch v.Node.Kind() {
	case ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral, ts.KindTemplateExpression, ts.KindBinaryExpression:
		return true
	}
	return !v.Node.IsFunctionLike() && d.p.Maker(v).Module == "" && pathName().MatchString(lastName(arg))
}

// pathName finds names of what holds the path of routes.
var pathName = lazy.Regexp(`(?i)(path|root|prefix|base|url)$`)

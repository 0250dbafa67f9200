package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// trusts looks at the proxy setting of an app that came in from elsewhere: a field, a parameter.
func (d *expressDetector) trusts(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	args := n.Arguments().Nodes
	if len(args) == 0 || d.onApp[n] || callee.Kind() != ts.KindPropertyAccessExpression || verbs[callee.Name().Source()] != stepSetting {
		return
	}
	if text, ok := args[0].Literal(); ok && text == "trust proxy" && d.isRouter(m, n, callee.Expression()) {
		d.add(ProxyTrust, m, n, shorten(n.Source()), trustsAll(n))
	}
}

// trustsAll says so when a setting makes the app believe whoever names a client's address.
func trustsAll(call ts.Node) string {
	callee := call.Expression()
	args := call.Arguments().Nodes
	if callee.Kind() != ts.KindPropertyAccessExpression || len(args) == 0 {
		return ""
	}
	if text, ok := args[0].Literal(); !ok || text != "trust proxy" {
		return ""
	}
	verb := callee.Name().Source()
	if verb == "enable" || verb == "set" && len(args) > 1 && args[1].Source() == "true" {
		return "it believes any X-Forwarded-For, also a forged one; set the number of proxies instead"
	}
	return ""
}

// oneHeader says so when middleware is a part of helmet that sends a single header.
func oneHeader(made nodejs.Value) string {
	if made.Module != "helmet" {
		return ""
	}
	switch made.Name {
	case "", "=", "default", "helmet":
		return ""
	}
	return "helmet." + made.Name + " sends one header only"
}

// setsNamedID tells whether middleware sends a request id under a header whose name stands in a constant.
func (d *expressDetector) setsNamedID(v nodejs.Value) bool {
	found := false
	v.Node.Body().Walk(func(n ts.Node) bool {
		callee := n.Expression()
		if n.Kind() != ts.KindCallExpression || callee.Kind() != ts.KindPropertyAccessExpression || found {
			return !found
		}
		switch callee.Name().Source() {
		case "set", "setHeader", "header":
		default:
			return true
		}
		if args := n.Arguments().Nodes; len(args) == 2 {
			name := d.p.Value(v.In, args[0], 0)
			found = name.In != nil && headerName().MatchString(name.Node.Source())
		}
		return !found
	})
	return found
}

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
)

// decorated looks at the middleware that routing-controllers finds by its decorator, wherever it stands.
func (d *expressDetector) decorated() {
	if _, ok := d.p.pkg.Range("routing-controllers"); !ok {
		return
	}
	for _, name := range d.p.own {
		if !strings.Contains(string(d.p.text(name)), "@Middleware(") {
			continue
		}
		m := d.p.module(name)
		if m == nil || m.imports["Middleware"].spec != "routing-controllers" {
			continue
		}
		for _, class := range m.tree.Statements() {
			if class.Kind() == ts.KindClassDeclaration && strings.Contains(class.Source(), "@Middleware(") {
				d.decoratedClass(m, class)
			}
		}
	}
}

func (d *expressDetector) decoratedClass(m *nodeModule, class ts.Node) {
	for _, member := range class.Members().Nodes {
		name := member.Name().Source()
		if member.IsFunctionLike() && (name == "use" || name == "error") {
			d.own(useSite{in: m, call: class, all: true}, nodeValue{in: m, node: member}, class.Name())
		}
	}
}

// wrapped looks at a handler within a call of a third-party wrapper: asyncHandler(async (req, res, next) => …).
func (d *expressDetector) wrapped(s useSite, v nodeValue, arg ts.Node) {
	if v.in == nil || v.node.Kind() != ts.KindCallExpression {
		return
	}
	for _, given := range v.node.Arguments().Nodes {
		if inner := d.p.value(v.in, given, 0); inner.in != nil && inner.node.IsFunctionLike() && len(handlerParams(inner.node)) > 2 {
			d.own(s, inner, arg)
		}
	}
}

// onlyMember returns what the one assignment to a member of a name gives it, in any of the files; nothing when there
// are several.
func (d *expressDetector) onlyMember(name string) nodeValue {
	var only nodeValue
	for _, m := range d.modules() {
		for _, n := range m.sets {
			left, _, right, _ := n.Binary()
			if left.Kind() != ts.KindPropertyAccessExpression || left.Name().Source() != name || isNothing(right) {
				continue
			}
			if only.known() {
				return nodeValue{}
			}
			only = d.p.value(m, right, 0)
		}
	}
	return only
}

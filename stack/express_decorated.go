package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// decorated looks at the middleware that routing-controllers finds by its decorator, wherever it stands.
func (d *expressDetector) decorated() {
	if _, ok := d.p.Pkg.Range("routing-controllers"); !ok {
		return
	}
	for _, name := range d.p.Own {
		if !strings.Contains(string(d.p.Text(name)), "@Middleware(") {
			continue
		}
		m := d.p.Module(name)
		if m == nil || m.Imports["Middleware"].Spec != "routing-controllers" {
			continue
		}
		for _, class := range m.Tree.Statements() {
			if class.Kind() == ts.KindClassDeclaration && strings.Contains(class.Source(), "@Middleware(") {
				d.decoratedClass(m, class)
			}
		}
	}
}

func (d *expressDetector) decoratedClass(m *nodejs.Module, class ts.Node) {
	for _, member := range class.Members().Nodes {
		name := member.Name().Source()
		if member.IsFunctionLike() && (name == "use" || name == "error") {
			d.own(useSite{in: m, call: class, all: true}, nodejs.Value{In: m, Node: member}, class.Name())
		}
	}
}

// wrapped looks at a handler within a call of a third-party wrapper: asyncHandler(async (req, res, next) => …).
func (d *expressDetector) wrapped(s useSite, v nodejs.Value, arg ts.Node) {
	if v.In == nil || v.Node.Kind() != ts.KindCallExpression {
		return
	}
	for _, given := range v.Node.Arguments().Nodes {
		if inner := d.p.Value(v.In, given, 0); inner.In != nil && inner.Node.IsFunctionLike() && len(handlerParams(inner.Node)) > 2 {
			d.own(s, inner, arg)
		}
	}
}

// onlyMember returns what the one assignment to a member of a name gives it, in any of the files; nothing when there
// are several.
func (d *expressDetector) onlyMember(name string) nodejs.Value {
	var only nodejs.Value
	for _, m := range d.modules() {
		for _, n := range m.Sets {
			left, _, right, _ := n.Binary()
			if left.Kind() != ts.KindPropertyAccessExpression || left.Name().Source() != name || nodejs.IsNothing(right) {
				continue
			}
			if only.Known() {
				return nodejs.Value{}
			}
			only = d.p.Value(m, right, 0)
		}
	}
	return only
}

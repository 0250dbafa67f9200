package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// value is what an expression stands for; a parameter of a function that makes routers is what it was given.
func (w *routeWalk) value(m *nodejs.Module, n ts.Node) nodejs.Value {
	v := w.p.Value(m, n, 0)
	for hops := 0; hops < nodejs.MaxHops; hops++ {
		next := w.standsFor(v)
		if next == v {
			break
		}
		v = next
	}
	if !v.Known() {
		if element, ok := w.element(n.Unwrap()); ok {
			return element
		}
	}
	return v
}

// standsFor follows a parameter, or a property of one, to what it was given.
func (w *routeWalk) standsFor(v nodejs.Value) nodejs.Value {
	if v.Node.Kind() != ts.KindParameter {
		return v
	}
	given, ok := w.given[v.Node]
	if !ok {
		return v
	}
	for _, name := range strings.Split(strings.Trim(v.Name, "."), ".") {
		if name != "" {
			given = w.p.Member(given, name, 0)
		}
	}
	return given
}

// element follows a name, or a property of one, that a loop gives its values: for (const {path, router} of routes).
func (w *routeWalk) element(n ts.Node) (nodejs.Value, bool) {
	if n.Kind() == ts.KindPropertyAccessExpression {
		given, property, ok := w.looped(n.Expression().Unwrap())
		if !ok || property != "" {
			return nodejs.Value{}, false
		}
		given = w.p.Member(given, n.Name().Source(), 0)
		return given, given.Known()
	}
	given, property, ok := w.looped(n)
	if ok && property != "" {
		given = w.p.Member(given, property, 0)
	}
	return given, ok && given.Known()
}

// looped returns the element that the loop around a name is at, and which of its properties the name stands for; ""
// for the element itself.
func (w *routeWalk) looped(name ts.Node) (element nodejs.Value, property string, ok bool) {
	for up := name.Parent(); up.Valid() && name.Ident() != ""; up = up.Parent() {
		given, there := w.given[up]
		if up.Kind() != ts.KindForOfStatement || !there {
			continue
		}
		for _, d := range up.Initializer().Declarations() {
			if d.Name().Ident() == name.Ident() {
				return given, "", true
			}
			for _, e := range d.Name().Elements().Nodes {
				if e.Name().Ident() == name.Ident() {
					return given, nodejs.Destructured(d, name.Ident()), true
				}
			}
		}
	}
	return nodejs.Value{}, "", false
}

// bound runs something while the parameters of the function that made a value stand for what the call gave them.
func (w *routeWalk) bound(h handed, run func()) {
	in, call := w.written(h.in, h.arg, 0)
	if k := call.Kind(); k != ts.KindCallExpression && k != ts.KindNewExpression {
		run()
		return
	}
	maker := w.p.Value(in, call.Expression(), 0)
	if !maker.Node.IsFunctionLike() {
		run()
		return
	}
	args := call.Arguments().Nodes
	for i, param := range maker.Node.Parameters().Nodes {
		was, had := w.given[param]
		if i < len(args) {
			w.given[param] = w.value(in, args[i])
		} else if init := param.Initializer(); init.Valid() {
			w.given[param] = w.value(maker.In, init)
		}
		defer func() {
			delete(w.given, param)
			if had {
				w.given[param] = was
			}
		}()
	}
	run()
}

// written follows names and properties to the expression that a value was written as, where that stands: of notes in
// const notes = notesRouter("/notes") the call.
func (w *routeWalk) written(m *nodejs.Module, n ts.Node, hops int) (*nodejs.Module, ts.Node) {
	n = n.Unwrap()
	if hops > nodejs.MaxHops {
		return m, n
	}
	switch n.Kind() {
	case ts.KindIdentifier:
		if init := nodejs.DeclarationOf(n, n.Ident()).Initializer(); init.Valid() {
			return w.written(m, init, hops+1)
		}
		if element, property, ok := w.looped(n); ok {
			return w.writtenIn(element, property, m, n, hops)
		}
		return w.exported(m, n, hops)
	case ts.KindPropertyAccessExpression:
		return w.writtenIn(w.value(m, n.Expression()), n.Name().Source(), m, n, hops)
	}
	return m, n
}

// writtenIn follows a property of an object; without one it is what it was, n in m.
func (w *routeWalk) writtenIn(owner nodejs.Value, property string, m *nodejs.Module, n ts.Node, hops int) (*nodejs.Module, ts.Node) {
	for _, prop := range owner.Node.Properties().Nodes {
		if prop.Name().Source() == property && prop.Kind() == ts.KindPropertyAssignment {
			return w.written(owner.In, prop.Initializer(), hops+1)
		}
	}
	return m, n
}

// exported follows an imported name to the expression that the other file exports.
func (w *routeWalk) exported(m *nodejs.Module, n ts.Node, hops int) (*nodejs.Module, ts.Node) {
	im, ok := m.Imports[n.Ident()]
	if !ok {
		return m, n
	}
	from := w.p.Module(w.p.Resolve(m.Path, im.Spec))
	if from == nil {
		return m, n
	}
	e, ok := from.Exports[im.Name]
	if !ok || e.Spec != "" {
		return m, n
	}
	if e.Value.Kind() == ts.KindVariableDeclaration {
		return w.written(from, e.Value.Initializer(), hops+1)
	}
	return w.written(from, e.Value, hops+1)
}

// each runs a step once, or, within a loop over a list that is written out, once for each of its elements.
func (w *routeWalk) each(m *nodejs.Module, call ts.Node, run func()) {
	holder, list := loopAround(call)
	v := nodejs.Value{}
	if holder.Valid() {
		v = w.value(m, list)
	}
	if v.Node.Kind() != ts.KindArrayLiteralExpression || w.given[holder].Known() {
		run()
		return
	}
	for _, e := range v.Node.Elements().Nodes {
		w.given[holder] = w.value(v.In, e)
		run()
	}
	delete(w.given, holder)
}

// loopAround returns what holds the element of the loop around a node, and the list that it runs over: the parameter
// of list.forEach(…), or for (… of list).
func loopAround(n ts.Node) (holder, list ts.Node) {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if up.Kind() == ts.KindForOfStatement {
			return up, up.Expression()
		}
		call := up.Parent()
		if !up.IsFunctionLike() {
			continue
		}
		params := up.Parameters().Nodes
		callee := call.Expression()
		if call.Kind() != ts.KindCallExpression || len(params) == 0 || callee.Kind() != ts.KindPropertyAccessExpression {
			return ts.Node{}, ts.Node{}
		}
		if name := callee.Name().Source(); name == "forEach" || name == "map" {
			return params[0], callee.Expression()
		}
	}
	return ts.Node{}, ts.Node{}
}

// paths returns the paths that an argument spells. ok is false when one of them is worked out when the program runs.
func (w *routeWalk) paths(m *nodejs.Module, n ts.Node) (all []string, ok bool) {
	v := w.value(m, n)
	if v.Node.Kind() != ts.KindArrayLiteralExpression {
		text, ok := w.text(m, n, 0)
		return []string{text}, ok
	}
	for _, e := range v.Node.Elements().Nodes {
		text, ok := w.text(v.In, e, 0)
		if !ok {
			return nil, false
		}
		all = append(all, text)
	}
	return all, len(all) > 0
}

// text returns the string that an expression is whatever happens.
func (w *routeWalk) text(m *nodejs.Module, n ts.Node, hops int) (string, bool) {
	n = n.Unwrap()
	if text, ok := n.Literal(); ok {
		return text, true
	}
	switch n.Kind() {
	case ts.KindTemplateExpression:
		return w.template(m, n, hops)
	case ts.KindBinaryExpression:
		left, op, right, _ := n.Binary()
		if op != ts.KindPlusToken {
			return "", false
		}
		a, ok := w.text(m, left, hops)
		b, also := w.text(m, right, hops)
		return a + b, ok && also
	}
	v := w.value(m, n)
	if v.In == nil || !v.Node.Valid() || v.Node == n || hops > nodejs.MaxHops || isReassigned(v.In, n) || isFallback(v.Node) {
		return "", false
	}
	return w.text(v.In, v.Node, hops+1)
}

// isFallback tells whether a value is only what another one is replaced by: process.env.PREFIX || "/api".
func isFallback(n ts.Node) bool {
	_, op, right, ok := n.Parent().Binary()
	return ok && right == n && (op == ts.KindBarBarToken || op == ts.KindQuestionQuestionToken)
}

// template returns the text of a template whose holes are all known.
func (w *routeWalk) template(m *nodejs.Module, n ts.Node, hops int) (string, bool) {
	var out strings.Builder
	parts := n.Children()
	if len(parts) == 0 {
		return "", false
	}
	out.WriteString(strings.TrimSuffix(strings.TrimPrefix(parts[0].Source(), "`"), "${"))
	for _, span := range parts[1:] {
		hole, ok := w.text(m, span.Expression(), hops)
		rest := span.Children()
		if !ok || len(rest) == 0 {
			return "", false
		}
		tail := strings.TrimPrefix(rest[len(rest)-1].Source(), "}")
		out.WriteString(hole + strings.TrimSuffix(strings.TrimSuffix(tail, "${"), "`"))
	}
	text := strings.ReplaceAll(out.String(), `\\`, `\`)
	return text, strings.Count(out.String(), `\`) == 2*strings.Count(text, `\`)
}

// isReassigned tells whether a name is given another value somewhere in its file.
func isReassigned(m *nodejs.Module, n ts.Node) bool {
	name := n.Ident()
	if name == "" {
		return false
	}
	decl := nodejs.DeclarationOf(n, name)
	for _, set := range m.Sets {
		if left, _, _, _ := set.Binary(); left.Ident() == name && decl.Valid() && nodejs.DeclarationOf(left, name) == decl && decl.Initializer().Valid() {
			return true
		}
	}
	return false
}

package stack

import (
	"slices"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// handOn follows a call that is given the app into the function that is called. ok is false when the call is not given
// the app.
func (f *expressFlow) handOn(m *nodejs.Module, n ts.Node, frames []expressFrame) bool {
	given, text := f.given(m, n)
	if len(given) == 0 {
		return false
	}
	f.handed++
	v := f.p.Value(m, n.Expression(), 0)
	if v.Module == "" && n.Kind() == ts.KindNewExpression && v.Node.Valid() {
		v.Node = constructorOf(v.Node)
	}
	if v.Node.IsFunctionLike() && v.Node.Body().Kind() == ts.KindBlock {
		f.bind(v.Node, given)
		before := len(f.steps) + f.handed
		f.enter(v, frames, text)
		if len(f.steps)+f.handed == before && inObject(given) { // run("hook", {app}): what hangs there is not to be seen
			f.add(m, expressStep{kind: stepHandOn, rank: rankOf(Routes, 0), call: n, app: text}, frames)
		}
		return true
	}
	if n.Expression().Kind() == ts.KindCallExpression && !v.Known() || v.Node.Kind() == ts.KindCallExpression {
		v = f.p.Maker(nodejs.Value{In: m, Node: n})
	}
	step := expressStep{kind: stepHandOn, rank: rankOf(Routes, 0), call: n, app: text}
	name := lastName(n.Expression())
	switch rank, ok := externalRank(v); {
	case v.Module != "" && ok:
		step.rank = rank
	case v.Module == "" && saysTrust().MatchString(name):
		step.kind, step.rank = stepSetting, rankSetting
	case v.Module == "" && nameRank(name) != ownRank:
		step.rank = nameRank(name)
	}
	if step.rank == rankNone || isServer(f.p, m, n) {
		return true
	}
	f.add(m, step, frames)
	return true
}

// inObject tells whether the app is given within an object.
func inObject(given map[int]string) bool {
	for _, path := range given {
		if path != "" {
			return true
		}
	}
	return false
}

// given returns which arguments of a call are the app: their position, and the path of the property that holds it.
func (f *expressFlow) given(m *nodejs.Module, n ts.Node) (paths map[int]string, text string) {
	paths = map[int]string{}
	for i, arg := range n.Arguments().Nodes {
		if k := arg.Unwrap().Kind(); k != ts.KindCallExpression && f.isApp(m, arg) {
			paths[i], text = "", arg.Unwrap().Dotted()
		}
		for _, prop := range arg.Unwrap().Properties().Nodes {
			value := prop.Initializer()
			if prop.Kind() == ts.KindShorthandPropertyAssignment {
				value = prop.Name()
			}
			if value.Valid() && f.isApp(m, value) {
				paths[i], text = "."+prop.Name().Source(), value.Unwrap().Dotted()
			}
		}
	}
	return paths, text
}

// bind notes which parameters of a function stand for the app.
func (f *expressFlow) bind(fn ts.Node, given map[int]string) {
	params := fn.Parameters().Nodes
	for i, path := range given {
		if i < len(params) {
			f.bound[boundParam{params[i], path}] = true
		}
	}
}

// enter walks the body of a function that is called.
func (f *expressFlow) enter(v nodejs.Value, frames []expressFrame, text string) {
	outer := slices.Clone(frames)
	if n := len(outer); n > 0 && outer[n-1].app == "" {
		outer[n-1].app = text
	}
	f.list(v.In, v.Node.Body(), outer, viaFunction)
}

// ownCall follows a call of one of the same file's functions, or of the same class's methods, that handles the app as
// a name of the scope around it.
func (f *expressFlow) ownCall(m *nodejs.Module, n ts.Node, frames []expressFrame) bool {
	callee := n.Expression().Unwrap()
	if callee.IsFunctionLike() { // (async () => {…})()
		if callee.Body().Kind() == ts.KindBlock {
			f.list(m, callee.Body(), frames, viaCallback)
		}
		return true
	}
	if k := callee.Kind(); k != ts.KindIdentifier && k != ts.KindPropertyAccessExpression {
		return false
	}
	v := f.p.Value(m, callee, 0)
	if v.In != f.birth.in && v.In != m || !v.Node.IsFunctionLike() || v.Node.Body().Kind() != ts.KindBlock {
		return false
	}
	f.enter(v, frames, "")
	return true
}

// loops are methods that run their callback for each element: code inside one is no place to add to.
var loops = map[string]bool{"forEach": true, "map": true, "filter": true, "reduce": true, "some": true, "every": true, "flatMap": true, "each": true, "eachSeries": true}

// callbacks walks the functions that are handed to a call, in the belief that it runs them.
func (f *expressFlow) callbacks(m *nodejs.Module, n ts.Node, frames []expressFrame) {
	loop := n.Expression().Kind() == ts.KindPropertyAccessExpression && loops[n.Expression().Name().Source()]
	for _, arg := range n.Arguments().Nodes {
		fn := arg.Unwrap()
		if fn.Kind() == ts.KindIdentifier {
			v := f.p.Value(m, fn, 0)
			if v.In != m || !v.Node.IsFunctionLike() {
				continue
			}
			fn = v.Node
		}
		if !fn.IsFunctionLike() {
			continue
		}
		switch body := fn.Body(); {
		case body.Kind() == ts.KindBlock && loop:
			f.inLoop(m, body, frames)
		case body.Kind() == ts.KindBlock:
			f.list(m, body, frames, viaCallback)
		default:
			f.scan(m, body, frames)
		}
	}
}

// inLoop walks a body as part of the statement around it.
func (f *expressFlow) inLoop(m *nodejs.Module, body ts.Node, frames []expressFrame) {
	if f.open[body] {
		return
	}
	f.open[body] = true
	for _, stmt := range body.Statements().Nodes {
		f.scan(m, stmt, frames)
	}
}

// isServer tells whether a call makes a server out of the app.
func isServer(p *nodejs.Program, m *nodejs.Module, n ts.Node) bool {
	v := p.Value(m, n.Expression(), 0)
	switch v.Module {
	case "http", "https", "http2", "spdy", "http2-express-bridge":
		return true
	}
	return false
}

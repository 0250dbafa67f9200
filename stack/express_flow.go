package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// expressFlow is what happens to an app, in the order that it happens: the statements of the list where the app is
// born, those of the functions that it is handed to, and those of the files that import it.
type expressFlow struct {
	p     *nodejs.Program
	birth *expressBirth
	steps []expressStep
	// bound are the parameters that stand for the app: "" for the parameter itself, ".app" for a property of it.
	bound  map[boundParam]bool
	seen   map[ts.Node]bool // calls on the app that are in steps
	open   map[ts.Node]bool // function bodies that are being walked or were
	reach  []string
	others map[ts.Node]bool    // what elsewhere found
	handed int                 // calls that were given the app
	ours   map[string]peerCall // the steps that call what the tool created, by its file
}

type boundParam struct {
	param ts.Node
	path  string
}

// stepKind is what a step does to the app.
type stepKind int

const (
	stepBirth stepKind = iota
	stepSetting
	stepUse    // app.use
	stepRoute  // app.get, app.route, …
	stepHandOn // handed to something that cannot be looked into
	stepListen
)

// expressStep is one call on the app.
type expressStep struct {
	kind   stepKind
	rank   expressRank
	in     *nodejs.Module
	call   ts.Node
	app    string // how the app is called there
	frames []expressFrame
}

// expressFrame is a statement list on the way to a step, and the statement of it that holds the step.
type expressFrame struct {
	in   *nodejs.Module
	list ts.Node
	stmt ts.Node
	via  frameVia
	app  string // how the app is called in the list, "" when no name of it is visible
}

// frameVia is how control comes into a list.
type frameVia int

const (
	viaRoot     frameVia = iota
	viaFunction          // called, with the app or within its scope
	viaCallback          // run by something else, maybe later
	viaTry
)

// flowOf follows an app from its birth. reach are the files that may handle it.
func flowOf(p *nodejs.Program, birth *expressBirth, reach []string) *expressFlow {
	f := &expressFlow{p: p, birth: birth, reach: reach, bound: map[boundParam]bool{}, seen: map[ts.Node]bool{}, open: map[ts.Node]bool{}}
	if list := birth.block(); list.Valid() {
		f.list(birth.in, list, nil, viaRoot)
	}
	f.followOn(birth.in)
	for _, name := range reach {
		if m := p.Module(name); m != nil && m != birth.in {
			f.followOn(m)
		}
	}
	return f
}

// isApp tells whether an expression stands for the app.
func (f *expressFlow) isApp(m *nodejs.Module, n ts.Node) bool {
	n = n.Unwrap()
	switch n.Kind() {
	case ts.KindIdentifier, ts.KindPropertyAccessExpression, ts.KindCallExpression, ts.KindNewExpression:
	default:
		return false
	}
	if n == f.birth.call {
		return true
	}
	return f.standsFor(f.p.Value(m, n, 0))
}

// standsFor tells whether a value is the app: what its birth, or a chain of calls on that, gives; or a parameter that
// was given it.
func (f *expressFlow) standsFor(v nodejs.Value) bool {
	if v.Node.Kind() == ts.KindParameter {
		return f.bound[boundParam{v.Node, v.Name}]
	}
	n := v.Node
	for n.Kind() == ts.KindCallExpression && n != f.birth.call {
		callee := n.Expression()
		kind := verbs[callee.Name().Source()]
		if callee.Kind() != ts.KindPropertyAccessExpression || kind == 0 || kind == stepListen {
			return false
		}
		n = callee.Expression().Unwrap()
	}
	return n.Valid() && n == f.birth.call
}

// followOn walks the statement lists of a module that handle the app and were not reached from its birth.
func (f *expressFlow) followOn(m *nodejs.Module) {
	f.bindCallbacks(m)
	for _, n := range m.Calls {
		if f.seen[n] || !f.touches(m, n) {
			continue
		}
		if list := enclosingList(n); list.Valid() && !f.open[list] {
			f.list(m, list, nil, viaRoot)
		}
	}
}

// touches tells whether a call is one on the app, or hands the app on.
func (f *expressFlow) touches(m *nodejs.Module, call ts.Node) bool {
	if callee := call.Expression(); callee.Kind() == ts.KindPropertyAccessExpression && verbs[callee.Name().Source()] != 0 && f.isApp(m, callee.Expression()) {
		return true
	}
	for _, arg := range call.Arguments().Nodes {
		if k := arg.Unwrap().Kind(); k != ts.KindCallExpression && k != ts.KindNewExpression && f.isApp(m, arg) {
			return true
		}
	}
	return false
}

// enclosingList returns the body of the function around a node, or the file. A function that is handed to a call on the
// spot is part of what is around it.
func enclosingList(n ts.Node) ts.Node {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if up.Kind() == ts.KindSourceFile {
			return up
		}
		fn := up.Parent()
		if up.Kind() != ts.KindBlock || !fn.IsFunctionLike() {
			continue
		}
		for holder := fn.Parent(); ; holder = holder.Parent() {
			if holder.Kind() == ts.KindParenthesizedExpression {
				continue
			}
			if holder.Kind() != ts.KindCallExpression {
				return up
			}
			break
		}
	}
	return ts.Node{}
}

// bindCallbacks notes the parameter of createApp().then(app => …) as standing for the app.
func (f *expressFlow) bindCallbacks(m *nodejs.Module) {
	for _, n := range m.Calls {
		callee := n.Expression()
		args := n.Arguments().Nodes
		if callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "then" || len(args) == 0 {
			continue
		}
		if !args[0].IsFunctionLike() || !f.isApp(m, callee.Expression()) {
			continue
		}
		if params := args[0].Parameters().Nodes; len(params) > 0 {
			f.bound[boundParam{params[0], ""}] = true
		}
	}
}

// list walks a statement list. frames are the lists on the way to it.
func (f *expressFlow) list(m *nodejs.Module, list ts.Node, frames []expressFrame, via frameVia) {
	if f.open[list] || len(frames) > nodejs.MaxHops {
		return
	}
	f.open[list] = true
	for _, stmt := range list.Statements().Nodes {
		here := append(slices.Clone(frames), expressFrame{in: m, list: list, stmt: stmt, via: via})
		f.scan(m, stmt, here)
	}
}

// scan walks what is run when a node is: not the bodies of functions, unless they are called on the spot.
func (f *expressFlow) scan(m *nodejs.Module, n ts.Node, frames []expressFrame) {
	switch {
	case n.IsFunctionLike() || n.IsType():
		return
	case n == f.birth.call:
		f.add(m, expressStep{kind: stepBirth, rank: rankNone, call: n}, frames)
		return
	}
	switch n.Kind() {
	case ts.KindClassDeclaration, ts.KindClassExpression, ts.KindInterfaceDeclaration, ts.KindImportDeclaration:
		return
	case ts.KindTryStatement:
		f.tryStatement(m, n, frames)
		return
	case ts.KindCallExpression, ts.KindNewExpression:
		f.call(m, n, frames)
		return
	}
	for _, child := range n.Children() {
		f.scan(m, child, frames)
	}
}

// tryStatement walks the guarded list as one of its own, and the rest as part of the statement.
func (f *expressFlow) tryStatement(m *nodejs.Module, n ts.Node, frames []expressFrame) {
	for i, part := range n.Children() {
		if i == 0 && part.Kind() == ts.KindBlock {
			f.list(m, part, frames, viaTry)
			continue
		}
		f.scan(m, part, frames)
	}
}

// add appends a step and notes on each frame how the app is called in it.
func (f *expressFlow) add(m *nodejs.Module, s expressStep, frames []expressFrame) {
	s.in, s.frames = m, slices.Clone(frames)
	for i, frame := range frames {
		if i > 0 && !f.p.IsOwn(frame.in.Path) { // another package's code is not added to
			s.frames = s.frames[:i]
			break
		}
	}
	if n := len(s.frames); n == len(frames) && n > 0 && s.app != "" && s.frames[n-1].app == "" {
		s.frames[n-1].app = s.app
	}
	f.seen[s.call] = true
	f.steps = append(f.steps, s)
}

// verbs are the methods of an app by the kind of step that they make.
var verbs = map[string]stepKind{
	"set": stepSetting, "enable": stepSetting, "disable": stepSetting, "engine": stepSetting,
	"use": stepUse, "configure": stepUse,
	"get": stepRoute, "post": stepRoute, "put": stepRoute, "patch": stepRoute, "delete": stepRoute, "all": stepRoute, "head": stepRoute,
	"options": stepRoute, "route": stepRoute, "param": stepRoute, "del": stepRoute, "ws": stepRoute,
	"listen": stepListen,
}

// call walks a call: one on the app, one that hands the app on, one of the package's own functions, or another.
func (f *expressFlow) call(m *nodejs.Module, n ts.Node, frames []expressFrame) {
	callee := n.Expression()
	if callee.Kind() == ts.KindPropertyAccessExpression {
		f.scan(m, callee.Expression(), frames)
		if kind := verbs[callee.Name().Source()]; kind != 0 && f.onApp(m, callee.Expression()) {
			f.method(m, n, kind, frames)
			return
		}
	} else {
		f.scan(m, callee, frames)
	}
	for _, arg := range n.Arguments().Nodes {
		f.scan(m, arg, frames)
	}
	if f.handOn(m, n, frames) || f.ownCall(m, n, frames) {
		return
	}
	f.callbacks(m, n, frames)
}

// onApp tells whether the receiver of a call is the app, or a chain of calls on it.
func (f *expressFlow) onApp(m *nodejs.Module, n ts.Node) bool {
	for n.Unwrap().Kind() == ts.KindCallExpression && !f.isApp(m, n) {
		callee := n.Unwrap().Expression()
		if callee.Kind() != ts.KindPropertyAccessExpression || verbs[callee.Name().Source()] == 0 {
			return false
		}
		n = callee.Expression()
	}
	return f.isApp(m, n)
}

// appText returns how the app is called at the root of a chain.
func appText(n ts.Node) string {
	for n = n.Unwrap(); n.Kind() == ts.KindCallExpression; n = n.Expression().Expression().Unwrap() {
		if n.Expression().Kind() != ts.KindPropertyAccessExpression {
			return ""
		}
	}
	return n.Dotted()
}

// method adds the step that a call on the app makes.
func (f *expressFlow) method(m *nodejs.Module, n ts.Node, kind stepKind, frames []expressFrame) {
	args := n.Arguments().Nodes
	name := n.Expression().Name().Source()
	step := expressStep{kind: kind, rank: rankSetting, call: n, app: appText(n.Expression().Expression())}
	switch kind {
	case stepSetting:
	case stepListen:
		step.rank = rankNone
		f.add(m, step, frames)
		f.callbacks(m, n, frames)
		return
	case stepUse:
		step.rank = useRank(f.p, m, args)
	case stepRoute:
		if len(args) < 2 && name != "route" && name != "all" { // app.get("env") reads a setting
			return
		}
		step.rank = routeRank(f.p, m, name, args)
	}
	f.add(m, step, frames)
}

// useRank returns the rank of the arguments of app.use.
func useRank(p *nodejs.Program, m *nodejs.Module, args []ts.Node) expressRank {
	mounted := false
	if len(args) > 1 && isPath(args[0]) {
		path, _ := args[0].Literal()
		mounted = path != "/" && !catchAll(path)
		args = args[1:]
	}
	rank := rankNone
	for _, arg := range args {
		rank = max(rank, argRank(p, m, arg, mounted))
	}
	return rank
}

// isPath tells whether an argument is a path and not a handler.
func isPath(n ts.Node) bool {
	switch n.Unwrap().Kind() {
	case ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral, ts.KindTemplateExpression, ts.KindRegularExpressionLiteral:
		return true
	case ts.KindBinaryExpression:
		left, op, _, _ := n.Unwrap().Binary()
		return op == ts.KindPlusToken || isPath(left)
	case ts.KindArrayLiteralExpression:
		elements := n.Unwrap().Elements().Nodes
		return len(elements) > 0 && isPath(elements[0])
	case ts.KindPropertyAccessExpression, ts.KindIdentifier:
		last := strings.ToLower(lastName(n))
		return strings.HasSuffix(last, "path") || strings.HasSuffix(last, "prefix") || strings.HasSuffix(last, "url")
	}
	return false
}

// routeRank returns the rank of app.get and its like: a route, an answer to preflights, or the end of all routes.
func routeRank(p *nodejs.Program, m *nodejs.Module, verb string, args []ts.Node) expressRank {
	if len(args) < 2 {
		return rankOf(Routes, 0)
	}
	path, _ := args[0].Literal()
	handler := args[len(args)-1]
	if name := strings.Trim(path, "/"); (verb == "get" || verb == "head") && (liveName().MatchString(name) || readyName().MatchString(name) || vagueName().MatchString(name)) {
		return rankOf(Health, 0)
	}
	if verb == "options" && argRank(p, m, handler, false) == rankOf(CORS, 0) {
		return rankOf(CORS, 0)
	}
	if verb == "all" && catchAll(path) && argRank(p, m, handler, false) == rankOf(NotFound, 0) {
		return rankOf(NotFound, 0)
	}
	return rankOf(Routes, 0)
}

// catchAll tells whether a route's path matches every request.
func catchAll(path string) bool {
	switch path {
	case "*", "/*", "*splat", "/*splat", "/{*splat}", "/{*any}", "/*any", "(.*)", "/(.*)":
		return true
	}
	return false
}

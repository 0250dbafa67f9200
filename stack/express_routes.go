package stack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// routeWalk reads the routes of an Express app: those of the app itself, and of each router that is mounted on it,
// in whichever file, function or class that is made and filled.
type routeWalk struct {
	p      *nodejs.Program
	files  []string
	flows  map[ts.Node]*expressFlow // of routers, by the call that makes them
	given  map[ts.Node]nodejs.Value // what the parameters of functions that make routers stand for on this way
	routes []Route
	unread []Unread
}

// routeScope is the app or a router, on one of the ways that lead to it.
type routeScope struct {
	path   string // with all prefixes
	guards []pathGuard
	depth  int
}

// pathGuard is a guard, and the path below which it stands.
type pathGuard struct {
	path    string
	guard   Guard
	handler handed
}

// handed is something that is handed to the app or a router: where, how it is written, and what it stands for.
type handed struct {
	in    *nodejs.Module
	arg   ts.Node
	value nodejs.Value
}

// expressRoutes returns the routes of an app, and the registrations that cannot be read.
func expressRoutes(app *App) ([]Route, []Unread) {
	site := app.Site.(*expressSite)
	w := &routeWalk{p: site.program, files: site.files, flows: map[ts.Node]*expressFlow{}, given: map[ts.Node]nodejs.Value{}}
	flow := flowOf(site.program, site.birth, filesAround(site.program, site.birth))
	others := flow.elsewhere()
	flow.steps = slices.DeleteFunc(flow.steps, func(s expressStep) bool { return others[s.call] })
	w.walk(flow, routeScope{})
	return distinct(w.routes), w.unread
}

// distinct leaves out routes that an earlier one answers, as Express does.
func distinct(routes []Route) []Route {
	first := map[string]int{}
	var kept []Route
	for _, r := range routes {
		key := r.Method + " " + r.Path
		at, seen := first[key]
		switch {
		case !seen:
			first[key] = len(kept)
			kept = append(kept, r)
		case kept[at].ByPath && !r.ByPath && kept[at].Behind == nil:
			kept[at].Behind = &r
		}
	}
	return kept
}

// walk follows what is done with the app or a router, in order.
func (w *routeWalk) walk(flow *expressFlow, scope routeScope) {
	for _, s := range flow.steps {
		w.each(s.in, s.call, func() { w.step(s, &scope) })
	}
}

func (w *routeWalk) step(s expressStep, scope *routeScope) {
	switch s.kind {
	case stepUse:
		w.use(s, scope)
	case stepRoute:
		w.route(s, scope)
	case stepHandOn:
		if s.rank == rankOf(Routes, 0) && !isMount(s.call) {
			w.unclear(s.in, s.call, fmt.Sprintf("%s is given %s and may add routes to it", cmp.Or(lastName(s.call.Expression()), "a function"), cmp.Or(s.app, "the app")))
		}
	}
}

// isMount tells whether a call is one of use: that is read where the other side is walked.
func isMount(call ts.Node) bool {
	callee := call.Expression()
	return callee.Kind() == ts.KindPropertyAccessExpression && verbs[callee.Name().Source()] != 0
}

// use reads app.use: guards, and the routers that stand behind them.
func (w *routeWalk) use(s expressStep, scope *routeScope) {
	args := s.call.Arguments().Nodes
	paths, rest, ok := w.mountPaths(s.in, args)
	if !ok {
		if w.mountsRouter(s.in, rest) {
			w.unclear(s.in, s.call, w.noPath(s.in, args[0]))
		}
		return
	}
	for _, path := range paths {
		below := join(scope.path, path)
		for _, h := range w.handlers(s.in, rest) {
			if w.mount(h, below, scope) {
				continue
			}
			guard := w.guard(h, false)
			if w.ownPaths(h, below, scope) {
				guard.Refuses = nil // it refuses what it answers itself, and hands the rest on
			}
			w.answersBelow(s, h, below)
			scope.guards = append(slices.Clip(scope.guards), pathGuard{path: below, guard: guard, handler: h})
		}
	}
}

// answersBelow notes what answers every path below its own: which those are is not in the code that is read here.
func (w *routeWalk) answersBelow(s expressStep, h handed, below string) {
	if len(s.call.Arguments().Nodes) < 2 || below == "/" {
		return
	}
	fn := h.value.Node
	params := []ts.Node{}
	if fn.IsFunctionLike() {
		params = handlerParams(fn)
	}
	rank, known := externalRank(w.p.Maker(h.value))
	if len(params) == 2 && answers(fn, params[1]) && !refusesAll(fn, params) || known && rank == rankOf(Routes, 0) {
		w.unclear(s.in, h.arg, fmt.Sprintf("%s answers below %s", cmp.Or(nameOf(h.arg), "a function"), below))
	}
}

// mountPaths returns the paths that middleware is mounted under, and the arguments behind them. Without a path that is
// the root.
func (w *routeWalk) mountPaths(m *nodejs.Module, args []ts.Node) (paths []string, rest []ts.Node, ok bool) {
	if len(args) < 2 {
		return []string{""}, args, true
	}
	paths, ok = w.paths(m, args[0])
	switch {
	case ok:
		return paths, args[1:], true
	case w.isHandlerArg(m, args[0]):
		return []string{""}, args, true
	}
	return nil, args[1:], false
}

// isHandlerArg tells whether an argument is middleware and no path.
func (w *routeWalk) isHandlerArg(m *nodejs.Module, n ts.Node) bool {
	if isPath(n) {
		return false
	}
	v := w.value(m, n)
	switch v.Node.Kind() {
	case ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral, ts.KindTemplateExpression, ts.KindBinaryExpression, ts.KindParameter, ts.KindRegularExpressionLiteral:
		return false
	}
	return v.Known()
}

// mountsRouter tells whether one of the arguments is a router of the repository's own.
func (w *routeWalk) mountsRouter(m *nodejs.Module, args []ts.Node) bool {
	return slices.ContainsFunc(w.handlers(m, args), func(h handed) bool { return w.routerOf(h).Valid() })
}

// mount walks a router, or an app, that is mounted. ok is false for anything else.
func (w *routeWalk) mount(h handed, below string, scope *routeScope) bool {
	birth := w.routerOf(h)
	if !birth.Valid() {
		return false
	}
	if scope.depth > nodejs.MaxHops {
		return true
	}
	inner := routeScope{path: below, guards: slices.Clip(scope.guards), depth: scope.depth + 1}
	w.bound(h, func() { w.walk(w.flow(h.value.In, birth), inner) })
	return true
}

// flow returns what is done with a router.
func (w *routeWalk) flow(in *nodejs.Module, birth ts.Node) *expressFlow {
	f := w.flows[birth]
	if f == nil {
		f = flowOf(w.p, &expressBirth{in: in, call: birth}, w.files)
		w.flows[birth] = f
	}
	return f
}

// routerOf returns the call that makes the router, or the app, which a value is; none for anything else.
func (w *routeWalk) routerOf(h handed) ts.Node {
	n := h.value.Node
	for n.Kind() == ts.KindCallExpression { // Router().get(…).use(…)
		callee := n.Expression()
		if callee.Kind() != ts.KindPropertyAccessExpression || verbs[callee.Name().Source()] == 0 {
			break
		}
		n = w.p.Value(h.value.In, callee.Expression(), 0).Node
	}
	if k := n.Kind(); h.value.In == nil || k != ts.KindCallExpression && k != ts.KindNewExpression {
		return ts.Node{}
	}
	switch w.p.Value(h.value.In, n.Expression(), 0).External() {
	case "express#", "express#Router", "express#default.Router", "express-promise-router#", "express-async-router#AsyncRouter", "router#":
		return n
	}
	return ts.Node{}
}

// handlers returns what arguments hand over, lists taken apart.
func (w *routeWalk) handlers(m *nodejs.Module, args []ts.Node) []handed {
	var all []handed
	for _, arg := range args {
		arg = arg.Unwrap()
		if arg.Kind() == ts.KindSpreadElement {
			arg = arg.Expression().Unwrap()
		}
		v := w.value(m, arg)
		if v.Node.Kind() == ts.KindArrayLiteralExpression {
			all = append(all, w.handlers(v.In, v.Node.Elements().Nodes)...)
			continue
		}
		all = append(all, handed{in: m, arg: arg, value: v})
	}
	return all
}

// route reads app.get and its like, and app.route with the calls that hang on it.
func (w *routeWalk) route(s expressStep, scope *routeScope) {
	verb := s.call.Expression().Name().Source()
	args := s.call.Arguments().Nodes
	switch verb {
	case "param", "ws":
		return
	case "route":
		w.chained(s, scope)
		return
	}
	if !w.onRoute(s.in, s.call.Expression().Expression()) {
		w.register(s.in, s.call, verb, args[0], args[1:], scope)
	}
}

// chained reads app.route("/x").get(…).post(…).
func (w *routeWalk) chained(s expressStep, scope *routeScope) {
	args := s.call.Arguments().Nodes
	if len(args) == 0 {
		return
	}
	inner := *scope
	for _, n := range w.chain(s.in, s.call) {
		verb := n.Expression().Name().Source()
		if handlers := n.Arguments().Nodes; verb == "all" && w.passesOn(s.in, handlers) {
			for _, h := range w.handlers(s.in, handlers) {
				inner.guards = append(slices.Clip(inner.guards), pathGuard{path: inner.path, guard: w.guard(h, true), handler: h})
			}
			continue
		}
		w.register(s.in, n, verb, args[0], n.Arguments().Nodes, &inner)
	}
}

// onRoute tells whether a call hangs on one of route, which has read it.
func (w *routeWalk) onRoute(m *nodejs.Module, receiver ts.Node) bool {
	for n := w.p.Value(m, receiver, 0).Node; n.Kind() == ts.KindCallExpression; n = w.p.Value(m, n.Expression().Expression(), 0).Node {
		callee := n.Expression()
		if callee.Kind() != ts.KindPropertyAccessExpression || verbs[callee.Name().Source()] == 0 {
			return false
		}
		if callee.Name().Source() == "route" {
			return true
		}
	}
	return false
}

// chain returns the calls that hang on a call of route: in the same expression, or on the name that it is given.
func (w *routeWalk) chain(m *nodejs.Module, route ts.Node) []ts.Node {
	all := hanging(route)
	for _, n := range m.Calls {
		callee := n.Expression()
		if callee.Kind() == ts.KindPropertyAccessExpression && callee.Expression().Ident() != "" && w.p.Value(m, callee.Expression(), 0).Node == route {
			all = append(append(all, n), hanging(n)...)
		}
	}
	return slices.DeleteFunc(all, func(n ts.Node) bool { return verbs[n.Expression().Name().Source()] != stepRoute })
}

// hanging returns the calls that hang on a call in the same expression, the innermost first.
func hanging(n ts.Node) []ts.Node {
	var all []ts.Node
	for {
		access := n.Parent()
		for access.Kind() == ts.KindParenthesizedExpression {
			access = access.Parent()
		}
		call := access.Parent()
		if access.Kind() != ts.KindPropertyAccessExpression || call.Kind() != ts.KindCallExpression || call.Expression() != access {
			return all
		}
		n = call
		all = append(all, n)
	}
}

// passesOn tells whether handlers hand every request on: those of app.all, which then are guards.
func (w *routeWalk) passesOn(m *nodejs.Module, args []ts.Node) bool {
	return !slices.ContainsFunc(w.handlers(m, args), func(h handed) bool {
		fn := w.function(h)
		return fn.Node.Valid() && len(handlerParams(fn.Node)) < 3
	})
}

// register adds the routes of a method, its paths and its handlers.
func (w *routeWalk) register(m *nodejs.Module, call ts.Node, verb string, path ts.Node, args []ts.Node, scope *routeScope) {
	paths, ok := w.paths(m, path)
	if !ok {
		w.unclear(m, path, w.noPath(m, path))
		return
	}
	handlers := w.handlers(m, args)
	if len(handlers) == 0 {
		return
	}
	if verb == "del" {
		verb = "delete"
	}
	for _, p := range paths {
		if catchAll(p) || p == "(.*)" {
			continue // it answers what no route takes
		}
		full := join(scope.path, p)
		r := Route{Method: strings.ToUpper(verb), Path: full, At: m.At(call.Expression().Name())}
		w.fill(&r, m, call, handlers, scope)
		w.routes = append(w.routes, r)
	}
}

// noPath says why an argument is no path that can be told.
func (w *routeWalk) noPath(m *nodejs.Module, n ts.Node) string {
	if w.value(m, n).Node.Kind() == ts.KindRegularExpressionLiteral {
		return "the path is a regular expression"
	}
	return "the path is worked out when the program runs"
}

func (w *routeWalk) unclear(m *nodejs.Module, n ts.Node, why string) {
	u := Unread{At: m.At(n), Why: why}
	if !slices.Contains(w.unread, u) {
		w.unread = append(w.unread, u)
	}
}

// join puts a path behind a prefix, without doubled slashes.
func join(prefix, path string) string {
	all := strings.TrimRight(prefix, "/") + "/" + strings.TrimLeft(path, "/")
	if len(all) > 1 {
		all = strings.TrimRight(all, "/")
	}
	return all
}

package stack

import (
	"slices"
	"strconv"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// plain tells whether a route answers by itself what its code says, whoever asks: nothing on the way can refuse, and the
// handler waits for nothing, throws nothing and calls nothing but the response.
func (w *routeWalk) plain(fn nodejs.Value, guards []handed) bool {
	params := handlerParams(fn.Node)
	if len(params) < 2 || slices.ContainsFunc(guards, func(h handed) bool { return !w.passes(h) }) {
		return false
	}
	res := params[1].Name().Ident()
	return res != "" && all(fn.Node.Body(), func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindAwaitExpression, ts.KindThrowStatement, ts.KindNewExpression, ts.KindElementAccessExpression, ts.KindTaggedTemplateExpression:
			return false
		case ts.KindCallExpression:
			callee := n.Expression()
			return rootName(callee) == res && !asksOther().MatchString(callee.Name().Source()) || callee.Ident() == "setTimeout"
		case ts.KindPropertyAccessExpression:
			return n.Dotted() != "process.env"
		}
		return true
	})
}

// asksOther finds the methods of a response that depend on more than what they are given.
var asksOther = lazy.Regexp(`^(render|sendFile|sendfile|download|format|redirect|pipe|write|jsonp)$`)

// letThrough are the modules whose middleware refuses nobody who asks plainly.
var letThrough = map[string]bool{
	"helmet": true, "cors": true, "compression": true, "morgan": true, "pino-http": true, "cookie-parser": true, "body-parser": true, "hpp": true,
	"express-rate-limit": true, "response-time": true, "express": true, "method-override": true, "nocache": true, "cls-rtracer": true,
}

// passes tells whether middleware hands every plain request on.
func (w *routeWalk) passes(h handed) bool {
	if made := w.p.Maker(h.value); made.Module != "" {
		return letThrough[made.Module]
	}
	if call := h.value.Node; call.Kind() == ts.KindCallExpression {
		made := w.p.Value(h.value.In, call.Expression(), 0)
		return made.In != nil && w.p.Repo.Owns(made.In.Path) // ours let through what is sound, and say so otherwise
	}
	fn := w.function(h)
	if fn.In != nil && w.p.Repo.Owns(fn.In.Path) {
		return !codeMatches(fn.Node.Body(), saysUnauthorized)
	}
	return fn.Node.Valid() && len(handlerParams(fn.Node)) > 2 && all(fn.Node.Body(), func(n ts.Node) bool {
		status, err := strconv.Atoi(n.Source())
		return n.Kind() != ts.KindThrowStatement && (err != nil || status < 300 || status > 599)
	})
}

// all tells whether something holds for every node of a tree.
func all(tree ts.Node, holds func(ts.Node) bool) bool {
	ok := tree.Valid()
	tree.Walk(func(n ts.Node) bool {
		ok = ok && holds(n)
		return ok
	})
	return ok
}

// closed tells whether the first of the guards that refuses anybody refuses whoever is not known.
func (w *routeWalk) closed(guards []handed) bool {
	for _, h := range guards {
		if g := w.guard(h, true); slices.Contains(g.Refuses, 401) && !(w.ours(h) && !requireName().MatchString(g.Name)) {
			return refuserName().MatchString(g.Name) && !optionalName().MatchString(g.Name)
		}
		if !w.ours(h) && !w.passes(h) {
			return false
		}
	}
	return false
}

// ours tells whether middleware was created. What finds out who asks lets strangers through there: only requirePermission
// turns them away.
func (w *routeWalk) ours(h handed) bool {
	fn := w.function(h)
	if call := h.value.Node; call.Kind() == ts.KindCallExpression {
		fn = w.p.Value(h.value.In, call.Expression(), 0)
	}
	return fn.In != nil && w.p.Repo.Owns(fn.In.Path)
}

var (
	requireName  = lazy.Regexp(`(?i)^require`)
	refuserName  = lazy.Regexp(`(?i)auth|require|ensure|protect|guard|verify|logged|permission|role|admin|jwt`)
	optionalName = lazy.Regexp(`(?i)optional|maybe|try|soft|ifany|load`)
)

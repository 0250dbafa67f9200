package stack

import (
	"slices"
	"strconv"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// fill reads what is known of a route beside its path: its guards, what they and the handler hold the request against,
// and what the handler answers.
func (w *routeWalk) fill(r *Route, m *nodejs.Module, call ts.Node, handlers []handed, scope *routeScope) {
	schemas := &requestSchemas{w: w, route: r}
	var passed []handed
	for _, g := range scope.guards {
		if below(r.Path, g.path) {
			passed = append(passed, g.handler)
			r.Guards = append(r.Guards, g.guard)
			schemas.guard(g.handler)
		}
	}
	last := handlers[len(handlers)-1]
	passed = append(passed, handlers[:len(handlers)-1]...)
	r.Closed = w.closed(passed)
	for _, h := range handlers[:len(handlers)-1] {
		r.Guards = append(r.Guards, w.guard(h, true))
		schemas.guard(h)
	}
	r.Handler = nameOf(last.arg)
	fn := w.function(last)
	if !fn.Node.Valid() {
		r.Summary = summaryAt(m, call)
		return
	}
	schemas.guard(last)
	r.Reads = w.bodyRead(fn)
	r.Plain = w.plain(fn, passed)
	r.Success, r.Failures = statuses(w, fn)
	r.Answers = answersWith(fn.Node)
	r.Summary = summaryAt(m, call)
	if r.Summary == "" && !last.arg.IsFunctionLike() {
		r.Summary = summaryAt(fn.In, fn.Node)
	}
}

// below tells whether a path is the other one, or lies below it.
func below(path, above string) bool {
	above = strings.TrimRight(above, "/")
	return above == "" || path == above || strings.HasPrefix(path, above+"/")
}

// guard describes middleware.
func (w *routeWalk) guard(h handed, own bool) Guard {
	written := h.arg
	if in, call := w.written(h.in, h.arg, 0); in == h.in && call.Kind() == ts.KindCallExpression { // const self = requirePermission("self")
		written = call
	}
	g := Guard{Name: nameOf(written), Text: shorten(written.Source()), Own: own, At: h.in.At(h.arg)}
	g.Module = w.p.Maker(h.value).Module
	w.refuses(&g, h)
	return g
}

// nameOf returns how a handler is called where it is handed over, "" for a function that stands on the spot.
func nameOf(n ts.Node) string {
	for n = n.Unwrap(); n.Kind() == ts.KindCallExpression || n.Kind() == ts.KindNewExpression; n = n.Expression().Unwrap() {
		if callee := n.Expression(); callee.Kind() == ts.KindPropertyAccessExpression && callee.Name().Source() == "bind" {
			return callee.Expression().Dotted()
		}
		if wraps(n) {
			return nameOf(n.Arguments().Nodes[0])
		}
	}
	return n.Dotted()
}

// wraps tells whether a call is one of a function that passes the errors of the handler on which it is given.
func wraps(n ts.Node) bool {
	return len(n.Arguments().Nodes) == 1 && wrapperName().MatchString(lastName(n.Expression()))
}

var wrapperName = lazy.Regexp(`(?i)^(express)?_?(async|catch|wrap|try)_?(async|errors?|handler|middleware|route|catch|wrap)*$`)

// function returns the function that handles requests in the end: what wraps it is seen through.
func (w *routeWalk) function(h handed) nodejs.Value {
	v := h.value
	for hops := 0; hops < nodejs.MaxHops && v.In != nil; hops++ {
		if v.Node.IsFunctionLike() && v.Node.Kind() != ts.KindConstructor {
			return v
		}
		if v.Node.Kind() != ts.KindCallExpression {
			break
		}
		inner := nodejs.Value{}
		for _, arg := range v.Node.Arguments().Nodes {
			if a := w.value(v.In, arg); a.In != nil && (a.Node.IsFunctionLike() && len(handlerParams(a.Node)) > 1 || a.Node.Kind() == ts.KindCallExpression && wraps(v.Node)) {
				inner = a
			}
		}
		v = inner
	}
	return nodejs.Value{}
}

// statuses returns the status of the good answer and those from 400 on that a handler spells.
func statuses(w *routeWalk, fn nodejs.Value) (success int, failures []int) {
	params := handlerParams(fn.Node)
	if len(params) < 2 {
		return 0, nil
	}
	res := params[1].Name().Ident()
	plain := false
	set := map[ts.Node]bool{} // answers whose status is set in the same chain
	fn.Node.Body().Walk(func(n ts.Node) bool {
		callee := n.Expression()
		if n.Kind() != ts.KindCallExpression || callee.Kind() != ts.KindPropertyAccessExpression || rootName(callee) != res || res == "" {
			return true
		}
		switch name := callee.Name().Source(); name {
		case "status", "sendStatus":
			set[outermost(n)] = true
			code := w.status(fn.In, n)
			switch {
			case code >= 400 && !slices.Contains(failures, code):
				failures = append(failures, code)
			case code >= 200 && code < 400 && success == 0:
				success = code
			}
		case "redirect":
			if success == 0 {
				success = 302
			}
		case "json", "send", "render", "sendFile", "jsonp", "download", "end":
			plain = plain || !set[outermost(n)] && !chainSets(n)
		}
		return true
	})
	if success == 0 && plain {
		success = 200
	}
	failures = append(failures, thrown(fn.Node)...)
	slices.Sort(failures)
	return success, slices.Compact(failures)
}

// chainSets tells whether a call hangs on one that sets the status.
func chainSets(n ts.Node) bool {
	for n.Kind() == ts.KindCallExpression && n.Expression().Kind() == ts.KindPropertyAccessExpression {
		if n.Expression().Name().Source() == "status" {
			return true
		}
		n = n.Expression().Expression().Unwrap()
	}
	return false
}

// outermost returns the last call of a chain.
func outermost(n ts.Node) ts.Node {
	for access := n.Parent(); access.Kind() == ts.KindPropertyAccessExpression && access.Parent().Kind() == ts.KindCallExpression; access = n.Parent() {
		n = access.Parent()
	}
	return n
}

// status returns the status that a call sets, 0 when it is worked out.
func (w *routeWalk) status(m *nodejs.Module, n ts.Node) int {
	args := n.Arguments().Nodes
	if len(args) == 0 {
		return 0
	}
	text := args[0].Source()
	if v := w.value(m, args[0]); v.Node.Kind() == ts.KindNumericLiteral {
		text = v.Node.Source()
	}
	if code, ok := statusNames[strings.ToUpper(lastName(args[0]))]; ok {
		return code
	}
	code, err := strconv.Atoi(text)
	if err != nil || code < 100 || code > 599 {
		return 0
	}
	return code
}

// statusNames are the names that libraries give to statuses.
var statusNames = map[string]int{
	"OK": 200, "CREATED": 201, "ACCEPTED": 202, "NO_CONTENT": 204, "BAD_REQUEST": 400, "UNAUTHORIZED": 401, "FORBIDDEN": 403,
	"NOT_FOUND": 404, "CONFLICT": 409, "GONE": 410, "UNPROCESSABLE_ENTITY": 422, "TOO_MANY_REQUESTS": 429, "INTERNAL_SERVER_ERROR": 500,
}

// ownPaths reads the routes of middleware that looks at the path itself: if (req.path === '/health/live'). It tells whether
// there are any.
func (w *routeWalk) ownPaths(h handed, prefix string, scope *routeScope) bool {
	fn := h.value
	if fn.In == nil || !fn.Node.IsFunctionLike() || len(handlerParams(fn.Node)) != 3 || !mayReply(fn.Node) {
		return false
	}
	before := len(w.routes)
	request := handlerParams(fn.Node)[0]
	method := "ALL"
	if codeMatches(fn.Node.Body(), saysGet) {
		method = "GET"
	}
	fn.Node.Body().Walk(func(n ts.Node) bool {
		left, op, right, ok := n.Binary()
		path, literal := right.Literal()
		if !ok || op != ts.KindEqualsEqualsEqualsToken && op != ts.KindExclamationEqualsEqualsToken || !literal || !strings.HasPrefix(path, "/") || !w.isPathOf(fn.In, left, request) {
			return true
		}
		r := Route{Method: method, Path: join(prefix, path), At: fn.In.At(n), Handler: nameOf(h.arg), ByPath: true}
		r.Answers = answersWith(fn.Node)
		for _, g := range scope.guards {
			if below(r.Path, g.path) {
				r.Guards = append(r.Guards, g.guard)
			}
		}
		if codeMatches(fn.Node.Body(), saysUnauthorized) {
			own := w.guard(h, true)
			own.Refuses, own.Credential = []int{401}, credentialIn(fn.Node.Body())
			r.Guards = append(r.Guards, own)
		}
		w.routes = append(w.routes, r)
		return true
	})
	return len(w.routes) > before
}

// mayReply tells whether a handler replies through its response, in however long a chain, or hands it on to what may.
func mayReply(fn ts.Node) bool {
	response := handlerParams(fn)[1]
	found := answers(fn, response)
	fn.Body().Walk(func(n ts.Node) bool {
		callee := n.Expression()
		if n.Kind() == ts.KindCallExpression && callee.Kind() == ts.KindPropertyAccessExpression && replies[callee.Name().Source()] {
			root := callee
			for root.Kind() == ts.KindPropertyAccessExpression || root.Kind() == ts.KindCallExpression {
				root = root.Expression().Unwrap()
			}
			found = found || root.Ident() == response.Name().Ident()
		}
		return !found
	})
	return found
}

var saysGet = lazy.Regexp(`^['"]GET['"]$`)

// isPathOf tells whether an expression is the path of the request, or a name that holds it for some requests.
func (w *routeWalk) isPathOf(m *nodejs.Module, n, request ts.Node) bool {
	v := w.p.Value(m, n, 0)
	if v.Node.Kind() == ts.KindConditionalExpression {
		then, _ := v.Node.Branches()
		v = w.p.Value(m, then, 0)
	}
	return v.Node == request && v.Name == ".path"
}

package stack

import (
	"cmp"
	"fmt"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// expressDetector looks for what an app has already. Only what is wired counts: what is handed to the app or to one of
// its routers, or run when the process starts.
type expressDetector struct {
	app     *App
	p       *nodejs.Program
	flow    *expressFlow
	files   []string // loaded by the app, directly or not
	found   map[Feature]Found
	onApp   map[ts.Node]bool // calls that are made on the app itself
	callers map[string]bool  // names that are called, or handed to a call, in one of the files
	whole   map[ts.Node]bool // routers that stand on the app without a path, by the call that makes them
}

// expressFeatures returns what the app has of the features, each with its place.
func expressFeatures(app *App, flow *expressFlow, files []string) map[Feature]Found {
	d := &expressDetector{app: app, p: flow.p, flow: flow, files: files, found: map[Feature]Found{}, onApp: map[ts.Node]bool{}, callers: map[string]bool{}, whole: map[ts.Node]bool{}}
	for _, s := range flow.steps {
		d.onApp[s.call] = true
		if s.kind == stepSetting && saysTrust().MatchString(s.call.Source()) {
			d.add(ProxyTrust, s.in, s.call, shorten(s.call.Source()), trustsAll(s.call))
		}
	}
	for _, m := range d.modules() {
		d.noteCallers(m)
	}
	d.wholeRouters()
	for _, m := range d.modules() {
		for _, n := range m.Calls {
			if !flow.elsewhere()[n] {
				d.use(m, n)
				d.route(m, n)
				d.trusts(m, n)
			}
			d.process(m, n)
			d.construct(m, n)
			d.validates(m, n)
		}
		d.timeouts(m)
		d.imports(m)
	}
	if fact, ok := d.catches(); ok {
		app.Facts[CaughtByHand] = fact
	}
	if app.Major >= 5 {
		d.found[AsyncErrors] = Found{At: app.At, By: "Express 5 passes rejected handlers on"}
	}
	d.watches()
	d.drains()
	d.routeFiles()
	d.decorated()
	d.describes()
	d.envExample()
	d.inputs()
	return d.found
}

// modules returns the loaded files that can be parsed.
func (d *expressDetector) modules() []*nodejs.Module {
	var all []*nodejs.Module
	for _, name := range d.files {
		if m := d.p.Module(name); m != nil {
			all = append(all, m)
		}
	}
	return all
}

// add notes a feature. What is whole beats what is partial, and what was found first what comes later.
func (d *expressDetector) add(f Feature, m *nodejs.Module, n ts.Node, by, partial string) {
	old, ok := d.found[f]
	owns := d.p.Repo.Owns
	switch {
	case !ok, owns(old.At.Path) && !owns(m.Path): // what the tool created for another purpose hides nothing of the user's
	case old.Partial == "" || partial != "" || owns(m.Path) && !owns(old.At.Path):
		return
	}
	d.found[f] = Found{At: m.At(n), By: by, Partial: partial}
}

// weaken notes what a feature lets pass, where it is the one that was found at a place.
func (d *expressDetector) weaken(f Feature, at source.Pos, weak string) {
	if found := d.found[f]; found.At == at {
		found.Weak = weak
		d.found[f] = found
	}
}

// shorten returns the first line of code, cut to a length that fits a message.
func shorten(code string) string {
	line, _, more := strings.Cut(code, "\n")
	line = strings.TrimSpace(line)
	if len(line) > 48 {
		line, more = line[:48], true
	}
	if more {
		line += "…"
	}
	return line
}

// noteCallers collects the names that a file calls or hands to a call.
func (d *expressDetector) noteCallers(m *nodejs.Module) {
	for _, n := range m.Calls {
		d.callers[lastName(n.Expression())] = true
		if callee := n.Expression(); callee.Kind() == ts.KindPropertyAccessExpression {
			d.callers[callee.Name().Source()] = true
		}
		for _, arg := range n.Arguments().Nodes {
			if name := lastName(arg); name != "" {
				d.callers[name] = true
			}
		}
	}
}

// runs tells whether the code at a node is run: it stands outside of all functions, or in one that something calls.
func (d *expressDetector) runs(n ts.Node) bool {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if !up.IsFunctionLike() {
			continue
		}
		holder := up.Parent()
		for holder.Kind() == ts.KindParenthesizedExpression {
			holder = holder.Parent()
		}
		switch {
		case holder.Kind() == ts.KindCallExpression || holder.Kind() == ts.KindNewExpression: // a callback, or called on the spot
			continue
		case up.Kind() == ts.KindConstructor:
			return d.callers[holder.Name().Ident()]
		case up.Name().Valid():
			return d.callers[up.Name().Source()] || d.isDefault(up)
		case holder.Name().Valid():
			return d.callers[holder.Name().Source()]
		}
		if left, _, _, ok := holder.Binary(); ok && left.Kind() == ts.KindPropertyAccessExpression && d.callers[left.Name().Source()] {
			return true
		}
		return d.isDefault(up)
	}
	return true
}

// isDefault tells whether a function is what its file exports as a whole; who loads the file calls it.
func (d *expressDetector) isDefault(fn ts.Node) bool {
	if fn.Has(ts.KindDefaultKeyword) {
		return true
	}
	holder := fn.Parent()
	left, _, _, ok := holder.Binary()
	return holder.Kind() == ts.KindExportAssignment || ok && left.Dotted() == "module.exports"
}

// use looks at what is handed to use, on the app or on one of its routers.
func (d *expressDetector) use(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	if callee.Kind() != ts.KindPropertyAccessExpression {
		return
	}
	verb := callee.Name().Source()
	kind := verbs[verb]
	if kind != stepUse && kind != stepRoute || !d.isRouter(m, n, callee.Expression()) {
		return
	}
	args := n.Arguments().Nodes
	path := ""
	if len(args) > 1 && (isPath(args[0]) || d.namesPath(m, args[0])) {
		path = args[0].Source()
		args = args[1:]
	} else if kind == stepRoute {
		return
	}
	s := useSite{in: m, call: n, path: path, route: kind == stepRoute && verb != "all" && verb != "options", onApp: d.onApp[n], all: d.coversApp(m, n) && wide(path)}
	for _, arg := range args {
		d.handler(s, arg)
	}
}

// useSite is a call that hands middleware to the app or to a router.
type useSite struct {
	in    *nodejs.Module
	call  ts.Node
	path  string // as written, "" for none
	route bool   // for one route only
	onApp bool   // on the app itself
	all   bool   // for all requests of the app, or all of its API
}

// wide tells whether a path covers the whole app, or its API.
func wide(path string) bool {
	switch strings.Trim(path, "'\"`/*") {
	case "", "api", "api/v1", "v1":
		return true
	}
	return false
}

// isRouter tells whether a receiver is the app or a router: what cannot be followed goes by its name.
func (d *expressDetector) isRouter(m *nodejs.Module, call, receiver ts.Node) bool {
	if d.onApp[call] {
		return true
	}
	for receiver.Unwrap().Kind() == ts.KindCallExpression && receiver.Unwrap().Expression().Kind() == ts.KindPropertyAccessExpression {
		if v := d.p.Maker(d.p.Value(m, receiver, 0)); v.Module != "" {
			break
		}
		receiver = receiver.Unwrap().Expression().Expression() // a chain: router.route("/").get(…)
	}
	v := d.p.Maker(d.p.Value(m, receiver, 0))
	switch v.Module {
	case "express", "express-promise-router", "express-async-router":
		return true
	case "":
		return routerName().MatchString(lastName(receiver)) && !v.Node.IsFunctionLike()
	}
	return false
}

var routerName = lazy.Regexp(`(?i)^(app|server|api|express)$|route|express|webserver`)

// handler looks at one piece of middleware.
func (d *expressDetector) handler(s useSite, arg ts.Node) {
	arg = arg.Unwrap()
	switch arg.Kind() {
	case ts.KindArrayLiteralExpression:
		for _, e := range arg.Elements().Nodes {
			d.handler(s, e)
		}
		return
	case ts.KindConditionalExpression:
		then, otherwise := arg.Branches()
		d.handler(s, then)
		d.handler(s, otherwise)
		return
	case ts.KindBinaryExpression:
		_, _, right, _ := arg.Binary()
		d.handler(s, right)
		return
	}
	v := d.p.Value(s.in, arg, 0)
	if !v.Known() && arg.Kind() == ts.KindPropertyAccessExpression {
		v = d.onlyMember(arg.Name().Source())
	}
	if v.Node.Kind() == ts.KindArrayLiteralExpression {
		inner := s
		inner.in = v.In
		for _, e := range v.Node.Elements().Nodes {
			d.handler(inner, e)
		}
		return
	}
	if made := d.p.Maker(v); made.Module != "" {
		d.thirdParty(s, v, made, arg)
		d.wrapped(s, v, arg)
		return
	}
	if v.In != nil && v.Node.IsFunctionLike() && v.Node.Kind() != ts.KindConstructor {
		d.own(s, v, arg)
		return
	}
	if s.all && s.path == "" && !s.route && notFoundName().MatchString(lastName(arg)) { // what cannot be followed goes by its name
		d.add(NotFoundHandler, s.in, arg, shorten(arg.Source()), "")
	}
}

var notFoundName = lazy.Regexp(`(?i)^_?(handle|on|render|send|page)?_?(not_?found|404)_?(error|handler|page|middleware)?$`)

// provided are the features that third-party middleware gives by being used.
var provided = map[string]Feature{
	"helmet": SecurityHeaders, "helmet-csp": "", "cors": CORSPolicy, "compression": Compression, "shrink-ray-current": Compression, "http-compression": Compression,
	"express-rate-limit": RateLimiter, "rate-limiter-flexible": RateLimiter, "express-brute": RateLimiter, "express-limiter": RateLimiter, "express-throttle": RateLimiter,
	"express-queue": WorkQueue, "express-concurrency-limit": WorkQueue, "toobusy-js": OverloadGuard, "overload-protection": OverloadGuard,
	"morgan": RequestLog, "morgan-body": RequestLog, "pino-http": RequestLog, "express-pino-logger": RequestLog, "express-bunyan-logger": RequestLog,
	"express-winston#logger": RequestLog, "log4js#connectLogger": RequestLog,
	"express-request-id": RequestID, "express-requestid": RequestID, "cls-rtracer": RequestID, "express-correlation-id": RequestID,
	"errorhandler": ErrorHandler, "strong-error-handler": ErrorHandler, "api-error-handler": ErrorHandler, "express-error-handler": ErrorHandler,
}

// thirdParty notes what third-party middleware gives.
func (d *expressDetector) thirdParty(s useSite, v, made nodejs.Value, arg ts.Node) {
	d.identifiesBy(s, made, arg)
	f := provided[made.External()]
	if f == "" {
		f = provided[made.Module]
	}
	if made.Module == "express-slow-down" {
		d.add(RateLimiter, s.in, arg, shorten(arg.Source()), "it slows clients down and never refuses one")
	}
	if f == "" || made.Module == "express-winston" && made.Name != "logger" || made.Module == "log4js" && made.Name != "connectLogger" {
		return
	}
	d.add(f, s.in, arg, shorten(arg.Source()), cmp.Or(d.scope(f, s), oneHeader(made), tellsStack(made)))
	d.weaken(f, s.in.At(arg), opensTo(d.p, v, made))
	if f == RateLimiter && keyedByUser(v) {
		d.add(UserLimiter, s.in, arg, shorten(arg.Source()), "")
	}
	if made.Module == "pino-http" || made.Module == "express-pino-logger" {
		d.add(StructuredLog, s.in, arg, shorten(arg.Source()), "")
		if v.In != nil && strings.Contains(v.In.Tree.Text(), "genReqId") {
			d.add(RequestID, s.in, arg, "genReqId of "+made.Module, "")
		}
	}
}

// tellsStack says so when middleware is made for development: it answers with all that it knows of an error.
func tellsStack(made nodejs.Value) string {
	if made.Module != "errorhandler" {
		return ""
	}
	return "it shows the stack of every error to whoever asks"
}

// scope says in words what middleware does not cover, "" when it covers all.
func (d *expressDetector) scope(f Feature, s useSite) string {
	if f == RequestLog || f == SecurityHeaders || f == RateLimiter {
		if lacks := stage(s.call); lacks != "" {
			return lacks
		}
	}
	switch {
	case s.all:
		return ""
	case s.route:
		return "it stands on single routes only"
	case f == ErrorHandler && s.path == "":
		return ""
	case s.path != "":
		return fmt.Sprintf("it covers %s only", s.path)
	case f == RateLimiter:
		return "it stands on a router only"
	}
	return ""
}

// own looks at what one of the package's own functions does as middleware.
func (d *expressDetector) own(s useSite, v nodejs.Value, arg ts.Node) {
	params := handlerParams(v.Node)
	name := shorten(arg.Source())
	if arg.IsFunctionLike() {
		name = fmt.Sprintf("a function with %d parameters", len(params))
	}
	if len(params) == 4 {
		if answers(v.Node, params[2]) && !s.route {
			d.errorClass(v)
			d.add(ErrorHandler, s.in, arg, name, cmp.Or(d.scope(ErrorHandler, s), d.routeBelow(s), oneStatus(v.Node)))
		}
		return
	}
	if s.all && s.path == "" || s.all && catchAll(strings.Trim(s.path, "'\"`")) {
		if !s.route && refusesAll(v.Node, params) {
			d.add(NotFoundHandler, s.in, arg, name, "")
		}
	}
	if s.route && s.onApp && catchAll(strings.Trim(s.path, "'\"`")) && refusesAll(v.Node, params) {
		d.add(NotFoundHandler, s.in, arg, name, "it answers GET only")
	}
	d.identifies(s, v, arg)
	if len(params) == 3 && codeMatches(v.Node.Body(), saysTooMany) {
		d.add(RateLimiter, s.in, arg, name, d.scope(RateLimiter, s))
	}
	if s.route || len(params) > 3 {
		return
	}
	if len(params) == 3 { // without the third it answers, and is a route
		d.ownHeaders(s, v, arg, name)
	}
	if len(params) == 3 && logsRequests(v.Node) {
		lacks := ""
		if !codeMatches(v.Node.Body(), saysStatus) {
			lacks = "the status of the response is not logged"
		}
		d.add(RequestLog, s.in, arg, name, cmp.Or(d.scope(RequestLog, s), lacks))
	}
	v.Node.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression {
			made := d.p.Maker(d.p.Value(v.In, n.Expression(), 0))
			if f := provided[made.Module]; f == SecurityHeaders || f == CORSPolicy || f == RateLimiter || f == RequestLog {
				d.add(f, v.In, n, shorten(n.Source()), cmp.Or(d.scope(f, s), oneHeader(made)))
				d.weaken(f, v.In.At(n), opensTo(d.p, nodejs.Value{In: v.In, Node: n}, made))
			}
		}
		return true
	})
}

var safeHeaders = lazy.Regexp(`(?i)^(x-frame-options|x-content-type-options|strict-transport-security|content-security-policy|referrer-policy|permissions-policy)$`)

// ownHeaders looks at the headers that a function sets.
func (d *expressDetector) ownHeaders(s useSite, v nodejs.Value, arg ts.Node, name string) {
	safe := map[string]bool{}
	v.Node.Body().Walk(func(n ts.Node) bool {
		text, ok := n.Literal()
		switch {
		case !ok:
		case safeHeaders().MatchString(text):
			safe[strings.ToLower(text)] = true
		case strings.EqualFold(text, "Access-Control-Allow-Origin"):
			d.add(CORSPolicy, s.in, arg, name, d.scope(CORSPolicy, s))
			d.weaken(CORSPolicy, s.in.At(arg), opensBy(n))
		}
		return true
	})
	if len(safe) >= 3 {
		d.add(SecurityHeaders, s.in, arg, name, d.scope(SecurityHeaders, s))
	}
	if setsRequestID(v.Node.Body().Source()) && codeMatches(v.Node.Body(), headerName) || d.setsNamedID(v) {
		d.add(RequestID, s.in, arg, name, d.scope(RequestID, s))
	}
}

var headerName = lazy.Regexp(`(?i)^['"\x60]x-(request|correlation)-id['"\x60]$`)

// saysTooMany finds what a limiter answers.
var saysTooMany = lazy.Regexp(`(?i)^429$|too_?many_?requests`)

// statusCode finds the status that an answer is given.
var statusCode = lazy.Regexp(`^[1-5]\d\d$`)

// oneStatus says so when an error handler answers every error with the same status of the client's fault.
func oneStatus(fn ts.Node) string {
	status, computed := "", false
	fn.Body().Walk(func(n ts.Node) bool {
		callee := n.Expression()
		if n.Kind() != ts.KindCallExpression || callee.Kind() != ts.KindPropertyAccessExpression {
			return true
		}
		if name := callee.Name().Source(); name == "status" || name == "sendStatus" {
			for _, arg := range n.Arguments().Nodes {
				text := arg.Source()
				computed = computed || !statusCode().MatchString(text) || status != "" && status != text
				status = text
			}
		}
		return true
	})
	if computed || !strings.HasPrefix(status, "4") {
		return ""
	}
	return "it answers every error with " + status
}

// logsRequests tells whether a function logs the method and the path of requests.
func logsRequests(fn ts.Node) bool {
	method, path, logs := false, false, false
	fn.Body().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindPropertyAccessExpression:
			switch name := n.Name().Source(); name {
			case "method":
				method = true
			case "url", "originalUrl", "path":
				path = true
			}
		case ts.KindCallExpression:
			logs = logs || logCall().MatchString(n.Expression().Dotted())
		}
		return true
	})
	return method && path && logs
}

// saysStatus finds what a log of finished requests mentions.
var saysStatus = lazy.Regexp(`(?i)statusCode|^['"]?(finish|close)['"]?$|status`)

var logCall = lazy.Regexp(`(?i)^(console|.*log(ger)?)\.(log|info|debug|http|verbose|trace)$|^log$`)

// imports looks at what files load for its effect.
func (d *expressDetector) imports(m *nodejs.Module) {
	for _, b := range m.Tree.Imports() {
		switch b.Module {
		case "express-async-errors", "@awaitjs/express":
			d.add(AsyncErrors, m, b.Stmt, b.Module, "")
		}
	}
}

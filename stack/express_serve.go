package stack

import (
	"fmt"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// listenCall is a call that starts listening.
type listenCall struct {
	in     *nodejs.Module
	call   ts.Node
	server string // name of the server that listens, "" when the app itself listens or the server has no name
}

// listens returns the calls that make the app listen, or a server that was made from it.
func (f *expressFlow) listens(files []string) []listenCall {
	var sure, likely []listenCall
	for _, name := range files {
		m := f.p.Module(name)
		if m == nil || !nodejs.Mentions(m.Tree.Text(), ".listen(") {
			continue
		}
		for _, n := range m.Calls {
			callee := n.Expression()
			if callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "listen" {
				continue
			}
			receiver := callee.Expression().Unwrap()
			call := listenCall{in: m, call: n}
			switch f.listener(m, receiver) {
			case isAppListener:
				sure = append(sure, call)
			case isServerListener:
				call.server = receiver.Dotted()
				sure = append(sure, call)
			case maybeListener:
				call.server = receiver.Dotted()
				likely = append(likely, call)
			}
		}
	}
	if len(sure) > 0 {
		return sure
	}
	return likely
}

type listenerKind int

const (
	notListener listenerKind = iota
	maybeListener
	isServerListener
	isAppListener
)

// servers are the modules whose createServer and Server are HTTP servers.
var servers = map[string]bool{"http": true, "https": true, "http2": true, "spdy": true, "http2-express-bridge": true}

// listener says what a receiver of listen is.
func (f *expressFlow) listener(m *nodejs.Module, receiver ts.Node) listenerKind {
	if f.onApp(m, receiver) {
		return isAppListener
	}
	kind := notListener
	values := possibleValues(f.p, m, receiver)
	for _, v := range values {
		kind = max(kind, f.serverKind(v))
	}
	if len(values) > 0 {
		return kind
	}
	switch lastName(receiver) {
	case "app", "server", "httpServer", "http", "expressApp", "webserver", "httpsServer":
		return maybeListener
	}
	return notListener
}

// possibleValues returns what an expression may come down to: for a variable with several assignments each of them.
func possibleValues(p *nodejs.Program, m *nodejs.Module, n ts.Node) []nodejs.Value {
	v := p.Value(m, n, 0)
	if v.Node.Kind() == ts.KindConditionalExpression {
		then, otherwise := v.Node.Branches()
		return []nodejs.Value{p.Value(v.In, then, 0), p.Value(v.In, otherwise, 0)}
	}
	if v.Known() {
		return []nodejs.Value{v}
	}
	var all []nodejs.Value
	decl := nodejs.DeclarationOf(n, n.Ident())
	for _, set := range m.Sets {
		left, _, right, _ := set.Binary()
		if n.Ident() != "" && left.Ident() == n.Ident() && nodejs.DeclarationOf(left, n.Ident()) == decl {
			all = append(all, p.Value(m, right, 0))
		}
	}
	return all
}

// serverKind says whether a value is a server of the app. One that is made without a handler gets its requests later.
func (f *expressFlow) serverKind(v nodejs.Value) listenerKind {
	if v.Node.Kind() == ts.KindParameter {
		return maybeListener
	}
	if !servers[f.p.Maker(v).Module] {
		return notListener
	}
	args := v.Node.Arguments().Nodes
	for _, arg := range args {
		if f.isApp(v.In, arg) {
			return isServerListener
		}
		if other := f.p.Maker(f.p.Value(v.In, arg, 0)); other.Module == "express" || arg.IsFunctionLike() {
			return notListener
		}
	}
	if len(args) > 0 {
		return maybeListener
	}
	return isServerListener
}

// placeServe hands the server to a function where it starts to listen.
func placeServe(app *App, code Code) ([]patcher.FileEdit, error) {
	site, err := expressSiteOf(app, code, serveCall)
	if err != nil {
		return nil, err
	}
	flow := flowOf(site.program, site.birth, site.reach)
	path := flow.uses(app, code)
	if path == "" {
		calls, err := site.listen(app, code, flow)
		if err != nil {
			return nil, err
		}
		path = calls[0].in.Path
	}
	local := localName(site, app, path, code)
	edit := ts.Edit{Path: nodejs.ParsedAs(path), What: "hand the server to " + local, Plan: func(s *ts.Source) ([]ts.Change, error) {
		flow, problem := site.flowOver(app, code, path, s)
		if problem != nil {
			return nil, problem
		}
		if flow.calls(path, local) {
			return nil, nil
		}
		calls, err := site.listen(app, code, flow)
		if err != nil {
			return nil, err
		}
		return handAll(s, calls, local)
	}}
	return []patcher.FileEdit{{Path: path, Edit: importOf(app, path, code, local)}, {Path: path, Edit: edit}}, nil
}

// listen returns the call that starts the app, or the two of which only one is made, or says why it cannot be told.
func (site *expressSite) listen(app *App, code Code, flow *expressFlow) ([]listenCall, error) {
	calls := flow.listens(site.listenFiles)
	symbol := spellNode(code.Symbol)
	if len(calls) == 1 || len(calls) == 2 && choice(calls).Valid() {
		return calls, nil
	}
	p := site.lost(app, code, serveCall)
	if p.What = "no call that starts the app listening was found"; len(calls) > 0 {
		what := fmt.Sprintf("%d calls listen, and which of them serves the app cannot be told", len(calls))
		p = calls[0].in.Tree.Problem(calls[0].call, what, "", "")
	}
	p.Todo = "hand the server to " + symbol + " where it listens"
	p.Code = site.paste(app, code, serveCall)
	return nil, p
}

// choice returns the if statement that two calls are the branches of, none if there is none.
func choice(calls []listenCall) ts.Node {
	a, b := calls[0], calls[1]
	if a.in != b.in {
		return ts.Node{}
	}
	for up := a.call.Parent(); up.Valid(); up = up.Parent() {
		then, otherwise := up.Branches()
		if up.Kind() == ts.KindIfStatement && holds(then, a.call) && holds(otherwise, b.call) {
			return up
		}
		if holds(up, b.call) {
			return ts.Node{}
		}
	}
	return ts.Node{}
}

// holds tells whether a node lies inside another.
func holds(outer, n ts.Node) bool {
	return outer.Valid() && outer.Start() <= n.Start() && n.End() <= outer.End()
}

// handAll returns the changes that hand over what listens: once behind the choice where both of its branches start the
// same server, else where each call stands.
func handAll(s *ts.Source, calls []listenCall, local string) ([]ts.Change, error) {
	if len(calls) == 2 && calls[0].server != "" && calls[0].server == calls[1].server {
		if stmt := choice(calls); stmt.Parent().Statements().Valid {
			return behindListen(s, stmt, nil, local+"("+calls[0].server+");")
		}
	}
	var changes []ts.Change
	for _, c := range calls {
		more, err := c.hand(s, local)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// hand returns the changes that hand the listening server to a function: by its name where it has one or can be given
// one, else by putting the call around it.
func (c listenCall) hand(s *ts.Source, local string) ([]ts.Change, error) {
	whole := c.whole()
	holder := whole.Parent()
	for holder.Kind() == ts.KindParenthesizedExpression || holder.Kind() == ts.KindAwaitExpression {
		holder = holder.Parent()
	}
	switch holder.Kind() {
	case ts.KindExpressionStatement:
		if !holder.Parent().Statements().Valid {
			break
		}
		name := c.server
		var changes []ts.Change
		if name == "" {
			if s.Taken("server") || whole.Parent() != holder {
				break
			}
			name = "server"
			at := whole.Start()
			changes = append(changes, ts.Change{Start: at, End: at, Text: "const server = "})
		}
		if c.optional(s) {
			return behindListen(s, holder, changes, "if ("+name+") {\n  "+local+"("+name+");\n}")
		}
		return behindListen(s, holder, changes, local+"("+name+");")
	case ts.KindVariableDeclaration:
		stmt := holder.Parent().Parent()
		if name := holder.Name().Ident(); name != "" && stmt.Kind() == ts.KindVariableStatement && stmt.Parent().Statements().Valid {
			return behindListen(s, stmt, nil, local+"("+name+");")
		}
	case ts.KindBinaryExpression:
		left, op, _, _ := holder.Binary()
		stmt := holder.Parent()
		if name := left.Dotted(); name != "" && op == ts.KindEqualsToken && stmt.Kind() == ts.KindExpressionStatement && stmt.Parent().Statements().Valid {
			return behindListen(s, stmt, nil, local+"("+name+");")
		}
	}
	if changes, ok := c.returned(s, holder, local); ok {
		return changes, nil
	}
	if !dropped(whole) {
		return nil, s.Problem(c.call, "what listens is handed on at once, and has no name", "give it a name, and hand it to "+local, local+"(server);")
	}
	return s.Wrap(whole.Range(), local+"(", ")"), nil
}

// returned gives a server that is returned at once a name, so that it can be handed over before.
func (c listenCall) returned(s *ts.Source, holder ts.Node, local string) ([]ts.Change, bool) {
	if holder.Kind() != ts.KindReturnStatement || !holder.Parent().Statements().Valid || s.Taken("server") {
		return nil, false
	}
	start, value := holder.Start(), holder.Expression().Start()
	after, err := s.InsertAfter(holder, local+"(server);\nreturn server;")
	if err != nil {
		return nil, false
	}
	return []ts.Change{{Start: start, End: value, Text: "const server = "}, after}, true
}

// dropped tells whether nothing is made of an expression's value.
func dropped(n ts.Node) bool {
	for {
		parent := n.Parent()
		switch parent.Kind() {
		case ts.KindExpressionStatement:
			return true
		case ts.KindArrowFunction:
			return parent.Parent().Kind() == ts.KindCallExpression || parent.Parent().Kind() == ts.KindNewExpression
		case ts.KindParenthesizedExpression, ts.KindAwaitExpression, ts.KindConditionalExpression, ts.KindVoidExpression:
		case ts.KindBinaryExpression:
			if _, op, right, _ := parent.Binary(); op == ts.KindEqualsToken || right != n {
				return false
			}
		default:
			return false
		}
		n = parent
	}
}

// optional tells whether nothing may listen: app?.listen(…).
func (c listenCall) optional(s *ts.Source) bool {
	callee := c.call.Expression()
	between := s.Text()[callee.Expression().End():callee.Name().Start()]
	return strings.Contains(between, "?.")
}

// behindListen adds a statement behind the one that listens.
func behindListen(s *ts.Source, stmt ts.Node, changes []ts.Change, text string) ([]ts.Change, error) {
	change, err := s.InsertAfter(stmt, text)
	if err != nil {
		return nil, err
	}
	return append(changes, change), nil
}

// whole returns the call with the calls that are chained to it and return the server again: listen(…).on("error", …).
func (c listenCall) whole() ts.Node {
	n := c.call
	for {
		member := n.Parent()
		call := member.Parent()
		if member.Kind() != ts.KindPropertyAccessExpression || call.Kind() != ts.KindCallExpression {
			return n
		}
		switch member.Name().Source() {
		case "on", "once", "addListener", "setTimeout", "ref", "unref":
			n = call
		default:
			return n
		}
	}
}

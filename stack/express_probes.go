package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

var (
	liveName  = lazy.Regexp(`(?i)^_*(health|healthz|health[-_]?check|livez|liveness|(lb)?heartbeat)_*$`)
	readyName = lazy.Regexp(`(?i)^(readyz|readiness)$`)
	// vagueName are names of probes that may as well be something of the business.
	vagueName = lazy.Regexp(`(?i)^(ping|status|live|alive|ready|up)$`)
	// checksStore finds code that asks a database or Redis whether it is there.
	checksStore = lazy.Regexp(`(?i)queryRaw|readyState|authenticate|select 1|isConnected|isInitialized|\bping\b`)
)

// route looks at routes whose path is that of a probe.
func (d *expressDetector) route(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	args := n.Arguments().Nodes
	if callee.Kind() != ts.KindPropertyAccessExpression || len(args) == 0 {
		return
	}
	verb := callee.Name().Source()
	switch verb {
	case "get", "all", "head", "use", "route":
	default:
		return
	}
	if verb != "route" && (len(args) < 2 || !isHandler(d.p, m, args[len(args)-1])) || !d.isRouter(m, n, callee.Expression()) {
		return
	}
	for _, path := range routePaths(args[0]) {
		d.probe(m, n, path, args[len(args)-1], shorten(n.Source()))
	}
}

// isHandler tells whether an argument can be a handler: a function, a router, or a name for one.
func isHandler(p *nodejs.Program, m *nodejs.Module, n ts.Node) bool {
	switch n.Unwrap().Kind() {
	case ts.KindArrowFunction, ts.KindFunctionExpression, ts.KindIdentifier, ts.KindPropertyAccessExpression, ts.KindCallExpression,
		ts.KindArrayLiteralExpression:
		v := p.Value(m, n, 0)
		return v.Node.Kind() != ts.KindObjectLiteralExpression && v.Node.Kind() != ts.KindStringLiteral
	}
	return false
}

// routePaths returns the paths that an argument spells; of a template what stands behind its last hole.
func routePaths(n ts.Node) []string {
	n = n.Unwrap()
	if text, ok := n.Literal(); ok {
		return []string{text}
	}
	switch n.Kind() {
	case ts.KindTemplateExpression:
		text := strings.Trim(n.Source(), "`")
		return []string{text[strings.LastIndexByte(text, '}')+1:]}
	case ts.KindArrayLiteralExpression:
		var all []string
		for _, e := range n.Elements().Nodes {
			all = append(all, routePaths(e)...)
		}
		return all
	}
	return nil
}

// probe notes a route that answers probes.
func (d *expressDetector) probe(m *nodejs.Module, call ts.Node, path string, handler ts.Node, by string) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	last := parts[len(parts)-1]
	above := ""
	if len(parts) > 1 {
		above = parts[len(parts)-2]
	}
	underHealth := liveName().MatchString(above)
	switch {
	case readyName().MatchString(last), strings.EqualFold(last, "ready") && (underHealth || d.vagueProbe(m, call, parts, handler)):
		d.add(Readiness, m, call, by, "")
	case liveName().MatchString(last), underHealth && vagueName().MatchString(last), vagueName().MatchString(last) && d.vagueProbe(m, call, parts, handler):
		d.add(Liveness, m, call, by, "")
		if v := d.p.Value(m, handler, 0); v.Node.IsFunctionLike() && codeMatches(v.Node.Body(), checksStore) {
			d.add(Readiness, m, call, by, "")
		}
	}
}

// vagueProbe tells whether a route whose name is no proof is a probe: it stands on the app or right below its API, and
// its handler asks nothing of the request.
func (d *expressDetector) vagueProbe(m *nodejs.Module, call ts.Node, parts []string, handler ts.Node) bool {
	if len(parts) > 2 || len(parts) == 2 && parts[0] != "api" || !d.onApp[call] {
		return false
	}
	v := d.p.Value(m, handler, 0)
	params := v.Node.Parameters().Nodes
	if !v.Node.IsFunctionLike() || len(params) == 0 {
		return false
	}
	request := params[0].Name().Ident()
	asks := false
	v.Node.Body().Walk(func(n ts.Node) bool {
		asks = asks || n.Ident() == request && request != ""
		return !asks
	})
	return !asks
}

// construct looks at calls of libraries that give probes or a graceful end as a whole.
func (d *expressDetector) construct(m *nodejs.Module, n ts.Node) {
	root := rootName(n.Expression())
	if _, ok := m.Imports[root]; !ok && root != "require" {
		return
	}
	v := d.p.Value(m, n.Expression(), 0)
	by := shorten(n.Source())
	switch v.Module {
	case "":
		return
	case "@godaddy/terminus":
		d.add(Liveness, m, n, by, "")
		d.add(Readiness, m, n, by, "")
		d.add(Shutdown, m, n, by, "")
	case "lightship":
		d.add(Liveness, m, n, by, "")
		d.add(Readiness, m, n, by, "")
	case "http-graceful-shutdown", "close-with-grace", "node-graceful-shutdown", "express-graceful-exit", "@moebius/http-graceful-shutdown":
		if d.runs(n) {
			d.add(Shutdown, m, n, by, "")
		}
	}
	d.logger(m, n, v)
}

// timeouts looks at timeouts that are set on a server.
func (d *expressDetector) timeouts(m *nodejs.Module) {
	for _, n := range m.Sets {
		left, _, _, _ := n.Binary()
		if left.Kind() != ts.KindPropertyAccessExpression || !serverName().MatchString(lastName(left.Expression())) {
			continue
		}
		switch left.Name().Source() {
		case "requestTimeout", "headersTimeout", "keepAliveTimeout":
			d.add(ServerTimeouts, m, n, shorten(n.Source()), "")
		}
	}
}

var serverName = lazy.Regexp(`(?i)server|^http|listener|^app$|express`)

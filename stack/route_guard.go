package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// credentials are what third-party middleware that refuses strangers reads.
var credentials = map[string]string{
	"express-jwt": "bearer", "express-oauth2-jwt-bearer": "bearer", "express-basic-auth": "basic",
	"@clerk/express#requireAuth": "bearer", "@clerk/clerk-sdk-node#ClerkExpressRequireAuth": "bearer",
}

// refuses reads whom a guard refuses, and by what it knows who sends the request.
func (w *routeWalk) refuses(g *Guard, h handed) {
	made := w.p.Maker(h.value)
	if kind := credentials[made.Module] + credentials[made.External()]; kind != "" {
		g.Refuses, g.Credential = []int{401}, kind
		return
	}
	if made.Module == "passport" && strings.HasSuffix(made.Name, "authenticate") {
		g.Refuses = []int{401}
		if saysToken().MatchString(h.arg.Source()) {
			g.Credential = "bearer"
		}
		return
	}
	fn := w.function(h)
	if !fn.Node.Valid() || len(handlerParams(fn.Node)) == 4 {
		return
	}
	for _, body := range w.bodies(fn) {
		if codeMatches(body, saysUnauthorized) {
			g.Refuses = append(g.Refuses, 401)
		}
		if codeMatches(body, saysForbidden) {
			g.Refuses = append(g.Refuses, 403)
		}
		if g.Credential == "" && slices.Contains(g.Refuses, 401) {
			g.Credential = credentialIn(body)
		}
	}
	slices.Sort(g.Refuses)
	g.Refuses = slices.Compact(g.Refuses)
	if letsStrangersPass(fn.Node) {
		g.Refuses = nil
	}
}

// bodies returns the body of a function, and those of the repository's own functions that it calls by their name.
func (w *routeWalk) bodies(fn nodejs.Value) []ts.Node {
	all := []ts.Node{fn.Node.Body()}
	fn.Node.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression && n.Expression().Ident() != "" {
			if v := w.p.Value(fn.In, n.Expression(), 0); v.In != nil && v.Node.IsFunctionLike() && v.Node.Body().Valid() {
				all = append(all, v.Node.Body())
			}
		}
		return true
	})
	return all
}

var (
	saysToken        = lazy.Regexp(`(?i)jwt|bearer`)
	saysUnauthorized = lazy.Regexp(`^401$|(?i)^['"]?(http)?unauthori[sz]ed(error|exception)?['"]?$|^['"]?unauthenticated`)
	saysForbidden    = lazy.Regexp(`^403$|(?i)^['"]?(http)?forbidden(error|exception)?['"]?$`)
	saysHeader       = lazy.Regexp(`(?i)^['"]?authorization['"]?$|bearer`)
	saysCookie       = lazy.Regexp(`(?i)^(signed)?cookies?$`)
)

// credentialIn returns what a guard reads of the request to know who sends it, "" where that is not to be seen in it.
func credentialIn(body ts.Node) string {
	switch {
	case codeMatches(body, saysHeader):
		return "bearer"
	case codeMatches(body, saysCookie):
		return "cookie"
	}
	return ""
}

// answersWith returns in which form a handler answers: "json" where it calls json on a response.
func answersWith(fn ts.Node) string {
	form := ""
	fn.Body().Walk(func(n ts.Node) bool {
		callee := n.Expression()
		if n.Kind() == ts.KindCallExpression && callee.Kind() == ts.KindPropertyAccessExpression && callee.Name().Source() == "json" && len(n.Arguments().Nodes) > 0 {
			form = "json"
		}
		return form == ""
	})
	return form
}

// letsStrangersPass tells whether a guard hands requests on that bring nothing to know their sender by: what comes with
// something wrong is refused, what comes with nothing is not.
func letsStrangersPass(fn ts.Node) bool {
	params := handlerParams(fn)
	if len(params) < 3 {
		return false
	}
	passes := false
	fn.Body().Walk(func(n ts.Node) bool {
		if n.Kind() != ts.KindIfStatement {
			return !passes
		}
		then, _ := n.Branches()
		condition := n.Expression().Source()
		if absent().MatchString(condition) && callsBare(then, params[2].Name().Ident()) {
			passes = true
		}
		return !passes
	})
	return passes
}

// absent finds conditions that something is not there.
var absent = lazy.Regexp(`^!|\|\|\s*!|===?\s*(undefined|null)\b`)

// callsBare tells whether code calls a name without arguments.
func callsBare(n ts.Node, name string) bool {
	found := false
	n.Walk(func(n ts.Node) bool {
		found = found || n.Kind() == ts.KindCallExpression && n.Expression().Ident() == name && name != "" && len(n.Arguments().Nodes) == 0
		return !found
	})
	return found
}

// errorNames are the statuses of errors that handlers throw, by what their classes are called.
var errorNames = map[string]int{
	"badrequest": 400, "unauthorized": 401, "forbidden": 403, "notfound": 404, "conflict": 409, "gone": 410, "unprocessableentity": 422, "toomanyrequests": 429,
}

// thrown returns the statuses of the errors that a handler makes.
func thrown(fn ts.Node) []int {
	var all []int
	fn.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindNewExpression {
			name := strings.ToLower(lastName(n.Expression()))
			for _, suffix := range []string{"exception", "error"} {
				name = strings.TrimSuffix(name, suffix)
			}
			if code := errorNames[strings.TrimPrefix(name, "http")]; code != 0 {
				all = append(all, code)
			}
		}
		return true
	})
	return all
}

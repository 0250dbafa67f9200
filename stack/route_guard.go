package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
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
	body := fn.Node.Body()
	for _, r := range []struct {
		code int
		says bool
	}{{401, codeMatches(body, saysUnauthorized)}, {403, codeMatches(body, saysForbidden)}} {
		if r.says {
			g.Refuses = append(g.Refuses, r.code)
		}
	}
	if slices.Contains(g.Refuses, 401) {
		g.Credential = credentialIn(body)
	}
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

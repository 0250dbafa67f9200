package stack

import (
	"regexp"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// handlerParams returns the parameters that Express counts.
func handlerParams(fn ts.Node) []ts.Node {
	params := fn.Parameters().Nodes
	if len(params) > 0 && params[0].Name().Source() == "this" {
		params = params[1:]
	}
	return params
}

// functionRank returns the rank of one of the package's own functions by what it does, then by what it is called.
func functionRank(v nodejs.Value, name string, mounted bool) expressRank {
	params := handlerParams(v.Node)
	if len(params) == 4 {
		if answers(v.Node, params[2]) {
			return rankOf(Errors, 0)
		}
		return rankOf(ErrorTracking, 5)
	}
	if len(params) > 4 {
		return rankNone
	}
	text := v.Node.Source()
	switch {
	case !mounted && refusesAll(v.Node, params):
		return rankOf(NotFound, 0)
	case setsRequestID(text) && !mounted:
		return rankOf(Context, 0)
	case strings.Contains(text, "Access-Control-Allow-Origin"):
		return rankOf(CORS, 0)
	}
	if rank := nameRank(name); rank != ownRank && rank != rankOf(NotFound, 0) {
		return rank
	}
	if mounted || len(params) == 2 && answers(v.Node, params[1]) {
		return rankOf(Routes, 0)
	}
	return ownRank
}

// answers tells whether a handler replies through its response parameter, or hands that on to something that may.
func answers(fn, response ts.Node) bool {
	name := response.Name().Ident()
	found := false
	fn.Body().Walk(func(n ts.Node) bool {
		if n.Ident() != name || name == "" || found {
			return !found
		}
		parent := n.Parent()
		switch parent.Kind() {
		case ts.KindPropertyAccessExpression:
			found = parent.Expression() == n && replies[parent.Name().Source()]
		case ts.KindCallExpression:
			found = parent.Expression() != n
		case ts.KindShorthandPropertyAssignment, ts.KindPropertyAssignment, ts.KindNewExpression:
			found = true
		}
		return !found
	})
	return found
}

// replies are the methods of a response that begin or end an answer.
var replies = map[string]bool{
	"status": true, "json": true, "send": true, "sendStatus": true, "render": true, "end": true, "sendFile": true, "redirect": true,
	"format": true, "write": true, "writeHead": true, "jsonp": true, "pipe": true, "boom": true, "statusCode": true, "sendfile": true,
}

var saysNotFound = lazy.Regexp(`(?i)\b404\b|not_?found`)

// refusesAll tells whether a handler answers every request that reaches it with 404, or passes such an error on.
func refusesAll(fn ts.Node, params []ts.Node) bool {
	body := fn.Body()
	if len(params) > 3 || !codeMatches(body, saysNotFound) {
		return false
	}
	if len(params) < 3 {
		return throws(body) || len(params) == 2 && answers(fn, params[1])
	}
	next := params[2].Name().Ident()
	refuses := throws(body) || answers(fn, params[1])
	passes := false
	body.Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression && n.Expression().Ident() == next {
			if len(n.Arguments().Nodes) == 0 {
				passes = true
			} else {
				refuses = true
			}
		}
		return true
	})
	return refuses && !passes
}

// throws tells whether a function ends in an error, whatever it was called with.
func throws(body ts.Node) bool {
	found := false
	body.Walk(func(n ts.Node) bool {
		found = found || n.Kind() == ts.KindThrowStatement && n.Parent() == body
		return !found && (n == body || !n.IsFunctionLike())
	})
	return found
}

// codeMatches tells whether a name, a number or a string in the code matches; comments do not count.
func codeMatches(n ts.Node, pattern func() *regexp.Regexp) bool {
	found := false
	n.Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindIdentifier, ts.KindNumericLiteral, ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral, ts.KindTemplateExpression:
			found = found || pattern().MatchString(n.Source())
		}
		return !found
	})
	return found
}

var requestIDHeader = lazy.Regexp(`(?i)['"]x-(request|correlation)-id['"]`)

// setsRequestID tells whether code sends a request id back.
func setsRequestID(text string) bool {
	return requestIDHeader().MatchString(text) && nodejs.Mentions(text, ".set(", ".setHeader(", ".header(", "req.id")
}

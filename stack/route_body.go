package stack

import (
	"slices"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// BodyRead is the first place where a handler reads the body of a request.
type BodyRead struct {
	At source.Pos
	// By is the repository's own function that is given the body and throws at what it does not take, "" for none.
	By string
}

// Unchecked tells whether a handler uses what a client sends without holding it against anything.
func (r Route) Unchecked() bool {
	return r.Reads != nil && r.Reads.By == "" && r.Body == nil && !slices.ContainsFunc(r.Guards, Guard.validates)
}

// validates tells whether a guard looks like one that holds requests against a schema.
func (g Guard) validates() bool {
	return inputGuards[g.Module] || validatorName().MatchString(g.Name) && !readsOnly().MatchString(g.Module+" "+g.Name)
}

// readsOnly finds parsers, which take whatever comes.
var readsOnly = lazy.Regexp(`(?i)^(body-parser|cookie-parser|express|express-xml-bodyparser) |(body|cookie|url|json|form|query|ua)_?-?pars`)

// bodyRead looks for the body of the request in a handler.
func (w *routeWalk) bodyRead(fn nodejs.Value) *BodyRead {
	params := handlerParams(fn.Node)
	if len(params) == 0 || len(params) == 4 {
		return nil
	}
	var read *BodyRead
	fn.Node.Walk(func(n ts.Node) bool {
		if read == nil && readsBody(n, params[0]) {
			read = &BodyRead{At: fn.In.At(n), By: w.thrower(fn.In, n)}
		}
		return read == nil
	})
	return read
}

// readsBody tells whether a node is the body of the request that a parameter stands for: req.body, or body out of a
// pattern.
func readsBody(n, request ts.Node) bool {
	switch n.Kind() {
	case ts.KindPropertyAccessExpression:
		return n.Name().Source() == "body" && n.Expression().Ident() != "" && n.Expression().Ident() == request.Name().Ident()
	case ts.KindBindingElement:
		if name := n.Name().Source(); name != "body" && n.PropertyName().Source() != "body" {
			return false
		}
		holder := n.Parent().Parent()
		return holder == request || holder.Initializer().Ident() != "" && holder.Initializer().Ident() == request.Name().Ident()
	}
	return false
}

// thrower returns the name of the repository's own function that a body is handed to, if it throws.
func (w *routeWalk) thrower(m *nodejs.Module, body ts.Node) string {
	call := body.Parent()
	if call.Kind() != ts.KindCallExpression || call.Expression() == body {
		return ""
	}
	v := w.value(m, call.Expression())
	if !v.Node.IsFunctionLike() {
		return ""
	}
	throws := false
	v.Node.Body().Walk(func(n ts.Node) bool {
		throws = throws || n.Kind() == ts.KindThrowStatement
		return !throws
	})
	if !throws {
		return ""
	}
	return lastName(call.Expression())
}

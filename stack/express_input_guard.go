package stack

import (
	"cmp"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// inputGuards are the modules whose middleware holds requests against schemas.
var inputGuards = map[string]bool{
	"express-validator": true, "celebrate": true, "express-openapi-validator": true, "zod-express-middleware": true, "zod-express": true, "express-zod-api": true,
	"express-zod-safe": true, "express-joi-validation": true, "express-json-validator-middleware": true, "express-yup-middleware": true, "openapi-validator-middleware": true,
	"express-jsonschema": true, "express-validation": true, "zod-validation-error/express": true,
}

// validatesInput looks for middleware that holds requests against schemas: a library's, or the package's own.
func (d *expressDetector) validatesInput(m *nodejs.Module, n ts.Node, v nodejs.Value) {
	if inputGuards[v.Module] && v.Name != "validationResult" && v.Name != "matchedData" && d.handedOver(m, n) {
		lacks := ""
		if v.Module == "express-validator" && !d.callers["validationResult"] && !d.callers["withDefaults"] && !d.callers["throw"] {
			lacks = "nobody asks validationResult what was wrong"
		}
		d.add(RequestValidation, m, n, shorten(n.Source()), lacks)
		return
	}
	if fn := guardAround(n); fn.Valid() && d.handsOut(fn) && !d.takesIn(m, n) {
		d.add(RequestValidation, m, n, shorten(n.Source()), "")
	}
}

// takesIn tells whether a call reads the request as a form: that parses it, and holds it against nothing.
func (d *expressDetector) takesIn(m *nodejs.Module, n ts.Node) bool {
	callee := n.Expression()
	return callee.Kind() == ts.KindPropertyAccessExpression && uploaders[d.p.Maker(d.p.Value(m, callee.Expression(), 0)).Module] != ""
}

// handsOut tells whether something calls or hands on a function, or the one that returns it.
func (d *expressDetector) handsOut(fn ts.Node) bool {
	for up := fn; up.Valid() && up.Kind() != ts.KindSourceFile; up = up.Parent() {
		name := ""
		switch up.Kind() {
		case ts.KindCallExpression, ts.KindNewExpression:
			return true // it stands on the spot
		case ts.KindVariableDeclaration, ts.KindFunctionDeclaration, ts.KindMethodDeclaration, ts.KindPropertyAssignment, ts.KindPropertyDeclaration:
			name = up.Name().Source()
		case ts.KindBinaryExpression:
			left, _, _, _ := up.Binary()
			name = lastName(left)
		}
		if name == "exports" || up.Has(ts.KindDefaultKeyword) {
			return true // who loads the file calls it
		}
		if name != "" && d.callers[name] {
			return true
		}
	}
	return false
}

// guardAround returns the middleware in which a call holds the request against a schema, none for any other call.
func guardAround(n ts.Node) ts.Node {
	if !checksRequest(n) {
		return ts.Node{}
	}
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if !up.IsFunctionLike() {
			continue
		}
		params := handlerParams(up)
		if len(params) == 3 && callsOn(up, params[2].Name().Ident()) {
			return up
		}
	}
	return ts.Node{}
}

// checksRequest tells whether a call hands a part of the request to a schema.
func checksRequest(n ts.Node) bool {
	callee := n.Expression()
	if callee.Kind() != ts.KindPropertyAccessExpression && callee.Kind() != ts.KindIdentifier {
		return false
	}
	if !schemaVerb().MatchString(cmp.Or(callee.Name().Source(), callee.Ident())) {
		return false
	}
	args := n.Arguments().Nodes
	for _, arg := range args {
		if requestInput().MatchString(arg.Source()) || takenFromRequest().MatchString(ts.LocalValue(arg).Source()) {
			return true
		}
	}
	return len(args) == 1 && wholeRequest().MatchString(args[0].Source()) // beside others it is what the function works on
}

var (
	schemaVerb   = lazy.Regexp(`^(?:parse|safeParse|validate|validateSync|attempt|cast|assert|check)(?:Async)?$`)
	requestInput = lazy.Regexp(`^(?:\w+\.)?(?:req|request)\.(?:body|query|params)\b|^(?:req|request)\[|^\{\s*(?:body|query|params)\s*:\s*(?:req|request)\.`)
	wholeRequest = lazy.Regexp(`^(?:req|request)$`)
	// takenFromRequest finds what is taken out of the request first: req.body, pick(req, keys), { body: req.body }.
	takenFromRequest = lazy.Regexp(`\b(?:req|request)(?:\.(?:body|query|params)\b|\[|\s*,)`)
)

// callsOn tells whether a function hands the request on: it calls its last parameter without an error.
func callsOn(fn ts.Node, next string) bool {
	found := false
	fn.Body().Walk(func(n ts.Node) bool {
		found = found || n.Kind() == ts.KindCallExpression && n.Expression().Ident() == next && len(n.Arguments().Nodes) == 0
		return !found
	})
	return found
}

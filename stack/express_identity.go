package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// Authentication is that the service finds out who sends a request.
const Authentication Feature = "authentication"

// Authenticator is the app's own middleware that reads a bearer token, and the property of the request that it puts the
// user on: src/middleware/auth.ts#authenticate#user.
const Authenticator Key = "authenticator"

// authenticators are third-party modules whose middleware finds out who sends a request, and what else a service with
// roles needs beside each.
var authenticators = map[string]string{
	"passport":                  "it tells no permissions",
	"express-jwt":               "it tells no permissions",
	"express-oauth2-jwt-bearer": "it tells no permissions",
	"express-openid-connect":    "it tells no permissions",
	"express-basic-auth":        "it tells no permissions",
	"express-session":           "it keeps sessions, and tells no permissions",
	"cookie-session":            "it keeps sessions, and tells no permissions",
	"@clerk/express":            "it tells no permissions",
	"@clerk/clerk-sdk-node":     "it tells no permissions",
}

// identifiesBy notes third-party middleware that finds out who sends a request. None of it says which routes are guarded
// by which permission, so it counts as there in part.
func (d *expressDetector) identifiesBy(s useSite, made nodejs.Value, arg ts.Node) {
	lacks, ok := authenticators[made.Module]
	if !ok || strings.HasSuffix(made.External(), "initialize") || d.p.Repo.Owns(s.in.Path) {
		return
	}
	d.add(Authentication, s.in, arg, shorten(arg.Source()), lacks)
}

// identifies notes a function of the package's own that verifies a token and puts the user on the request.
func (d *expressDetector) identifies(s useSite, v nodejs.Value, arg ts.Node) {
	params := handlerParams(v.Node)
	if len(params) != 3 || d.p.Repo.Owns(v.In.Path) || !d.verifies(v) {
		return
	}
	property := assignedTo(v.Node, params[0])
	if property == "" {
		return
	}
	d.add(Authentication, s.in, arg, shorten(arg.Source()), "it tells no permissions")
	if d.app.Fact(Authenticator) != "" {
		return
	}
	for _, name := range sortedExports(v.In) {
		if value := d.p.Value(v.In, v.In.Exports[name].Value, 0); value.In == v.In && value.Node == v.Node {
			if name == "=" {
				name = "default"
			}
			d.app.Facts[Authenticator] = Fact{v.In.Path + "#" + name + "#" + property, v.In.At(v.Node)}
			return
		}
	}
}

// verifies tells whether a function verifies a token by a library for that.
func (d *expressDetector) verifies(v nodejs.Value) bool {
	found := false
	v.Node.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression {
			callee := d.p.Value(v.In, n.Expression(), 0)
			name := strings.ToLower(callee.External())
			found = found || (callee.Module == "jsonwebtoken" || callee.Module == "jose") && strings.HasSuffix(name, "verify")
		}
		return !found
	})
	return found
}

// assignedTo returns the property of a parameter that a function sets, "" for none.
func assignedTo(fn, param ts.Node) string {
	name, property := param.Name().Ident(), ""
	fn.Body().Walk(func(n ts.Node) bool {
		if left, _, _, ok := n.Binary(); ok && left.Kind() == ts.KindPropertyAccessExpression && name != "" {
			object := left.Expression().Unwrap()
			if object.Ident() == name && property == "" {
				property = left.Name().Source()
			}
		}
		return true
	})
	return property
}

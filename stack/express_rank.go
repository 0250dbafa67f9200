package stack

import (
	"regexp"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// expressRank is the place of a statement in the pipeline: ten times the rank of its seam, and below ten a finer order.
type expressRank int

const (
	rankSetting expressRank = -1 // app.set, app.disable: above the pipeline
	rankNone    expressRank = -2 // has no place in it
)

func rankOf(s Seam, fine int) expressRank { return expressRank(10*s.Rank() + fine) }

// ownRank is that of middleware of unknown purpose: it may need the body, so nothing that comes early goes below it.
var ownRank = rankOf(Auth, 5)

// thirdParty are the ranks of what packages export: "module" for the whole, "module#name" for one name of it. The
// longest match counts.
var thirdParty = map[string]expressRank{
	"express#json": rankOf(Body, 0), "express#urlencoded": rankOf(Body, 0), "express#raw": rankOf(Body, 0), "express#text": rankOf(Body, 0),
	"express#static": rankOf(Routes, 0), "express#Router": rankOf(Routes, 0), "express#": rankOf(Routes, 0),
	"express-request-id": rankOf(Context, 0), "express-requestid": rankOf(Context, 0), "cls-rtracer": rankOf(Context, 0), "express-correlation-id": rankOf(Context, 0),
	"express-http-context": rankOf(Context, 0), "response-time": rankOf(Context, 3), "express-prom-bundle": rankOf(Context, 8), "express-status-monitor": rankOf(Context, 8),
	"morgan": rankOf(Context, 5), "morgan-body": rankOf(Context, 5), "pino-http": rankOf(Context, 5), "express-pino-logger": rankOf(Context, 5),
	"express-bunyan-logger": rankOf(Context, 5), "log4js#connectLogger": rankOf(Context, 5), "@dazn/lambda-powertools-logger": rankOf(Context, 5),
	"express-winston#logger": rankOf(Context, 5), "express-winston#errorLogger": rankOf(ErrorTracking, 0), "express-requests-logger": rankOf(Context, 5),
	"@sentry/node#Handlers.requestHandler": rankOf(Context, 1), "@sentry/node#Handlers.tracingHandler": rankOf(Context, 1),
	"@sentry/node#Handlers.errorHandler": rankOf(ErrorTracking, 0), "@sentry/node#setupExpressErrorHandler": rankOf(ErrorTracking, 0),
	"@sentry/node#expressErrorHandler": rankOf(ErrorTracking, 0), "rollbar#errorHandler": rankOf(ErrorTracking, 0),
	"helmet": rankOf(Headers, 0), "lusca": rankOf(Auth, 0), "hpp": rankOf(Body, 5), "frameguard": rankOf(Headers, 0), "hsts": rankOf(Headers, 0),
	"helmet-csp": rankOf(Headers, 0), "nocache": rankOf(Headers, 5), "permissions-policy": rankOf(Headers, 5), "express-sslify": rankOf(Headers, 5),
	"cors": rankOf(CORS, 0), "compression": rankOf(CORS, 5), "shrink-ray-current": rankOf(CORS, 5), "express-useragent": rankOf(CORS, 5), "request-ip": rankOf(CORS, 5),
	"express-rate-limit": rankOf(Limit, 0), "express-slow-down": rankOf(Limit, 0), "express-brute": rankOf(Limit, 0), "rate-limiter-flexible": rankOf(Limit, 0),
	"express-limiter": rankOf(Limit, 0), "express-throttle": rankOf(Limit, 0), "toobusy-js": rankOf(Limit, 0), "overload-protection": rankOf(Limit, 0),
	"body-parser": rankOf(Body, 0), "multer": rankOf(Body, 1), "express-fileupload": rankOf(Body, 1), "connect-busboy": rankOf(Body, 1), "express-form-data": rankOf(Body, 1),
	"cookie-parser": rankOf(Body, 2), "express-session": rankOf(Body, 3), "cookie-session": rankOf(Body, 3), "connect-flash": rankOf(Body, 4), "express-flash": rankOf(Body, 4),
	"method-override": rankOf(Body, 4), "csurf": rankOf(Auth, 0), "csrf-csrf": rankOf(Auth, 0), "xss-clean": rankOf(Body, 5), "express-mongo-sanitize": rankOf(Body, 5),
	"express-xml-bodyparser": rankOf(Body, 1), "express-device": rankOf(Body, 4), "i18n": rankOf(Body, 6), "i18next-http-middleware": rankOf(Body, 6),
	"connect-history-api-fallback": rankOf(Routes, 0),
	"passport":                     rankOf(Auth, 0), "@clerk/express": rankOf(Auth, 0), "@clerk/clerk-sdk-node": rankOf(Auth, 0), "express-jwt": rankOf(Auth, 0),
	"express-oauth2-jwt-bearer": rankOf(Auth, 0), "express-openid-connect": rankOf(Auth, 0), "express-basic-auth": rankOf(Auth, 0), "better-auth/node": rankOf(Routes, 0),
	"serve-static": rankOf(Routes, 0), "serve-favicon": rankOf(Routes, 0), "serve-index": rankOf(Routes, 0), "swagger-ui-express": rankOf(Routes, 0),
	"swagger-stats": rankOf(Context, 8), "http-proxy-middleware": rankOf(Routes, 0), "express-http-proxy": rankOf(Routes, 0), "express-graphql": rankOf(Routes, 0),
	"@apollo/server/express4": rankOf(Routes, 0), "@trpc/server/adapters/express": rankOf(Routes, 0), "@bull-board/express": rankOf(Routes, 0),
	"routing-controllers#useExpressServer": rankOf(Routes, 0), "express-openapi-validator": rankOf(Auth, 8), "express-validator": rankOf(Auth, 8),
	"express-promise-router": rankOf(Routes, 0), "express-ws": rankNone, "errorhandler": rankOf(Errors, 0), "celebrate#errors": rankOf(ErrorTracking, 5),
	"strong-error-handler": rankOf(Errors, 0), "api-error-handler": rankOf(Errors, 0), "express-error-handler": rankOf(Errors, 0),
	"http": rankNone, "https": rankNone, "http2": rankNone, "spdy": rankNone, "supertest": rankNone, "socket.io": rankNone, "ws": rankNone,
	"http-terminator": rankNone, "serverless-http": rankNone, "@vendia/serverless-express": rankNone, "aws-serverless-express": rankNone,
	"express-list-endpoints": rankNone, "util": rankNone, "assert": rankNone,
}

// byName are the ranks that names tell, of the package's own middleware and of what cannot be followed. The order
// counts: the first match wins.
var byName = []struct {
	pattern func() *regexp.Regexp
	rank    expressRank
}{
	{lazy.Regexp(`(?i)(request|correlation|trace|req)[-_]?id`), rankOf(Context, 0)},
	{lazy.Regexp(`(?i)not_?found|404`), rankOf(NotFound, 0)},
	{lazy.Regexp(`(?i)^error[-_]?(handler|middleware)$`), rankOf(Errors, 0)},
	{lazy.Regexp(`(?i)(request|http|access)[-_]?logg|^logger$|morgan`), rankOf(Context, 5)},
	{lazy.Regexp(`(?i)helmet|security[-_]?headers|^csp`), rankOf(Headers, 0)},
	{lazy.Regexp(`(?i)^compress`), rankOf(CORS, 5)},
	{lazy.Regexp(`(?i)^health`), rankOf(Health, 0)},
	{lazy.Regexp(`(?i)^metrics[-_]?endpoint$`), rankOf(Health, 1)},
	{lazy.Regexp(`(?i)^http[-_]?metrics$`), rankOf(Context, 7)},
	{lazy.Regexp(`(?i)cors`), rankOf(CORS, 0)},
	{lazy.Regexp(`(?i)rate[-_]?limit|limiter|throttl|slow[-_]?down|ddos`), rankOf(Limit, 0)},
	{lazy.Regexp(`(?i)rout(er|es)$|^routes?$`), rankOf(Routes, 0)},
	{lazy.Regexp(`(?i)body[-_]?parser|^parse`), rankOf(Body, 0)},
	{lazy.Regexp(`(?i)auth|jwt|session|passport|token`), rankOf(Auth, 0)},
}

// externalRank returns the rank of what a third-party module exports; ok is false when the table has neither the name
// nor the module.
func externalRank(v nodejs.Value) (expressRank, bool) {
	for name := v.Name; ; {
		if rank, ok := thirdParty[v.Module+"#"+name]; ok && (name != "" || v.Name == "") {
			return rank, true
		}
		dot := strings.LastIndexByte(name, '.')
		if dot < 0 {
			break
		}
		name = name[:dot]
	}
	rank, ok := thirdParty[v.Module]
	return rank, ok
}

// nameRank returns the rank that a name tells, or ownRank.
func nameRank(name string) expressRank {
	for _, n := range byName {
		if n.pattern().MatchString(name) {
			return n.rank
		}
	}
	return ownRank
}

// argRank returns the rank of what is handed to app.use.
func argRank(p *nodejs.Program, m *nodejs.Module, arg ts.Node, mounted bool) expressRank {
	arg = arg.Unwrap()
	switch arg.Kind() {
	case ts.KindArrayLiteralExpression:
		rank := rankNone
		for _, e := range arg.Elements().Nodes {
			rank = max(rank, argRank(p, m, e, mounted))
		}
		return rank
	case ts.KindConditionalExpression:
		then, otherwise := arg.Branches()
		return max(argRank(p, m, then, mounted), argRank(p, m, otherwise, mounted))
	case ts.KindBinaryExpression:
		left, _, right, _ := arg.Binary()
		return max(argRank(p, m, left, mounted), argRank(p, m, right, mounted))
	case ts.KindSpreadElement:
		return ownRank
	}
	v := p.Value(m, arg, 0)
	if v.Node.Kind() == ts.KindArrayLiteralExpression && v.Node != arg {
		return argRank(p, v.In, v.Node, mounted)
	}
	if v.Module == "" && (v.Node.Kind() == ts.KindCallExpression || v.Node.Kind() == ts.KindNewExpression) {
		if made := p.Maker(v); made.Module != "" {
			v = made
		}
	}
	switch {
	case v.Module != "":
		if rank, ok := externalRank(v); ok {
			return rank
		}
	case v.Node.IsFunctionLike() && v.Node.Kind() != ts.KindConstructor:
		return functionRank(v, lastName(arg), mounted)
	}
	if rank := nameRank(lastName(arg)); rank != ownRank || !mounted {
		return rank
	}
	return rankOf(Routes, 0)
}

// lastName returns the name that an expression is best known by: of a.b(c) it is b.
func lastName(n ts.Node) string {
	n = n.Unwrap()
	switch n.Kind() {
	case ts.KindIdentifier:
		return n.Ident()
	case ts.KindPropertyAccessExpression:
		name := n.Name().Source()
		if name == "default" || name == "handle" || name == "handler" || name == "middleware" || name == "router" || name == "bind" || name == "use" {
			if inner := lastName(n.Expression()); inner != "" {
				return inner
			}
		}
		return name
	case ts.KindCallExpression:
		if spec, ok := ts.Required(n); ok {
			return spec[strings.LastIndexByte(spec, '/')+1:]
		}
		return lastName(n.Expression())
	case ts.KindNewExpression:
		return lastName(n.Expression())
	case ts.KindFunctionExpression, ts.KindFunctionDeclaration:
		return n.Name().Ident()
	}
	return ""
}

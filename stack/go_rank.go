package stack

import (
	"go/ast"
	"path"
	"regexp"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/lazy"
)

// symbolSeams are the seams of the functions that created files export.
var symbolSeams = map[string]Seam{
	"RequestID": Context, "RequestLogger": Context, "Recoverer": Recover, "SecurityHeaders": Headers, "Health": Health,
	"CORSPolicy": CORS, "RateLimit": Limit, "NotFound": NotFound, "ErrorHandler": Errors,
}

// wordSeams tell the seam of somebody's middleware by what it is called. The first match counts.
var wordSeams = []struct {
	seam Seam
	word func() *regexp.Regexp
}{
	{Body, lazy.Regexp(`(?i)body.?limit|max.?body|max.?bytes|content.?type`)},
	{Limit, lazy.Regexp(`(?i)rate|limit|throttl|tollbooth`)},
	{CORS, lazy.Regexp(`(?i)cors`)},
	{Auth, lazy.Regexp(`(?i)auth|jwt|session|csrf|casbin|login|^tenant|currentuser`)},
	{Recover, lazy.Regexp(`(?i)recover|panic`)},
	{Context, lazy.Regexp(`(?i)request.?id|correlation|logg|^log$|logrequest|requestlog|accesslog|httplog|trac(e|ing)|otel|realip|newrelic|opentelemetry|metric|prometheus|instrument`)},
	{Headers, lazy.Regexp(`(?i)secure|helmet|security|hsts`)},
	{Health, lazy.Regexp(`(?i)heartbeat|health`)},
}

// goRank is the rank of a middleware given to Use, -1 when it cannot be told.
func goRank(imports map[string]string, platform string, e ast.Expr) int {
	if call, ok := e.(*ast.CallExpr); ok {
		if p, name, ok := golang.Callee(imports, call.Fun); ok && len(call.Args) == 1 && (p == platform && adapters[name] || strings.HasPrefix(name, "WrapMiddleware")) {
			return goRank(imports, platform, call.Args[0])
		}
		return goRank(imports, platform, call.Fun)
	}
	p, name, ok := golang.Callee(imports, e)
	if !ok {
		if sel, isSel := e.(*ast.SelectorExpr); isSel {
			p, name = "", sel.Sel.Name
		}
	}
	if p == platform {
		if seam, ok := symbolSeams[name]; ok {
			return seam.Rank()
		}
	}
	return wordRank(p, name)
}

var adapters = map[string]bool{"Gin": true, "Echo": true}

// wordRank judges by the name, then by the package, whose own middleware is often called New or Handler.
func wordRank(pkg, name string) int {
	for _, text := range []string{name, path.Base(strings.TrimSuffix(pkg, "/v5"))} {
		for _, w := range wordSeams {
			if text != "" && w.word().MatchString(text) {
				return w.seam.Rank()
			}
		}
	}
	return -1
}

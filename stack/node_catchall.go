package stack

import "slices"

// catchAlls are modules whose middleware may answer any path, whatever else is registered.
var catchAlls = []string{
	"swagger-ui-express", "connect-history-api-fallback", "http-proxy-middleware", "express-http-proxy", "http-proxy", "serve-index", "next",
}

// MayAnswerAll tells whether the app loads something that may answer paths which no route has: then it cannot be said what an
// unknown path is answered with.
func (a *App) MayAnswerAll() bool {
	if a.Language != Node {
		return false
	}
	site := siteOfNode(a)
	return slices.ContainsFunc(site.files, func(file string) bool {
		m := site.program.Module(file)
		return m != nil && slices.ContainsFunc(m.Tree.Uses(), func(spec string) bool { return slices.Contains(catchAlls, spec) })
	})
}

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// Pages is what the app shows pages by: the call that renders or sends them. Browsers need a content security policy that
// lets them work.
const Pages Key = "pages"

// pageMakers are the modules whose middleware answers with a page of its own.
var pageMakers = map[string]bool{
	"swagger-ui-express": true, "redoc-express": true, "@scalar/express-api-reference": true, "serve-index": true, "express-status-monitor": true,
	"@bull-board/express": true, "bull-arena": true, "agendash": true, "adminjs": true, "@adminjs/express": true, "next": true, "vite-express": true,
}

// pages notes the first call that shows a page.
func (d *expressDetector) pages(m *nodejs.Module, n ts.Node, v nodejs.Value) {
	if _, known := d.app.Facts[Pages]; known || d.p.Repo.Owns(m.Path) {
		return
	}
	if pageMakers[v.Module] || showsPage(n) && d.runs(n) {
		d.app.Facts[Pages] = Fact{shorten(n.Source()), m.At(n)}
	}
}

// showsPage tells whether a call renders a view, sends a file of HTML, or says what views are written in.
func showsPage(n ts.Node) bool {
	callee, args := n.Expression(), n.Arguments().Nodes
	if callee.Kind() != ts.KindPropertyAccessExpression || len(args) == 0 {
		return false
	}
	first, _ := args[0].Unwrap().Literal()
	switch callee.Name().Source() {
	case "set":
		return first == "view engine"
	case "render":
		receiver := lastName(callee.Expression())
		return first != "" && (receiver == "res" || receiver == "response" || receiver == "app")
	case "sendFile", "sendfile":
		return strings.Contains(n.Source(), ".html")
	}
	return false
}

package stack

import (
	"strconv"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// otherParsers are modules that read bodies in their own way, or need them unread: proxies, handlers with a parser inside.
var otherParsers = map[string]bool{
	"multer": true, "busboy": true, "connect-busboy": true, "formidable": true, "express-formidable": true, "express-fileupload": true, "multiparty": true,
	"http-proxy": true, "http-proxy-middleware": true, "express-http-proxy": true, "better-auth/node": true, "raw-body": true, "co-body": true,
	"@trpc/server/adapters/express": true, "graphql-yoga": true, "graphql-http/lib/use/express": true, "routing-controllers": true, "koa-body": true,
	"inversify-express-utils": true, "tsoa": true, "tus-node-server": true, "@tus/server": true, "parse-server": true, "express-xml-bodyparser": true,
}

// parses looks at what reads bodies, and up to which size.
func (d *expressDetector) parses(m *nodejs.Module, n ts.Node, v nodejs.Value) {
	if otherParsers[v.Module] {
		d.app.Facts[BodyUse] = Fact{"parsed", m.At(n)}
	}
	kind := v.Name[strings.LastIndexByte(v.Name, '.')+1:]
	switch {
	case v.Module == "body-parser":
	case v.Module == "express" && (kind == "json" || kind == "urlencoded" || kind == "raw" || kind == "text"):
	default:
		return
	}
	if d.handedOver(m, n) {
		limit, given := d.option(m, n, "limit")
		d.add(BodyLimit, m, n, shorten(n.Source())+map[bool]string{false: ", at most 100kb"}[given], tooMuch(limit))
	}
}

// mostBytes is the size of a body from which on a limit is none.
const mostBytes = 20 << 20

var sizeForm = lazy.Regexp(`(?i)^['"]?(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?['"]?$`)

// tooMuch says so when a limit, as written, lets bodies of any size in.
func tooMuch(limit string) string {
	if limit == "Infinity" {
		return "it takes bodies of any size"
	}
	match := sizeForm().FindStringSubmatch(limit)
	if match == nil {
		return "" // worked out when the program runs
	}
	size, _ := strconv.ParseFloat(match[1], 64)
	factor := map[string]float64{"": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}[strings.ToLower(match[2])]
	if size*factor <= mostBytes {
		return ""
	}
	return "it takes bodies of up to " + strings.Trim(limit, `'"`) + ", each of which is kept in memory"
}

// option returns the value, as written, of an option of a call's arguments, at any depth.
func (d *expressDetector) option(m *nodejs.Module, n ts.Node, name string) (value string, given bool) {
	for _, arg := range n.Arguments().Nodes {
		v := d.p.Value(m, arg, 0)
		v.Node.Walk(func(prop ts.Node) bool {
			if prop.Kind() == ts.KindPropertyAssignment && strings.Trim(prop.Name().Source(), `'"`) == name {
				value, given = prop.Initializer().Source(), true
			}
			given = given || prop.Kind() == ts.KindShorthandPropertyAssignment && prop.Name().Source() == name
			return !given
		})
	}
	return value, given
}

// handedOver tells whether what a call makes is handed to another call, or kept under a name that is used again.
func (d *expressDetector) handedOver(m *nodejs.Module, n ts.Node) bool {
	for at, up := n, n.Parent(); up.Valid(); at, up = up, up.Parent() {
		switch up.Kind() {
		case ts.KindCallExpression:
			if up.Expression() != at {
				return true
			}
		case ts.KindPropertyAccessExpression, ts.KindArrayLiteralExpression, ts.KindParenthesizedExpression, ts.KindSpreadElement, ts.KindReturnStatement,
			ts.KindConditionalExpression:
		case ts.KindPropertyAssignment, ts.KindExportAssignment, ts.KindPropertyDeclaration:
			return true
		case ts.KindVariableDeclaration:
			name := up.Name().Ident()
			return d.callers[name] || strings.Count(m.Tree.Text(), name) > 1
		case ts.KindBinaryExpression:
			return true // module.exports = …, this.parser = …
		case ts.KindArrowFunction:
			return d.runs(n)
		default:
			return d.runs(n) && up.Kind() != ts.KindExpressionStatement
		}
	}
	return false
}

// bodyReads notes that the body of requests is read.
func (d *expressDetector) bodyReads(m *nodejs.Module) {
	if _, known := d.app.Facts[BodyUse]; known || !strings.Contains(m.Tree.Text(), "body") {
		return
	}
	m.Tree.Root().Walk(func(n ts.Node) bool {
		if dotted := n.Dotted(); dotted == "req.body" || dotted == "request.body" {
			if _, known := d.app.Facts[BodyUse]; !known {
				d.app.Facts[BodyUse] = Fact{"read", m.At(n)}
			}
		}
		return true
	})
}

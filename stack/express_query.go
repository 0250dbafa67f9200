package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// queryParser looks at the setting, and at what the framework does without it.
func (d *expressDetector) queryParser() {
	for _, s := range d.flow.steps {
		args := s.call.Arguments().Nodes
		if s.kind != stepSetting || len(args) < 2 {
			continue
		}
		if name, ok := args[0].Literal(); ok && name == "query parser" {
			lacks := ""
			if text, _ := args[1].Literal(); text == "extended" || args[1].Source() == "true" {
				lacks = "query strings become objects, which a database may take for operators"
			}
			d.add(QueryParser, s.in, s.call, shorten(s.call.Source()), lacks)
		}
	}
	if _, set := d.found[QueryParser]; !set && d.app.Major >= 5 {
		d.found[QueryParser] = Found{At: d.app.At, By: "Express 5 makes no objects of query strings"}
	}
}

// nestedQuery notes where an object is read from a query string.
func (d *expressDetector) nestedQuery(m *nodejs.Module) {
	if !strings.Contains(m.Tree.Text(), ".query.") {
		return
	}
	m.Tree.Root().Walk(func(n ts.Node) bool {
		if n.Kind() != ts.KindPropertyAccessExpression || n.Parent().Kind() == ts.KindCallExpression && n.Parent().Expression() == n {
			return true
		}
		if requestPart().MatchString(n.Expression().Dotted()) && strings.Count(n.Expression().Dotted(), ".") == 2 && n.Name().Source() != "length" {
			d.app.Facts[NestedQuery] = Fact{"true", m.At(n)}
		}
		return true
	})
}

var requestPart = lazy.Regexp(`^(?:req|request)\.query\.\w+$`)

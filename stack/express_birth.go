package stack

import (
	"bytes"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// expressBirth is the expression that makes an app.
type expressBirth struct {
	in     *nodejs.Module
	call   ts.Node // express(), new express(), createExpressServer(…)
	owner  string  // of a framework that makes the app itself, "" for express()
	nth    int     // among the births of its file
	rivals []int   // births of the same file that are services too
}

// makers are functions and classes of frameworks that make the app themselves.
var makers = map[string]string{
	"routing-controllers#createExpressServer":        "routing-controllers",
	"inversify-express-utils#InversifyExpressServer": "inversify-express-utils",
	"@foal/core#createApp":                           "FoalTS",
	"@tsed/platform-express#PlatformExpress":         "Ts.ED",
	"json-server#create":                             "json-server",
	"parse-server#ParseServer":                       "",
}

// birthsIn returns the places in a module where an app is made, in the order of the text.
func birthsIn(p *nodejs.Program, m *nodejs.Module) []*expressBirth {
	if m == nil {
		return nil
	}
	var found []*expressBirth
	for _, n := range m.Calls {
		root := rootName(n.Expression())
		if _, ok := m.Imports[root]; !ok && root != "require" {
			continue
		}
		v := p.Value(m, n.Expression(), 0)
		owner, made := makers[v.External()]
		if v.External() == "express#" || made && owner != "" {
			found = append(found, &expressBirth{in: m, call: n, owner: owner, nth: len(found)})
		}
	}
	return found
}

// markers are what a file must hold before it is worth parsing in search of an app.
var markers = [][]byte{[]byte("'express'"), []byte(`"express"`), []byte("createExpressServer"), []byte("InversifyExpressServer")}

// hasMarker tells whether a text may make an app.
func hasMarker(text []byte) bool {
	for _, marker := range markers {
		if bytes.Contains(text, marker) {
			return true
		}
	}
	return false
}

// allBirths returns every place in the package where an app is made.
func allBirths(p *nodejs.Program) []*expressBirth {
	var found []*expressBirth
	for _, f := range p.Own {
		if hasMarker(p.Text(f)) {
			found = append(found, birthsIn(p, p.Module(f))...)
		}
	}
	return found
}

// label is what the app is called in its file: its variable, or the function that makes it.
func (b *expressBirth) label() string {
	for n := b.call.Parent(); n.Valid(); n = n.Parent() {
		if name := n.Name().Ident(); n.IsFunctionLike() && name != "" {
			return name
		}
	}
	if names := b.names(); len(names) > 0 {
		return names[0]
	}
	return ""
}

// block returns the statement list that the app is born in: of the file, of a function, or, for a field that is set
// where it is declared, of the constructor; none when there is no constructor.
func (b *expressBirth) block() ts.Node {
	for up := b.call.Parent(); up.Valid(); up = up.Parent() {
		switch up.Kind() {
		case ts.KindPropertyDeclaration:
			return constructorOf(up.Parent())
		case ts.KindSourceFile:
			return up
		case ts.KindBlock:
			if up.Parent().IsFunctionLike() || up.Parent().Kind() == ts.KindTryStatement {
				return up
			}
		}
	}
	return ts.Node{}
}

func constructorOf(class ts.Node) ts.Node {
	for _, member := range class.Members().Nodes {
		if member.Kind() == ts.KindConstructor {
			return member.Body()
		}
	}
	return ts.Node{}
}

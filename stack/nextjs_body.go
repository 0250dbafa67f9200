package stack

import (
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// placeInBody puts a component at the end of every page: behind what each root layout has in its body.
func placeInBody(app *App, code Code) ([]patcher.FileEdit, error) {
	site := app.Site.(*nextSite)
	var edits []patcher.FileEdit
	for _, m := range site.layouts() {
		if !bodyOf(m.Tree).Valid() {
			if !strings.Contains(m.Tree.Text(), "<html") {
				continue // the body stands in a layout below
			}
			return nil, site.noBody(app, m, code)
		}
		add := ts.Edit{Path: m.Path, What: "show " + code.Symbol, Plan: func(tree *ts.Source) ([]ts.Change, error) {
			return addToBody(tree, code.Symbol)
		}}
		module := linkIn(site.program, app, m.Path, code.File)
		edits = append(edits, patcher.FileEdit{Path: m.Path, Edit: add},
			patcher.FileEdit{Path: m.Path, Edit: ts.Import{Path: m.Path, Module: module, Names: []string{code.Symbol}, Order: site.layoutImports(app, m, code)}})
	}
	if len(edits) == 0 {
		return nil, site.noBody(app, nil, code)
	}
	return edits, nil
}

func (s *nextSite) noBody(app *App, m *nodejs.Module, code Code) *patcher.Problem {
	p := &patcher.Problem{Kind: patcher.NotUnderstood, Path: app.At.Path, Line: app.At.Line}
	if m != nil {
		p.Path, p.Line = m.Path, 1
	}
	p.What, p.Todo = "no root layout shows where the body of a page ends", "put <"+code.Symbol+" /> at the end of each page"
	return p
}

// layoutImports are the modules that are added to a layout, in their order.
func (s *nextSite) layoutImports(app *App, m *nodejs.Module, code Code) []string {
	order := []string{"next/server"}
	for _, peer := range code.Peers {
		if peer.Seam == Document {
			order = append(order, linkIn(s.program, app, m.Path, peer.File))
		}
	}
	return order
}

// bodyOf returns the element that is the body of the document: of several the one that shows the pages, for a layout may
// return an empty one in some cases.
func bodyOf(tree *ts.Source) ts.Node {
	var first, shows ts.Node
	tree.Root().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindJsxElement && (strings.HasPrefix(n.Source(), "<body>") || strings.HasPrefix(n.Source(), "<body ") || strings.HasPrefix(n.Source(), "<body\n")) {
			if !first.Valid() {
				first = n
			}
			if strings.Contains(n.Source(), "children}") && !shows.Valid() {
				shows = n
			}
		}
		return true
	})
	if shows.Valid() {
		return shows
	}
	return first
}

// addToBody returns the changes that put a component before the end of the body, on a line of its own.
func addToBody(tree *ts.Source, symbol string) ([]ts.Change, error) {
	body := bodyOf(tree)
	text := body.Source()
	if !body.Valid() || strings.Contains(text, "<"+symbol+" ") {
		return nil, nil
	}
	style := tree.Style()
	closing := strings.LastIndex(text, "</")
	before := tree.Text()[:body.Start()]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	inner := style.EOL + indent + style.Indent
	kept := strings.TrimRight(text[:closing], " \t\r\n")
	changes := []ts.Change{{Start: body.Start() + len(kept), End: body.Start() + closing, Text: inner + "<" + symbol + " />" + style.EOL + indent}}
	if opening := openingOf(body); !strings.Contains(text, "\n") && opening.Valid() {
		changes = append([]ts.Change{{Start: opening.End(), End: opening.End(), Text: inner}}, changes...)
	}
	return changes, nil
}

// openingOf returns the tag that an element begins with.
func openingOf(element ts.Node) ts.Node {
	var opening ts.Node
	element.Walk(func(n ts.Node) bool {
		if n != element && !opening.Valid() {
			opening = n
		}
		return !opening.Valid()
	})
	return opening
}

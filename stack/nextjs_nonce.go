package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// placeNonce makes the pages ready for a nonce of each answer. The code is a proxy, which Next.js finds by its place, or goes
// around the one that is there; and every root layout is rendered for its request. A page that was rendered before has no
// nonce of it.
func placeNonce(app *App, code Code) ([]patcher.FileEdit, error) {
	site := app.Site.(*nextSite)
	layouts := site.layouts()
	if len(layouts) == 0 {
		return nil, &patcher.Problem{
			Kind: patcher.NotUnderstood, Path: app.At.Path, Line: app.At.Line,
			What: "no root layout of the app router is here, and pages that were rendered before their request carry no nonce",
			Todo: "set the headers in next.config, without a nonce",
		}
	}
	var edits []patcher.FileEdit
	if m := site.proxy(); m != nil {
		around, err := site.around(app, m, code)
		if err != nil {
			return nil, err
		}
		edits = around
	}
	for _, m := range layouts {
		if site.perRequest(m.Tree) {
			continue
		}
		edits = append(edits, site.render(app, m, code)...)
	}
	return edits, nil
}

// layouts are the layouts that render a whole document; route groups and languages have one each.
func (s *nextSite) layouts() []*nodejs.Module {
	if s.app == "" {
		return nil
	}
	var all []*nodejs.Module
	for _, f := range s.program.Repo.Under(s.app) {
		if !isPage(f, "layout") {
			continue
		}
		if m := s.program.Module(f); m != nil && (path.Dir(f) == s.app || strings.Contains(m.Tree.Text(), "<html")) {
			all = append(all, m)
		}
	}
	return all
}

// perRequest tells whether a layout is rendered for each request already: it asks for something of it, or says so.
func (s *nextSite) perRequest(tree *ts.Source) bool {
	names := []string{}
	for _, at := range []struct{ module, name string }{
		{"next/server", "connection"}, {"next/headers", "headers"}, {"next/headers", "cookies"}, {"next/cache", "unstable_noStore"},
	} {
		if local := tree.Local(at.module, at.name); local != "" {
			names = append(names, local)
		}
	}
	found := false
	tree.Root().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindCallExpression:
			found = found || slices.Contains(names, n.Expression().Ident())
		case ts.KindVariableDeclaration:
			text, _ := n.Initializer().Literal()
			found = found || n.Name().Ident() == "dynamic" && text == "force-dynamic"
		}
		return !found
	})
	return found
}

// render returns the edits that have a layout rendered for each request. From 15 on a call waits for the request, which
// leaves alone what pages keep of other servers' answers; before there is a setting for all of it only.
func (s *nextSite) render(app *App, m *nodejs.Module, code Code) []patcher.FileEdit {
	if app.Major > 0 && app.Major < 15 {
		set := ts.Edit{Path: m.Path, What: "render each page for its request", Plan: func(tree *ts.Source) ([]ts.Change, error) {
			if s.perRequest(tree) {
				return nil, nil
			}
			change, err := insertSetting(tree, "export const dynamic = 'force-dynamic';")
			return []ts.Change{change}, err
		}}
		return []patcher.FileEdit{{Path: m.Path, Edit: set}}
	}
	wait := ts.Edit{Path: m.Path, What: "render each page for its request", Plan: waitForRequest}
	return []patcher.FileEdit{
		{Path: m.Path, Edit: wait},
		{Path: m.Path, Edit: ts.Import{Path: m.Path, Module: "next/server", Names: []string{"connection"}, Order: s.layoutImports(app, m, code)}},
	}
}

// insertSetting puts a statement behind the imports of a file.
func insertSetting(tree *ts.Source, text string) (ts.Change, error) {
	statements := tree.Statements()
	for i := len(statements) - 1; i >= 0; i-- {
		if statements[i].Kind() == ts.KindImportDeclaration {
			return tree.InsertAfter(statements[i], "\n"+text)
		}
	}
	return tree.InsertFirst(tree.Root(), text)
}

const waiting = "await connection();"

// waitForRequest returns the changes that make a layout wait for its request before it renders.
func waitForRequest(tree *ts.Source) ([]ts.Change, error) {
	layout := layoutOf(tree)
	body := layout.Body()
	if !body.Valid() || body.Kind() != ts.KindBlock || isClient(tree) {
		return nil, tree.Problem(tree.Root(), "the function that renders the layout cannot be told, or runs in the browser",
			"have it wait for the request before it renders", "import { connection } from 'next/server';\n\n"+waiting+" // the first statement of the layout\n")
	}
	first := body.Statements().Nodes
	if len(first) > 0 && strings.HasPrefix(first[0].Source(), strings.TrimSuffix(waiting, ";")) {
		return nil, nil
	}
	wait, err := tree.InsertFirst(body, waiting)
	if err != nil {
		return nil, err
	}
	changes := []ts.Change{wait}
	if !layout.Has(ts.KindAsyncKeyword) {
		at := functionStart(tree, layout)
		changes = append(changes, ts.Change{Start: at, End: at, Text: "async "})
	}
	return changes, nil
}

// defaultOf returns the statement that exports by default.
func defaultOf(tree *ts.Source) ts.Node {
	for _, stmt := range tree.Statements() {
		if stmt.Kind() == ts.KindExportAssignment || stmt.Has(ts.KindExportKeyword) && stmt.Has(ts.KindDefaultKeyword) {
			return stmt
		}
	}
	return ts.Node{}
}

// layoutOf returns the function that a layout exports by default.
func layoutOf(tree *ts.Source) ts.Node {
	n := defaultOf(tree)
	if n.Kind() == ts.KindExportAssignment {
		n = n.Expression().Unwrap()
	}
	if name := n.Ident(); name != "" {
		n = nodejs.DeclarationOf(n, name)
		if n.Kind() == ts.KindVariableDeclaration {
			n = n.Initializer().Unwrap()
		}
	}
	if !n.IsFunctionLike() {
		return ts.Node{}
	}
	return n
}

// functionStart is where the word async goes: before the word function, or before the parameters of an arrow.
func functionStart(tree *ts.Source, n ts.Node) int {
	at := n.Start()
	for _, word := range n.Modifiers() {
		at = tree.Token(word.End())
	}
	return at
}

// isClient tells whether a file is one for the browser.
func isClient(tree *ts.Source) bool {
	for _, stmt := range tree.Statements() {
		if text, ok := stmt.Expression().Literal(); ok && text == "use client" {
			return true
		}
	}
	return false
}

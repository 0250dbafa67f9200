package stack

import (
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// around returns the edits that put a function around the user's own proxy.
func (s *nextSite) around(app *App, m *nodejs.Module, code Code) ([]patcher.FileEdit, error) {
	symbol := spellNode(code.Symbol)
	link := linkIn(s.program, app, m.Path, code.File)
	paste := "import { " + symbol + " } from '" + link + "';\n\nexport default " + symbol + "(" + proxyName(app) + "); // instead of exporting it alone\n"
	if narrow(m.Tree) {
		return nil, m.Tree.Problem(m.Tree.Root(), "the proxy runs for some paths only, and the headers belong to all",
			"widen its matcher, and wrap what it exports", paste+"\nexport const config = { matcher: '/((?!_next/static|_next/image).*)' };\n")
	}
	wrap := func(tree *ts.Source) ([]ts.Change, error) {
		changes, ok := wrapProxy(tree, symbol)
		if !ok {
			return nil, tree.Problem(tree.Root(), "what the proxy exports cannot be told", "wrap it by hand", paste)
		}
		return changes, nil
	}
	if _, err := wrap(m.Tree); err != nil {
		return nil, err
	}
	return []patcher.FileEdit{
		{Path: m.Path, Edit: ts.Edit{Path: m.Path, What: "wrap the proxy", Plan: wrap}},
		{Path: m.Path, Edit: ts.Import{Path: m.Path, Module: link, Names: []string{symbol}}},
	}, nil
}

// narrow tells whether a proxy runs for the paths only that it names. One that leaves some out runs for the rest.
func narrow(tree *ts.Source) bool {
	found := false
	tree.Root().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindPropertyAssignment && strings.Trim(n.Name().Source(), "'\"") == "matcher" {
			found = !strings.Contains(n.Initializer().Source(), "(?!")
			return false
		}
		return true
	})
	return found
}

// wrapProxy returns the changes that put a call around the function which a proxy exports; none where it stands there.
func wrapProxy(tree *ts.Source, symbol string) ([]ts.Change, bool) {
	end := ")"
	if tree.Style().Semicolons {
		end = ");"
	}
	for _, stmt := range tree.Statements() {
		switch {
		case stmt.Kind() == ts.KindExportAssignment:
			return wrapped(tree, stmt.Expression(), symbol), true
		case !stmt.Has(ts.KindExportKeyword):
		case stmt.Kind() == ts.KindFunctionDeclaration && stmt.Has(ts.KindDefaultKeyword):
			start := functionAt(tree, stmt)
			return tree.Wrap(ts.Range{Start: start, End: stmt.End()}, symbol+"(", end), true
		case stmt.Kind() == ts.KindFunctionDeclaration && isProxyName(stmt.Name().Ident()):
			start := functionAt(tree, stmt)
			before := "const " + stmt.Name().Ident() + " = " + symbol + "("
			return tree.Wrap(ts.Range{Start: start, End: stmt.End()}, before, end), true
		case stmt.Kind() == ts.KindVariableStatement:
			for _, d := range stmt.Declarations() {
				if isProxyName(d.Name().Ident()) && d.Initializer().Valid() {
					return wrapped(tree, d.Initializer(), symbol), true
				}
			}
		}
	}
	return nil, false
}

func isProxyName(name string) bool { return name == "proxy" || name == "middleware" }

// wrapped puts a call around an expression, unless it is there.
func wrapped(tree *ts.Source, n ts.Node, symbol string) []ts.Change {
	if n.Kind() == ts.KindCallExpression && n.Expression().Ident() == symbol {
		return nil
	}
	return tree.Wrap(n.Range(), symbol+"(", ")")
}

// functionAt is where a function begins behind the words that export it.
func functionAt(tree *ts.Source, stmt ts.Node) int {
	at := stmt.Start()
	for _, word := range stmt.Modifiers() {
		if word.Kind() == ts.KindExportKeyword || word.Kind() == ts.KindDefaultKeyword {
			at = tree.Token(word.End())
		}
	}
	return at
}

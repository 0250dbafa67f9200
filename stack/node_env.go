package stack

import (
	"maps"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// readsNode lists the environment variables that the app's own files read, by name, each with the first place of it.
// process.env.NODE_ENV is Node's own convention, and is left out.
func readsNode(_ *source.Repo, app *App) []EnvRead {
	site := siteOfNode(app)
	if site.searched != len(site.files) {
		site.environment, site.searched = site.reads(), len(site.files)
	}
	return slices.Clone(site.environment)
}

func (s *nodeSite) reads() []EnvRead {
	first := map[string]EnvRead{}
	helpers := s.envHelpers()
	for _, name := range s.files {
		if s.created(name) {
			continue // who creates files says what they read
		}
		m := s.program.Module(name)
		if m == nil {
			continue
		}
		if strings.Contains(m.Tree.Text(), "env") {
			envReads(m, first)
		}
		helpedReads(m, helpers, first)
	}
	delete(first, "NODE_ENV")
	var all []EnvRead
	for _, name := range slices.Sorted(maps.Keys(first)) {
		all = append(all, first[name])
	}
	return all
}

// envReads adds what one file reads.
func envReads(m *nodejs.Module, first map[string]EnvRead) {
	add := func(name string, n ts.Node, fallback string) {
		old, seen := first[name]
		if !isEnvName(name) || seen && (old.Default != "" || fallback == "") {
			return
		}
		if seen {
			old.Default = fallback
			first[name] = old
			return
		}
		first[name] = EnvRead{Name: name, Default: fallback, At: m.At(n)}
	}
	aliases := envAliases(m)
	schema := schemaOfEnv(m)
	m.Tree.Root().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindPropertyAssignment:
			if name := n.Name().Source(); schema && n.Initializer().Kind() == ts.KindCallExpression && strings.ToUpper(name) == name {
				add(name, n, schemaDefault(n.Initializer()))
			}
		case ts.KindPropertyAccessExpression:
			if isProcessEnv(n.Expression(), aliases) && !assigned(n) {
				add(n.Name().Source(), n, fallbackOf(n))
			}
		case ts.KindElementAccessExpression:
			if text, ok := elementName(n); ok && isProcessEnv(n.Expression(), aliases) && !assigned(n) {
				add(text, n, fallbackOf(n))
			}
		case ts.KindVariableDeclaration:
			if isProcessEnv(n.Initializer().Unwrap(), aliases) {
				for _, e := range n.Name().Elements().Nodes {
					name := e.Name().Ident()
					if e.PropertyName().Valid() {
						name = e.PropertyName().Source()
					}
					add(name, e, plainValue(e.Initializer()))
				}
			}
		}
		return true
	})
}

// envAliases returns the variables that a file calls process.env by.
func envAliases(m *nodejs.Module) []string {
	var names []string
	for _, stmt := range m.Tree.Statements() {
		for _, d := range stmt.Declarations() {
			if name := d.Name().Ident(); name != "" && d.Initializer().Unwrap().Dotted() == "process.env" {
				names = append(names, name)
			}
		}
	}
	if im, ok := m.Imports["env"]; ok && im.Name == "env" && strings.TrimPrefix(im.Spec, "node:") == "process" {
		names = append(names, "env")
	}
	return names
}

// isProcessEnv tells whether an expression is process.env.
func isProcessEnv(n ts.Node, aliases []string) bool {
	n = n.Unwrap()
	if name := n.Ident(); name != "" {
		return slices.Contains(aliases, name)
	}
	return n.Dotted() == "process.env" || n.Dotted() == "globalThis.process.env"
}

// isEnvName tells whether a name is one of a variable and not of a method.
func isEnvName(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	for _, c := range name {
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return strings.ToUpper(name) == name || strings.Contains(name, "_")
}

// elementName returns the literal in object["name"].
func elementName(n ts.Node) (string, bool) {
	for _, child := range n.Children() {
		if text, ok := child.Literal(); ok {
			return text, true
		}
	}
	return "", false
}

// assigned tells whether a member is written and not read.
func assigned(n ts.Node) bool {
	left, op, _, ok := n.Parent().Binary()
	return ok && op == ts.KindEqualsToken && left == n || n.Parent().Kind() == ts.KindDeleteExpression
}

// fallbackOf returns the literal that is used when a variable is not set: the last of a chain, also around a conversion.
func fallbackOf(n ts.Node) string {
	for outer := n; ; {
		up := outer.Parent()
		switch up.Kind() {
		case ts.KindNonNullExpression, ts.KindParenthesizedExpression, ts.KindAsExpression:
			outer = up
			continue
		case ts.KindCallExpression:
			if args := up.Arguments().Nodes; len(args) == 0 || args[0] != outer || !converts(up.Expression().Dotted()) {
				return ""
			}
			outer = up
			continue
		}
		left, op, right, ok := up.Binary()
		if !ok || left != outer || op != ts.KindBarBarToken && op != ts.KindQuestionQuestionToken {
			return ""
		}
		if value := plainValue(right); value != "" {
			return value
		}
		outer = up
	}
}

// converts tells whether a function makes a number of a text.
func converts(name string) bool {
	return name == "Number" || name == "parseInt" || name == "Number.parseInt" || name == "parseFloat"
}

// plainValue returns the value of a literal of one line, "" for anything else.
func plainValue(n ts.Node) string {
	n = n.Unwrap()
	text, _ := n.Literal()
	switch n.Kind() {
	case ts.KindNumericLiteral, ts.KindTrueKeyword, ts.KindFalseKeyword:
		text = n.Source()
	}
	if strings.ContainsAny(text, "\r\n") {
		return ""
	}
	return text
}

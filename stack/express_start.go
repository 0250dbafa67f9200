package stack

import (
	"slices"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// placeSettings calls a function with the app, directly after its birth and the settings that follow it.
func placeSettings(app *App, code Code) ([]patcher.FileEdit, error) {
	const call = "%[2]s(%[1]s);"
	site, err := expressSiteOf(app, code, call)
	if err != nil {
		return nil, err
	}
	flow := flowOf(site.program, site.birth, site.reach)
	find := ordered(app, code, (*expressFlow).settings)
	path := flow.uses(app, code)
	if path == "" {
		spot, ok := find(flow)
		if !ok {
			return nil, site.lost(app, code, call)
		}
		path = spot.in.Path
	}
	local := localName(site, app, path, code)
	edit := ts.Edit{Path: nodejs.ParsedAs(path), What: "call " + local + " with the app", Plan: func(s *ts.Source) ([]ts.Change, error) {
		flow, problem := site.flowOver(app, code, path, s)
		if problem != nil {
			return nil, problem
		}
		if flow.calls(path, local) {
			return nil, nil
		}
		spot, ok := find(flow)
		if !ok || spot.in.Path != path {
			return nil, site.lost(app, code, call)
		}
		return spot.insert(s, local+"("+spot.app+");")
	}}
	return []patcher.FileEdit{{Path: path, Edit: importOf(app, path, code, local)}, {Path: path, Edit: edit}}, nil
}

// settings returns the place behind the app's birth and the settings that follow it, or before its first use.
func (f *expressFlow) settings() (expressSpot, bool) {
	last := -1
	for i, s := range f.steps {
		if s.kind != stepBirth && s.kind != stepSetting || last >= 0 && s.frames[f.home(i)].list != f.steps[last].frames[f.home(last)].list {
			break
		}
		last = i
	}
	if last >= 0 && !f.steps[last].linked() {
		if spot, ok := f.behind(last); ok {
			return spot, true
		}
	}
	for i := range f.steps {
		if s := &f.steps[i]; (s.inPipeline() || s.kind == stepListen) && !f.bears(s.inner().stmt) {
			return f.ahead(i)
		}
	}
	if last >= 0 {
		return f.behind(last)
	}
	return expressSpot{}, false
}

// linked tells whether the step's call is a link of a chain that goes on.
func (s *expressStep) linked() bool { return s.call.Parent().Kind() == ts.KindPropertyAccessExpression }

// placeConfiguration loads a file before all others in the file that the process starts with.
func placeConfiguration(app *App, code Code) ([]patcher.FileEdit, error) {
	site := app.Site.(*expressSite)
	path := site.entry
	spec := linkIn(site.program, app, path, code.File)
	load := ts.Import{Path: nodejs.ParsedAs(path), Module: spec, Effect: true, First: true, ESM: app.Is(Runtime, "esm"), Order: importOrder(app, path, code)}
	after := ts.Edit{Path: nodejs.ParsedAs(path), What: load.String(), Plan: func(s *ts.Source) ([]ts.Change, error) {
		return planLoad(s, load)
	}}
	return []patcher.FileEdit{{Path: path, Edit: after}}, nil
}

// first are modules that are loaded before the configuration, because they watch the others being loaded or provide
// what the configuration reads.
var first = lazy.Regexp(`^(dotenv|dotenv-flow|dotenv-expand|dotenv-safe|@dotenvx/dotenvx|newrelic|dd-trace|elastic-apm-node|@sentry/.*|@opentelemetry/.*|reflect-metadata|module-alias|source-map-support|` +
	`tsconfig-paths|@babel/(register|polyfill)|core-js|regenerator-runtime|express-async-errors)(/.*)?$|(^|/)(instrument(ation)?|tracing|sentry|telemetry|otel|apm|newrelic|load-?env|env-?loader|polyfills?)(\.[cm]?[jt]s)?$`)

// planLoad puts the import behind those that have to stay first, else before all others.
func planLoad(s *ts.Source, load ts.Import) ([]ts.Change, error) {
	if slices.Contains(s.Uses(), load.Module) {
		return nil, nil
	}
	line := loadLine(s, load)
	if stmt, before, ok := s.InOrder(load.Order, load.Module); ok && before {
		change, err := s.InsertBefore(stmt, line)
		return []ts.Change{change}, err
	} else if ok {
		change, err := s.InsertAfter(stmt, line)
		return []ts.Change{change}, err
	}
	last := lastOfFirst(s, load.ESM)
	list := s.Statements()
	switch {
	case last.Valid():
		change, err := s.InsertAfter(last, line)
		return []ts.Change{change}, err
	case len(list) == 0:
		change, err := s.InsertFirst(s.Root(), line)
		return []ts.Change{change}, err
	}
	anchor := list[0]
	for _, stmt := range list {
		if _, directive := stmt.Expression().Literal(); stmt.Kind() != ts.KindExpressionStatement || !directive {
			anchor = stmt
			break
		}
	}
	if isLoad(anchor) && headed(s, anchor) {
		return []ts.Change{s.Replace(ts.Range{Start: anchor.Start(), End: anchor.Start()}, line+"\n")}, nil
	}
	if !isLoad(anchor) {
		line += "\n\n"
	}
	change, err := s.InsertBefore(anchor, line)
	return []ts.Change{change}, err
}

// loadLine is the statement that loads a file, in the file's own module system.
func loadLine(s *ts.Source, load ts.Import) string {
	if style := s.Style(); style.CommonJS && !(style.Undecided && load.ESM) {
		return "require('" + load.Module + "');"
	}
	return "import '" + load.Module + "';"
}

// headed tells whether the comment above a statement is a heading of what follows, and not a note to a tool about the
// statement's own line.
func headed(s *ts.Source, stmt ts.Node) bool {
	comments := s.LeadingComments(stmt.Pos())
	if len(comments) == 0 {
		return false
	}
	last := comments[len(comments)-1]
	text := s.Text()[last.Start:last.End]
	return s.Text()[last.End:stmt.Start()] == s.Style().EOL && !nodejs.Mentions(text, "next-line", "@ts-", "prettier-ignore")
}

// lastOfFirst returns the last statement at the top of a file that has to stay above the configuration, none if there
// is none: an import of such a module, or a call of what it exports. Where Node runs imports before anything else, calls
// count for nothing.
func lastOfFirst(s *ts.Source, hoisted bool) ts.Node {
	var last ts.Node
	locals := map[string]bool{}
	for _, b := range s.Imports() {
		if first().MatchString(b.Module) && b.Local != "" {
			locals[b.Local] = true
		}
	}
	for _, stmt := range s.Statements() {
		if stmt.Kind() == ts.KindFunctionDeclaration || stmt.Kind() == ts.KindClassDeclaration {
			break
		}
		if hoisted && stmt.Kind() == ts.KindExpressionStatement {
			continue
		}
		if loadsFirst(s, stmt) || stmt.Kind() == ts.KindExpressionStatement && locals[rootName(stmt.Expression())] {
			last = stmt
		}
	}
	return last
}

func loadsFirst(s *ts.Source, stmt ts.Node) bool {
	for _, b := range s.Imports() {
		if b.Stmt == stmt && first().MatchString(b.Module) {
			return true
		}
	}
	found := false
	if stmt.Kind() == ts.KindExpressionStatement { // require("dotenv").config()
		stmt.Walk(func(n ts.Node) bool {
			if spec, ok := ts.Required(n); ok && first().MatchString(spec) {
				found = true
			}
			return !found && !n.IsFunctionLike()
		})
	}
	return found
}

// rootName returns the name at the left end of a chain of calls and members.
func rootName(n ts.Node) string {
	for n = n.Unwrap(); ; n = n.Expression().Unwrap() {
		switch n.Kind() {
		case ts.KindCallExpression, ts.KindPropertyAccessExpression, ts.KindNewExpression:
			continue
		}
		return n.Ident()
	}
}

// isLoad tells whether a statement imports or requires.
func isLoad(stmt ts.Node) bool {
	switch stmt.Kind() {
	case ts.KindImportDeclaration, ts.KindImportEqualsDeclaration:
		return true
	case ts.KindVariableStatement:
		for _, d := range stmt.Declarations() {
			if !requires(d.Initializer()) {
				return false
			}
		}
		return true
	case ts.KindExpressionStatement:
		return requires(stmt.Expression())
	}
	return false
}

// makesAtOnce tells whether a statement calls what it requires, and binds the result.
func makesAtOnce(s *ts.Source, stmt ts.Node) bool {
	for _, b := range s.Imports() {
		if b.Stmt == stmt && b.Called && b.Local != "" {
			return true
		}
	}
	return false
}

// requires tells whether an expression is what require returns, or a part of it.
func requires(n ts.Node) bool {
	for n = n.Unwrap(); n.Valid(); n = n.Expression().Unwrap() {
		if _, ok := ts.Required(n); ok {
			return true
		}
		if k := n.Kind(); k != ts.KindCallExpression && k != ts.KindPropertyAccessExpression {
			return false
		}
	}
	return false
}

// placeStartup calls a function once, behind the imports of the file that the process starts with.
func placeStartup(app *App, code Code) ([]patcher.FileEdit, error) {
	site := app.Site.(*expressSite)
	path := site.entry
	local := localName(site, app, path, code)
	call := ts.Edit{Path: nodejs.ParsedAs(path), What: "call " + local, Plan: func(s *ts.Source) ([]ts.Change, error) {
		return planStartup(app, code, path, s, local)
	}}
	return []patcher.FileEdit{{Path: path, Edit: importOf(app, path, code, local)}, {Path: path, Edit: call}}, nil
}

func planStartup(app *App, code Code, path string, s *ts.Source, local string) ([]ts.Change, error) {
	done := false
	s.Root().Walk(func(n ts.Node) bool {
		done = done || n.Kind() == ts.KindCallExpression && n.Expression().Ident() == local
		return !done
	})
	if done {
		return nil, nil
	}
	if stmt, before, ok := peerStatement(app, path, s, code); ok {
		insert := s.InsertAfter
		if before {
			insert = s.InsertBefore
		}
		change, err := insert(stmt, local+"();")
		return []ts.Change{change}, err
	}
	var bound, last ts.Node
	for _, b := range s.Imports() {
		if b.Local == local {
			bound = b.Stmt
		}
	}
	for _, stmt := range s.Statements() {
		if stmt == bound || last.Valid() && isLoad(stmt) && !makesAtOnce(s, stmt) {
			last = stmt
		} else if last.Valid() {
			break
		}
	}
	if !last.Valid() {
		change, err := s.InsertFirst(s.Root(), local+"();\n\n")
		return []ts.Change{change}, err
	}
	text := "\n" + local + "();"
	if strings.TrimSpace(s.Text()[last.End():]) != "" {
		text += "\n\n"
	}
	change, err := s.InsertAfter(last, text)
	return []ts.Change{change}, err
}

package stack

import (
	"slices"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

var (
	// logLevels are the methods of the console that loggers have too, by what they are called there.
	logLevels = map[string]string{
		"console.log": "info", "console.info": "info", "console.warn": "warn", "console.error": "error", "console.debug": "debug",
	}
	bindsLogger  = lazy.Regexp(`\blogger\b|\b(?:const|let|var|function|class|import)\s+console\b`)
	loadsEnv     = lazy.Regexp(`\bdotenvx?\b|\bloadEnvFile\b`) // what is imported there runs before the variables are set
	errorName    = lazy.Regexp(`^(?:e|ex|err|error|exception|reason|cause|\w+(?:Err|Error))$`)
	formatMark   = lazy.Regexp(`%[sdifjoOc]`)
	endsInAColon = lazy.Regexp("\\s*[:,-]\\s*(['\"`])$")
)

// consoleNode writes to the logger what the files that the service loads write to the console. A call that does not begin
// with a text is left, and so is a file that has a logger.
func consoleNode(app *App, library string, logger Code) []patcher.FileEdit {
	p := siteOfNode(app).program
	var edits []patcher.FileEdit
	start := []string{app.At.Path, app.Fact(Entry)} // these load the logger in any case
	for _, name := range p.Reachable(start...) {
		m := p.Module(name)
		tooEarly := loadsEnv().MatchString(m.Tree.Text()) && !slices.Contains(start, name)
		if p.Repo.Owns(name) || bindsLogger().MatchString(m.Tree.Text()) || tooEarly {
			continue
		}
		plan := func(s *ts.Source) ([]ts.Change, error) { return consoleCalls(s, library), nil }
		if len(consoleCalls(m.Tree, library)) == 0 {
			continue
		}
		as := nodejs.ParsedAs(name)
		edits = append(edits,
			patcher.FileEdit{Path: name, Edit: ts.Edit{Path: as, What: "write to the logger", Plan: plan}},
			patcher.FileEdit{Path: name, Edit: ts.Import{Path: as, Module: linkIn(p, app, name, logger.File), Names: []string{spellNode(logger.Symbol)},
				ESM: app.Is(Runtime, "esm"), Order: importOrder(app, name, logger)}})
	}
	return edits
}

// consoleCalls returns the changes that make calls of the console calls of the logger.
func consoleCalls(s *ts.Source, library string) []ts.Change {
	var changes []ts.Change
	s.Root().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression && logLevels[n.Expression().Dotted()] != "" && !disabled(s, n) {
			changes = append(changes, consoleCall(n, library)...)
		}
		return true
	})
	return changes
}

// consoleCall leaves what it cannot say as well with the logger: loggers fill in no format, and take one value beside the text.
func consoleCall(n ts.Node, library string) []ts.Change {
	callee, args := n.Expression(), n.Arguments().Nodes
	level := logLevels[callee.Dotted()]
	if len(args) > 0 && level == "info" && isError(args[len(args)-1]) {
		level = "error"
	}
	change := ts.Change{Start: callee.Start(), End: callee.End(), Text: "logger." + level}
	if len(args) == 1 && library == "pino" && args[0].Ident() != "" && isError(args[0]) {
		return []ts.Change{change}
	}
	if len(args) == 0 || len(args) > 2 || !isText(args[0]) || formatMark().MatchString(args[0].Source()) {
		return nil
	}
	if len(args) == 1 || library == "winston" {
		return []ts.Change{change}
	}
	field := logField(args[1])
	if field == "" {
		return nil
	}
	text := endsInAColon().ReplaceAllString(args[0].Source(), "$1")
	return append([]ts.Change{change}, ts.Change{Start: args[0].Start(), End: args[1].End(), Text: "{ " + field + " }, " + text})
}

// logField names a value for a line of JSON, "" for one without a name.
func logField(value ts.Node) string {
	name := value.Ident()
	member := value.Kind() == ts.KindPropertyAccessExpression
	switch {
	case name == "err", name != "" && !isError(value):
		return name
	case name != "":
		return "err: " + name
	case member && isError(value):
		return logField(value.Expression())
	case member && value.Dotted() != "":
		dotted := value.Dotted()
		return dotted[strings.LastIndex(dotted, ".")+1:] + ": " + value.Source()
	}
	return ""
}

// isError tells by its name whether a value is an error, or what an error has.
func isError(value ts.Node) bool {
	if value.Kind() == ts.KindPropertyAccessExpression {
		value = value.Expression()
	}
	return errorName().MatchString(value.Ident())
}

// isText tells whether an expression is a text whatever its parts are.
func isText(n ts.Node) bool {
	switch n = n.Unwrap(); n.Kind() {
	case ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral, ts.KindTemplateExpression:
		return true
	case ts.KindBinaryExpression:
		left, op, right, _ := n.Binary()
		return op == ts.KindPlusToken && (isText(left) || isText(right))
	}
	return false
}

// disabled tells whether a comment for the linter stands on the line of a call or above: it would be about nothing.
func disabled(s *ts.Source, n ts.Node) bool {
	text := s.Text()
	from := strings.LastIndexByte(text[:n.Start()], '\n')
	from = strings.LastIndexByte(text[:max(from, 0)], '\n') + 1
	to := n.End() + strings.IndexByte(text[n.End():]+"\n", '\n')
	return strings.Contains(text[from:to], "eslint-disable")
}

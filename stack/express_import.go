package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// Importable says how a test gets at the app: src/app.ts#app for an exported one, src/app.ts#createApp() for an exported
// function that makes it and needs nothing, src/server.ts for the file that makes it and starts to listen.
const Importable Key = "importable"

// importable draws how a test gets at the app. A file that listens by itself is only good to be loaded whole.
func (s *expressService) importable(app *App, listenFiles []string) {
	m := s.birth.in
	if !slices.Contains(listenFiles, m.Path) && s.birth.owner == "" {
		for _, name := range sortedExports(m) {
			value := s.p.Value(m, m.Exports[name].Value, 0)
			if name == "=" {
				name = "default"
			}
			switch {
			case s.flow.standsFor(value) && mayLack(value.Node, s.birth.call):
				return // what takes an app does not take this one
			case s.flow.standsFor(value):
				app.Facts[Importable] = Fact{m.Path + "#" + name, m.At(s.birth.call)}
				return
			case value.In == m && value.Node.IsFunctionLike() && s.makes(value.Node) && s.furnished():
				return // what it returns is not the service yet
			case value.In == m && value.Node.IsFunctionLike() && s.makes(value.Node):
				app.Facts[Importable] = Fact{m.Path + "#" + name + "()", m.At(value.Node)}
				return
			}
		}
	}
	if entry := app.Facts[Entry]; entry.Value != "" && s.p.Module(entry.Value) != nil {
		app.Facts[Importable] = entry
	}
}

// furnished tells whether who loads the file that makes the app adds routes or middleware to it.
func (s *expressService) furnished() bool {
	loaders := s.p.Importers(s.birth.in.Path)
	return slices.ContainsFunc(s.flow.steps, func(step expressStep) bool {
		return (step.kind == stepUse || step.kind == stepRoute) && slices.Contains(loaders, step.in.Path)
	})
}

// mayLack tells whether a variable that holds the app is declared to hold nothing, too: const app: Express | undefined.
func mayLack(nodes ...ts.Node) bool {
	for _, n := range nodes {
		for up := n; up.Valid() && !up.IsFunctionLike(); up = up.Parent() {
			if up.Kind() != ts.KindVariableDeclaration {
				continue
			}
			declared := strings.TrimSuffix(up.Source(), up.Initializer().Source())
			if strings.Contains(declared, "undefined") || strings.Contains(declared, "null") {
				return true
			}
		}
	}
	return false
}

// makes tells whether a function makes the app, and needs nothing for it.
func (s *expressService) makes(fn ts.Node) bool {
	if fn.Kind() == ts.KindConstructor {
		return false
	}
	for _, param := range fn.Parameters().Nodes {
		optional := strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(param.Source(), param.Name().Source())), "?")
		if !param.Initializer().Valid() && !optional {
			return false
		}
	}
	for up := s.birth.call.Parent(); up.Valid(); up = up.Parent() {
		if up.IsFunctionLike() {
			return up == fn
		}
	}
	return false
}

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// process looks at what is done on the events of the process.
func (d *expressDetector) process(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	args := n.Arguments().Nodes
	if dotted := callee.Dotted(); len(args) < 2 || dotted != "process.on" && dotted != "process.once" && dotted != "process.addListener" || !d.runs(n) {
		return
	}
	events := d.events(m, n, args[0])
	for _, event := range events {
		switch event {
		case "uncaughtException":
			if d.found[CrashHandlers].Partial != "" {
				delete(d.found, CrashHandlers) // of a rejection's handler: this one says more
			}
			d.add(CrashHandlers, m, n, "process.on uncaughtException", d.survives(m, args[1]))
		case "unhandledRejection":
			d.add(CrashHandlers, m, n, "process.on unhandledRejection", "uncaught exceptions are not handled")
		case "SIGTERM":
			d.add(Shutdown, m, n, "process.on SIGTERM", d.ending(m, args[1]))
		case "SIGINT":
			if end := d.ending(m, args[1]); end != notTold && end != notClosed {
				d.add(Shutdown, m, n, "process.on SIGINT", "SIGTERM, which platforms send, is not handled")
			}
		}
	}
}

// events returns the names of the events that an argument stands for: a literal, or a variable of a loop over literals.
func (d *expressDetector) events(m *nodejs.Module, call, arg ts.Node) []string {
	if text, ok := arg.Literal(); ok {
		return []string{text}
	}
	var names []string
	around := call
	for up := call.Parent(); up.Valid() && up.Kind() != ts.KindSourceFile; up = up.Parent() {
		if k := up.Kind(); k == ts.KindForOfStatement || k == ts.KindExpressionStatement {
			around = up
		}
	}
	collect := func(n ts.Node) bool {
		if text, ok := n.Literal(); ok && (text == "SIGTERM" || text == "SIGINT" || text == "uncaughtException" || text == "unhandledRejection") {
			names = append(names, text)
		}
		return true
	}
	around.Walk(collect)
	if len(names) == 0 {
		m.Tree.Root().Walk(collect)
	}
	return names
}

// What a handler of SIGTERM may lack.
const (
	notTold   = "it cannot be told whether SIGTERM closes the server"
	notClosed = "the server is not closed on SIGTERM"
)

// ending says what a handler of SIGTERM lacks: closing the server, then leaving. "" stands for nothing.
func (d *expressDetector) ending(m *nodejs.Module, handler ts.Node) string {
	closes, exits := false, false
	seen := map[ts.Node]bool{}
	var look func(v nodejs.Value, depth int)
	look = func(v nodejs.Value, depth int) {
		if v.In == nil || !v.Node.IsFunctionLike() || seen[v.Node] || depth > 4 {
			return
		}
		seen[v.Node] = true
		v.Node.Body().Walk(func(n ts.Node) bool {
			left, op, _, assigned := n.Binary()
			exits = exits || assigned && op == ts.KindEqualsToken && left.Dotted() == "process.exitCode"
			closes = closes || closesServer(n)
			if n.Kind() != ts.KindCallExpression {
				return true
			}
			callee := n.Expression()
			exits = exits || callee.Dotted() == "process.exit" || callee.Dotted() == "process.kill"
			look(d.p.Value(v.In, callee, 0), depth+1)
			for _, arg := range n.Arguments().Nodes {
				look(d.p.Value(v.In, arg, 0), depth+1)
			}
			for _, listener := range d.listeners(n) {
				look(listener, depth+1)
			}
			return true
		})
	}
	v := d.p.Value(m, handler, 0)
	look(v, 0)
	if v.Node.Kind() == ts.KindCallExpression {
		look(d.p.Value(v.In, v.Node.Expression(), 0), 0)
	}
	switch {
	case len(seen) == 0:
		return notTold
	case !closes:
		return notClosed
	case !exits:
		return "SIGTERM closes the server, and nothing ends the process"
	}
	return ""
}

// closesServer tells whether a node is a server's close, called, bound or handed on.
func closesServer(n ts.Node) bool {
	if n.Kind() != ts.KindPropertyAccessExpression {
		return false
	}
	switch n.Name().Source() {
	case "close", "terminate", "stop", "shutdown":
		return closedName().MatchString(lastName(n.Expression()))
	}
	return false
}

var closedName = lazy.Regexp(`(?i)server|^http|listener|^app$|terminator|express`)

// validators are the functions that check the whole environment in one call.
var validators = map[string]bool{
	"envalid#cleanEnv": true, "envsafe#envsafe": true, "znv#parseEnv": true, "@t3-oss/env-core#createEnv": true, "env-schema#": true, "env-sentinel#": true,
	"ts-app-env#env": true,
}

// validates looks at calls that check the environment.
func (d *expressDetector) validates(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	if callee.Name().Source() == "validate" && d.p.Maker(d.p.Value(m, callee.Expression(), 0)).Module == "convict" && d.runs(n) { // it reads the environment itself
		d.add(EnvValidation, m, n, shorten(n.Source()), "convict checks formats, and gives what is missing its default")
		return
	}
	if !strings.Contains(m.Tree.Text(), "process.env") {
		return
	}
	var v nodejs.Value
	root := rootName(callee)
	if _, ok := m.Imports[root]; ok || root == "require" {
		v = d.p.Value(m, callee, 0)
	}
	switch {
	case validators[v.External()]:
		d.add(EnvValidation, m, n, shorten(n.Source()), "")
		return
	case v.Module == "dotenv-safe":
		d.add(EnvValidation, m, n, shorten(n.Source()), "dotenv-safe checks that keys are there, not their values")
		return
	case callee.Kind() != ts.KindPropertyAccessExpression:
		return
	}
	switch callee.Name().Source() {
	case "parse", "safeParse", "parseAsync", "validate", "validateSync", "cast", "attempt":
	default:
		return
	}
	for _, arg := range n.Arguments().Nodes {
		if d.isEnvironment(m, arg) && d.runs(n) {
			d.add(EnvValidation, m, n, shorten(n.Source()), "")
		}
	}
}

// isEnvironment tells whether an argument is process.env, a copy of it, or an object that is filled from it.
func (d *expressDetector) isEnvironment(m *nodejs.Module, arg ts.Node) bool {
	arg = arg.Unwrap()
	if arg.Dotted() == "process.env" {
		return true
	}
	v := d.p.Value(m, arg, 0)
	if v.Node.Kind() == ts.KindPropertyAccessExpression && v.Node.Dotted() == "process.env" {
		return true
	}
	if v.Node.Kind() != ts.KindObjectLiteralExpression {
		return false
	}
	reads, all := 0, 0
	for _, prop := range v.Node.Properties().Nodes {
		all++
		value := prop.Initializer()
		if prop.Kind() == ts.KindSpreadAssignment {
			value = prop.Expression()
		}
		if strings.Contains(value.Source(), "process.env") {
			reads++
		}
	}
	return reads > 0 && reads*2 >= all
}

// envTemplates are the names of files that list the environment variables without their secrets.
var envTemplates = lazy.Regexp(`^(\.?env[.-]?(example|sample|template|dist|defaults?|tpl|development\.example|local\.example)|example\.env|sample\.env|\.example\.env|\.sample\.env)$`)

// envExample looks for a template of the environment beside the manifest, or in a folder right below it.
func (d *expressDetector) envExample() {
	d.envExampleIn(d.app.Dir)
	if _, ok := d.found[EnvExample]; !ok {
		d.envExampleIn(d.p.Pkg.Dir)
	}
}

func (d *expressDetector) envExampleIn(dir string) {
	for _, f := range d.p.Repo.Under(dir) {
		rel := nodejs.Rel(dir, f)
		parts := strings.Split(rel, "/")
		if len(parts) > 2 || nodejs.AsideDir(rel) || !envTemplates().MatchString(parts[len(parts)-1]) {
			continue
		}
		if len(parts) == 2 && d.p.Pkgs[dirBelow(dir, parts[0])] != nil {
			continue
		}
		if _, ok := d.found[EnvExample]; !ok || len(parts) == 1 {
			d.found[EnvExample] = Found{At: source.Pos{Path: f}, By: parts[len(parts)-1]}
		}
	}
}

func dirBelow(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

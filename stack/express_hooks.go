package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// listeners returns the functions that run when a call names an event or a hook of the end: emit("shutdown") runs what
// is given to on("shutdown", …), and a hook what a module exports under its name.
func (d *expressDetector) listeners(call ts.Node) []nodejs.Value {
	args := call.Arguments().Nodes
	if len(args) == 0 || reports().MatchString(call.Expression().Dotted()) {
		return nil
	}
	name, ok := args[0].Literal()
	if !ok || !endsProcess().MatchString(name) || subscribes(call) {
		return nil
	}
	var all []nodejs.Value
	for _, m := range d.modules() {
		if e, ok := m.Exports[name]; ok && e.Spec == "" {
			all = append(all, d.p.Value(m, e.Value, 0))
		}
		for _, n := range m.Calls {
			given := n.Arguments().Nodes
			if len(given) < 2 || !subscribes(n) || n.Expression().Dotted() == "process.on" {
				continue
			}
			if text, ok := given[0].Literal(); ok && text == name {
				all = append(all, d.p.Value(m, given[1], 0))
			}
		}
	}
	return all
}

// subscribes tells whether a call gives a listener to an emitter.
func subscribes(call ts.Node) bool {
	if call.Expression().Kind() != ts.KindPropertyAccessExpression {
		return false
	}
	switch call.Expression().Name().Source() {
	case "on", "once", "addListener", "prependListener":
		return true
	}
	return false
}

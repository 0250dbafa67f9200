package stack

import (
	ts "scaffold/patcher/tssrc"
)

// listeners returns the functions that run when a call names an event or a hook of the end: emit("shutdown") runs what
// is given to on("shutdown", …), and a hook what a module exports under its name.
func (d *expressDetector) listeners(call ts.Node) []nodeValue {
	args := call.Arguments().Nodes
	if len(args) == 0 || reports.MatchString(call.Expression().Dotted()) {
		return nil
	}
	name, ok := args[0].Literal()
	if !ok || !endsProcess.MatchString(name) || subscribes(call) {
		return nil
	}
	var all []nodeValue
	for _, m := range d.modules() {
		if e, ok := m.exports[name]; ok && e.spec == "" {
			all = append(all, d.p.value(m, e.value, 0))
		}
		for _, n := range m.calls {
			given := n.Arguments().Nodes
			if len(given) < 2 || !subscribes(n) || n.Expression().Dotted() == "process.on" {
				continue
			}
			if text, ok := given[0].Literal(); ok && text == name {
				all = append(all, d.p.value(m, given[1], 0))
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

package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// Two apps of one file are told apart by following both: what is called for the one is not there for the other.

// elsewhere returns the calls that are made for another app of the same file, and not for this one.
func (f *expressFlow) elsewhere() map[ts.Node]bool {
	if f.others != nil || len(f.birth.rivals) == 0 {
		return f.others
	}
	f.others = map[ts.Node]bool{}
	births := birthsIn(f.p, f.p.Module(f.birth.in.Path))
	for _, nth := range f.birth.rivals {
		if nth >= len(births) {
			continue
		}
		f.others[births[nth].call] = true
		for call := range flowOf(f.p, births[nth], f.reach).seen {
			f.others[call] = !f.seen[call]
		}
	}
	return f.others
}

// isElsewhere tells whether a call is made for another app: on it, as what is handed to it, with it, or with its server.
func (f *expressFlow) isElsewhere(m *nodejs.Module, call ts.Node) bool {
	others := f.elsewhere()
	if len(others) == 0 || others[call] || others[call.Parent()] {
		return len(others) > 0
	}
	for _, arg := range call.Arguments().Nodes {
		v := f.p.Value(m, arg, 0)
		if others[v.Node] {
			return true
		}
		for _, handler := range v.Node.Arguments().Nodes { // createServer(app)
			if others[f.p.Value(v.In, handler, 0).Node] {
				return true
			}
		}
	}
	return false
}

// drains marks a shutdown that an earlier run made for another app: it ends the process when that app's server is done.
func (d *expressDetector) drains() {
	found, ok := d.found[Shutdown]
	if ok && found.Partial == "" && len(d.flow.birth.rivals) > 0 && d.p.Repo.Owns(found.At.Path) {
		found.Partial = "it waits for the server of another app only"
		d.found[Shutdown] = found
	}
}

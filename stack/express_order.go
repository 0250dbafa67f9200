package stack

import ts "scaffold/patcher/tssrc"

// routeBelow names the first route that stands below an error handler, whose errors it never hears of; "" for none. What
// takes every path that is left, such as the page of a front, is the end of the routes and not one of them.
func (d *expressDetector) routeBelow(s useSite) string {
	if !s.onApp {
		return ""
	}
	below := false
	for _, step := range d.flow.steps {
		if step.call == s.call {
			below = true
			continue
		}
		if !below || step.rank != rankOf(Routes, 0) || step.kind != stepRoute && !isRouter(d, step) {
			continue
		}
		if args := step.call.Arguments().Nodes; len(args) > 0 {
			if path, ok := args[0].Literal(); ok && catchAll(path) {
				continue
			}
		}
		return "routes stand below it, as at " + step.in.At(step.call).String() + ", and it hears of no error there"
	}
	return ""
}

// isRouter tells whether a step mounts a router by a path: what is mounted so answers more than files.
func isRouter(d *expressDetector, step expressStep) bool {
	args := step.call.Arguments().Nodes
	if step.kind != stepUse || len(args) < 2 || !isPath(args[0]) {
		return false
	}
	made := d.p.Maker(d.p.Value(step.in, args[len(args)-1], 0))
	return made.Module == "express" && made.Name == "Router" || made.Node.Kind() == ts.KindCallExpression && made.Module == ""
}

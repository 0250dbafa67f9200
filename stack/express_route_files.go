package stack

import (
	"path"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// routeFiles looks at routes whose path is that of their file: routes/healthz.ts, loaded by name and mounted under it.
func (d *expressDetector) routeFiles() {
	loaded := map[string]bool{}
	for _, name := range d.files {
		loaded[name] = true
	}
	for _, folder := range d.p.RouteFolders(d.files) {
		for _, name := range d.p.Repo.Under(folder) {
			if !loaded[name] {
				continue
			}
			url := strings.TrimSuffix(nodejs.Rel(folder, strings.TrimSuffix(name, path.Ext(name))), "/index")
			if last := path.Base(url); liveName().MatchString(last) || readyName().MatchString(last) {
				d.routeFile(d.p.Module(name), url)
			}
		}
	}
}

// routeFile notes the routes of the router that a file exports.
func (d *expressDetector) routeFile(m *nodejs.Module, url string) {
	for _, export := range []string{"default", "=", "router"} {
		v := d.p.Exported(m, export, 0)
		if v.In != m || d.p.Maker(v).Module != "express" {
			continue
		}
		for _, n := range m.Calls {
			callee, args := n.Expression(), n.Arguments().Nodes
			if callee.Kind() != ts.KindPropertyAccessExpression || len(args) < 2 || d.p.Value(m, callee.Expression(), 0).Node != v.Node {
				continue
			}
			verb := callee.Name().Source()
			if text, ok := args[0].Literal(); ok && text == "/" && (verb == "get" || verb == "all") {
				d.probe(m, n, url, args[len(args)-1], "a route by its file's name, "+url)
			}
		}
	}
}

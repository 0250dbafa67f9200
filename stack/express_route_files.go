package stack

import (
	"path"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// routeFiles looks at routes whose path is that of their file: routes/healthz.ts, loaded by name and mounted under it.
func (d *expressDetector) routeFiles() {
	loaded := map[string]bool{}
	for _, name := range d.files {
		loaded[name] = true
	}
	for _, folder := range d.p.routeFolders(d.files) {
		for _, name := range d.p.repo.Under(folder) {
			if !loaded[name] {
				continue
			}
			url := strings.TrimSuffix(nodeRel(folder, strings.TrimSuffix(name, path.Ext(name))), "/index")
			if last := path.Base(url); liveName.MatchString(last) || readyName.MatchString(last) {
				d.routeFile(d.p.module(name), url)
			}
		}
	}
}

// routeFile notes the routes of the router that a file exports.
func (d *expressDetector) routeFile(m *nodeModule, url string) {
	for _, export := range []string{"default", "=", "router"} {
		v := d.p.exported(m, export, 0)
		if v.in != m || d.p.maker(v).module != "express" {
			continue
		}
		for _, n := range m.calls {
			callee, args := n.Expression(), n.Arguments().Nodes
			if callee.Kind() != ts.KindPropertyAccessExpression || len(args) < 2 || d.p.value(m, callee.Expression(), 0).node != v.node {
				continue
			}
			verb := callee.Name().Source()
			if text, ok := args[0].Literal(); ok && text == "/" && (verb == "get" || verb == "all") {
				d.probe(m, n, url, args[len(args)-1], "a route by its file's name, "+url)
			}
		}
	}
}

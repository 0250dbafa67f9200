package stack

import (
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
)

// linkIn returns the specifier by which one of the user's files imports a created one: where most of the file's own
// imports are under aliases, under the one that they use, or another that leads there; else relative. What it imports already
// keeps its spelling: the imports that were added beside it count among the file's own by now.
func linkIn(p *nodejs.Program, app *App, from, to string) string {
	m := p.Module(from)
	if m == nil {
		return nodeLink(app, from, to)
	}
	relative, all, aliased, ext := 0, 0, map[string]int{}, ""
	for _, spec := range m.Tree.Uses() {
		if p.Resolve(from, spec) == to {
			return spec
		}
		if strings.HasPrefix(spec, ".") {
			relative++
			continue
		}
		if prefix, dir := p.AliasOf(spec); prefix != "" {
			all++
			if strings.HasPrefix(to, dir+"/") {
				aliased[prefix]++
			}
			if e := path.Ext(spec); e == ".js" || e == ".ts" {
				ext = e
			}
		}
	}
	if all <= relative {
		return nodeLink(app, from, to)
	}
	best := ""
	for _, prefix := range slices.Sorted(maps.Keys(aliased)) {
		if aliased[prefix] > aliased[best] || aliased[prefix] == aliased[best] && len(prefix) > len(best) {
			best = prefix
		}
	}
	if best == "" {
		best = p.AliasFor(to)
	}
	if best == "" {
		return nodeLink(app, from, to)
	}
	_, dir := p.AliasOf(best + "x")
	return best + strings.TrimPrefix(strings.TrimSuffix(to, path.Ext(to)), dir+"/") + ext
}

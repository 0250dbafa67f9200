package stack

import (
	"path"
	"strings"
)

// linkIn returns the specifier by which one of the user's files imports a created one: where most of the file's own
// imports are under aliases, under the one that they use, or another that leads there; else relative.
func (p *nodeProgram) linkIn(app *App, from, to string) string {
	m := p.module(from)
	if m == nil {
		return nodeLink(app, from, to)
	}
	relative, all, aliased, ext := 0, 0, map[string]int{}, ""
	for _, spec := range m.tree.Uses() {
		if strings.HasPrefix(spec, ".") {
			relative++
			continue
		}
		if prefix, dir := p.aliasOf(spec); prefix != "" {
			all++
			if strings.HasPrefix(to, dir+"/") {
				aliased[prefix]++
			}
			if e := path.Ext(spec); e == ".js" || e == ".ts" {
				ext = e
			}
		}
	}
	best := ""
	for _, prefix := range sortedKeys(aliased) {
		if aliased[prefix] > aliased[best] || aliased[prefix] == aliased[best] && len(prefix) > len(best) {
			best = prefix
		}
	}
	if best == "" && all > relative {
		best = p.aliasFor(to)
		aliased[best] = all
	}
	if best == "" || aliased[best] <= relative {
		return nodeLink(app, from, to)
	}
	_, dir := p.aliasOf(best + "x")
	return best + strings.TrimPrefix(strings.TrimSuffix(to, path.Ext(to)), dir+"/") + ext
}

// aliasFor returns the prefix of tsconfig's paths that leads nearest to a file, "" when none leads there.
func (p *nodeProgram) aliasFor(to string) string {
	best, nearest := "", ""
	for _, pattern := range sortedKeys(p.config.Paths) {
		start, ok := strings.CutSuffix(pattern, "*")
		if !ok || start == "" {
			continue
		}
		if prefix, dir := p.aliasOf(start + "x"); prefix == start && strings.HasPrefix(to, dir+"/") && len(dir) > len(nearest) {
			best, nearest = prefix, dir
		}
	}
	return best
}

// aliasOf returns the prefix of tsconfig's paths that a specifier begins with, and the folder that it stands for.
func (p *nodeProgram) aliasOf(spec string) (prefix, dir string) {
	if p.config == nil {
		return "", ""
	}
	base := cmpFirst(p.config.BaseURL, p.config.PathsDir)
	for _, pattern := range sortedKeys(p.config.Paths) {
		start, ok := strings.CutSuffix(pattern, "*")
		targets := p.config.Paths[pattern]
		if !ok || start == "" || !strings.HasPrefix(spec, start) || len(start) <= len(prefix) || len(targets) != 1 {
			continue
		}
		if target, ok := strings.CutSuffix(targets[0], "*"); ok {
			prefix, dir = start, path.Join(base, target)
		}
	}
	return prefix, dir
}

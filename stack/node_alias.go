package stack

import (
	"path"
	"strings"
)

// linkIn returns the specifier by which one of the user's files imports a created one: under the alias that most of
// the file's own imports use, else relative.
func (p *nodeProgram) linkIn(app *App, from, to string) string {
	m := p.module(from)
	if m == nil {
		return nodeLink(app, from, to)
	}
	relative, aliased, ext := 0, map[string]int{}, ""
	for _, spec := range m.tree.Uses() {
		if strings.HasPrefix(spec, ".") {
			relative++
			continue
		}
		if prefix, dir := p.aliasOf(spec); prefix != "" && strings.HasPrefix(to, dir+"/") {
			aliased[prefix]++
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
	if aliased[best] <= relative {
		return nodeLink(app, from, to)
	}
	_, dir := p.aliasOf(best + "x")
	return best + strings.TrimPrefix(strings.TrimSuffix(to, path.Ext(to)), dir+"/") + ext
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

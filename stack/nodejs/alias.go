package nodejs

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
)

// AliasFor returns the prefix of tsconfig's paths that leads nearest to a file, "" when none leads there.
func (p *Program) AliasFor(to string) string {
	best, nearest := "", ""
	if p.Config == nil {
		return best
	}
	for _, pattern := range slices.Sorted(maps.Keys(p.Config.Paths)) {
		start, ok := strings.CutSuffix(pattern, "*")
		if !ok || start == "" {
			continue
		}
		if prefix, dir := p.AliasOf(start + "x"); prefix == start && strings.HasPrefix(to, dir+"/") && len(dir) > len(nearest) {
			best, nearest = prefix, dir
		}
	}
	return best
}

// AliasOf returns the prefix of tsconfig's paths that a specifier begins with, and the folder that it stands for.
func (p *Program) AliasOf(spec string) (prefix, dir string) {
	if p.Config == nil {
		return "", ""
	}
	base := cmp.Or(p.Config.BaseURL, p.Config.PathsDir)
	for _, pattern := range slices.Sorted(maps.Keys(p.Config.Paths)) {
		start, ok := strings.CutSuffix(pattern, "*")
		targets := p.Config.Paths[pattern]
		if !ok || start == "" || !strings.HasPrefix(spec, start) || len(start) <= len(prefix) || len(targets) != 1 {
			continue
		}
		if target, ok := strings.CutSuffix(targets[0], "*"); ok {
			prefix, dir = start, path.Join(base, target)
		}
	}
	return prefix, dir
}

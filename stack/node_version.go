package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// OldestNode is the oldest major version of Node that what is created runs on.
const OldestNode = 20

// putToolchain tells the version of Node that is worked with: the one that a version manager is told, else the one that the
// manifest asks for. A manifest that is content with any version from an old one on tells of none.
func putToolchain(repo *source.Repo, pkg, top *nodejs.Package, root string, put putFact) {
	for _, dir := range []string{pkg.Dir, root} {
		for _, base := range []string{".nvmrc", ".node-version"} {
			if name := path.Join(dir, base); repo.Has(name) {
				put(Toolchain, nodejs.FirstNumber().FindString(string(repo.Read(name))), source.Pos{Path: name, Line: 1})
			}
		}
	}
	for _, p := range []*nodejs.Package{pkg, top} {
		if p == nil || p.Engines["node"] == "" || unbounded(p.Engines["node"]) && nodejs.Major(p.Engines["node"]) < OldestNode {
			continue
		}
		put(Toolchain, nodejs.FirstNumber().FindString(p.Engines["node"]), p.At("node"))
	}
}

// unbounded tells whether a range takes every version from one on.
func unbounded(versions string) bool {
	return versions == "*" || slices.ContainsFunc(strings.Split(versions, "||"), func(part string) bool {
		return strings.HasPrefix(strings.TrimSpace(part), ">") && !strings.Contains(part, "<")
	})
}

//go:build linux

package main

import "path/filepath"

// codemodModules is how many modules the codemod runs over.
const codemodModules = 1000

// codemodCase is one change to each of 1,000 modules, in memory: renaming over a file costs a disk more than any code.
func (b *bench) codemodCase() testCase {
	before, after := modules(codemodModules)
	return testCase{
		name: "codemod",
		contestants: func() []contestant {
			dir := filepath.Join(b.memory, "modules")
			tool := func(name string, args []string) contestant {
				return contestant{
					name:    name,
					prepare: func() error { return before.fresh(dir) },
					command: func() command { return command{dir: dir, args: args} },
					check:   func(string) error { return after.equals(dir) },
				}
			}
			return []contestant{
				tool("scaffold's patcher", []string{b.codemod, dir}),
				tool("ast-grep", b.astGrep("scan", "--rule", filepath.Join(b.peers, "codemod.yml"), "--update-all", dir)),
				tool("babel + magic-string", b.node("codemod-babel.mjs", dir)),
				tool("ts-morph", b.node("codemod-ts-morph.mjs", dir)),
			}
		},
		goals: []goal{
			{id: "P8", what: "1,000 modules", metric: wall, ours: "scaffold's patcher", reference: "ast-grep", must: 2},
			{id: "P8", what: "1,000 modules", metric: wall, ours: "scaffold's patcher", reference: "ts-morph"},
			{id: "P8", what: "1,000 modules", metric: cpu, ours: "scaffold's patcher", reference: "ast-grep"},
			{id: "P9", what: "1,000 modules", metric: peak, ours: "scaffold's patcher", reference: "babel + magic-string", must: 1.5},
		},
	}
}

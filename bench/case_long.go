//go:build linux

package main

import (
	"os"
	"path/filepath"
)

// longStatements makes a file of about 6 MB.
const longStatements = 60_000

// longCase is one source file of 6 MB, which scaffold refuses by its name.
func (b *bench) longCase() testCase {
	dir := filepath.Join(b.memory, "long")
	app := filepath.Join(dir, "src/app.ts")
	text := longSource(longStatements)
	fresh := func() error { return os.WriteFile(app, []byte(text), 0o644) }
	return testCase{
		name: "one file of 6 MB",
		setup: func() error {
			t := service(0)
			t["src/app.ts"] = text
			if err := t.fresh(dir); err != nil {
				return err
			}
			return commit(dir)
		},
		contestants: func() []contestant {
			peer := func(name string, args []string) contestant {
				return contestant{
					name: name, prepare: fresh, command: func() command { return command{dir: dir, args: args} },
					check: func(string) error {
						patched, err := os.ReadFile(app)
						if err != nil {
							return err
						}
						return contains(string(patched[:400]), "import helmet from 'helmet';", "app.use(helmet());")
					},
				}
			}
			return []contestant{
				{
					name: "scaffold add", prepare: fresh,
					command: func() command {
						return command{dir: dir, args: []string{b.scaffold, "add", "security-headers", "--yes"}, exits: []int{1, 2, 3, 4, 5, 6}}
					},
					check: func(printed string) error { return contains(printed, "src/app.ts", "larger than 2 MB") },
				},
				peer("babel + magic-string", b.node("patch-babel.mjs", app)),
				peer("ast-grep", b.astGrep("scan", "--rule", filepath.Join(b.peers, "patch.yml"), "--update-all", app)),
			}
		},
		goals: []goal{
			{id: "P16", what: "a file of 6 MB, refused by its name", metric: wall, ours: "scaffold add", must: 100},
			{id: "P16", what: "a file of 6 MB, refused by its name", metric: wall, ours: "scaffold add", reference: "babel + magic-string"},
			{id: "P16", what: "a file of 6 MB, refused by its name", metric: peak, ours: "scaffold add", must: 400},
		},
	}
}

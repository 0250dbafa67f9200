//go:build linux

package main

import (
	"fmt"
	"path/filepath"
)

// addCase is one gap closed in the service of the small repository and of the large one. What the large one takes more
// is what its size costs.
func (b *bench) addCase() testCase {
	return testCase{
		name:  "add in a large repository",
		setup: b.makeCheckouts,
		contestants: func() []contestant {
			return []contestant{
				b.add("add, small repository", b.small),
				b.add("add, large repository", b.large),
				{name: "git status", command: func() command {
					return command{dir: b.large, args: []string{"git", "status", "--porcelain"}}
				}},
			}
		},
		goals: []goal{{
			id: "P14", what: "`add`, 27,000 files over 200", metric: wall, ours: "add, large repository",
			less: "add, small repository", reference: "git status", must: 1.5,
		}},
	}
}

// add closes one gap in a checkout, after the last one was taken back.
func (b *bench) add(name, dir string) contestant {
	return contestant{
		name: name,
		prepare: func() error {
			if err := tool(dir, b.scaffold, "undo", "--yes"); err != nil {
				return err
			}
			status, err := output(dir, "git", "status", "--porcelain")
			if err == nil && status != "" {
				err = fmt.Errorf("undo left something behind:\n%s", status)
			}
			return err
		},
		command: func() command {
			return command{dir: dir, args: []string{b.scaffold, "add", "security-headers", "--yes"}}
		},
		check: func(string) error {
			t, err := read(filepath.Join(dir, "services/api"))
			if err != nil {
				return err
			}
			return contains(t["package.json"], `"helmet": "`)
		},
	}
}

// undoCase is every gap closed in one app on a disk, and taken back.
func (b *bench) undoCase() testCase {
	return testCase{
		name:  "undo",
		setup: b.makeApp,
		contestants: func() []contestant {
			run := func(args ...string) func() command {
				return func() command { return command{dir: b.app, args: append([]string{b.scaffold}, args...)} }
			}
			before := service(routers)
			return []contestant{
				{name: "scaffold add --all", command: run("add", "--all", "--yes"), check: func(string) error {
					t, err := read(b.app, ".git")
					if err != nil {
						return err
					}
					return contains(t["package.json"], `"helmet": "`, `"pino": "`)
				}},
				{name: "scaffold undo", command: run("undo", "--yes"), check: func(string) error {
					return same(b.app, before)
				}},
			}
		},
		goals: []goal{
			{id: "P15", what: "`undo` of `add --all`", metric: wall, ours: "scaffold undo", reference: "scaffold add --all", must: 1.2},
		},
	}
}

// same tells whether a folder holds exactly a tree.
func same(dir string, want tree) error {
	has, err := read(dir, ".git")
	if err != nil {
		return err
	}
	for name := range has {
		if _, ok := want[name]; !ok {
			return fmt.Errorf("%s was left behind", name)
		}
	}
	return want.equals(dir)
}

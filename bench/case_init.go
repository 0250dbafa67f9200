//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// initFiles is how many files the peers write. What init writes is shared out among them, so that each tool writes as
// many bytes; init itself spreads them over more files, which is the harder job. The floor writes as many as init.
const initFiles = 20

// initCase is a new service in an empty folder: in memory, where syncing is free, or on the disk, as shipped.
func (b *bench) initCase(memory bool) testCase {
	name := "init on disk"
	goals := []goal{
		{id: "P4", what: "`init`, on disk, synced", metric: wall, ours: "scaffold init", reference: "plop", must: 0.75},
		{id: "P5", what: "`init`", metric: peak, ours: "scaffold init", reference: "plop", must: 0.6},
	}
	if memory {
		name = "init in memory"
		goals = []goal{
			{id: "P3", what: "`init`, no syncing", metric: cpu, ours: "scaffold init", reference: "floor", must: 6},
			{id: "P3", what: "`init`, no syncing", metric: cpu, ours: "scaffold init", reference: "hygen", must: 0.35},
			{id: "P3", what: "`init`, no syncing", metric: cpu, ours: "scaffold init", reference: "node -e 0"},
		}
	}
	return testCase{name: name, setup: b.makeTemplates, goals: goals, contestants: func() []contestant {
		base := b.disk
		if memory {
			base = b.memory
		}
		return b.generators(base)
	}}
}

// makeTemplates looks how much init writes, and makes templates of that size for the peers.
func (b *bench) makeTemplates() error {
	if b.templates != "" {
		return nil
	}
	if err := tool(b.memory, b.scaffold, b.initArgs()...); err != nil {
		return err
	}
	made, err := b.initResult(filepath.Join(b.memory, "out"))
	if err != nil {
		return err
	}
	b.made = made
	b.texts, b.floorTexts = generated(initFiles, made.bytes()), generated(len(made), made.bytes())
	fmt.Fprintf(b.log, "  init writes %d files of %d bytes, the peers %d of %d\n",
		len(made), made.bytes(), initFiles, filled(b.texts).bytes())
	b.templates = filepath.Join(b.memory, "templates")
	for _, t := range []tree{plopTemplates(b.texts), hygenTemplates(b.texts), floorTemplates(b.floorTexts)} {
		if err := t.write(b.templates); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) initArgs() []string {
	return []string{"init", "out", "--preset", "express-api", "--yes"}
}

// initResult is what init wrote for the user: its own journal and its copies for later merges are left out.
func (b *bench) initResult(out string) (tree, error) { return read(out, ".scaffold", ".git") }

func (b *bench) generators(base string) []contestant {
	out := filepath.Join(base, "out")
	gone := func() error { return os.RemoveAll(out) }
	empty := func() error { return tree{}.fresh(out) }
	peer := func(name, dir string, files []rendered, args []string, env ...string) contestant {
		want := filled(files)
		return contestant{
			name: name, prepare: empty, check: func(string) error { return same(out, want) },
			command: func() command { return command{dir: dir, args: args, env: env} },
		}
	}
	plop := b.installed("plop/bin/plop.js", "--plopfile", filepath.Join(b.peers, "plopfile.mjs"),
		"--dest", out, "service", nameValue, portValue)
	hygen := b.installed("hygen/dist/bin.js", "service", "new", "--name", nameValue, "--port", portValue)
	return []contestant{
		{
			name: "scaffold init", prepare: gone,
			command: func() command {
				return command{dir: base, args: append([]string{b.scaffold}, b.initArgs()...)}
			},
			check: func(string) error { return b.made.equals(out) },
		},
		peer("plop", b.peers, b.texts, plop, "BENCH_TEMPLATES="+b.templates),
		peer("hygen", out, b.texts, hygen, "HYGEN_TMPLS="+filepath.Join(b.templates, "hygen")),
		peer("floor", base, b.floorTexts, []string{b.floor, filepath.Join(b.templates, "floor"), out, nameValue, portValue}),
		{name: "node -e 0", command: func() command { return command{dir: base, args: []string{"node", "-e", "0"}} }},
	}
}

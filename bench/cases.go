//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cases returns all cases in the order in which they run. Later ones use the inputs of earlier ones' setups only by
// making them where they are missing.
func (b *bench) cases() []testCase {
	return []testCase{
		b.startCase(), b.initCase(true), b.initCase(false), b.patchCase(), b.codemodCase(),
		b.listCase("small"), b.listCase("large"), b.addCase(), b.undoCase(), b.longCase(), b.sizeCase(),
	}
}

// startCase is starting and ending.
func (b *bench) startCase() testCase {
	plain := func(name string, args ...string) contestant {
		return contestant{name: name, command: func() command { return command{dir: b.disk, args: args} }}
	}
	return testCase{
		name: "start",
		contestants: func() []contestant {
			return []contestant{
				plain("scaffold --version", b.scaffold, "--version"),
				plain("scaffold --help", b.scaffold, "--help"),
				plain("node -e 0", "node", "-e", "0"),
			}
		},
		goals: []goal{
			{id: "P1", what: "`--version`", metric: cpu, ours: "scaffold --version", reference: "node -e 0", must: 0.5},
			{id: "P1", what: "`--help`", metric: cpu, ours: "scaffold --help", reference: "node -e 0", must: 0.5},
			{id: "P2", what: "`--version`", metric: peak, ours: "scaffold --version", reference: "node -e 0", must: 0.6},
			{id: "P2", what: "`--help`", metric: peak, ours: "scaffold --help", reference: "node -e 0", must: 0.6},
		},
	}
}

// sizeCase is the size of the program, which needs no run.
func (b *bench) sizeCase() testCase {
	size := func(name string, args ...string) contestant {
		return contestant{name: name, size: func() (int64, error) { return sizeOf(args...) }}
	}
	return testCase{
		name: "size",
		contestants: func() []contestant {
			grep := filepath.Join(b.peers, "node_modules/@ast-grep")
			return []contestant{size("scaffold", b.scaffold), size("ast-grep, installed", grep)}
		},
		goals: []goal{
			{id: "P19", what: "size of the program", metric: onDisk, ours: "scaffold", must: 30},
			{id: "P19", what: "size of the program", metric: onDisk, ours: "scaffold", reference: "ast-grep, installed"},
		},
	}
}

// sizeOf returns the bytes of files and of all files in folders; what is there twice by a link counts once.
func sizeOf(names ...string) (int64, error) {
	var total int64
	for _, name := range names {
		err := filepath.WalkDir(name, func(_ string, entry os.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			info, err := entry.Info()
			if err == nil {
				total += info.Size()
			}
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return total, nil
}

// contains tells whether an output holds all parts.
func contains(printed string, parts ...string) error {
	for _, part := range parts {
		if !strings.Contains(printed, part) {
			return fmt.Errorf("%q is missing in:\n%s", part, printed)
		}
	}
	return nil
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"scaffold/presets"
)

// presetWork is what is run in a new repository of each preset: everything that its own README names.
var presetWork = map[string]subject{
	"express-api": {
		dir:     ".",
		install: npmInstall,
		tests:   [][]string{{"npm", "run", "typecheck"}, {"npx", "tsc6"}, {"npm", "run", "lint"}, {"npm", "test"}, {"npm", "run", "build"}},
		start:   []string{"npm", "start"},
	},
	"go-api": {
		dir:     ".",
		install: [][]string{{"go", "mod", "tidy"}},
		tests:   [][]string{{"gofmt", "-l", "."}, {"go", "vet", "./..."}, {"go", "test", "./..."}, {"go", "build", "-o", "service.bin", "./cmd/api"}},
		start:   []string{"./service.bin"},
	},
	"saas": {
		dir:     ".",
		install: npmInstall,
		tests: [][]string{
			{"npm", "run", "typecheck"}, {"npx", "tsc6"}, {"npx", "tsc6", "-p", "apps/web"}, {"npm", "run", "lint"}, {"npm", "test"}, {"npm", "run", "build"},
			{"npm", "run", "build:web"},
		},
		start: []string{"npm", "start"},
	},
}

// madeWith are the answers without which a preset would leave out what is observed.
var madeWith = map[string][]string{
	"express-api": {"--set", "uploads=yes"},
	"saas":        {"--set", "uploads=yes"},
}

// TestProofPresets makes a new repository of each preset, which starts on embedded defaults and passes its own tests.
func TestProofPresets(t *testing.T) {
	needsProof(t)
	t.Parallel()
	for _, name := range presets.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ok := presetWork[name]
			if !ok {
				t.Fatal("no work is known for this preset")
			}
			s.preset = name
			dir := filepath.Join(t.TempDir(), "shop")
			if out, code := scaffold(t, append([]string{"init", dir, "--preset", name, "--yes"}, madeWith[name]...)...); code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			s.runIn(t, dir, s.install)
			s.runIn(t, dir, s.tests)
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil { // those in TypeScript lint by npm run lint
				s.runIn(t, dir, [][]string{{"go", "run", golangciVersion(t), "run", "--allow-serial-runners"}})
				s.linted(t, nil, dir, nil)
			}
			for _, proof := range proofs {
				if proof.on.has(s) {
					t.Run(proof.gap, func(t *testing.T) { proof.seen(t, s, dir) })
				}
			}
			v := s.started(t, dir)
			if a := v.get(t, "/health/ready", nil); a.status != 200 {
				t.Errorf("not ready on embedded defaults: %d %s\n%s", a.status, a.body, v.out)
			}
			if out, code := scaffold(t, "diff", "--dir", dir); code != 0 {
				t.Errorf("a new repository is not what its record says: exit %d\n%s", code, out)
			}
		})
	}
}

// TestInitLeavesNothing refuses a folder that holds anything, and leaves it as it is.
func TestInitLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	if out, code := scaffold(t, "init", dir, "--preset", "go-api", "--yes"); code != 3 {
		t.Errorf("exit %d, want 3\n%s", code, out)
	}
	same(t, "init", before, tree(t, dir))
}

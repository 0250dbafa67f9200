//go:build linux

package main

import (
	"fmt"
	"path/filepath"
)

// makeCheckouts makes a small repository and one of 27,000 files, each with one Express service.
func (b *bench) makeCheckouts() error {
	if b.large != "" {
		return nil
	}
	b.small, b.large = filepath.Join(b.disk, "small"), filepath.Join(b.disk, "large")
	for dir, t := range map[string]tree{b.small: checkout(6, 30, 70), b.large: largeCheckout()} {
		fmt.Fprintf(b.log, "  %s: %d files of %.1f MB\n", filepath.Base(dir), len(t), float64(t.bytes())/1e6)
		if err := t.fresh(dir); err != nil {
			return err
		}
		if err := commit(dir); err != nil {
			return err
		}
	}
	return nil
}

// largeCheckout has 27,000 files of 40 MB.
func largeCheckout() tree { return checkout(90, 300, 7) }

// listCase is looking at a whole repository with nothing changed in it.
func (b *bench) listCase(size string) testCase {
	goals := []goal{
		{id: "P10", what: "`list`, 200 files", metric: cpu, ours: "scaffold list", reference: "oxlint", must: 1},
		{id: "P20", what: "`audit`, 200 files", metric: wall, ours: "scaffold audit", reference: "oxlint", must: 1},
		{id: "P20", what: "`audit`, 200 files", metric: cpu, ours: "scaffold audit", reference: "oxlint", must: 1},
		{id: "P20", what: "`audit`, 200 files", metric: peak, ours: "scaffold audit", reference: "oxlint", must: 1},
	}
	if size == "large" {
		goals = []goal{
			{id: "P11", what: "`list`, 27,000 files", metric: wall, ours: "scaffold list", reference: "oxlint", must: 0.8},
			{id: "P11", what: "`list`, 27,000 files", metric: cpu, ours: "scaffold list", reference: "oxlint", must: 0.8},
			{id: "P12", what: "`list`, 27,000 files", metric: peak, ours: "scaffold list", reference: "oxlint", must: 0.75},
			{id: "P13", what: "`list`, 27,000 files", metric: wall, ours: "scaffold list", reference: "git status", must: 3},
			{id: "P21", what: "`audit`, 27,000 files", metric: wall, ours: "scaffold audit", reference: "oxlint", must: 0.8},
			{id: "P21", what: "`audit`, 27,000 files", metric: cpu, ours: "scaffold audit", reference: "oxlint", must: 0.8},
			{id: "P21", what: "`audit`, 27,000 files", metric: peak, ours: "scaffold audit", reference: "oxlint", must: 0.75},
			{id: "P17", what: "first output of `add` on a terminal", metric: wall, ours: "scaffold add, first output", must: 150},
		}
	}
	return testCase{name: "list, " + size, setup: b.makeCheckouts, goals: goals, contestants: func() []contestant {
		dir := map[string]string{"small": b.small, "large": b.large}[size]
		in := func(args ...string) func() command {
			return func() command { return command{dir: dir, args: args, exits: []int{1}} }
		}
		oxlint := b.installed("oxlint/bin/oxlint")
		return []contestant{
			{name: "scaffold list", command: in(b.scaffold, "list"), check: func(printed string) error {
				return contains(printed, "services/api", "Express 5", "rate-limit", "open")
			}},
			{name: "scaffold audit", command: in(b.scaffold, "audit"), check: func(printed string) error {
				return contains(printed, "services/api", "rate-limit.by-address", "scaffold add rate-limit")
			}},
			{name: "oxlint", command: in(oxlint...), check: func(printed string) error { return contains(printed, " files ") }},
			{name: "git status", command: in("git", "status", "--porcelain")},
			{name: "scaffold add, first output", command: func() command {
				return command{dir: dir, args: []string{b.scaffold, "add", "rate-limit"}, first: true}
			}},
		}
	}}
}

//go:build linux

package main

import (
	"fmt"
	"maps"
	"slices"
)

// contestant is one tool at one job.
type contestant struct {
	name    string
	prepare func() error               // puts the input in place; not measured
	command func() command             // what is measured
	size    func() (int64, error)      // instead of a command: the size of a program, measured once a round
	check   func(printed string) error // whether the job was done; not measured; nil: the exit code says it all
}

// testCase is a job, the tools that do it in turn, and the goals that are read off.
type testCase struct {
	name        string
	setup       func() error // once, before the first round
	contestants func() []contestant
	goals       []goal
}

// results holds the samples of each contestant by its name, one a round.
type results map[string][]sample

// measure runs a case: one round that is not counted, then the counted ones, all contestants in turn in each.
func (b *bench) measure(c testCase, rounds int) ([]row, error) {
	fmt.Fprintf(b.log, "%s\n", c.name)
	if c.setup != nil {
		if err := c.setup(); err != nil {
			return nil, err
		}
	}
	found := results{}
	contestants := c.contestants()
	for round := range rounds + 1 {
		for _, one := range contestants {
			s, err := one.once()
			if err != nil {
				return nil, fmt.Errorf("%s, round %d: %w", one.name, round, err)
			}
			if round > 0 {
				found[one.name] = append(found[one.name], s)
			}
		}
	}
	b.report(found)
	rows := make([]row, len(c.goals))
	for i, g := range c.goals {
		rows[i] = g.judge(found)
	}
	return rows, nil
}

// once does one round of one contestant.
func (c contestant) once() (sample, error) {
	if c.prepare != nil {
		if err := c.prepare(); err != nil {
			return sample{}, err
		}
	}
	if c.size != nil {
		size, err := c.size()
		return sample{Size: size}, err
	}
	s, printed, err := once(c.command())
	if err == nil && c.check != nil {
		err = c.check(printed)
	}
	return s, err
}

// report writes the medians of each contestant to the log.
func (b *bench) report(found results) {
	for _, name := range slices.Sorted(maps.Keys(found)) {
		wall, cpu, peak := found.median(name, wall), found.median(name, cpu), found.median(name, peak)
		fmt.Fprintf(b.log, "  %-28s wall %8.1f ms   cpu %8.1f ms   peak %6.1f MB\n", name, wall, cpu, peak)
	}
}

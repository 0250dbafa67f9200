//go:build linux

package main

import (
	"slices"
	"time"
)

// metric reads one figure off a sample: milliseconds, or megabytes.
type metric struct {
	name, unit string
	of         func(sample) float64
}

var (
	wall = metric{"wall", "ms", func(s sample) float64 { return milliseconds(s.Wall) }}
	cpu  = metric{"cpu", "ms", func(s sample) float64 { return milliseconds(s.CPU) }}
	peak = metric{"peak", "MB", func(s sample) float64 { return float64(s.Peak) / 1e6 }}
	// onDisk is for what is not run.
	onDisk = metric{"size", "MB", func(s sample) float64 { return float64(s.Size) / 1e6 }}
)

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// goal is a limit on what a tool takes: times what another takes in the same round, or an absolute figure.
type goal struct {
	id        string // "P6"
	what      string // the job, in a few words
	metric    metric
	ours      string  // a contestant
	less      string  // a contestant whose figure is taken off ours first, "" for none
	reference string  // a contestant, "" where the limit is absolute
	must      float64 // the largest ratio, or the largest figure, that holds the goal; 0: shown, not judged
}

// row is a goal and what was found.
type row struct {
	goal
	own   float64 // median, in the metric's unit
	other float64 // median of the reference, 0 without one
	ratio float64 // median of the ratios round by round, 0 without a reference
}

// held tells whether the goal is held. One that is only shown always is.
func (r row) held() bool {
	switch {
	case r.must == 0:
		return true
	case r.reference == "":
		return r.own <= r.must
	}
	return r.ratio <= r.must
}

// judge compares what a goal names.
func (g goal) judge(found results) row {
	own := found.figures(g.ours, g.metric)
	if g.less != "" {
		own = differences(own, found.figures(g.less, g.metric))
	}
	r := row{goal: g, own: median(own)}
	if g.reference != "" {
		other := found.figures(g.reference, g.metric)
		r.other, r.ratio = median(other), median(ratios(own, other))
	}
	return r
}

func (r results) figures(name string, m metric) []float64 {
	var all []float64
	for _, s := range r[name] {
		all = append(all, m.of(s))
	}
	return all
}

func (r results) median(name string, m metric) float64 { return median(r.figures(name, m)) }

// median returns the middle figure, or the mean of the two in the middle; 0 of none.
func median(figures []float64) float64 {
	if len(figures) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(figures))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// ratios divides figure by figure. What was measured in the same round was slowed by the same other work.
func ratios(own, other []float64) []float64 {
	all := make([]float64, 0, len(own))
	for i := range min(len(own), len(other)) {
		if other[i] > 0 {
			all = append(all, own[i]/other[i])
		}
	}
	return all
}

func differences(own, less []float64) []float64 {
	all := make([]float64, min(len(own), len(less)))
	for i := range all {
		all[i] = own[i] - less[i]
	}
	return all
}

package audit

import (
	"cmp"
	"fmt"

	"scaffold/generators"
)

// shares are what a check counts by severity.
var shares = map[Severity]int{Critical: 10, High: 5, Medium: 2, Low: 1}

// judge draws the figures from the findings. Each gap has one score, and the whole is their mean by severity, so that many
// findings of one kind cost no more than their gap. The levels keep a good mean from hiding a critical finding.
func (r *Report) judge() {
	r.Counts = map[string]int{}
	for _, s := range severities {
		r.Counts[string(s)] = 0
	}
	for _, f := range r.Findings {
		if f.Open() {
			r.Counts[string(f.Severity)]++
		}
	}
	got, all := 0, 0
	for _, g := range generators.All {
		report, applies := r.gap(g)
		if !applies {
			continue
		}
		r.Gaps = append(r.Gaps, report)
		got += report.Score * shares[report.Severity]
		all += 100 * shares[report.Severity]
	}
	r.Score = 100
	if all > 0 {
		r.Score = 100 * got / all
	}
	r.climb()
}

// gap sums up the findings of one gap; applies is false where none of them counts.
func (r *Report) gap(g *generators.Gap) (report GapReport, applies bool) {
	report = GapReport{Gap: g.Name, Title: g.Title, Severity: Severity(g.Severity)}
	got, all := 0, 0
	for _, f := range r.Findings {
		if f.Gap != g.Name || f.Status == NotApplicable || f.Status == Unknown {
			continue
		}
		share := shares[f.Severity]
		all += 2 * share
		switch {
		case !f.Open():
			got += 2 * share
			report.Passed++
		case f.Status == Partial:
			got += share
			report.Open++
		default:
			report.Open++
		}
		if f.Open() {
			report.Minutes += f.Minutes
			report.Fix = cmp.Or(report.Fix, f.Fix)
		}
	}
	if all == 0 {
		return report, false
	}
	report.Score = 100 * got / all
	return report, true
}

// climb says which levels are reached.
func (r *Report) climb() {
	missing := 0
	for _, level := range levels {
		for _, f := range r.Findings {
			if f.Open() && f.Level == level {
				missing++
			}
		}
		r.Levels = append(r.Levels, LevelReport{level, missing == 0, missing})
	}
	r.Status = fmt.Sprintf("%d%% production-ready", r.Score)
	switch reached := r.Reached(); reached {
	case "":
		r.Status += ", not to be launched yet"
	case Hardened:
		r.Status += ", hardened"
	default:
		r.Status += ", " + string(reached)
	}
}

// Reached returns the highest level that is reached, "" for none.
func (r *Report) Reached() Level {
	reached := Level("")
	for _, l := range r.Levels {
		if l.Reached {
			reached = l.Level
		}
	}
	return reached
}

// Holds tells whether a level is reached.
func (r *Report) Holds(level Level) bool { return r.Reached().weight() >= level.weight() }

// IsLevel tells whether a word is the name of a level.
func IsLevel(name string) bool { return Level(name).weight() >= 0 }

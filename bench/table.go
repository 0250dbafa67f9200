//go:build linux

package main

import (
	"fmt"
	"io"
	"strings"
)

// printTable writes the goals as a table of Markdown, and tells whether all of them are held.
func printTable(out io.Writer, rows []row, rounds int) bool {
	fmt.Fprintf(out, "Medians of %d rounds; a ratio is the median of the ratios of each round.\n\n", rounds)
	fmt.Fprintln(out, "| goal | job | metric | scaffold | against | takes | ratio | must | held |")
	fmt.Fprintln(out, "|---|---|---|---:|---|---:|---:|---:|---|")
	missed := 0
	for _, r := range rows {
		fmt.Fprintln(out, r.line())
		if !r.held() {
			missed++
		}
	}
	fmt.Fprintf(out, "\n%d of %d goals are missed.\n", missed, len(rows))
	return missed == 0
}

// line is one line of the table.
func (r row) line() string {
	reference, takes, ratio, must, held := r.reference, "", "", "", "yes"
	if r.reference != "" {
		takes, ratio = r.figure(r.other), fmt.Sprintf("%.2f", r.ratio)
	}
	switch {
	case r.must == 0:
		held = ""
	case r.reference == "":
		reference, must = "the limit", "≤ "+r.figure(r.must)
	default:
		must = fmt.Sprintf("≤ %.2f", r.must)
	}
	if !r.held() {
		held = "**no**"
	}
	cells := []string{r.id, r.what, r.metric.name, r.figure(r.own), reference, takes, ratio, must, held}
	return "| " + strings.Join(cells, " | ") + " |"
}

func (r row) figure(f float64) string {
	if f < 100 {
		return fmt.Sprintf("%.1f %s", f, r.metric.unit)
	}
	return fmt.Sprintf("%.0f %s", f, r.metric.unit)
}

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table prints a line an app and the sums.
func table(out io.Writer, results []*repository) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "repository\tapp\t"+strings.Join(gaps, "\t")+"\tfaults")
	sums := map[string]int{}
	for _, r := range results {
		if len(r.Pairs) == 0 {
			fmt.Fprintf(w, "%s\tno app found %s\n", r.Name, r.Fault)
		}
		for i := 0; i < len(r.Pairs); i += len(gaps) {
			row(w, r, r.Pairs[i:i+len(gaps)], sums)
		}
		sums["new compile errors"] += len(r.Errors)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	total := sums["planned"] + sums["already there"] + sums["refused"] + sums["failed"]
	good := sums["planned"] + sums["already there"]
	fmt.Fprintf(out, "\n%d pairs: %d planned (%d of them with a part left to the user), %d already there, %d refused, %d failed\n",
		total, sums["planned"], sums["partly"], sums["already there"], sums["refused"], sums["failed"])
	fmt.Fprintf(out, "planned or already there: %.1f %%; laws broken: %d; new compile errors: %d\n",
		100*float64(good)/float64(max(total, 1)), sums["faults"], sums["new compile errors"])
	return nil
}

var short = map[string]string{"planned": "planned", "already there": "there", "refused": "refused", "failed": "FAILED"}

func row(w io.Writer, r *repository, pairs []*pair, sums map[string]int) {
	cells := []string{r.Name, pairs[0].App}
	faults := 0
	for _, p := range pairs {
		cell := short[p.Outcome]
		if p.Partly {
			cell += " -"
			sums["partly"]++
		}
		cells = append(cells, cell)
		sums[p.Outcome]++
		faults += len(p.Faults)
	}
	sums["faults"] += faults
	fmt.Fprintf(w, "%s\t%d\n", strings.Join(cells, "\t"), faults)
}

//go:build linux

// Command bench measures scaffold against tools that do the like, in one run, and ends with 1 where a goal is missed.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == timerFlag {
		os.Exit(timed(os.Args[2:]))
	}
	held, err := run(os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	case !held:
		os.Exit(1)
	}
}

// run measures what the arguments ask for, and tells whether every goal that must be held is.
func run(args []string, out, log io.Writer) (held bool, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 11, "counted rounds, after one that is not")
	bin := flags.String("bin", "bin/scaffold", "the scaffold to measure, built as it is shipped")
	only := flags.String("only", "", "a regular expression for the names of the cases to run")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	chosen, err := regexp.Compile(*only)
	if err != nil {
		return false, fmt.Errorf("-only: %w", err)
	}
	b, err := newBench(*bin, log)
	if err != nil {
		return false, err
	}
	defer b.close()
	var rows []row
	for _, c := range b.cases() {
		if !chosen.MatchString(c.name) {
			continue
		}
		found, err := b.measure(c, *rounds)
		if err != nil {
			return false, fmt.Errorf("%s: %w", c.name, err)
		}
		rows = append(rows, found...)
	}
	return printTable(out, rows, *rounds), nil
}

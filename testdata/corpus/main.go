// Command corpus runs every gap on every app of every repository in a folder, each in a copy, and tells what came of it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"
)

func main() {
	dir := flag.String("dir", "", "folder of checkouts")
	out := flag.String("json", "corpus.json", "file for the results; those of the same program that stand there are kept")
	tool := flag.String("scaffold", "bin/scaffold", "the program to try")
	check := flag.Bool("check", false, "compare compile errors before and after, too (installs dependencies)")
	only := flag.String("only", "", "run only the repositories whose name matches one of these patterns, with commas between")
	workers := flag.Int("workers", 2, "repositories at a time")
	flag.Parse()
	bin, err := filepath.Abs(*tool)
	if err == nil {
		err = run(*dir, *only, bin, *out, *check, *workers)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(dir, only, bin, out string, check bool, workers int) error {
	names, err := repositories(dir, only)
	if err != nil {
		return err
	}
	results, err := open(out, bin, check)
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	queue := make(chan int)
	for range workers {
		wait.Go(func() {
			for i := range queue {
				start := time.Now()
				results.keep(try(bin, filepath.Join(dir, names[i]), names[i], check))
				fmt.Fprintf(os.Stderr, "%3d/%d %s %.0f s\n", i+1, len(names), names[i], time.Since(start).Seconds())
			}
		})
	}
	for i, name := range names {
		if !results.has(name) {
			queue <- i
		}
	}
	close(queue)
	wait.Wait()
	return errors.Join(results.fault, table(os.Stdout, results.of(names)))
}

func repositories(dir, only string) ([]string, error) {
	if dir == "" {
		return nil, fmt.Errorf("no folder; give DIR=<folder of checkouts>")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	patterns := strings.Split(only, ",")
	var names []string
	for _, e := range entries {
		for _, pattern := range patterns {
			match, err := filepath.Match(pattern, e.Name())
			if err != nil {
				return nil, err
			}
			if e.IsDir() && (match || only == "") {
				names = append(names, e.Name())
				break
			}
		}
	}
	sort.Strings(names)
	return names, nil
}

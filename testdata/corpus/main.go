// Command corpus runs every gap on every app of every repository in a folder, each in a copy, and tells what came of it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"sync"
)

func main() {
	dir := flag.String("dir", "", "folder of checkouts")
	out := flag.String("json", "corpus.json", "file for the results")
	tool := flag.String("scaffold", "bin/scaffold", "the program to try")
	check := flag.Bool("check", false, "compare compile errors before and after, too (installs dependencies)")
	only := flag.String("only", "", "run only the repositories whose name matches this pattern")
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
	results := make([]*repository, len(names))
	var wait sync.WaitGroup
	queue := make(chan int)
	for range workers {
		wait.Go(func() {
			for i := range queue {
				results[i] = try(bin, filepath.Join(dir, names[i]), names[i], check)
				fmt.Fprintf(os.Stderr, "%3d/%d %s\n", i+1, len(names), names[i])
			}
		})
	}
	for i := range names {
		queue <- i
	}
	close(queue)
	wait.Wait()
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, append(text, '\n'), 0o666); err != nil {
		return err
	}
	return table(os.Stdout, results)
}

func repositories(dir, only string) ([]string, error) {
	if dir == "" {
		return nil, fmt.Errorf("no folder; give DIR=<folder of checkouts>")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		match, err := filepath.Match(only, e.Name())
		if err != nil {
			return nil, err
		}
		if e.IsDir() && (only == "" || match) {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names, nil
}

// Command codemod adds one import and one call to every module below a folder, with the patcher and the writer that
// scaffold ships.
package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/tssrc"
	"scaffold/plan"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: codemod DIR")
		os.Exit(2)
	}
	if err := change(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func change(dir string) error {
	disk, err := plan.Open(dir, nil)
	if err != nil {
		return err
	}
	defer disk.Close()
	changes, err := changes(dir)
	if err != nil {
		return err
	}
	planned, err := plan.Make(disk, changes)
	if err != nil {
		return err
	}
	for _, step := range planned.Steps {
		return step.Problem
	}
	return disk.Apply(context.Background(), planned, "codemod")
}

// changes returns one change a module.
func changes(dir string) ([]plan.Change, error) {
	var all []plan.Change
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".ts") {
			return err
		}
		path, err := filepath.Rel(dir, name)
		path = filepath.ToSlash(path)
		all = append(all, plan.Change{Gap: "metrics", App: ".", What: "count requests", Edits: []patcher.FileEdit{
			{Path: path, Edit: tssrc.Import{Path: path, Module: "@acme/metrics", Names: []string{"metrics"}}},
			{Path: path, Edit: tssrc.Edit{Path: path, What: "use metrics", Plan: use}},
		}})
		return err
	})
	return all, err
}

// use places the call behind that of the body parser.
func use(s *tssrc.Source) ([]tssrc.Change, error) {
	var parser, call tssrc.Node
	s.Root().Walk(func(n tssrc.Node) bool {
		if n.Kind() == tssrc.KindExpressionStatement {
			switch n.Source() {
			case "app.use(json());":
				parser = n
			case "app.use(metrics());":
				call = n
			}
		}
		return true
	})
	if call.Valid() {
		return nil, nil
	}
	if !parser.Valid() {
		return nil, s.Problem(s.Root(), "no body parser", "add app.use(metrics()) by hand", "")
	}
	change, err := s.InsertAfter(parser, "app.use(metrics());")
	return []tssrc.Change{change}, err
}

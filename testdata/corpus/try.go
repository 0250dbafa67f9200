package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scaffold/generators"
)

// repository is what came of one repository.
type repository struct {
	Name    string   `json:"name"`
	Program string   `json:"program"` // hash of the program that was tried
	Checked bool     `json:"checked"` // compile errors were compared, too
	Apps    []string `json:"apps"`
	Pairs   []*pair  `json:"pairs"`
	Fault   string   `json:"fault,omitempty"`  // the repository could not be tried at all
	Check   string   `json:"check,omitempty"`  // "", clean, not comparable: why
	Errors  []string `json:"errors,omitempty"` // new compile errors with every gap closed
}

// pair is one gap in one app.
type pair struct {
	App     string   `json:"app"`
	Gap     string   `json:"gap"`
	Outcome string   `json:"outcome"` // planned, already there, refused, failed
	Partly  bool     `json:"partly"`  // planned, with a part left to the user
	Present []string `json:"present,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
	Files   []string `json:"files,omitempty"`
	Faults  []string `json:"faults,omitempty"` // laws that were broken
}

// answer is the part of the tool's JSON document that counts here.
type answer struct {
	Apps []struct{ Dir, Framework string }
	Gaps []struct {
		Pieces []struct{ What, Status, At, By, Why, Paste string }
	}
	Files    []struct{ Path, Change string }
	Steps    []struct{ What, Where, Why, Paste string }
	Applied  bool
	ExitCode int
	Error    *struct{ Message string }
}

// gaps are what is tried: each alone, and all at once.
var gaps = names()

func names() []string {
	var all []string
	for _, g := range generators.All {
		all = append(all, g.Name)
	}
	return append(all, "--all")
}

// try runs every pair of a repository in a copy.
func try(bin, dir, name string, check bool) *repository {
	r := &repository{Name: name}
	scratch, err := os.MkdirTemp("", "corpus-")
	if err != nil {
		r.Fault = err.Error()
		return r
	}
	defer os.RemoveAll(scratch)
	work := filepath.Join(scratch, "repo")
	if err := exec.Command("cp", "-a", dir, work).Run(); err != nil {
		r.Fault = "copy: " + err.Error()
		return r
	}
	listed, err := call(bin, work, "list")
	if err != nil {
		r.Fault = err.Error()
		return r
	}
	trees := &trees{dir: work}
	before, err := trees.snapshot()
	if err != nil {
		r.Fault = err.Error()
		return r
	}
	for _, app := range listed.Apps {
		r.Apps = append(r.Apps, app.Framework+" "+app.Dir)
		for _, gap := range gaps {
			r.Pairs = append(r.Pairs, tryPair(bin, work, app.Dir, gap, before, trees))
		}
	}
	if check && len(listed.Apps) > 0 {
		r.compare(bin, work, listed)
	}
	return r
}

// tryPair closes one gap, looks at what was written, runs once more, and takes it back.
func tryPair(bin, work, app, gap string, before map[string]string, trees *trees) *pair {
	p := &pair{App: app, Gap: gap}
	args := []string{"add", gap, "--app", app, "--yes", "--allow-manual", "--allow-dirty"}
	first, err := call(bin, work, args...)
	if err != nil {
		p.Outcome, p.Faults = "failed", []string{err.Error()}
		return p
	}
	p.judge(first)
	if !first.Applied {
		p.same("nothing was applied", before, trees)
		return p
	}
	p.Faults = append(p.Faults, look(work, first)...)
	again, err := call(bin, work, args...)
	if err != nil || again.Applied || len(again.Files) > 0 {
		p.Faults = append(p.Faults, fmt.Sprintf("the second run is not empty: %v %v", err, again.Files))
		if again.Applied {
			undo(bin, work, p)
		}
	}
	undo(bin, work, p)
	p.same("undo", before, trees)
	return p
}

func undo(bin, work string, p *pair) {
	back, err := call(bin, work, "undo", "--yes")
	if err != nil || !back.Applied {
		p.Faults = append(p.Faults, fmt.Sprintf("undo: %v %+v", err, back.Error))
	}
}

// judge sorts the answer into an outcome.
func (p *pair) judge(a *answer) {
	for _, f := range a.Files {
		p.Files = append(p.Files, f.Path)
	}
	for _, s := range a.Steps {
		why := s.Why
		if s.Paste == "" {
			why += " [nothing to paste]"
		}
		p.Reasons = append(p.Reasons, why)
	}
	for _, g := range a.Gaps {
		for _, piece := range g.Pieces {
			if piece.Status == "present" {
				p.Present = append(p.Present, piece.What+": "+piece.By+" at "+piece.At)
			}
		}
	}
	switch {
	case a.Applied:
		p.Outcome, p.Partly = "planned", len(a.Steps) > 0
	case a.ExitCode == 0 && len(a.Steps) == 0:
		p.Outcome = "already there"
	case a.ExitCode == 0 || a.ExitCode == 3 || a.ExitCode == 4:
		p.Outcome = "refused"
		if len(a.Steps) == 0 && a.Error != nil {
			p.Reasons = append(p.Reasons, a.Error.Message)
		}
	default:
		p.Outcome = "failed"
		p.Faults = append(p.Faults, fmt.Sprintf("exit %d: %+v", a.ExitCode, a.Error))
	}
}

// same notes where the tree is not what it was.
func (p *pair) same(when string, before map[string]string, trees *trees) {
	after, err := trees.snapshot()
	if err != nil {
		p.Faults = append(p.Faults, err.Error())
		return
	}
	for path, was := range before {
		if after[path] != was {
			p.Faults = append(p.Faults, when+": "+path+" is not what it was")
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok {
			p.Faults = append(p.Faults, when+": "+path+" is left over")
		}
	}
	slices.Sort(p.Faults)
}

// call runs the tool and reads its document. A crash is an error.
func call(bin, work string, args ...string) (*answer, error) {
	var out, errOut bytes.Buffer
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, append(args, "--dir", work, "--json")...)
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var a answer
	if jsonErr := json.Unmarshal(out.Bytes(), &a); jsonErr != nil {
		return &a, fmt.Errorf("no document: %v %s", err, last(errOut.String(), 600))
	}
	if strings.Contains(errOut.String(), "goroutine ") {
		return &a, fmt.Errorf("panic: %s", last(errOut.String(), 600))
	}
	return &a, nil
}

func last(text string, n int) string {
	if len(text) > n {
		return text[len(text)-n:]
	}
	return text
}

// Package plan folds changes into one value, shows it, writes it and takes it back.
package plan

import (
	"io/fs"

	"scaffold/patcher"
)

// Change is a set of edits that land together or not at all.
type Change struct {
	Gap   string // "rate-limit"
	App   string // folder of the app, "." for the root
	What  string // the reason, shown beside the diff: "limit requests by client address"
	Edits []patcher.FileEdit
}

// File is what a plan does to one file.
type File struct {
	Path    string
	Before  []byte      // nil: new
	After   []byte      // nil: removed, which only an undo does
	Mode    fs.FileMode // of a file that is there, or of a new one before the umask takes its share
	Reasons []Reason    // in the order that they were folded
}

// Reason is why a file changes.
type Reason struct{ Gap, App, What, Edit string }

// Step is a change that could not be made, and what the user can do by hand.
type Step struct {
	Gap, App, What string
	Problem        *patcher.Problem // where and why, with the text to paste in Code
}

// Plan is what a run would do: files that differ, sorted by path, and steps left to the user.
type Plan struct {
	Files []File
	Steps []Step

	takesBack *run // the run that an undo takes back, nil for every other plan
}

// Empty tells whether there is nothing to write.
func (p *Plan) Empty() bool { return len(p.Files) == 0 }

// Paths returns the paths of the files that the plan writes, sorted.
func (p *Plan) Paths() []string {
	paths := make([]string, len(p.Files))
	for i, f := range p.Files {
		paths[i] = f.Path
	}
	return paths
}

// TakesBack returns the command whose run an undo takes back, "" for every other plan.
func (p *Plan) TakesBack() string {
	if p.takesBack == nil {
		return ""
	}
	return p.takesBack.Command
}

package plan

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/patcher"
)

// Dirty returns those of the paths, relative to root, that git tracks and that hold edits which are in no commit,
// staged or not. It returns none where there is no git, no repository or no commit yet. An error is a *patcher.Problem
// in git's own words.
func Dirty(root string, paths []string) ([]string, error) {
	if len(paths) == 0 || !isThere(filepath.Join(root, ".git")) {
		return nil, nil
	}
	args := append([]string{"--literal-pathspecs", "status", "--porcelain=v2", "--branch", "-z", "--no-renames", "--untracked-files=no", "--"}, paths...)
	out, err := git(root, nil, args...)
	if err != nil {
		return nil, err
	}
	var dirty []string
	for line := range strings.SplitSeq(out, "\x00") {
		fields := strings.SplitN(line, " ", 11)
		switch {
		case line == "# branch.oid (initial)":
			return nil, nil
		case fields[0] == "1" && len(fields) > 8:
			dirty = append(dirty, strings.Join(fields[8:], " "))
		case fields[0] == "u" && len(fields) > 10:
			dirty = append(dirty, fields[10])
		}
	}
	return dirty, nil
}

// Dirty returns the planned files with edits that are in no commit, other than what the tool itself has written since
// and can undo. A merge or rebase under way, or a conflict's marker in one of the files, is a *patcher.Problem.
func (d *Disk) Dirty(p *Plan) ([]string, error) {
	if err := d.underWay(); err != nil {
		return nil, err
	}
	for _, file := range p.Files {
		if line := conflictMarker(file.Before); line > 0 {
			problem := refuse(file.Path, "holds the marker of a merge conflict", "settle the conflict and run again")
			problem.Line = line
			return nil, problem
		}
	}
	dirty, err := Dirty(d.dir, p.Paths())
	if err != nil || len(dirty) == 0 {
		return nil, err
	}
	written, err := d.written()
	if err != nil {
		return nil, err
	}
	var theirs []string
	for _, file := range p.Files {
		if slices.Contains(dirty, file.Path) && written[file.Path] != patcher.Hash(file.Before) {
			theirs = append(theirs, file.Path)
		}
	}
	return theirs, nil
}

// written returns the hash of what the newest run left in each file of the runs in the journal.
func (d *Disk) written() (map[string]string, error) {
	hashes := map[string]string{}
	if err := d.openStore(false); err != nil || d.store == nil {
		return hashes, err
	}
	numbers, err := d.counters()
	if err != nil {
		return nil, err
	}
	for _, number := range numbers {
		found, err := d.load(runName(number))
		if err != nil || found == nil || found.Undoes {
			continue // what a damaged journal says of a file does not count
		}
		for _, e := range found.Files {
			if e.After != nil {
				hashes[e.Path] = e.After.Hash
			}
		}
	}
	return hashes, nil
}

// underWay refuses a repository in the middle of a merge or the like.
func (d *Disk) underWay() error {
	if d.git == "" {
		return nil
	}
	for _, sign := range []struct{ name, what string }{
		{"MERGE_HEAD", "a merge"}, {"CHERRY_PICK_HEAD", "a cherry-pick"}, {"REVERT_HEAD", "a revert"},
		{"rebase-merge", "a rebase"}, {"rebase-apply", "a rebase"},
	} {
		if isThere(filepath.Join(d.git, sign.name)) {
			return &patcher.Problem{Kind: patcher.Conflict, What: sign.what + " is under way", Todo: "end or abort it, then run again"}
		}
	}
	return nil
}

// conflictMarker returns the line, from 1, on which a merge conflict begins, 0 for none.
func conflictMarker(text []byte) int {
	if !bytes.Contains(text, []byte("<<<<<<< ")) {
		return 0
	}
	number, start := 0, 0
	for line := range bytes.Lines(text) {
		number++
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<< ")):
			start = number
		case start > 0 && bytes.HasPrefix(line, []byte(">>>>>>> ")):
			return start
		}
	}
	return 0
}

// Ignored is a planned file that git would leave out, and the rule that says so.
type Ignored struct {
	Path         string
	Source, Line string // the file of rules, and the line in it
	Rule         string
}

// Problem refuses the file by name and rule.
func (i Ignored) Problem() *patcher.Problem {
	return refuse(i.Path, fmt.Sprintf("is ignored by git, by %s:%s: %s", i.Source, i.Line, i.Rule), "change the rule, or choose another place")
}

// Ignored returns the planned files that git would ignore, unless the plan takes them out of the rule. A .env file is meant
// to be ignored.
func (d *Disk) Ignored(p *Plan) ([]Ignored, error) {
	var names []string
	for _, name := range p.Paths() {
		if !secret(name) {
			names = append(names, "./"+name) // a colon at the start would mean something to git
		}
	}
	if d.git == "" || len(names) == 0 {
		return nil, nil
	}
	out, err := git(d.dir, []byte(strings.Join(names, "\x00")+"\x00"), "check-ignore", "-z", "-v", "--stdin")
	if err != nil {
		return nil, err
	}
	var found []Ignored
	fields := strings.Split(out, "\x00")
	for ; len(fields) > 3; fields = fields[4:] {
		one := Ignored{Source: fields[0], Line: fields[1], Rule: fields[2], Path: path.Clean(fields[3])}
		if !strings.HasPrefix(one.Rule, "!") && !p.excepts(path.Base(one.Path)) {
			found = append(found, one)
		}
	}
	return found, nil
}

// excepts tells whether the plan adds the rule that takes files of this name out of the rules above it.
func (p *Plan) excepts(name string) bool {
	rule := []byte("!" + name)
	return slices.ContainsFunc(p.Files, func(f File) bool {
		return path.Base(f.Path) == ".gitignore" && !holdsLine(f.Before, rule) && holdsLine(f.After, rule)
	})
}

func holdsLine(text, line []byte) bool {
	for each := range bytes.Lines(text) {
		if bytes.Equal(bytes.TrimRight(each, "\r\n"), line) {
			return true
		}
	}
	return false
}

// git runs a reading git command on the repository at root. Nothing that the repository's own configuration names is
// run: its file system monitor and hooks are off. Where git is not installed it says nothing.
func git(root string, input []byte, args ...string) (string, error) {
	safe := []string{"-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "status.submoduleSummary=false"}
	cmd := exec.Command("git", append(safe, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", nil
	case errors.As(err, &exit) && exit.ExitCode() > 1:
		words, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return "", &patcher.Problem{Kind: patcher.Conflict, What: "git says: " + words, Todo: "see to it and run again"}
	}
	return string(out), nil
}

func isThere(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

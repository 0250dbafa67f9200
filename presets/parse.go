package presets

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/yamlsrc"
)

// Parse reads the record at path; nil text is an empty record. A record that is damaged, of a newer version, or has
// names that this version does not know, is refused as a Conflict: what it says of the user's files must not be
// guessed.
func Parse(path string, src []byte) (*Record, error) {
	if src == nil {
		return &Record{Version: version}, nil
	}
	r, err := parse(path, src)
	var p *patcher.Problem
	if errors.As(err, &p) {
		refused := *p
		refused.Kind = patcher.Conflict
		refused.Todo = "restore it from git, or update scaffold"
		return nil, &refused
	}
	return r, err
}

func parse(path string, src []byte) (*Record, error) {
	var about struct{ Version int }
	if err := yamlsrc.Decode(src, &about); err != nil {
		return nil, patcher.In(path, err)
	}
	line := yamlsrc.Line(src, "version")
	problem := func(what string) (*Record, error) {
		return nil, &patcher.Problem{Kind: patcher.Conflict, Path: path, Line: max(line, 1), What: what, Todo: "update scaffold, or correct the file"}
	}
	switch {
	case about.Version > version:
		return problem(fmt.Sprintf("the format is version %d and this scaffold knows %d", about.Version, version))
	case about.Version < 1:
		return problem("there is no version: 1")
	}
	var r Record
	if err := yamlsrc.DecodeStrict(src, &r); err != nil {
		return nil, patcher.In(path, err)
	}
	where, what := r.wrong()
	if what == "" {
		return &r, nil
	}
	line = yamlsrc.Line(src, where...)
	return problem(what)
}

var (
	gapName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	hash    = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// wrong returns the first value that cannot be, and the keys that lead to it.
func (r *Record) wrong() (where []string, what string) {
	for gap, entry := range r.Gaps {
		if what := entry.wrong(gap); what != "" {
			return []string{"gaps", gap}, what
		}
		if len(entry.Created)+len(entry.Edits) > 0 {
			return []string{"gaps", gap}, "files are noted for no app"
		}
	}
	for app, gaps := range r.Apps {
		if !fs.ValidPath(app) {
			return []string{"apps", app}, quote(app) + " is not a folder of the repository"
		}
		for gap, entry := range gaps {
			if what := entry.wrong(gap); what != "" {
				return []string{"apps", app, gap}, what
			}
		}
	}
	return nil, ""
}

func (e Entry) wrong(gap string) string {
	if !gapName.MatchString(gap) {
		return quote(gap) + " is not the name of a gap"
	}
	for path, sum := range e.Created {
		if !inside(path) {
			return quote(path) + " is not a file of the repository"
		}
		if !hash.MatchString(sum) {
			return quote(sum) + " is not a hash"
		}
	}
	for _, edit := range e.Edits {
		if !inside(edit.Path) {
			return quote(edit.Path) + " is not a file of the repository"
		}
	}
	return ""
}

// inside tells whether a path is that of a file below the root, outside of git's own.
func inside(path string) bool {
	return fs.ValidPath(path) && path != "." && path != ".git" && !strings.HasPrefix(path, ".git/")
}

func quote(text string) string { return fmt.Sprintf("%.80q", text) }

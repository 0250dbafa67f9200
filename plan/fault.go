package plan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"scaffold/patcher"
)

// fault is a step that went wrong.
type fault struct {
	op, path string
	err      error
}

func (f *fault) Error() string { return f.path + ": " + f.op + ": " + f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// plain strips an error of the path that the message names already.
func plain(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// reason returns what went wrong in the end, without the step and the path.
func reason(err error) error {
	var at *fault
	if errors.As(err, &at) {
		return at.err
	}
	return plain(err)
}

// unwritten says why a plan was not written, when nothing of it is left.
func unwritten(err error, now *run, targets []target) error {
	var problem *patcher.Problem
	var at *fault
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &patcher.Problem{Kind: patcher.Interrupted, What: "interrupted", Todo: "nothing was changed"}
	case !errors.As(err, &at):
		at = &fault{"apply", "", err}
	}
	problem = &patcher.Problem{Kind: patcher.WriteFailed, Path: at.path, What: "cannot be written: " + at.op + ": " + at.err.Error(),
		Todo: "nothing was changed; remove the cause and run again"}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		problem.What = fmt.Sprintf("%v, %d bytes are needed", at.err, needed(now, targets))
		problem.Todo = "nothing was changed; free some space and run again"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EROFS):
		problem.Kind = patcher.Conflict
		problem.Todo = "nothing was changed; see to the rights of the file and its folder and run again"
	}
	return problem
}

// needed returns how many bytes a run writes: the new texts and the journal.
func needed(now *run, targets []target) int {
	bytes := 0
	for _, t := range targets {
		bytes += len(t.After)
	}
	if text, err := now.encode(); err == nil {
		bytes += len(text)
	}
	return bytes
}

// unfinished says what could not be taken back, and why it had to be.
func unfinished(back, cause error) error {
	problem := &patcher.Problem{Kind: patcher.RecoveryNeeded, Todo: "remove the cause and run any command again, which takes the rest back"}
	var at *fault
	var named *patcher.Problem
	switch {
	case errors.As(back, &named):
		problem.Path, problem.What, problem.Todo = named.Path, named.What, named.Todo
	case errors.As(back, &at):
		problem.Path, problem.What = at.path, at.op+": "+at.err.Error()
	default:
		problem.What = back.Error()
	}
	if cause != nil {
		problem.What += " (while taking back after: " + strings.ReplaceAll(cause.Error(), "\n", ", ") + ")"
	}
	return problem
}

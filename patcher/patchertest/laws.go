// Package patchertest holds the four laws of every edit as one test, and runs cases written as txtar files.
package patchertest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"scaffold/patcher"
)

// Laws applies the edit to src, which is nil for no file, and checks the four laws: once is enough, quiet, whole,
// honest. It returns what Apply gave. parses returns an error for text that is not of the format; nil takes any text.
// replaced are lines of src, compared without surrounding space, that the edit is meant to change; any other line may
// at most have text put into it.
func Laws(t testing.TB, edit patcher.Edit, src []byte, parses func([]byte) error, replaced ...string) ([]byte, error) {
	t.Helper()
	out, err := apply(t, edit, src)
	if err != nil {
		honest(t, edit, out, err)
		return nil, err
	}
	if out == nil {
		t.Errorf("%s: neither text nor an error", edit)
	}
	again, err := apply(t, edit, out)
	switch {
	case err != nil:
		t.Errorf("%s: not once is enough: the second time it says %v\n%s", edit, err, out)
	case !bytes.Equal(again, out):
		t.Errorf("%s: not once is enough: the second time it gives\n%s\nafter\n%s", edit, again, out)
	}
	if what := unquiet(src, out, replaced); what != "" {
		t.Errorf("%s: not quiet: %s\nbefore:\n%s\nafter:\n%s", edit, what, src, out)
	}
	if parses == nil {
		return out, nil
	}
	if err := parses(out); err != nil {
		t.Errorf("%s: not whole: %v\nbefore:\n%s\nafter:\n%s", edit, err, src, out)
	}
	return out, nil
}

// tail stands behind the text that an edit is given, in the same array, where a careless append would write.
const tail = "behind the end"

// apply runs the edit on a copy of src and fails when the edit wrote into it.
func apply(t testing.TB, edit patcher.Edit, src []byte) ([]byte, error) {
	t.Helper()
	if src == nil {
		return edit.Apply(nil)
	}
	given := append(bytes.Clone(src), tail...)
	out, err := edit.Apply(given[:len(src)])
	if !bytes.Equal(given[:len(src)], src) || string(given[len(src):]) != tail {
		t.Errorf("%s: wrote into the text that it was given", edit)
	}
	return bytes.Clone(out), err
}

func honest(t testing.TB, edit patcher.Edit, out []byte, err error) {
	t.Helper()
	var p *patcher.Problem
	switch {
	case out != nil:
		t.Errorf("%s: not honest: both text and an error: %v", edit, err)
	case !errors.As(err, &p):
		t.Errorf("%s: not honest: the error is a %T, not a Problem: %v", edit, err, err)
	case p.What == "" || p.Kind == 0:
		t.Errorf("%s: not honest: the problem says nothing: %+v", edit, p)
	case strings.HasPrefix(p.What, "failed to"):
		t.Errorf("%s: the problem should say what is wrong: %s", edit, p.What)
	}
}

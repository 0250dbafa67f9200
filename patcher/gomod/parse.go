// Package gomod adds requirements to a go.mod and reads it; only require lines change.
package gomod

import (
	"errors"
	"strings"

	"golang.org/x/mod/modfile"

	"scaffold/patcher"
)

// parse reads a go.mod. Directives that a newer Go has brought are let through.
func parse(src []byte) (*modfile.File, error) {
	if err := patcher.Present(src, "run go mod init"); err != nil {
		return nil, err
	}
	bom, text := patcher.CutBOM(src)
	asWritten := func(_, version string) (string, error) { return version, nil }
	f, err := modfile.ParseLax("go.mod", text, asWritten)
	var list modfile.ErrorList
	switch {
	case errors.As(err, &list) && len(list) > 0:
		return nil, patcher.Misread(src, len(bom)+list[0].Pos.Byte, "the module file cannot be read: "+list[0].Err.Error(), "correct it first")
	case err != nil:
		return nil, patcher.Misread(src, 0, "the module file cannot be read: "+err.Error(), "correct it first")
	case f.Module == nil:
		return nil, patcher.Misread(src, len(bom), "there is no module line", "run go mod init")
	}
	return f, nil
}

// Module returns the module path, "" when there is none.
func Module(src []byte) string {
	_, text := patcher.CutBOM(src)
	return modfile.ModulePath(text)
}

// GoLine returns the version in the go line, "1.24.0", "" when there is none.
func GoLine(src []byte) string {
	f, err := parse(src)
	if err != nil || f.Go == nil {
		return ""
	}
	return f.Go.Version
}

// Requirement is a module that a go.mod requires.
type Requirement struct {
	Module   string
	Version  string
	Indirect bool
	Line     int // from 1
}

// Requirements returns the required modules in order, nil when the file cannot be read.
func Requirements(src []byte) []Requirement {
	f, err := parse(src)
	if err != nil {
		return nil
	}
	var all []Requirement
	for _, r := range f.Require {
		all = append(all, Requirement{r.Mod.Path, r.Mod.Version, r.Indirect, r.Syntax.Start.Line})
	}
	return all
}

// Uses returns the folders that a go.work names, with forward slashes; nil when it cannot be read.
func Uses(src []byte) []string {
	_, text := patcher.CutBOM(src)
	f, err := modfile.ParseWork("go.work", text, nil)
	if err != nil {
		return nil
	}
	var all []string
	for _, use := range f.Use {
		all = append(all, strings.ReplaceAll(use.Path, `\`, "/"))
	}
	return all
}

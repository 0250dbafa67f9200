package cmd

import (
	"bytes"
	"errors"
	"path"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/patcher/tssrc"
	"scaffold/stack/source"
)

// noApps says why there is nothing to work on: a file that would make an app cannot be parsed, or there is none.
func noApps(repo *source.Repo) error {
	if err := errors.Join(astray(repo), unparsed(repo)); err != nil {
		return err
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		What: "no service on a framework that scaffold knows was found here (" + frameworkTitles() + ")",
		Todo: "run it in the service's repository, or make a new one with scaffold init",
	}
}

// astray names the sources and manifests that are links out of the repository: they are not read, for they would be
// written to.
func astray(repo *source.Repo) error {
	var problems []error
	for _, name := range repo.Files() {
		if (parserOf(name) != nil || manifests[path.Base(name)]) && repo.Astray(name) {
			problems = append(problems, &patcher.Problem{
				Kind: patcher.Conflict,
				Path: name,
				What: "the link leads out of the repository, or nowhere",
				Todo: "put the file itself there, or run where it lies",
			})
		}
	}
	return errors.Join(problems...)
}

var manifests = map[string]bool{"package.json": true, "go.mod": true}

// unparsed names the sources that import a framework and cannot be parsed.
func unparsed(repo *source.Repo) error {
	var problems []error
	for _, name := range repo.Files() {
		parse := parserOf(name)
		if parse == nil {
			continue
		}
		text := repo.Read(name)
		if !importsFramework(text) {
			continue
		}
		if err := parse(name, text); err != nil {
			problems = append(problems, patcher.In(name, err))
		}
	}
	return errors.Join(problems...)
}

func parserOf(name string) func(string, []byte) error {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts":
		return func(name string, text []byte) error { _, err := tssrc.Parse(name, text); return err }
	case ".go":
		return func(_ string, text []byte) error { _, err := gosrc.Parse(text); return err }
	}
	return nil
}

// importsFramework tells whether a source may be where an app is made.
func importsFramework(text []byte) bool {
	for _, module := range []string{`"express"`, `'express'`, `"net/http"`, `/chi`, `/gin"`, `/echo`} {
		if bytes.Contains(text, []byte(module)) {
			return true
		}
	}
	return false
}

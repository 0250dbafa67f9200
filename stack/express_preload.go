package stack

import (
	"maps"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// placePreload loads a file before all others: by the first import of the file that the process starts with, however it
// is started; and where Node runs ES modules also by the flag of the package's own scripts, since what watches modules being
// loaded is there too late in an import.
func placePreload(app *App, code Code) ([]patcher.FileEdit, error) {
	site := app.Site.(*expressSite)
	path := site.entry
	esm := app.Is(Runtime, "esm")
	load := ts.Import{Path: nodejs.ParsedAs(path), Module: linkIn(site.program, app, path, code.File), Effect: true, First: true, ESM: esm,
		Order: importOrder(app, path, code)}
	first := ts.Edit{Path: nodejs.ParsedAs(path), What: load.String(), Plan: func(s *ts.Source) ([]ts.Change, error) {
		return planLoad(s, load)
	}}
	edits := []patcher.FileEdit{{Path: path, Edit: first}}
	if !esm {
		return edits, nil
	}
	return append(edits, site.preloadScripts(app, code.File)...), nil
}

// preloadScripts adds the flag to the scripts that do no more than run the entry by node.
func (site *expressSite) preloadScripts(app *App, file string) []patcher.FileEdit {
	pkg := site.program.Pkg
	entry, built := site.runs(app, site.entry)
	flag, ok := site.runs(app, file)
	if !built || !ok {
		return nil
	}
	var edits []patcher.FileEdit
	for _, name := range slices.Sorted(maps.Keys(pkg.Scripts)) {
		e := preloadScript{Script: name, Entry: entry, File: "./" + flag}
		if _, ok := e.preloaded(pkg.Scripts[name]); ok {
			edits = append(edits, patcher.FileEdit{Path: pkg.Path, Edit: e})
		}
	}
	return edits
}

// runs returns the file that Node runs for a source file, relative to the package.
func (site *expressSite) runs(app *App, name string) (string, bool) {
	rel := nodejs.Rel(app.Dir, name)
	if app.Is(Types, "typescript") {
		return site.built(app, rel)
	}
	return rel, true
}

// preloadScript has a script of package.json load a file before its program.
type preloadScript struct {
	Script string // "start"
	Entry  string // the program that it runs: "dist/server.js"
	File   string // what is loaded before: "./dist/instrument.js"
}

func (e preloadScript) String() string { return "load " + e.File + " in the script " + e.Script }

// Apply returns the text with the flag in the script.
func (e preloadScript) Apply(src []byte) ([]byte, error) {
	command, _ := jsonsrc.Get(src, "scripts", e.Script)
	text, _ := command.(string)
	with, ok := e.preloaded(text)
	if !ok {
		return nil, &patcher.Problem{
			Kind: patcher.NotUnderstood,
			Line: jsonsrc.Line(src, "scripts", e.Script),
			What: "the script " + e.Script + " does more than run " + e.Entry,
			Todo: "load the file before the program there",
			Code: "node --import " + e.File + " " + e.Entry,
		}
	}
	return jsonsrc.Set{Pointer: []string{"scripts", e.Script}, Value: with}.Apply(src)
}

// valued are the flags of Node whose value is a word of its own.
var valued = map[string]bool{
	"-r": true, "--require": true, "--import": true, "--loader": true, "--experimental-loader": true, "--env-file": true,
	"--env-file-if-exists": true, "-C": true, "--conditions": true,
}

// preloaded returns the command with the flag; ok is false for one that does more than run the program by node.
func (e preloadScript) preloaded(command string) (string, bool) {
	words := strings.Split(command, " ")
	i := 0
	for i < len(words) && (words[i] == "cross-env" || isAssignment(words[i])) {
		i++
	}
	if i == len(words) || words[i] != "node" || strings.ContainsAny(command, "&|;`$\"'()<>\\") {
		return "", false
	}
	at := 0
	for i++; i < len(words) && strings.HasPrefix(words[i], "-"); i++ {
		if !valued[words[i]] {
			continue
		}
		if i++; i == len(words) {
			return "", false
		}
		if words[i-1] == "--import" && words[i] == e.File {
			return command, true
		}
		if words[i-1] == "--import" && strings.HasPrefix(words[i], "./") && words[i] > e.File && at == 0 {
			at = i - 1 // the order is the same whichever came first
		}
	}
	if i == len(words) || strings.TrimPrefix(words[i], "./") != e.Entry {
		return "", false
	}
	if at == 0 {
		at = i
	}
	return strings.Join(append(words[:at:at], append([]string{"--import", e.File}, words[at:]...)...), " "), true
}

// isAssignment tells whether a word of a command sets a variable for it.
func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.ToUpper(name) == name && !strings.HasPrefix(name, "-")
}

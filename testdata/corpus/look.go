package main

import (
	"crypto/sha256"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"scaffold/patcher/tssrc"
)

// trees takes snapshots of a folder. A file whose size and time are those of the last look is not read again.
type trees struct {
	dir   string
	known map[string]seen
}

type seen struct {
	size int64
	at   time.Time
	sum  string
}

// snapshot returns kind, mode and content of everything in the folder but git's own and what was installed.
func (t *trees) snapshot() (map[string]string, error) {
	if t.known == nil {
		t.known = map[string]seen{}
	}
	tree := map[string]string{}
	err := filepath.WalkDir(t.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == ".git" || e.Name() == "node_modules") {
			return filepath.SkipDir
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		what := info.Mode().String()
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			to, _ := os.Readlink(name)
			what += " " + to
		case info.Mode().IsRegular():
			sum, err := t.sum(name, info)
			if err != nil {
				return err
			}
			what += " " + sum
		}
		if name != t.dir {
			rel, _ := filepath.Rel(t.dir, name)
			tree[rel] = what
		}
		return nil
	})
	return tree, err
}

func (t *trees) sum(name string, info fs.FileInfo) (string, error) {
	if k, ok := t.known[name]; ok && k.size == info.Size() && k.at.Equal(info.ModTime()) {
		return k.sum, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(text))
	t.known[name] = seen{info.Size(), info.ModTime(), sum}
	return sum, nil
}

// look reads what was written: each source file parses, and of the user's lines none is lost.
func look(work string, a *answer) []string {
	var faults []string
	for _, f := range a.Files {
		name := filepath.Join(work, f.Path)
		text, err := os.ReadFile(name)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		if err := parses(f.Path, text); err != nil {
			faults = append(faults, "does not parse: "+err.Error())
		}
		if f.Change == "changed" && !strings.HasPrefix(f.Path, ".scaffold/") {
			faults = append(faults, quiet(work, f.Path, text)...)
		}
	}
	return faults
}

func parses(name string, text []byte) error {
	switch filepath.Ext(name) {
	case ".go":
		_, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		return err
	case ".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".tsx", ".jsx":
		_, err := tssrc.Parse(name, text)
		return err
	}
	return nil
}

// quiet compares a file with the one that git has: a line that is gone must live on inside a new one, since an edit
// wraps a call or extends a list, and never drops anything.
func quiet(work, path string, text []byte) []string {
	old, err := show(work, path)
	if err != nil {
		return nil // the file is not in git: the undo is compared byte by byte all the same
	}
	var faults, gone, come []string
	for _, line := range strings.Split(string(diff.Diff("a", old, "b", text)), "\n") {
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
		case strings.HasPrefix(line, "-"):
			gone = append(gone, squeeze(line[1:]))
		case strings.HasPrefix(line, "+"):
			come = append(come, squeeze(line[1:]))
		}
	}
	for _, line := range gone {
		if !lives(line, come) && !unused(line, text) {
			faults = append(faults, path+": lost the line "+line)
		}
	}
	return faults
}

// goImport is a line of an import block.
var goImport = regexp.MustCompile(`^"([\w./-]+/)?(\w+)"$`)

// unused tells whether the line is a Go import that nothing uses any more: the file would not compile with it.
func unused(line string, text []byte) bool {
	m := goImport.FindStringSubmatch(line)
	return m != nil && !regexp.MustCompile(`\b`+m[2]+`\.`).Match(text)
}

// start is a call that begins to listen: another function takes its place, with the same arguments.
var start = regexp.MustCompile(`[\w.]+\.(ListenAndServe|ListenAndServeTLS|Run|RunTLS|Start|StartTLS|StartServer)\(`)

// lives tells whether the parts of a line all stand in new lines.
func lives(line string, come []string) bool {
	all := strings.Join(come, "\n")
	line = start.ReplaceAllString(line, "(")
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t(){}[],;", r) }) {
		if word != "nil" && !strings.Contains(all, word) { // nil, the default handler, is what gets wrapped
			return false
		}
	}
	return true
}

func squeeze(line string) string { return strings.TrimSpace(line) }

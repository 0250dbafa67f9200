package patchertest

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/patcher"
)

var update = flag.Bool("update", false, "write the outputs of txtar cases anew")

// Run runs the cases of the txtar files that match the pattern. A case holds
//
//	in       the text before; left out for no file
//	edit     one edit a line: its name and arguments, an argument with spaces as a quoted Go string
//	out      the text after, or
//	error    the problem, and below it the code to add by hand where the problem has one
//	replaced lines of in that the edits are meant to change; left out for insertions only
//
// build makes an edit from a line of edit. Each case is run as it stands and in each of Variants, under the four laws.
func Run(t *testing.T, pattern string, build func(name string, args []string) patcher.Edit, parses func([]byte) error) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no case matches %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			c := read(t, file)
			for _, line := range strings.Split(strings.TrimSpace(string(c.get("edit"))), "\n") {
				c.edits = append(c.edits, parseEdit(t, line, build))
			}
			c.run(t, parses)
		})
	}
}

// file is a case.
type file struct {
	path    string
	archive *txtar.Archive
	edits   []patcher.Edit
}

func read(t *testing.T, path string) *file {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return &file{path: path, archive: txtar.Parse(text)}
}

// get returns a part of the case, nil when it is left out.
func (f *file) get(name string) []byte {
	for _, part := range f.archive.Files {
		if part.Name == name {
			return append([]byte{}, part.Data...)
		}
	}
	return nil
}

func (f *file) run(t *testing.T, parses func([]byte) error) {
	in := f.get("in")
	got, problem := f.apply(t, in, parses)
	if *update {
		f.write(t, got, problem)
		return
	}
	want, wanted := string(f.get("out")), strings.TrimSpace(string(f.get("error")))
	if problem != wanted {
		t.Fatalf("the problem is\n%s\nwant\n%s", problem, wanted)
	}
	if problem == "" && string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if in == nil || !plain(in) {
		return
	}
	for _, v := range variants {
		varied := v.of(string(in))
		if varied == string(in) {
			continue
		}
		t.Run(v.name, func(t *testing.T) {
			got, problem := f.apply(t, []byte(varied), parses)
			switch {
			case !v.alike(problem, wanted):
				t.Errorf("the problem is\n%s\nwant\n%s", problem, wanted)
			case problem == "" && v.exact(varied) && string(got) != v.of(want):
				t.Errorf("got %q\nwant %q", got, v.of(want))
			}
		})
	}
}

// apply runs the edits one behind the other, each under the laws, and returns the text or the problem.
func (f *file) apply(t *testing.T, src []byte, parses func([]byte) error) ([]byte, string) {
	t.Helper()
	replaced := strings.Split(string(f.get("replaced")), "\n")
	for _, edit := range f.edits {
		out, err := Laws(t, edit, src, parses, replaced...)
		var p *patcher.Problem
		switch {
		case errors.As(err, &p):
			return nil, describe(p)
		case err != nil:
			return nil, err.Error()
		}
		src = out
	}
	return src, ""
}

func describe(p *patcher.Problem) string {
	text := p.Error()
	if p.Path == "" && p.Line > 0 {
		text = p.Where() + ": " + text
	}
	return strings.TrimSpace(text + "\n" + strings.ReplaceAll(p.Code, "\r\n", "\n"))
}

// write puts what an edit gave into the case.
func (f *file) write(t *testing.T, got []byte, problem string) {
	t.Helper()
	var parts []txtar.File
	for _, part := range f.archive.Files {
		if part.Name != "out" && part.Name != "error" {
			parts = append(parts, part)
		}
	}
	if problem != "" {
		parts = append(parts, txtar.File{Name: "error", Data: []byte(problem + "\n")})
	} else {
		parts = append(parts, txtar.File{Name: "out", Data: got})
	}
	f.archive.Files = parts
	if err := os.WriteFile(f.path, txtar.Format(f.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func parseEdit(t *testing.T, line string, build func(string, []string) patcher.Edit) patcher.Edit {
	t.Helper()
	words, err := split(line)
	if err != nil || len(words) == 0 {
		t.Fatalf("the edit %q cannot be read: %v", line, err)
	}
	edit := build(words[0], words[1:])
	if edit == nil {
		t.Fatalf("there is no edit %q", words[0])
	}
	return edit
}

// split cuts a line at spaces; a word that starts with a quote is a Go string.
func split(line string) ([]string, error) {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if !bytes.ContainsAny([]byte(line[:1]), "\"`") {
			word, rest, _ := strings.Cut(line, " ")
			words, line = append(words, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return nil, err
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		words, line = append(words, word), line[len(quoted):]
	}
	return words, nil
}

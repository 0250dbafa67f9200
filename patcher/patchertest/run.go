package patchertest

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"scaffold/patcher"
)

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
	Each(t, pattern, func(t *testing.T, c *Case) {
		r := run{c: c, parses: parses, replaced: strings.Split(string(c.Get("replaced")), "\n")}
		for line := range strings.SplitSeq(strings.TrimSpace(string(c.Get("edit"))), "\n") {
			r.edits = append(r.edits, parseEdit(t, line, build))
		}
		r.unvaried(t)
		if in := c.Get("in"); !*update && in != nil && plain(in) {
			r.varied(t, string(in))
		}
	})
}

// Parses makes of a parser the check that Run and Laws ask for.
func Parses[T any](parse func([]byte) (T, error)) func([]byte) error {
	return func(text []byte) error {
		_, err := parse(text)
		return err
	}
}

// run is a case with the edits that it names.
type run struct {
	c        *Case
	edits    []patcher.Edit
	replaced []string
	parses   func([]byte) error
}

// unvaried runs the case as it stands.
func (r *run) unvaried(t *testing.T) {
	t.Helper()
	got, problem := r.apply(t, r.c.Get("in"))
	if problem != "" {
		r.c.Want(t, "error", problem+"\n")
		r.c.WantNone(t, "out")
		return
	}
	r.c.WantNone(t, "error")
	r.c.Want(t, "out", string(got))
}

// varied runs the case in the other ways of writing its input.
func (r *run) varied(t *testing.T, in string) {
	want, wanted := string(r.c.Get("out")), strings.TrimSpace(string(r.c.Get("error")))
	for _, v := range variants {
		varied := v.of(in)
		if varied == in {
			continue
		}
		t.Run(v.name, func(t *testing.T) {
			got, problem := r.apply(t, []byte(varied))
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
func (r *run) apply(t *testing.T, src []byte) ([]byte, string) {
	t.Helper()
	for _, edit := range r.edits {
		out, err := Laws(t, edit, src, r.parses, r.replaced...)
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

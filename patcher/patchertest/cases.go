package patchertest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the outputs of txtar cases anew")

// Case is a txtar file of texts and what must come of them.
type Case struct {
	path    string
	archive *txtar.Archive
}

// Each runs a subtest for each case whose path matches the pattern. With -update it writes the case back afterwards.
func Each(t *testing.T, pattern string, check func(*testing.T, *Case)) {
	t.Helper()
	for _, c := range cases(t, pattern) {
		t.Run(strings.TrimSuffix(filepath.Base(c.path), ".txtar"), func(t *testing.T) {
			check(t, c)
			if !*update {
				return
			}
			if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Texts returns the inputs of the cases that match the pattern and the texts given, each as it stands and in each of
// Variants. A case for a file that is not there gives an empty text.
func Texts(t testing.TB, pattern string, more ...string) []string {
	t.Helper()
	plain := slices.Clone(more)
	for _, c := range cases(t, pattern) {
		plain = append(plain, string(c.Get("in")))
	}
	var all []string
	for _, text := range plain {
		all = append(all, text)
		for _, v := range variants {
			all = append(all, v.of(text))
		}
	}
	return all
}

// Seeds adds Texts to the corpus of a fuzz test of one string.
func Seeds(f *testing.F, pattern string, more ...string) {
	f.Helper()
	for _, text := range Texts(f, pattern, more...) {
		f.Add(text)
	}
}

// cases reads the files that match the pattern; none is a failure.
func cases(t testing.TB, pattern string) []*Case {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no case matches %s (%v)", pattern, err)
	}
	var all []*Case
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &Case{path: path, archive: txtar.Parse(text)})
	}
	return all
}

// Get returns a copy of a part of the case, nil when it is left out.
func (c *Case) Get(name string) []byte {
	if at := c.index(name); at >= 0 {
		return append([]byte{}, c.archive.Files[at].Data...)
	}
	return nil
}

// Want compares a part of the case, which must be there, with what came; with -update what came becomes the part.
func (c *Case) Want(t *testing.T, name, got string) {
	t.Helper()
	want := c.Get(name)
	switch {
	case *update:
		c.set(name, got)
	case want == nil:
		t.Errorf("%s: there is no %s; what came is\n%s", c.path, name, got)
	case string(want) != got:
		t.Errorf("%s: %s is\n%s\nwant\n%s", c.path, name, got, want)
	}
}

// WantNone tells that a part must not be there; with -update it is taken out.
func (c *Case) WantNone(t *testing.T, name string) {
	t.Helper()
	at := c.index(name)
	switch {
	case at < 0:
	case *update:
		c.archive.Files = slices.Delete(c.archive.Files, at, at+1)
	default:
		t.Errorf("%s: there came no %s, want\n%s", c.path, name, c.Get(name))
	}
}

func (c *Case) set(name, text string) {
	if at := c.index(name); at >= 0 {
		c.archive.Files[at].Data = []byte(text)
		return
	}
	c.archive.Files = append(c.archive.Files, txtar.File{Name: name, Data: []byte(text)})
}

// index is where a part stands in the case, -1 where it is left out.
func (c *Case) index(name string) int {
	return slices.IndexFunc(c.archive.Files, func(part txtar.File) bool { return part.Name == name })
}

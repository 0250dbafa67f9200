package presets

import (
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// BasePath is where the created files stand as they were written, relative to the repository's root: the base of a
// later three-way merge. It is meant to be committed.
const BasePath = ".scaffold/base.txtar"

// Base is the text of each created file as it was written, by path.
type Base map[string][]byte

// marked is put before the name of a file whose lines are each led by a bar, since they would be taken for markers of
// the archive.
const marked = "quoted: "

// ParseBase reads the archive; an empty text is an empty base.
func ParseBase(text []byte) (Base, error) {
	base := Base{}
	for _, f := range txtar.Parse(text).Files {
		if name, ok := strings.CutPrefix(f.Name, marked); ok {
			base[name] = []byte(unquote(string(f.Data)))
			continue
		}
		base[f.Name] = f.Data
	}
	return base, nil
}

// Encode returns the archive, sorted by path.
func (b Base) Encode() []byte {
	a := &txtar.Archive{Comment: []byte("The files that scaffold created, as it wrote them. Commit this file.\n")}
	for path, text := range b {
		name := path
		if ambiguous(text) {
			name, text = marked+path, []byte(quote(string(text)))
		}
		a.Files = append(a.Files, txtar.File{Name: name, Data: text})
	}
	slices.SortFunc(a.Files, func(x, y txtar.File) int { return strings.Compare(x.Name, y.Name) })
	return txtar.Format(a)
}

// ambiguous tells whether a text would not survive in the archive as it is.
func ambiguous(text []byte) bool {
	return len(txtar.Parse(text).Files) > 0 || len(text) > 0 && text[len(text)-1] != '\n'
}

func quote(text string) string {
	return "|" + strings.ReplaceAll(text, "\n", "\n|") + "\n"
}

func unquote(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return strings.ReplaceAll(strings.TrimPrefix(text, "|"), "\n|", "\n")
}

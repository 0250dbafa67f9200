package source

import (
	"maps"
	"slices"
)

// Over returns the view of the repository with other texts laid over it: what it will be when they are written.
func (r *Repo) Over(texts map[string][]byte) *Repo {
	over := &Repo{root: r.root, files: slices.Clone(r.files), known: maps.Clone(r.known), texts: maps.Clone(r.texts), owned: maps.Clone(r.owned)}
	for name, text := range texts {
		if !over.known[name] {
			over.known[name] = true
			over.files = append(over.files, name)
		}
		over.texts[name] = text
	}
	slices.Sort(over.files)
	return over
}

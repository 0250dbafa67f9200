package source

import "sort"

// Virtual returns the view of a repository that is not on disk yet: the files of a new one.
func Virtual(texts map[string][]byte) *Repo {
	repo := &Repo{known: map[string]bool{}, texts: texts}
	for name := range texts {
		repo.files = append(repo.files, name)
		repo.known[name] = true
	}
	sort.Strings(repo.files)
	return repo
}

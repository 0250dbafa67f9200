package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"sync"
)

// results are what came of each repository, kept in a file as soon as it is known: a run that was stopped goes on there.
type results struct {
	path    string
	program string // hash of the program that is tried: another one's results count for nothing
	check   bool
	mutex   sync.Mutex
	all     []*repository
	fault   error
}

func open(path, bin string, check bool) (*results, error) {
	text, err := os.ReadFile(bin)
	if err != nil {
		return nil, err
	}
	r := &results{path: path, program: fmt.Sprintf("%x", sha256.Sum256(text))[:16], check: check}
	kept, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(kept, &r.all)
}

// index returns where a repository's result stands, -1 for nowhere.
func (r *results) index(name string) int {
	for i, known := range r.all {
		if known.Name == name {
			return i
		}
	}
	return -1
}

// has tells whether a repository was tried with this program already.
func (r *results) has(name string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	i := r.index(name)
	return i >= 0 && r.all[i].Program == r.program && (r.all[i].Checked || !r.check)
}

// keep writes a result down, in the place of an older one.
func (r *results) keep(one *repository) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	one.Program, one.Checked = r.program, r.check
	if i := r.index(one.Name); i >= 0 {
		r.all[i] = one
	} else {
		r.all = append(r.all, one)
	}
	sort.Slice(r.all, func(i, j int) bool { return r.all[i].Name < r.all[j].Name })
	text, err := json.MarshalIndent(r.all, "", "  ")
	if err == nil {
		err = os.WriteFile(r.path, append(text, '\n'), 0o666)
	}
	r.fault = errors.Join(r.fault, err)
}

// of returns the results of these repositories.
func (r *results) of(names []string) []*repository {
	var found []*repository
	for _, name := range names {
		if i := r.index(name); i >= 0 {
			found = append(found, r.all[i])
		}
	}
	return found
}

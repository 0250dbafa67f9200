// Package presets reads and writes the record in the target repository, and the presets, which have the same format.
package presets

import (
	"cmp"
	"maps"
	"slices"

	"scaffold/ask"
	"scaffold/patcher/yamlsrc"
)

// RecordPath is where the record stands in a repository; it is meant to be committed.
const RecordPath = ".scaffold/record.yaml"

// version is that of the format which this package writes, and the newest that it reads.
const version = 1

// Record is what a repository's record or a preset holds. It has no secrets and no times.
type Record struct {
	Version     int                         `yaml:"version"`
	Tool        string                      `yaml:"tool,omitempty"`        // version of the tool that wrote it
	Description string                      `yaml:"description,omitempty"` // of a preset: what kind of service
	Base        string                      `yaml:"base,omitempty"`        // of a preset: the tree that init starts from
	Gaps        map[string]Entry            `yaml:"gaps,omitempty"`        // answers by gap, for every app
	Apps        map[string]map[string]Entry `yaml:"apps,omitempty"`        // by the app's folder, then by gap
}

// Entry is what was asked for and done about one gap in one app.
type Entry struct {
	Answers ask.Answers       `yaml:"answers,omitempty"` // by the question's key
	Created map[string]string `yaml:"created,omitempty"` // patcher.Hash of what was written, by path
	Edits   []Edit            `yaml:"edits,omitempty"`   // made in the user's files
}

// Edit is a change to a file that the tool did not create.
type Edit struct {
	Path string `yaml:"path"`
	Why  string `yaml:"why"`
}

// Entry returns a copy of what the record holds about a gap in an app, with maps that can be written to.
func (r *Record) Entry(app, gap string) Entry { return r.Apps[app][gap].clone() }

// Put writes down an entry in the place of the one before.
func (r *Record) Put(app, gap string, entry Entry) {
	if r.Apps == nil {
		r.Apps = map[string]map[string]Entry{}
	}
	if r.Apps[app] == nil {
		r.Apps[app] = map[string]Entry{}
	}
	r.Apps[app][gap] = entry.clone()
}

// Answers returns what is known about a gap's questions: what holds for every app, and over it what holds for this
// one. Where neither is there, another repository's record answers with what all of its apps agree on.
func (r *Record) Answers(app, gap string) ask.Answers {
	answers := ask.Answers{}
	maps.Copy(answers, r.Gaps[gap].Answers)
	maps.Copy(answers, r.Apps[app][gap].Answers)
	if len(answers) > 0 || r.Apps[app] != nil {
		return answers
	}
	return r.agreed(gap)
}

// agreed returns the answers that are the same in every app that has the gap.
func (r *Record) agreed(gap string) ask.Answers {
	var answers ask.Answers
	for _, gaps := range r.Apps {
		entry, ok := gaps[gap]
		switch {
		case !ok:
		case answers == nil:
			answers = maps.Clone(entry.Answers)
		default:
			maps.DeleteFunc(answers, func(key, value string) bool { return entry.Answers[key] != value })
		}
	}
	return answers
}

// AddEdit notes a change to a file, once.
func (e *Entry) AddEdit(path, why string) {
	edit := Edit{path, why}
	at, there := slices.BinarySearchFunc(e.Edits, edit, compare)
	if !there {
		e.Edits = slices.Insert(e.Edits, at, edit)
	}
}

// Renew notes another text of a created file, wherever it stands.
func (r *Record) Renew(path, hash string) {
	for _, gaps := range r.Apps {
		for _, entry := range gaps {
			if entry.Created[path] != "" {
				entry.Created[path] = hash
			}
		}
	}
}

func compare(a, b Edit) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Why, b.Why)) }

func (e Entry) clone() Entry {
	c := Entry{Answers: ask.Answers{}, Created: map[string]string{}, Edits: slices.Clone(e.Edits)}
	maps.Copy(c.Answers, e.Answers)
	maps.Copy(c.Created, e.Created)
	slices.SortFunc(c.Edits, compare)
	return c
}

// Clone returns a copy that shares nothing with the record.
func (r *Record) Clone() *Record {
	c := *r
	c.Gaps = maps.Clone(r.Gaps)
	for gap, entry := range c.Gaps {
		c.Gaps[gap] = entry.clone()
	}
	c.Apps = nil
	for app, gaps := range r.Apps {
		for gap, entry := range gaps {
			c.Put(app, gap, entry)
		}
	}
	return &c
}

// header is the first line of what is written.
const header = "# What scaffold adds, and with which answers. Commit this file.\n"

// Encode returns the record as text: the same record is always the same text.
func (r *Record) Encode() ([]byte, error) {
	c := r.Clone()
	c.Version = version
	text, err := yamlsrc.Encode(c)
	if err != nil {
		return nil, err
	}
	return append([]byte(header), text...), nil
}

// Created returns the hash of every file that was created, by path.
func (r *Record) Created() map[string]string {
	all := map[string]string{}
	for _, gaps := range r.Apps {
		for _, entry := range gaps {
			maps.Copy(all, entry.Created)
		}
	}
	return all
}

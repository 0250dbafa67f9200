// Package presets holds named answers and the record that a run leaves in a repository: one format for both.
package presets

import (
	"maps"
	"slices"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/patcher/yamlsrc"
)

// RecordPath is where the record stands in a repository, relative to its root. It is meant to be committed.
const RecordPath = ".scaffold/record.yaml"

// current is the version of the format. A later one is refused: what it means is not known here.
const current = 1

// Record is what was added to a repository, by app and gap. Without apps and created files it is a preset.
type Record struct {
	Version     int                         `yaml:"version"`
	Description string                      `yaml:"description,omitempty"` // of a preset
	Base        string                      `yaml:"base,omitempty"`        // of a preset: the repository that init begins with
	Gaps        map[string]Entry            `yaml:"gaps,omitempty"`        // of a preset: for whichever app
	Apps        map[string]map[string]Entry `yaml:"apps,omitempty"`        // by folder and gap
}

// Entry is what was added for one gap in one app.
type Entry struct {
	Answers ask.Answers       `yaml:"answers,omitempty"`
	Created map[string]string `yaml:"created,omitempty"` // hash of each created file as it was written, by path
	Edits   []Edit            `yaml:"edits,omitempty"`   // in files that the user had
}

// Edit is a file of the user's that was changed, and why.
type Edit struct {
	Path string `yaml:"path"`
	Why  string `yaml:"why"`
}

// Parse reads a record or a preset; an empty text is an empty record. The error is a *patcher.Problem.
func Parse(path string, text []byte) (*Record, error) {
	record := &Record{Version: current}
	if len(text) == 0 {
		return record, nil
	}
	if err := yamlsrc.DecodeStrict(text, record); err != nil {
		return nil, patcher.In(path, err)
	}
	if record.Version != current {
		return nil, &patcher.Problem{
			Kind: patcher.Conflict,
			Path: path,
			Line: yamlsrc.Line(text, "version"),
			What: "was written by a version of scaffold that this one does not know",
			Todo: "use a later scaffold",
		}
	}
	return record, nil
}

// Encode returns the text of the record: sorted, the same for the same content.
func (r *Record) Encode() ([]byte, error) {
	text, err := yamlsrc.Encode(r)
	if err != nil {
		return nil, err
	}
	return append([]byte("# What scaffold added here, and with which answers. Commit this file.\n"), text...), nil
}

// Answers returns those for a gap in an app: the app's own, else the preset's.
func (r *Record) Answers(app, gap string) ask.Answers {
	if entry, ok := r.Apps[app][gap]; ok {
		return entry.Answers
	}
	return r.Gaps[gap].Answers
}

// Clone returns a copy that can be changed.
func (r *Record) Clone() *Record {
	copied := *r
	copied.Apps = map[string]map[string]Entry{}
	for dir, gaps := range r.Apps {
		copied.Apps[dir] = maps.Clone(gaps)
	}
	return &copied
}

// Entry returns a copy of what is recorded for a gap in an app, an empty one where nothing is.
func (r *Record) Entry(app, gap string) Entry {
	entry := r.Apps[app][gap]
	copied := Entry{Answers: ask.Answers{}, Created: map[string]string{}, Edits: slices.Clone(entry.Edits)}
	maps.Copy(copied.Answers, entry.Answers)
	maps.Copy(copied.Created, entry.Created)
	return copied
}

// Put records an entry.
func (r *Record) Put(app, gap string, entry Entry) {
	if r.Apps == nil {
		r.Apps = map[string]map[string]Entry{}
	}
	if r.Apps[app] == nil {
		r.Apps[app] = map[string]Entry{}
	}
	r.Apps[app][gap] = entry
}

// AddEdit notes an edit once.
func (e *Entry) AddEdit(path, why string) {
	edit := Edit{Path: path, Why: why}
	if !slices.Contains(e.Edits, edit) {
		e.Edits = append(e.Edits, edit)
	}
}

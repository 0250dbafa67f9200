package plan

import (
	"bytes"
	"io/fs"

	"scaffold/patcher"
)

// run is one apply as the journal holds it: enough to take it back.
type run struct {
	Counter int
	Command string
	Undoes  bool // an undo: when it is done, its entry stands in the place of the run that it takes back
	Folders []folder
	Files   []entry
}

// folder is one that a run makes or, when it is an undo, removes where it is empty.
type folder struct {
	Path string
	Mode fs.FileMode
}

// entry is one file of a run.
type entry struct {
	Path   string // as planned
	Real   string // with links followed
	Stage  string // where the new text is written before it takes the file's place, "" for a removal
	Before *state // nil when there was no file
	After  *state // nil when there is none left
	// The text before is what stood between the first Head and the last Tail bytes that both texts share. For most
	// files these are 0 and the text is whole; a .env file's values are kept out of the journal so.
	Head, Tail int
	text       []byte
}

type state struct {
	Hash string
	Mode fs.FileMode
}

// is tells whether a text is the one meant; nil stands for no file.
func (s *state) is(text []byte) bool {
	if s == nil || text == nil {
		return s == nil && text == nil
	}
	return s.Hash == patcher.Hash(text)
}

// keep puts the text before into the entry.
func (e *entry) keep(before, after []byte) {
	e.text = before
	if !secret(e.Path) || before == nil || after == nil {
		return
	}
	for e.Head < min(len(before), len(after)) && before[e.Head] == after[e.Head] {
		e.Head++
	}
	rest := min(len(before), len(after)) - e.Head
	for e.Tail < rest && before[len(before)-1-e.Tail] == after[len(after)-1-e.Tail] {
		e.Tail++
	}
	e.text = before[e.Head : len(before)-e.Tail]
}

// restored returns the text before, given the one after, which the caller has compared with its hash.
func (e *entry) restored(after []byte) ([]byte, error) {
	if e.Before == nil {
		return nil, nil
	}
	if e.Head+e.Tail > len(after) {
		return nil, damaged(e.Path)
	}
	text := bytes.Join([][]byte{after[:e.Head], e.text, after[len(after)-e.Tail:]}, nil)
	if !e.Before.is(text) {
		return nil, damaged(e.Path)
	}
	return text, nil
}

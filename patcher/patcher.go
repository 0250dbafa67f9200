// Package patcher says what an edit is: bytes in, bytes out. The subpackages hold one file format each.
package patcher

import "io/fs"

// Edit is a small value that changes the text of one file. Four laws hold for every edit, and patchertest.Laws
// checks them in every case: applied to its own output it changes nothing; bytes it was not asked about stay as they
// are; its result parses; and where its anchor is missing it returns a *Problem, never the unchanged text.
type Edit interface {
	// Apply returns the edited text. src is nil when there is no such file. The error is a *Problem.
	Apply(src []byte) ([]byte, error)
	// String says in a few words what the edit does, to be shown beside the diff: "import helmet".
	String() string
}

// FileEdit is an edit and the slash-separated path, relative to the repository's root, that it applies to.
type FileEdit struct {
	Path string
	Edit Edit
}

// Create makes a new file. A file that is there with the same text is left as it is. One with other text is a
// Conflict, unless the text is what the tool itself wrote last time, which Replaces tells by its hash.
type Create struct {
	Content  []byte
	Mode     fs.FileMode // 0 means 0o644
	Replaces string      // Hash of the text that may be replaced, "" for none
}

// Apply returns the new text, or a Conflict where somebody else's text stands.
func (c Create) Apply(src []byte) ([]byte, error) {
	switch {
	case src == nil, string(src) == string(c.Content):
		return c.Content, nil
	case c.Replaces != "" && Hash(src) == c.Replaces:
		return c.Content, nil
	}
	return nil, &Problem{
		Kind: Conflict,
		What: "a file with other content is there already",
		Todo: "move it away, or merge it by hand with the text that would be created",
		Code: string(c.Content),
	}
}

func (c Create) String() string { return "create" }

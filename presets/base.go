package presets

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"scaffold/patcher"
)

// BasePath is where the text of created files stands in a repository; it is meant to be committed.
const BasePath = ".scaffold/base.txtar"

// Base holds the files that the tool created, as it wrote them, by path. It is what a later version is merged over.
type Base map[string][]byte

const (
	baseHeader = "The files that scaffold created, as it wrote them (version 1). Commit this file."
	quotedMark = "Quoted: "
)

// ParseBase reads the archive; nil text is an empty one. An archive that is damaged or of a newer version is a Conflict.
func ParseBase(src []byte) (Base, error) {
	base := Base{}
	if src == nil {
		return base, nil
	}
	archive := txtar.Parse(src)
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(archive.Comment), "\r\n", "\n"), "\n"), "\n")
	if lines[0] != baseHeader {
		return nil, damaged("it is not an archive of version 1")
	}
	var quoted []string
	for _, line := range lines[1:] {
		name, ok := strings.CutPrefix(line, quotedMark)
		if !ok {
			return nil, damaged("a line of its head is unknown: " + quote(line))
		}
		quoted = append(quoted, name)
	}
	for _, file := range archive.Files {
		text, ok := file.Data, true
		if slices.Contains(quoted, file.Name) {
			text, ok = unquoteText(file.Data)
		}
		if _, twice := base[file.Name]; !ok || twice || !inside(file.Name) {
			return nil, damaged("the part " + quote(file.Name) + " cannot be")
		}
		base[file.Name] = text
	}
	return base, nil
}

func damaged(what string) error {
	return &patcher.Problem{
		Kind: patcher.Conflict,
		Path: BasePath,
		What: what,
		Todo: "restore it from git, or update scaffold",
	}
}

// Encode returns the archive, sorted by path. A text that would not come back as it is, for it lacks the final newline
// or looks like an archive, has a mark in front of each line.
func (b Base) Encode() []byte {
	archive := &txtar.Archive{Comment: []byte(baseHeader + "\n")}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		text := b[name]
		if !survives(name, text) {
			archive.Comment = append(archive.Comment, quotedMark+name+"\n"...)
			text = quoteText(text)
		}
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: text})
	}
	return txtar.Format(archive)
}

// survives tells whether a text comes back from an archive as it is.
func survives(name string, text []byte) bool {
	back := txtar.Parse(txtar.Format(&txtar.Archive{Files: []txtar.File{{Name: name, Data: text}, {Name: "end"}}}))
	return len(back.Files) == 2 && bytes.Equal(back.Files[0].Data, text)
}

func quoteText(text []byte) []byte {
	return []byte(">" + strings.ReplaceAll(string(text), "\n", "\n>") + "\n")
}

func unquoteText(data []byte) ([]byte, bool) {
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, ">") {
			return nil, false
		}
		lines[i] = line[1:]
	}
	return []byte(strings.Join(lines, "\n")), true
}

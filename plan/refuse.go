package plan

import (
	"io/fs"
	"path"
	"strings"

	"scaffold/patcher"
)

// refuse says why nothing may be written at a path.
func refuse(path, what, todo string) *patcher.Problem {
	return &patcher.Problem{Kind: patcher.Conflict, Path: path, What: what, Todo: todo}
}

// valid refuses a path that by its very letters leads out of the root or into git's own folder.
func valid(name string) error {
	drive := len(name) > 1 && name[1] == ':'
	switch {
	case path.IsAbs(name) || drive || strings.HasPrefix(name, "~"):
		return refuse(name, "is not relative to the repository's root", "give a path below the root")
	case strings.ContainsAny(name, "\\\x00") || name == "." || !fs.ValidPath(name):
		return refuse(name, "is not a path below the repository's root", "give one without .., backslashes and empty parts")
	}
	for part := range strings.SplitSeq(name, "/") {
		if ownedByGit(part) {
			return refuse(name, "lies inside git's own folder", "")
		}
	}
	return nil
}

// ownedByGit tells whether a part of a path is git's folder, also as disks that ignore case, trailing dots and
// spaces understand it.
func ownedByGit(part string) bool {
	part = strings.TrimRight(part, ". ")
	return strings.EqualFold(part, ".git") || strings.EqualFold(part, "git~1")
}

package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"scaffold/patcher"
)

// place is where a path leads to.
type place struct {
	real    string      // the path with all links followed
	info    fs.FileInfo // nil when there is nothing yet
	missing []string    // folders that do not exist yet, outermost first
}

// folder returns the innermost folder on the way that exists.
func (p place) folder() string {
	if len(p.missing) > 0 {
		return path.Dir(p.missing[0])
	}
	return path.Dir(p.real)
}

// walker follows paths and remembers the folders that it has been through.
type walker struct {
	disk    *layer
	sound   map[string]bool              // folders that are no link and belong to this repository
	entries map[string]map[string]string // folder → name in lower case → name
	modules map[string]bool              // folders of submodules, nil before they are read
}

func newWalker(disk *layer) *walker {
	return &walker{disk: disk, sound: map[string]bool{}, entries: map[string]map[string]string{}}
}

// trail is a path half walked.
type trail struct {
	*walker
	name  string // as asked for
	at    string // the folder reached, without links
	todo  []part
	links int
}

// part is one name on the way, and whether a link put it there.
type part struct {
	name   string
	linked bool
}

// maxLinks is how many links on one way are followed before they are taken for a loop.
const maxLinks = 40

// locate follows a path. The error is a *patcher.Problem that says why nothing may be written there.
func (w *walker) locate(name string) (place, error) {
	if err := valid(name); err != nil {
		return place{}, err
	}
	walk := &trail{walker: w, name: name, at: "."}
	for text := range strings.SplitSeq(name, "/") {
		walk.todo = append(walk.todo, part{name: text})
	}
	for len(walk.todo) > 0 {
		found, err := walk.next()
		if err != nil {
			return place{}, err
		}
		if found != nil {
			return *found, nil
		}
	}
	return place{}, refuse(name, "is a folder, not a file", "move it away")
}

// next goes one part further and returns the place when it is the end of the way.
func (t *trail) next() (*place, error) {
	here := t.todo[0]
	t.todo = t.todo[1:]
	if here.linked {
		if done, err := t.byLink(here.name); done || err != nil {
			return nil, err
		}
	}
	way := path.Join(t.at, here.name)
	if len(t.todo) > 0 && t.sound[way] {
		t.at = way
		return nil, nil
	}
	info, err := t.disk.lstat(way)
	switch {
	case errors.Is(err, fs.ErrNotExist) && here.linked:
		return nil, refuse(t.name, "is a link to nothing", "remove the link, or create what it points to")
	case errors.Is(err, fs.ErrNotExist):
		return t.absent(here.name)
	case err != nil:
		return nil, unreadable(t.name, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, t.follow(way)
	case info.IsDir():
		t.at = way
		return nil, t.enter(way)
	case len(t.todo) > 0:
		return nil, refuse(t.name, way+" is a file, not a folder", "move it away")
	case !info.Mode().IsRegular():
		return nil, refuse(t.name, "is not a regular file", "move it away")
	}
	return &place{real: way, info: info}, nil
}

// byLink goes the parts that only a link may hold, and refuses those that nothing may.
func (t *trail) byLink(name string) (done bool, err error) {
	switch {
	case name == "" || name == ".":
		return true, nil
	case name == ".." && t.at == ".":
		return true, refuse(t.name, "is or goes through a link that leaves the repository", "put a file or folder in the link's place")
	case name == "..":
		t.at = path.Dir(t.at)
		return true, nil
	case ownedByGit(name):
		return true, refuse(t.name, "is or goes through a link into git's own folder", "put a file or folder in the link's place")
	}
	return false, nil
}

// follow puts the parts of a link's target before those still to go.
func (t *trail) follow(link string) error {
	target, err := t.disk.root.Readlink(filepath.FromSlash(link))
	if err != nil {
		return unreadable(t.name, err)
	}
	target = filepath.ToSlash(target)
	t.links++
	switch {
	case t.links > maxLinks:
		return refuse(t.name, "is or goes through a link that leads back to itself", "remove the link")
	case path.IsAbs(target) || filepath.IsAbs(target):
		return refuse(t.name, "is or goes through a link that leaves the repository, as an absolute one does",
			"put a file or folder in the link's place")
	}
	var parts []part
	for text := range strings.SplitSeq(target, "/") {
		parts = append(parts, part{text, true})
	}
	t.todo = append(parts, t.todo...)
	return nil
}

// enter refuses a folder that is a repository of its own.
func (t *trail) enter(folder string) error {
	t.readModules()
	info, err := t.disk.lstat(folder + "/.git")
	switch {
	case t.modules[folder] || err == nil && !info.IsDir():
		return refuse(t.name, "lies inside the submodule "+folder, "run in the submodule's own checkout")
	case err == nil:
		return refuse(t.name, "lies inside another repository, "+folder, "run in that repository")
	}
	t.sound[folder] = true
	return nil
}

// readModules learns the folders of submodules, which have no .git before they are checked out.
func (w *walker) readModules() {
	if w.modules != nil {
		return
	}
	w.modules = map[string]bool{}
	info, err := w.disk.lstat(".gitmodules")
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	text, _ := w.disk.read(".gitmodules")
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(line, "=")
		if strings.TrimSpace(key) == "path" {
			w.modules[path.Clean(strings.Trim(strings.TrimSpace(value), `"`))] = true
		}
	}
}

// absent is the end of a way on which the rest is yet to be created.
func (t *trail) absent(name string) (*place, error) {
	if twin := t.twin(t.at, name); twin != "" {
		return nil, refuse(t.name, fmt.Sprintf("differs from %s, which is there, in upper and lower case only", path.Join(t.at, twin)),
			"rename one of them")
	}
	end := &place{real: path.Join(t.at, name)}
	for _, rest := range t.todo {
		end.missing = append(end.missing, end.real)
		end.real = path.Join(end.real, rest.name)
	}
	return end, nil
}

// twin returns the entry of a folder that differs from the name in case only, "" when there is none.
func (w *walker) twin(folder, name string) string {
	known := w.entries[folder]
	if known == nil {
		known = map[string]string{}
		w.entries[folder] = known
		if open, err := w.disk.root.Open(filepath.FromSlash(folder)); err == nil {
			names, _ := open.Readdirnames(-1)
			open.Close()
			for _, entry := range names {
				known[strings.ToLower(entry)] = entry
			}
		}
	}
	if twin := known[strings.ToLower(name)]; twin != name {
		return twin
	}
	return ""
}

// unreadable says why a path cannot be looked at.
func unreadable(name string, err error) *patcher.Problem {
	if errors.Is(err, fs.ErrPermission) {
		return refuse(name, "may not be read", "see to the rights of the file and its folder")
	}
	return &patcher.Problem{Kind: patcher.WriteFailed, Path: name, What: "cannot be read: " + reason(err).Error(), Todo: "nothing was changed"}
}

package cmd

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
	"scaffold/stack/source"
)

// session is an open repository: what it is, what earlier runs left, and the way to its files.
type session struct {
	root   string      // absolute
	fresh  bool        // it is made by this run
	here   string      // where the user stands, relative to root, "." for the root itself
	disk   *plan.Disk  // nil while the folder of a new repository is not there
	from   plan.Reader // what plans are made from
	repo   *source.Repo
	stack  *stack.Stack
	record *presets.Record
	lax    bool                 // files that git ignores are written, too
	idle   []*generators.Result // of the fronts that come along with a service, where nothing can be done
}

// openDisk opens the repository around the given folder for writing. What an earlier run left unfinished is taken back
// first.
func (p *program) openDisk() (*session, error) {
	root, here, err := rootOf(p.dir)
	if err != nil {
		return nil, err
	}
	p.root = root
	s := &session{root: root, here: here, lax: p.includeIgnored}
	if s.disk, err = plan.Open(root, nil); err != nil {
		return nil, err
	}
	s.from = s.disk
	return s, p.recover(s.disk)
}

// recover takes back what an earlier run left half done.
func (p *program) recover(disk *plan.Disk) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	begun, err := disk.Recover()
	p.wrote = err != nil
	if begun != "" {
		p.note("an earlier run was cut short, and what it had written was taken back: " + begun)
	}
	return err
}

// open opens the repository and finds out what it is.
func (p *program) open() (*session, error) {
	s, err := p.openDisk()
	if err == nil {
		err = p.look(s)
	}
	if err != nil && s != nil {
		s.close()
		s = nil
	}
	return s, err
}

// withApps opens the repository, chooses apps in it, works on them, and closes the repository.
func (p *program) withApps(choose func(*session) ([]*stack.App, error), work func(*session, []*stack.App) error) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer s.close()
	apps, err := choose(s)
	if err != nil {
		return err
	}
	return work(s, apps)
}

func (p *program) look(s *session) (err error) {
	if s.repo, err = source.Open(s.root); err != nil {
		return err
	}
	if s.record, err = presets.Parse(presets.RecordPath, s.repo.Read(presets.RecordPath)); err != nil {
		return err
	}
	s.repo.Own(s.record.Created())
	if s.stack, err = stack.Detect(s.repo); err != nil {
		return err
	}
	for _, note := range s.stack.Notes {
		p.note(note)
	}
	p.noteLost(s)
	return nil
}

// noteLost names the apps of the record that are not found: a folder was renamed, or a second app has come beside one and
// both are called otherwise. What the record holds of them is compared with nothing.
func (p *program) noteLost(s *session) {
	for _, id := range slices.Sorted(maps.Keys(s.record.Apps)) {
		if !slices.ContainsFunc(s.stack.Apps, func(a *stack.App) bool { return a.ID == id }) {
			p.noteAt(&patcher.Problem{
				Path: presets.RecordPath,
				What: "it holds gaps of an app called " + quote(id) + ", and none is called so here",
				Todo: "give the entry the app's name of today, as scaffold list says it",
			})
		}
	}
}

func (s *session) close() {
	if s.repo != nil {
		s.repo.Close()
	}
	if s.disk != nil {
		s.disk.Close()
	}
}

// rootOf returns the repository around a folder: the nearest folder above that scaffold has written to, else git's top
// level, else the nearest with a manifest, else the folder itself.
func rootOf(dir string) (root, here string, err error) {
	named := dir
	dir, err = filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return "", "", noDir(named)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", "", noDir(named)
	}
	top, err := gitTop(dir)
	if err != nil {
		return "", "", err
	}
	root = above(dir, top, presets.RecordPath, ".scaffold/undo")
	switch {
	case root != "":
	case top != "":
		root = top
	default:
		root = cmp.Or(above(dir, "", "package.json", "go.mod"), dir)
	}
	here, err = filepath.Rel(root, dir)
	return root, filepath.ToSlash(here), err
}

// gitTop is the folder of the working tree that a folder lies in, "" for none. That git will not touch the repository
// because of its owner is an error in git's own words.
func gitTop(dir string) (string, error) {
	top, err := source.Git(dir, "rev-parse", "--show-toplevel")
	switch {
	case err == nil:
		return filepath.FromSlash(strings.TrimSuffix(top, "\n")), nil
	case strings.Contains(err.Error(), "must be run in a work tree"):
		return "", &patcher.Problem{Kind: patcher.Conflict, What: quote(dir) + " belongs to git itself", Todo: "run in a working tree"}
	case strings.Contains(err.Error(), "dubious ownership"):
		words, _, _ := strings.Cut(err.Error(), "\n")
		return "", &patcher.Problem{Kind: patcher.Conflict, What: "git says: " + words, Todo: "see `git help config` on safe.directory"}
	}
	return "", nil
}

func noDir(dir string) error {
	return usage(quote(dir)+" is not a folder", "give --dir a folder inside the repository")
}

// above returns the nearest folder, from dir up to top, that holds one of the files; "" for none.
func above(dir, top string, names ...string) string {
	for {
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
				return dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir || dir == top {
			return ""
		}
		dir = parent
	}
}

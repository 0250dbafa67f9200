package cmd

import (
	"os"
	"path/filepath"
	"strings"

	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
)

// session is an open repository: what it is, what earlier runs left, and the way to its files.
type session struct {
	root   string // absolute
	here   string // where the user stands, relative to root, "." for the root itself
	disk   *plan.Disk
	repo   *stack.Repo
	stack  *stack.Stack
	record *presets.Record
}

// openDisk opens the repository around the given folder for writing. What an earlier run left unfinished is taken back
// first.
func (p *program) openDisk() (*session, error) {
	root, here, err := rootOf(p.dir)
	if err != nil {
		return nil, err
	}
	s := &session{root: root, here: here}
	if s.disk, err = plan.Open(root, nil); err != nil {
		return nil, err
	}
	note, err := s.disk.Recover()
	if note != "" {
		p.note(note)
	}
	return s, err
}

// open opens the repository and finds out what it is.
func (p *program) open() (*session, error) {
	s, err := p.openDisk()
	if err != nil {
		return nil, err
	}
	if s.repo, err = stack.Open(s.root); err != nil {
		return nil, err
	}
	if s.record, err = presets.Parse(presets.RecordPath, s.repo.Read(presets.RecordPath)); err != nil {
		return nil, err
	}
	if s.stack, err = stack.Detect(s.repo); err != nil {
		return nil, err
	}
	for _, note := range s.stack.Notes {
		p.note(note)
	}
	return s, nil
}

func (s *session) close() {
	if s.repo != nil {
		s.repo.Close()
	}
	if s.disk != nil {
		s.disk.Close()
	}
}

// rootOf returns the repository around a folder: git's top level, else the nearest folder above that holds a record or
// a manifest, else the folder itself.
func rootOf(dir string) (root, here string, err error) {
	dir, err = filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return "", "", noDir(dir)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", "", noDir(dir)
	}
	root = dir
	if top, err := stack.Git(dir, "rev-parse", "--show-toplevel"); err == nil {
		root = strings.TrimSpace(top)
	} else if above := manifestAbove(dir); above != "" {
		root = above
	}
	here, err = filepath.Rel(root, dir)
	return root, filepath.ToSlash(here), err
}

func noDir(dir string) error {
	return usage(dir+" is not a folder", "give --dir a folder inside the repository")
}

func manifestAbove(dir string) string {
	for {
		for _, name := range []string{presets.RecordPath, "package.json", "go.mod"} {
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
				return dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// chosen returns the apps that the run is for: those of --app, else the one that the user stands in, else the only one.
func (p *program) chosen(s *session) ([]*stack.App, error) {
	apps := s.stack.Apps
	switch {
	case len(apps) == 0:
		return nil, noApps(s)
	case len(p.apps) > 0:
		return named(apps, p.apps)
	case len(apps) == 1:
		return apps, nil
	}
	if inside := standingIn(apps, s.here); inside != nil {
		return []*stack.App{inside}, nil
	}
	return p.pickApp(apps)
}

func noApps(s *session) error {
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		What: "no service on a framework that scaffold knows was found here (" + frameworkTitles() + ")",
		Todo: "nothing was changed; run it in the service's repository, or scaffold init for a new one",
	}
}

func frameworkTitles() string {
	var titles []string
	for _, f := range stack.Frameworks {
		titles = append(titles, f.Title)
	}
	return strings.Join(titles, ", ")
}

func named(apps []*stack.App, dirs []string) ([]*stack.App, error) {
	var chosen []*stack.App
	for _, dir := range dirs {
		app := find(apps, filepath.ToSlash(filepath.Clean(dir)))
		if app == nil {
			return nil, usage("there is no app in "+dir, "take one of "+dirsOf(apps))
		}
		chosen = append(chosen, app)
	}
	return chosen, nil
}

func find(apps []*stack.App, dir string) *stack.App {
	for _, a := range apps {
		if a.Dir == dir || a.Name == dir {
			return a
		}
	}
	return nil
}

func dirsOf(apps []*stack.App) string {
	var dirs []string
	for _, a := range apps {
		dirs = append(dirs, a.Dir)
	}
	return strings.Join(dirs, ", ")
}

// standingIn returns the app whose folder holds the one that the user stands in, nil for none or the root.
func standingIn(apps []*stack.App, here string) *stack.App {
	var best *stack.App
	for _, a := range apps {
		inside := a.Dir != "." && (here == a.Dir || strings.HasPrefix(here, a.Dir+"/"))
		if inside && (best == nil || len(a.Dir) > len(best.Dir)) {
			best = a
		}
	}
	return best
}

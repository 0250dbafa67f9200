package cmd

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
)

// chosen returns the apps that the run is for: those of --app, else the one that the user stands in, else the only one,
// else the one that the user picks.
func (p *program) chosen(s *session) ([]*stack.App, error) {
	apps := s.stack.Apps
	for _, a := range apps {
		if err := soundName(a); err != nil {
			return nil, err
		}
	}
	switch {
	case len(apps) == 0:
		return nil, noApps(s.repo)
	case len(p.apps) > 0:
		return s.named(p.apps)
	case len(apps) == 1:
		return apps, nil
	}
	if inside := standingIn(apps, s.here); inside != nil {
		return []*stack.App{inside}, nil
	}
	return p.pickApp(s)
}

// soundName refuses an app whose manifest gives it a name that no registry takes and that reads like a trick.
func soundName(a *stack.App) error {
	if a.Name == clean(a.Name) && len(a.Name) <= 214 && fs.ValidPath(cmp.Or(a.Name, ".")) {
		return nil
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: path.Join(a.Dir, "package.json"),
		What: fmt.Sprintf("%.40q is not the name of a package", a.Name),
		Todo: "correct it and run again",
	}
}

// looked returns the apps that a look is at: those of --app, else all.
func (p *program) looked(s *session) ([]*stack.App, error) {
	if len(p.apps) > 0 {
		return s.named(p.apps)
	}
	return s.stack.Apps, nil
}

func frameworkTitles() string {
	var titles []string
	for _, f := range stack.Frameworks {
		titles = append(titles, f.Title)
	}
	return strings.Join(titles, ", ")
}

// named returns the apps in the folders, each relative to the root or to where the user stands, or the app's name.
func (s *session) named(dirs []string) ([]*stack.App, error) {
	var chosen []*stack.App
	for _, dir := range dirs {
		clean := filepath.ToSlash(filepath.Clean(dir))
		app := find(s.stack.Apps, clean)
		if app == nil {
			app = find(s.stack.Apps, path.Join(s.here, clean))
		}
		if app == nil {
			return nil, usage("there is no app in "+quote(dir), "take one of "+dirsOf(s.stack.Apps))
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
		dirs = append(dirs, quote(a.Dir))
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

// pickApp asks which app is meant.
func (p *program) pickApp(s *session) ([]*stack.App, error) {
	apps := s.stack.Apps
	prompter := p.prompter()
	if prompter == nil {
		return nil, usage("there are several apps here: "+dirsOf(apps), "say which with --app "+quote(apps[0].Dir))
	}
	q := ask.Question{Key: "app", Prompt: "Which app?", Default: apps[0].Dir}
	for _, a := range apps {
		q.Choices = append(q.Choices, ask.Choice{Value: a.Dir, Title: clean(title(a))})
	}
	dir, err := prompter.Ask(q)
	if err != nil {
		return nil, err
	}
	return s.named([]string{dir})
}

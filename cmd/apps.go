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

// chosen returns the apps that the run is for: those of --app, else the one that the user stands in, else the only one
// with its fronts, else the one that the user picks.
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
	if inside := standingIn(apps, s.here); len(inside) > 0 {
		return p.pickApp(inside)
	}
	if len(stack.Services(apps)) == 1 {
		return apps, nil // the service, and its fronts for what they have a part in
	}
	return p.pickApp(apps)
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

// named returns the apps that --app calls by their ID, by their folder, relative to the root or to where the user
// stands, or by their name.
func (s *session) named(names []string) ([]*stack.App, error) {
	var chosen []*stack.App
	for _, name := range names {
		clean := filepath.ToSlash(filepath.Clean(name))
		found := find(s.stack.Apps, clean)
		if len(found) == 0 {
			found = find(s.stack.Apps, path.Join(s.here, clean))
		}
		switch len(found) {
		case 0:
			return nil, usage("there is no app in "+quote(name), "take one of "+idsOf(s.stack.Apps))
		case 1:
			chosen = append(chosen, found[0])
		default:
			return nil, several(found)
		}
	}
	return chosen, nil
}

// find returns the app of that ID, else those of that folder or name.
func find(apps []*stack.App, name string) []*stack.App {
	var found []*stack.App
	for _, a := range apps {
		if a.ID == name {
			return []*stack.App{a}
		}
		if a.Dir == name || a.Name == name {
			found = append(found, a)
		}
	}
	return found
}

func idsOf(apps []*stack.App) string {
	var ids []string
	for _, a := range apps {
		ids = append(ids, quote(a.ID))
	}
	return strings.Join(ids, ", ")
}

// standingIn returns the apps whose folder is the nearest one around the user, none where that is the root.
func standingIn(apps []*stack.App, here string) []*stack.App {
	var nearest []*stack.App
	for _, a := range apps {
		switch {
		case a.Dir == "." || here != a.Dir && !strings.HasPrefix(here, a.Dir+"/"):
		case len(nearest) == 0 || len(a.Dir) > len(nearest[0].Dir):
			nearest = []*stack.App{a}
		case a.Dir == nearest[0].Dir:
			nearest = append(nearest, a)
		}
	}
	return nearest
}

// pickApp asks which of several apps is meant.
func (p *program) pickApp(apps []*stack.App) ([]*stack.App, error) {
	if len(apps) == 1 {
		return apps, nil
	}
	prompter := p.prompter()
	if prompter == nil {
		return nil, several(apps)
	}
	q := ask.Question{Key: "app", Prompt: "Which app?", Default: apps[0].ID}
	for _, a := range apps {
		q.Choices = append(q.Choices, ask.Choice{Value: a.ID, Title: clean(title(a) + ", " + a.At.String())})
	}
	id, err := prompter.Ask(q)
	if err != nil {
		return nil, err
	}
	return find(apps, id), nil
}

// several says that one of several apps has to be named. Those of one folder cannot be told apart without it: there it
// is the source that is not understood.
func several(apps []*stack.App) error {
	todo := "say which with --app " + quote(apps[0].ID)
	for _, a := range apps {
		if a.Dir != apps[0].Dir {
			return usage("there are several apps here: "+idsOf(apps), todo)
		}
	}
	var places []string
	for _, a := range apps {
		places = append(places, quote(a.ID)+" at "+a.At.String())
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: apps[0].At.Path,
		Line: apps[0].At.Line,
		What: "several apps are served from here: " + strings.Join(places, ", "),
		Todo: todo,
	}
}

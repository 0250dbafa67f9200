package cmd

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/ask"
	"scaffold/plan"
)

// done prints what was written and what is left to do.
func (p *program) done(s *session, c *closing, steps []plan.Step) {
	p.report.Next = append(s.enter(), next(c, steps)...)
	p.say("%s", paint(green, "Done: "+tally(p.report.Files)+"."))
	if len(p.report.Next) > 0 {
		p.say("\n%s", paint(bold, "Next"))
	}
	for _, step := range p.report.Next {
		p.code(step, "  ")
	}
	p.say("\n%s", paint(bold, "The same without questions"))
	p.code(p.report.Again, "  ")
	p.say("\n%s", paint(bold, "Take it back"))
	p.code("scaffold undo"+s.at(), "  ")
}

// enter is the step into the folder of a new repository.
func (s *session) enter() []string {
	if !s.fresh {
		return nil
	}
	if dir := s.away(); dir != "" {
		return []string{"cd " + quote(dir)}
	}
	return nil
}

// at is the flag that names a new repository, from where the user stands.
func (s *session) at() string {
	if dir := s.away(); s.fresh && dir != "" {
		return " --dir " + quote(dir)
	}
	return ""
}

// away is the way from where the user stands to the root, "" for none.
func (s *session) away() string {
	here, err := os.Getwd()
	if err != nil {
		return s.root
	}
	dir, err := filepath.Rel(here, s.root)
	switch {
	case err != nil || strings.HasPrefix(dir, ".."):
		return s.root
	case dir == ".":
		return ""
	}
	return dir
}

// next lists what is left to the user after an apply: to install, to fill in keys, and what could not be added.
func next(c *closing, steps []plan.Step) []string {
	installs, keys := map[string]bool{}, map[string]bool{}
	for _, r := range c.results {
		if len(r.Changes) == 0 {
			continue
		}
		for _, f := range c.plan.Files {
			if isManifest(f.Path) {
				installs[r.App.Language.Install(r.App)] = true
			}
		}
		for _, key := range r.Unset {
			keys[key] = true
		}
	}
	all := slices.Sorted(maps.Keys(installs))
	if len(keys) > 0 {
		all = append(all, "set where the service runs: "+strings.Join(slices.Sorted(maps.Keys(keys)), ", "))
	}
	for _, step := range steps {
		all = append(all, cmp.Or(step.Problem.Where(), step.App)+": "+step.What+", as shown above")
	}
	return all
}

func isManifest(path string) bool {
	return strings.HasSuffix(path, "package.json") || strings.HasSuffix(path, "go.mod")
}

// again composes the one command line that gives the same answers without a question. Apps whose answers differ take
// one each.
func (s *session) again(c *closing, command string) string {
	answers, front := map[string]ask.Answers{}, map[string]bool{}
	var order []string
	for _, job := range c.jobs {
		front[job.App.ID] = job.App.Front()
		if answers[job.App.ID] == nil {
			answers[job.App.ID] = ask.Answers{}
			order = append(order, job.App.ID)
		}
		maps.Copy(answers[job.App.ID], job.Answers)
	}
	var lines []string
	for len(order) > 0 {
		set := answers[order[0]]
		same := func(dir string) bool { return maps.Equal(answers[dir], set) || front[dir] && len(answers[dir]) == 0 }
		lines = append(lines, s.oneLine(command, slices.DeleteFunc(slices.Clone(order), func(dir string) bool { return !same(dir) }), set))
		order = slices.DeleteFunc(order, same)
	}
	return strings.Join(lines, " && ")
}

func (s *session) oneLine(command string, dirs []string, set ask.Answers) string {
	line := []string{"scaffold", command}
	for _, dir := range dirs {
		if dir != "." && !s.fresh {
			line = append(line, "--app "+quote(dir))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(set)) {
		line = append(line, "--set "+quote(key+"="+set[key]))
	}
	return strings.Join(append(line, "--yes"), " ")
}

// quote puts a word in quotes where a shell would split it or take it for more than it is.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=,@%+", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

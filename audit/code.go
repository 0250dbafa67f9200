package audit

import (
	"fmt"
	"path"
	"strings"

	"scaffold/stack"
	"scaffold/stack/golang"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// What is read at most of one app's source: a repository may be as big as it likes, and may mean harm.
const (
	mostFiles = 5000
	mostBytes = 1 << 20 // of one file
)

// reading is what was seen in the source of an app, by the check that it matters to.
type reading struct {
	files  int
	cut    bool // there is more than is read
	seen   map[string][]sight
	served map[string]bool // files that the service loads, and no program beside it
}

// sight is something that a check was looking for.
type sight struct {
	at   source.Pos
	what string
	fine bool // it is as it should be: the evidence of a pass
}

// note keeps what was seen for a check.
func (c *reading) note(check string, at source.Pos, format string, args ...any) {
	c.seen[check] = append(c.seen[check], sight{at: at, what: fmt.Sprintf(format, args...)})
}

// fine keeps what is as it should be.
func (c *reading) fine(check string, at source.Pos, what string) {
	c.seen[check] = append(c.seen[check], sight{at: at, what: what, fine: true})
}

// reading returns what was seen in the app's source, which is read once.
func (v *View) reading() *reading {
	if c, ok := v.readings[v.App]; ok {
		return c
	}
	if v.readings == nil {
		v.readings = map[*stack.App]*reading{}
	}
	c := &reading{seen: map[string][]sight{}, served: map[string]bool{}}
	languageOf(v.App).read(c, v)
	v.readings[v.App] = c
	return c
}

// readNode reads the files of the app's package, those below its folder first.
func (c *reading) readNode(v *View) {
	pkgs := nodejs.Packages(v.Repo)
	var pkg *nodejs.Package
	for _, dir := range nodejs.Ancestors(v.App.Dir) {
		if pkg = pkgs[dir]; pkg != nil {
			break
		}
	}
	if pkg == nil {
		return
	}
	p := nodejs.NewProgram(v.Repo, pkgs, pkg).In(v.App.Dir)
	start := []string{v.App.At.Path}
	if entry := v.App.Fact(stack.Entry); entry != "" {
		start = append(start, entry)
	}
	for _, name := range p.Reachable(start...) {
		c.served[name] = true
	}
	for _, name := range p.Own {
		if !c.takes(v.Repo, name) {
			continue
		}
		if m := p.Module(name); m != nil {
			c.files++
			sights := nodeSights{reading: c, p: p, m: m}
			m.Tree.Root().Walk(sights.see)
		}
	}
}

// readGo reads the packages of the app's module.
func (c *reading) readGo(v *View) {
	tree := golang.NewTree(v.Repo)
	own := tree.ModuleOf(v.App.Dir)
	done := map[string]bool{}
	for _, name := range v.Repo.Files() {
		dir := path.Dir(name)
		if done[dir] || !strings.HasSuffix(name, ".go") || nodejs.AsideDir(dir) || tree.ModuleOf(dir) != own {
			continue
		}
		done[dir] = true
		pkg := tree.Pkg(dir)
		if pkg == nil {
			continue
		}
		for _, f := range pkg.Files {
			if f.Tree != nil && c.takes(v.Repo, f.Path) {
				c.files++
				c.served[f.Path] = true
				sights := goSights{reading: c, f: f}
				sights.read()
			}
		}
	}
}

// takes tells whether a file is still read.
func (c *reading) takes(repo *source.Repo, name string) bool {
	if c.files >= mostFiles || len(repo.Read(name)) > mostBytes {
		c.cut = true
		return false
	}
	return true
}

// inCode looks at what was seen for a check: a failure for each file where it was, with its first place there.
func inCode(check string) func(*View) []Outcome {
	return func(v *View) []Outcome {
		c := v.reading()
		var outcomes []Outcome
		var good source.Pos
		by := ""
		at, times := map[string]int{}, map[string]int{}
		for _, s := range c.seen[check] {
			if s.fine {
				if good.Path == "" {
					good, by = s.at, s.what
				}
				continue
			}
			if _, there := at[s.at.Path]; !there {
				at[s.at.Path] = len(outcomes)
				outcomes = append(outcomes, Outcome{Status: Fail, At: s.at, Why: s.what, Key: s.at.Path})
			}
			times[s.at.Path]++
		}
		for name, n := range times {
			if n > 1 {
				outcomes[at[name]].Why += fmt.Sprintf(", and at %s more", count(n-1, "place"))
			}
		}
		switch {
		case len(outcomes) > 0:
			return outcomes
		case c.cut:
			return unknown(v.App.At, fmt.Sprintf("only %s of it were read, files of up to a megabyte", count(c.files, "file")))
		case good.Path != "":
			return pass(good, by)
		case c.files == 0:
			return unknown(v.App.At, "no source of it could be read")
		}
		return pass(v.App.At, count(c.files, "file")+" of source, and none that does otherwise")
	}
}

// whereUsed is inCode for what concerns an app only where something was seen, good or bad.
func whereUsed(check, otherwise string) func(*View) []Outcome {
	look := inCode(check)
	return func(v *View) []Outcome {
		if c := v.reading(); len(c.seen[check]) == 0 && !c.cut {
			return notApplicable(otherwise)
		}
		return look(v)
	}
}

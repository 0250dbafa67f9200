package stack

import (
	"bytes"
	"path"
	"sort"
	"strings"
	"sync"
)

// goModule is a go.mod file.
type goModule struct {
	dir       string // "." for the root
	path      string // module path
	at        Pos
	line      string // "1.24", the language version
	lineAt    Pos
	requires  map[string]Pos
	versions  map[string]string // of requires
	replaces  map[string]string // module path to folder, relative to the root
	workspace Pos               // the go.work file that uses it, zero for none
}

func (m *goModule) file() string { return path.Join(m.dir, "go.mod") }

// goTree is a repository's Go source. It is built once for all frameworks.
type goTree struct {
	repo     *Repo
	modules  []*goModule // deeper folders first
	packages map[string]*goPackage
	apps     map[string][]*App // by the framework's name
	notes    []string
	once     sync.Once
}

// goTrees keeps the tree of the repository that was looked at last: the frameworks ask for it in turn.
var goTrees struct {
	sync.Mutex
	last *goTree
}

func goTreeOf(repo *Repo) *goTree {
	goTrees.Lock()
	defer goTrees.Unlock()
	if goTrees.last == nil || goTrees.last.repo != repo {
		goTrees.last = newGoTree(repo)
	}
	return goTrees.last
}

func newGoTree(repo *Repo) *goTree {
	t := &goTree{repo: repo, packages: map[string]*goPackage{}, apps: map[string][]*App{}}
	for _, name := range repo.Files() {
		if path.Base(name) == "go.mod" && !goHidden(path.Dir(name)) {
			t.modules = append(t.modules, readGoMod(repo, name))
		}
	}
	sort.SliceStable(t.modules, func(i, j int) bool { return len(t.modules[i].dir) > len(t.modules[j].dir) })
	t.workspaces()
	return t
}

// workspaces notes which modules a go.work file joins.
func (t *goTree) workspaces() {
	for _, name := range t.repo.Files() {
		if path.Base(name) != "go.work" {
			continue
		}
		for _, line := range modLines(t.repo.Read(name)) {
			if line.verb != "use" || len(line.words) == 0 {
				continue
			}
			dir := path.Join(path.Dir(name), line.words[0])
			for _, m := range t.modules {
				if m.dir == dir {
					m.workspace = Pos{name, line.number}
				}
			}
		}
	}
}

// goHidden tells whether the go command passes a folder over.
func goHidden(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if part == "testdata" || part == "vendor" || strings.HasPrefix(part, "_") || (strings.HasPrefix(part, ".") && part != ".") {
			return true
		}
	}
	return false
}

func readGoMod(repo *Repo, name string) *goModule {
	m := &goModule{dir: path.Dir(name), at: Pos{Path: name}, requires: map[string]Pos{}, versions: map[string]string{}, replaces: map[string]string{}}
	for _, line := range modLines(repo.Read(name)) {
		at := Pos{name, line.number}
		switch {
		case len(line.words) == 0:
		case line.verb == "module":
			m.path, m.at = line.words[0], at
		case line.verb == "go":
			m.line, m.lineAt = line.words[0], at
		case line.verb == "require":
			m.requires[line.words[0]] = at
			if len(line.words) > 1 {
				m.versions[line.words[0]] = strings.TrimPrefix(line.words[1], "v")
			}
		case line.verb == "replace":
			m.replace(line.words)
		}
	}
	return m
}

// replace notes a replacement by a folder.
func (m *goModule) replace(words []string) {
	to := words[len(words)-1]
	if strings.HasPrefix(to, "./") || strings.HasPrefix(to, "../") || to == ".." {
		m.replaces[words[0]] = path.Join(m.dir, to)
	}
}

// modLine is a line of a go.mod or go.work file, with the word that its block begins with.
type modLine struct {
	number int
	verb   string
	words  []string
}

func modLines(text []byte) []modLine {
	var lines []modLine
	block := ""
	for i, raw := range bytes.Split(text, []byte("\n")) {
		line, _, _ := strings.Cut(string(raw), "//")
		words := strings.Fields(line)
		for j := range words {
			words[j] = strings.Trim(words[j], "\"`")
		}
		switch {
		case len(words) == 0:
		case block != "" && words[0] == ")":
			block = ""
		case block != "":
			lines = append(lines, modLine{i + 1, block, words})
		case words[len(words)-1] == "(":
			block = words[0]
		default:
			lines = append(lines, modLine{i + 1, words[0], words[1:]})
		}
	}
	return lines
}

// moduleOf returns the module that a folder belongs to, nil for none.
func (t *goTree) moduleOf(dir string) *goModule {
	for _, m := range t.modules {
		if m.dir == "." || dir == m.dir || strings.HasPrefix(dir, m.dir+"/") {
			return m
		}
	}
	return nil
}

// folder returns the folder of an imported package when it is one of the repository's, "" when it is not.
func (t *goTree) folder(from *goModule, name string) string {
	if dir, ok := goWithin(name, from.path, from.dir); ok {
		return dir
	}
	for module, dir := range from.replaces {
		if dir, ok := goWithin(name, module, dir); ok {
			return dir
		}
	}
	for _, m := range t.modules {
		if dir, ok := goWithin(name, m.path, m.dir); ok && m != from && from.workspace.Path != "" && m.workspace == (Pos{from.workspace.Path, m.workspace.Line}) {
			return dir
		}
	}
	return ""
}

func goWithin(name, module, dir string) (string, bool) {
	if module == "" || name != module && !strings.HasPrefix(name, module+"/") {
		return "", false
	}
	return path.Join(dir, strings.TrimPrefix(name, module)), true
}

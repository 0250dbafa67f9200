// Package golang says what the source of a Go program means: what a name stands for, and which functions may run.
package golang

import (
	"bytes"
	"path"
	"sort"
	"strings"

	"scaffold/stack/source"
)

// Module is a go.mod file.
type Module struct {
	Dir       string     // "." for the root
	Path      string     // module path
	At        source.Pos // of the module line
	Line      string     // "1.24", the language version
	LineAt    source.Pos
	Requires  map[string]source.Pos // by module path
	Versions  map[string]string     // of requires, without v
	replaces  map[string]string     // module path to folder, relative to the root
	Workspace source.Pos            // the go.work file that uses it, zero for none
}

// File returns the path of the go.mod.
func (m *Module) File() string { return path.Join(m.Dir, "go.mod") }

// Tree is a repository's Go source. It is built once for all frameworks.
type Tree struct {
	Repo     *source.Repo
	Modules  []*Module // deeper folders first
	packages map[string]*Package
}

// NewTree finds the modules of a repository.
func NewTree(repo *source.Repo) *Tree {
	t := &Tree{Repo: repo, packages: map[string]*Package{}}
	for _, name := range repo.Files() {
		if path.Base(name) == "go.mod" && !hidden(path.Dir(name)) {
			t.Modules = append(t.Modules, readGoMod(repo, name))
		}
	}
	sort.SliceStable(t.Modules, func(i, j int) bool { return len(t.Modules[i].Dir) > len(t.Modules[j].Dir) })
	t.workspaces()
	return t
}

// workspaces notes which modules a go.work file joins.
func (t *Tree) workspaces() {
	for _, name := range t.Repo.Files() {
		if path.Base(name) != "go.work" {
			continue
		}
		for _, line := range modLines(t.Repo.Read(name)) {
			if line.verb != "use" || len(line.words) == 0 {
				continue
			}
			dir := path.Join(path.Dir(name), line.words[0])
			for _, m := range t.Modules {
				if m.Dir == dir {
					m.Workspace = source.Pos{Path: name, Line: line.number}
				}
			}
		}
	}
}

// hidden tells whether the go command passes a folder over.
func hidden(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if part == "testdata" || part == "vendor" || strings.HasPrefix(part, "_") || (strings.HasPrefix(part, ".") && part != ".") {
			return true
		}
	}
	return false
}

func readGoMod(repo *source.Repo, name string) *Module {
	m := &Module{Dir: path.Dir(name), At: source.Pos{Path: name}, Requires: map[string]source.Pos{}, Versions: map[string]string{}, replaces: map[string]string{}}
	for _, line := range modLines(repo.Read(name)) {
		at := source.Pos{Path: name, Line: line.number}
		switch {
		case len(line.words) == 0:
		case line.verb == "module":
			m.Path, m.At = line.words[0], at
		case line.verb == "go":
			m.Line, m.LineAt = line.words[0], at
		case line.verb == "require":
			m.Requires[line.words[0]] = at
			if len(line.words) > 1 {
				m.Versions[line.words[0]] = strings.TrimPrefix(line.words[1], "v")
			}
		case line.verb == "replace":
			m.replace(line.words)
		}
	}
	return m
}

// replace notes a replacement by a folder.
func (m *Module) replace(words []string) {
	to := words[len(words)-1]
	if strings.HasPrefix(to, "./") || strings.HasPrefix(to, "../") || to == ".." {
		m.replaces[words[0]] = path.Join(m.Dir, to)
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

// ModuleOf returns the module that a folder belongs to, nil for none.
func (t *Tree) ModuleOf(dir string) *Module {
	for _, m := range t.Modules {
		if m.Dir == "." || dir == m.Dir || strings.HasPrefix(dir, m.Dir+"/") {
			return m
		}
	}
	return nil
}

// Folder returns the folder of an imported package when it is one of the repository's, "" when it is not.
func (t *Tree) Folder(from *Module, name string) string {
	if dir, ok := Within(name, from.Path, from.Dir); ok {
		return dir
	}
	for module, dir := range from.replaces {
		if dir, ok := Within(name, module, dir); ok {
			return dir
		}
	}
	for _, m := range t.Modules {
		if dir, ok := Within(name, m.Path, m.Dir); ok && m != from && from.Workspace.Path != "" && m.Workspace == (source.Pos{Path: from.Workspace.Path, Line: m.Workspace.Line}) {
			return dir
		}
	}
	return ""
}

// Within returns the folder of a package by its import path, where it belongs to the module that lies in dir.
func Within(name, module, dir string) (string, bool) {
	if module == "" || name != module && !strings.HasPrefix(name, module+"/") {
		return "", false
	}
	return path.Join(dir, strings.TrimPrefix(name, module)), true
}

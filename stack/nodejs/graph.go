package nodejs

import (
	"bytes"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// loaded returns the package's own files that a module loads, in the order of the text. A module that reads a folder
// to load what is in it loads every file below that folder.
func (p *Program) loaded(m *Module) []string {
	if m.loads == nil {
		m.loads = p.loads(m)
	}
	return m.loads
}

func (p *Program) loads(m *Module) []string {
	files := []string{}
	for _, spec := range m.Tree.Uses() {
		if file := p.Resolve(m.Path, spec); file != "" && file != m.Path && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	if m.loadsByName() && m.listsFolder() {
		for _, folder := range p.scanned(m) {
			files = append(files, p.below(folder, m)...)
		}
	}
	return append(files, p.wired(m)...)
}

// loadsByName tells whether a module requires or imports what is only known when it runs.
func (m *Module) loadsByName() bool {
	return slices.ContainsFunc(m.Calls, func(n ts.Node) bool {
		callee, args := n.Expression(), n.Arguments().Nodes
		if len(args) == 0 || callee.Ident() != "require" && callee.Kind() != ts.KindImportKeyword {
			return false
		}
		_, literal := args[0].Literal()
		return !literal
	})
}

// listsFolder tells whether a module reads what a folder holds.
func (m *Module) listsFolder() bool {
	return Mentions(m.Tree.Text(), "readdirSync", "readdir(", "glob", "requireDir", "require-dir", "autoload")
}

// scanned returns the folders that a module may be reading: its own, and those of it that it names.
func (p *Program) scanned(m *Module) []string {
	dir := path.Dir(m.Path)
	var folders []string
	if path.Base(strings.TrimSuffix(m.Path, path.Ext(m.Path))) == "index" {
		folders = append(folders, dir)
	}
	m.Tree.Root().Walk(func(n ts.Node) bool {
		if text, ok := n.Literal(); ok {
			folder := path.Join(dir, strings.TrimRight(strings.SplitN(text, "*", 2)[0], "/"))
			if text != "" && !strings.HasPrefix(text, "..") && folder != dir && folder != p.Pkg.Dir && p.Repo.HasDir(folder) {
				folders = append(folders, folder)
			}
		}
		return true
	})
	return folders
}

// below returns the package's own files in a folder and those in it, without the module itself.
func (p *Program) below(folder string, m *Module) []string {
	var files []string
	for _, f := range p.Repo.Under(folder) {
		if p.IsOwn(f) && f != m.Path {
			files = append(files, f)
		}
	}
	return files
}

// Reachable returns the files that are loaded from the given ones, these first.
func (p *Program) Reachable(from ...string) []string {
	var found []string
	seen := map[string]bool{}
	queue := slices.Clone(from)
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if seen[name] || AsideDir(Rel(p.Pkg.Dir, path.Dir(name))) {
			continue
		}
		seen[name] = true
		m := p.Module(name)
		if m == nil {
			continue
		}
		found = append(found, name)
		queue = append(queue, p.loaded(m)...)
	}
	return found
}

// Importers returns the files that load a file, and those that load them, the nearest first.
func (p *Program) Importers(name string) []string {
	if known, ok := p.loaders[name]; ok {
		return known
	}
	p.loaders[name] = p.findImporters(name)
	return p.loaders[name]
}

func (p *Program) findImporters(name string) []string {
	var found []string
	seen := map[string]bool{name: true}
	queue := []string{name}
	for len(queue) > 0 {
		target := queue[0]
		queue = queue[1:]
		stem := []byte(importStem(target))
		for _, f := range p.Own {
			if seen[f] || !bytes.Contains(p.Text(f), stem) {
				continue
			}
			if m := p.Module(f); m != nil && slices.Contains(p.loaded(m), target) {
				seen[f] = true
				found = append(found, f)
				queue = append(queue, f)
			}
		}
	}
	return found
}

// importStem returns what a specifier of a file must hold: its name without extension, or its folder's.
func importStem(name string) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if stem == "index" {
		if stem = path.Base(path.Dir(name)); stem == "." {
			return "."
		}
	}
	return stem
}

// scriptFile finds the files that a script of package.json names.
var scriptFile = lazy.Regexp(`[\w@./-]+\.(?:[cm]?[jt]s)\b|\b(?:dist|build|lib|out|src|server|bin)/[\w./-]+`)

// startScripts are the scripts that start the service, the most telling first.
var startScripts = []string{"start", "start:prod", "prod", "production", "start:server", "server", "serve", "dev", "start:dev", "dev:server", "server:dev", "develop", "watch", "build"}

// Entry returns the file among the candidates that the process starts with, and what says so. The candidates are the
// file of the app and those that load it.
func (p *Program) Entry(birth string, loaders []string) (string, source.Pos) {
	candidates := append([]string{birth}, loaders...)
	for _, script := range startScripts {
		for _, word := range scriptFile().FindAllString(p.Pkg.Scripts[script], -1) {
			if file := p.builtFrom(word, candidates); file != "" {
				return file, p.Pkg.At(script)
			}
		}
	}
	if p.Pkg.Main != "" {
		if file := p.builtFrom(p.Pkg.Main, candidates); file != "" {
			return file, p.Pkg.At("main")
		}
	}
	best := birth
	if p.runsItself(birth) {
		return birth, source.Pos{Path: birth, Line: 1}
	}
	for _, name := range loaders {
		if p.onlyExports(name) {
			continue
		}
		if len(p.Importers(name)) == 0 && entryOrder(name) > entryOrder(best) || best == birth {
			best = name
		}
	}
	return best, source.Pos{Path: best, Line: 1}
}

// runsItself tells whether a file asks whether it is the one that was started.
func (p *Program) runsItself(name string) bool {
	return Mentions(string(p.Text(name)), "require.main === module", "require.main == module", "!module.parent", "import.meta.main")
}

// onlyExports tells whether a file does nothing but pass on what others export.
func (p *Program) onlyExports(name string) bool {
	for _, s := range p.Module(name).Tree.Statements() {
		if s.Kind() != ts.KindExportDeclaration {
			return false
		}
	}
	return true
}

// entryOrder says how much a file's name speaks for its being the start of the process.
func entryOrder(name string) int {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return slices.Index([]string{"app", "start", "bin", "www", "main", "index", "server"}, stem)
}

// builtFrom returns the candidate that a path in a script stands for: itself, or the source that is built to it.
func (p *Program) builtFrom(word string, candidates []string) string {
	full := path.Join(p.Pkg.Dir, word)
	if file := p.onDisk(full); file != "" && slices.Contains(candidates, file) {
		return file
	}
	stem := "/" + strings.TrimPrefix(strings.TrimSuffix(word, path.Ext(word)), "./")
	for _, out := range []string{"dist", "build", "lib", "out", "bundle"} {
		_, rest, ok := strings.Cut(stem, "/"+out+"/")
		if !ok {
			continue
		}
		for _, c := range candidates {
			rel := strings.TrimSuffix(Rel(p.Pkg.Dir, c), path.Ext(c))
			if rel == rest || rel == "src/"+rest || strings.HasSuffix(rest, "/"+rel) || strings.HasSuffix(rel, "/"+rest) {
				return c
			}
		}
	}
	return ""
}

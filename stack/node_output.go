package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// built returns where the compiler puts a source file, told by how the app itself is started: src/server.ts as dist/server.js.
// Where no script starts it, the manifest's main tells, or what the compiler is set to.
func (s *nodeSite) built(app *App, rel string) (string, bool) {
	pkg := s.program.Pkg
	words := strings.Fields(pkg.Scripts["start"])
	if len(words) == 0 {
		words = []string{pkg.Main, s.output(app)}
	}
	entry := strings.TrimSuffix(nodejs.Rel(app.Dir, app.Fact(Entry)), path.Ext(app.Fact(Entry))) + ".js"
	for _, word := range words {
		word = strings.TrimPrefix(word, "./")
		for inside := entry; inside != ""; _, inside, _ = strings.Cut(inside, "/") {
			if !strings.HasSuffix(word, "/"+inside) {
				continue
			}
			from, to := strings.TrimSuffix(entry, inside), strings.TrimSuffix(word, inside)
			if from == to {
				break // it names the source itself
			}
			return to + strings.TrimSuffix(strings.TrimPrefix(rel, from), path.Ext(rel)) + ".js", strings.HasPrefix(rel, from)
		}
	}
	return "", false
}

// output returns the file that tsc makes of the entry, relative to the app's folder, "" where the build does not say.
func (s *nodeSite) output(app *App) string {
	pkg := s.program.Pkg
	words := strings.Fields(pkg.Scripts["build"])
	if !slices.Contains(words, "tsc") {
		return ""
	}
	config := "tsconfig.json"
	for i, word := range words {
		if (word == "-p" || word == "--project") && i+1 < len(words) {
			config = words[i+1]
		}
	}
	if config = path.Join(pkg.Dir, config); path.Ext(config) != ".json" {
		config = path.Join(config, "tsconfig.json")
	}
	cfg := nodejs.TSConfigAt(s.program.Repo, config)
	root := s.compiled(cfg)
	if cfg.OutDir == "" || cfg.OutDir == root || cfg.NoEmit || root == "" || !inFolder(root, app.Fact(Entry)) || !inFolder(app.Dir, cfg.OutDir) {
		return ""
	}
	file := path.Join(nodejs.Rel(app.Dir, cfg.OutDir), nodejs.Rel(root, app.Fact(Entry)))
	return strings.TrimSuffix(file, path.Ext(file)) + ".js"
}

// compiled returns the folder whose layout the compiler keeps: the one that is set, else the innermost that holds all it reads.
func (s *nodeSite) compiled(cfg *nodejs.TSConfig) string {
	if cfg.RootDir != "" {
		return cfg.RootDir
	}
	root := ""
	for _, f := range s.program.Repo.Under(path.Dir(cfg.Path)) {
		rel := nodejs.Rel(path.Dir(cfg.Path), f)
		if !typescript().MatchString(f) || strings.Contains(path.Base(f), ".d.") || !reads(cfg.Include, rel) {
			continue
		}
		dir := path.Dir(f)
		for root != "" && root != dir && !inFolder(root, dir) {
			root = path.Dir(root)
		}
		if root == "" {
			root = dir
		}
	}
	return root
}

// typescript finds what the compiler takes where it is told of no folder: nothing whose name begins with a dot.
var typescript = lazy.Regexp(`^([^./][^/]*/)*[^./][^/]*\.[mc]?tsx?$`)

// reads tells whether a list of patterns takes a file, by the folder that they begin with.
func reads(include []string, rel string) bool {
	return include == nil || slices.ContainsFunc(include, func(pattern string) bool {
		pattern = strings.TrimPrefix(pattern, "./")
		dir, _, _ := strings.Cut(pattern, "*")
		dir = strings.Trim(dir, "/")
		return dir == "" || dir == "." || rel == dir || strings.HasPrefix(rel, dir+"/")
	})
}

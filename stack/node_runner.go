package stack

import (
	"cmp"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	"scaffold/stack/nodejs"
)

// APITests are tests that send requests to the app over HTTP.
const APITests Feature = "api tests"

// runnerConfigs are the files in which a runner's settings stand.
var runnerConfigs = map[string][]string{
	"vitest": {"vitest.config.*", "vite.config.*", "vitest.workspace.*"},
	"jest":   {"jest.config.*"},
}

// testScriptsNode are the commands that run all tests, and measure what they run.
func testScriptsNode(app *App, runner string) []Script {
	switch runner {
	case "vitest":
		return []Script{{Name: "test", Run: "vitest run", Dir: app.Dir}, {Name: "test:coverage", Run: "vitest run --coverage", Dir: app.Dir}}
	case "jest":
		return []Script{{Name: "test", Run: "jest", Dir: app.Dir}, {Name: "test:coverage", Run: "jest --coverage", Dir: app.Dir}}
	}
	return nil
}

// testRunnerNode adds what a runner lacks: itself, what measures coverage, and its settings, where there are none.
func testRunnerNode(app *App, runner, coverage string) ([]patcher.FileEdit, error) {
	site := siteOfNode(app)
	known, err := nodeVersions()
	if err != nil {
		return nil, err
	}
	var edits []patcher.FileEdit
	switch runner {
	case "vitest":
		version, there := site.inherited("vitest")
		if !there {
			version = known.DevDeps["vitest"]
			edits = site.add(edits, "devDependencies", "vitest", version)
		}
		if _, measured := site.inherited("@vitest/coverage-v8"); !measured && nodejs.Major(version) > 0 {
			edits = site.addAt(edits, "@vitest/coverage-v8", version)
		}
	case "jest":
		edits = site.jest(edits, app, known)
	default:
		return nil, nil
	}
	return append(edits, site.runnerConfig(app, runner, coverage)...), nil
}

// jest adds Jest, and what it reads TypeScript by.
func (s *nodeSite) jest(edits []patcher.FileEdit, app *App, known versions) []patcher.FileEdit {
	if _, there := s.inherited("jest"); there {
		return edits
	}
	modules := []string{"jest"}
	if app.Is(Types, "typescript") || app.Is(Runtime, "esm") {
		modules = append(modules, "@swc/core", "@swc/jest")
	}
	if app.Is(Types, "typescript") {
		modules = append(modules, "@types/jest")
	}
	for _, name := range modules {
		edits = s.add(edits, "devDependencies", name, known.DevDeps[name])
	}
	return append(edits, s.jestTypes(app)...)
}

// jestTypes lets the compiler know Jest's functions where it is told which types to know.
func (s *nodeSite) jestTypes(app *App) []patcher.FileEdit {
	var settings struct {
		CompilerOptions struct {
			Types []string `json:"types"`
		} `json:"compilerOptions"`
	}
	name := app.Fact(TSConfig)
	if nodejs.DecodeJSON(s.program.Repo.Read(name), &settings) != nil || len(settings.CompilerOptions.Types) == 0 ||
		slices.Contains(settings.CompilerOptions.Types, "jest") {
		return nil
	}
	types, err := json.Marshal(append(settings.CompilerOptions.Types, "jest"))
	if err != nil {
		return nil
	}
	value := json.RawMessage(strings.ReplaceAll(string(types), `","`, `", "`))
	edit := jsonsrc.Set{Pointer: []string{"compilerOptions", "types"}, Value: value, AllowComments: true}
	return []patcher.FileEdit{{Path: name, Edit: edit}}
}

// addAt adds a module whose version is that of another one, as written.
func (s *nodeSite) addAt(edits []patcher.FileEdit, name, version string) []patcher.FileEdit {
	pkg := s.program.Pkg
	if top := s.home(); top != pkg {
		if _, shared := top.Range("vitest"); shared {
			pkg = top
		}
	}
	return append(edits, patcher.FileEdit{Path: pkg.Path, Edit: jsonsrc.Dependency{Section: "devDependencies", Name: name, Version: version}})
}

// runnerConfig creates a runner's settings beside the app's manifest, where it has none there or above.
func (s *nodeSite) runnerConfig(app *App, runner, coverage string) []patcher.FileEdit {
	for _, dir := range nodejs.Ancestors(app.Dir) {
		for _, pattern := range runnerConfigs[runner] {
			for _, f := range s.program.Repo.Glob(dir, pattern) {
				if path.Dir(f) == dir && !s.created(f) {
					return nil
				}
			}
		}
		if pkg := s.program.Pkgs[dir]; pkg != nil && strings.Contains(string(pkg.Text), `"`+runner+`": {`) {
			return nil
		}
	}
	if runner == "vitest" {
		return s.config(app, "vitest.config.mjs", strings.NewReplacer("SOURCES", s.sourceGlobs(app, "{js,ts}"), "SHARE", coverage).Replace(vitestConfig))
	}
	text, ext := jestConfig, "js"
	if app.Is(Types, "typescript") || app.Is(Runtime, "esm") {
		text, ext = jestSwcConfig, "{js,ts}"
	}
	if app.Is(Runtime, "esm") {
		text = strings.Replace(text, "module.exports = {", "export default {", 1)
	}
	return s.config(app, "jest.config.js", strings.NewReplacer("SOURCES", s.sourceGlobs(app, ext), "SHARE", coverage).Replace(text))
}

// sourceGlobs returns the globs of the program's files as elements of a list: its own folder, and the one beside it that it
// loads its libraries from.
func (s *nodeSite) sourceGlobs(app *App, ext string) string {
	dirs := []string{cmp.Or(app.Fact(Source), ".")}
	if shared := s.sharedFolder(app, folderNames["lib"]); shared != "" && inFolder(app.Dir, shared) {
		dirs = append(dirs, nodejs.Rel(app.Dir, shared))
	}
	var globs []string
	for _, dir := range dirs {
		globs = append(globs, "'"+path.Join(dir, "**", "*."+ext)+"'")
	}
	return strings.Join(globs, ", ")
}

// config creates a file of settings in the app's own style.
func (s *nodeSite) config(app *App, name, text string) []patcher.FileEdit {
	file := path.Join(app.Dir, name)
	if s.program.Repo.Has(file) {
		return nil
	}
	styled, err := restyledConfig(s, app, text)
	if err != nil {
		return nil
	}
	return []patcher.FileEdit{{Path: file, Edit: patcher.Create{Content: styled}}}
}

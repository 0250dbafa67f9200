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
	run := map[string]string{"vitest": "vitest run", "jest": "jest"}[runner]
	site := siteOfNode(app)
	switch both := site.together(app); {
	case run == "":
		return nil
	case app.Front():
		return ownScripts(app, run)
	case runner == "jest" && site.joined(app):
		return []Script{{Name: "test", Run: run}, {Name: "test:coverage", Run: run + " --coverage"}}
	case both != "":
		return append(ownScripts(app, run), Script{Name: "test", Run: both + " test"}, Script{Name: "test:coverage", Run: both + " test:coverage"})
	}
	return []Script{{Name: "test", Run: run, Dir: app.Dir}, {Name: "test:coverage", Run: run + " --coverage", Dir: app.Dir}}
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
			version = site.vitestVersion(known)
			edits = site.add(edits, "devDependencies", "vitest", version)
		}
		if _, measured := site.inherited("@vitest/coverage-v8"); !measured && nodejs.Major(version) > 0 {
			edits = site.addAt(edits, "@vitest/coverage-v8", version)
		}
		if app.Front() {
			return site.frontVitest(edits, app, version, coverage, known), nil
		}
	case "jest":
		edits = append(site.jest(edits, app, known), site.jestRoot(app, coverage)...)
	default:
		return nil, nil
	}
	if app.Front() {
		return append(edits, site.frontJest(app, coverage)...), nil
	}
	return append(edits, site.runnerConfig(app, runner, coverage)...), nil
}

// olderVitest is for those whose types of Node are older than the current Vitest takes: npm would refuse to install it.
const olderVitest = "3.2.7"

// vitestVersion is the version of Vitest that can be installed beside the types of Node which are there.
func (s *nodeSite) vitestVersion(known versions) string {
	have, there := s.inherited("@types/node")
	if major := nodejs.Major(have); there && major > 0 {
		exact := have[0] >= '0' && have[0] <= '9'
		fits := major == 20 && (!exact || AtLeast(have, "20.19")) || major == 22 && (!exact || AtLeast(have, "22.12")) || major >= 24
		if !fits {
			return olderVitest
		}
	}
	return known.DevDeps["vitest"]
}

// jest adds Jest, and what it reads TypeScript by.
func (s *nodeSite) jest(edits []patcher.FileEdit, app *App, known versions) []patcher.FileEdit {
	if _, there := s.inherited("jest"); there {
		return edits
	}
	modules := []string{"jest"}
	if app.Front() { // which brings what reads its files
		edits = s.add(edits, "devDependencies", "jest", known.DevDeps["jest"])
		if app.Is(Types, "typescript") {
			edits = s.add(edits, "devDependencies", "@types/jest", known.DevDeps["@types/jest"])
		}
		return append(edits, s.jestTypes(app)...)
	}
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
	name := app.Fact(TSConfig)
	list, ok := s.listedTypes(app)
	if !ok || len(list) == 0 || slices.Contains(list, "jest") {
		return nil
	}
	types, err := json.Marshal(append(list, "jest"))
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
	if slices.ContainsFunc(nodejs.Ancestors(app.Dir), func(dir string) bool { return s.configured(dir, runner) }) {
		return nil
	}
	if runner == "vitest" {
		projects, defaults := s.projects(app), ""
		if projects != "" {
			defaults = "configDefaults, "
		}
		text := strings.NewReplacer("SOURCES", s.sourceGlobs(app, "{js,ts}"), "SHARE", coverage, "PROJECTS", projects, "DEFAULTS", defaults)
		return s.config(app, "vitest.config.mjs", text.Replace(vitestConfig))
	}
	text, ext := jestConfig, "js"
	if app.Is(Types, "typescript") || app.Is(Runtime, "esm") {
		text, ext = jestSwcConfig, "{js,ts}"
	}
	if app.Is(Runtime, "esm") {
		text = strings.Replace(text, "module.exports = {", "export default {", 1)
	}
	if s.joined(app) {
		text = withoutShare(text)
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

package stack

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// ownScripts are the commands of an app's own package.
func ownScripts(app *App, run string) []Script {
	return []Script{
		{Name: "test", Run: run, Dir: app.Dir, Own: true},
		{Name: "test:coverage", Run: run + " --coverage", Dir: app.Dir, Own: true},
	}
}

// together is the command that runs a script of a service and of its fronts in a workspace, up to the script's name; "" where
// they are not packages of one, or its manager has no such command.
func (s *nodeSite) together(app *App) string {
	home := s.home()
	dirs := []string{nodejs.Rel(home.Dir, s.program.Pkg.Dir)}
	for _, front := range app.Fronts {
		if siteOfNode(front).home() == home {
			dirs = append(dirs, nodejs.Rel(home.Dir, front.Dir))
		}
	}
	if home == s.program.Pkg || len(dirs) == 1 {
		return ""
	}
	switch app.Fact(Manager) {
	case "npm":
		return "npm run --if-present -w " + strings.Join(dirs, " -w ")
	case "pnpm":
		return "pnpm --filter ./" + strings.Join(dirs, " --filter ./") + " run"
	}
	return ""
}

// frontVitest adds the settings by which Vitest reads a front's files, where it has none. Vite reads JSX as its own version does,
// whatever the settings of Next.js's compiler say of it.
func (s *nodeSite) frontVitest(edits []patcher.FileEdit, app *App, version, coverage string, known versions) []patcher.FileEdit {
	if s.configured(app.Dir, "vitest") {
		return edits
	}
	imports, reads, all := "", "\n  esbuild: { jsx: 'automatic' },", "\n      all: false,"
	if nodejs.Major(version) >= 4 {
		edits = s.add(edits, "devDependencies", "@vitejs/plugin-react", known.DevDeps["@vitejs/plugin-react"])
		imports, reads, all = "import react from '@vitejs/plugin-react';\n", "\n  plugins: [react()],", ""
	}
	aliases := s.aliases(app.Dir)
	if strings.Contains(aliases, "path.resolve") {
		imports = "import path from 'node:path';\n" + imports
	}
	text := strings.NewReplacer("IMPORTS", imports, "READS", reads, "ALIASES", aliases, "ALL", all, "NONE", noneYet(app, "    "), "SHARE", coverage).Replace(vitestFrontConfig)
	return append(edits, s.config(app, "vitest.config.mjs", text)...)
}

// frontJest creates Jest's settings for a front, where it has none.
func (s *nodeSite) frontJest(app *App, coverage string) []patcher.FileEdit {
	if s.configured(app.Dir, "jest") {
		return nil
	}
	text := strings.NewReplacer("SHARE", coverage, "NONE", noneYet(app, "  ")).Replace(jestFrontConfig)
	if !app.Is(Runtime, "esm") {
		text = strings.Replace(text, "import nextJest from 'next/jest.js';", "const nextJest = require('next/jest');", 1)
		text = strings.Replace(text, "export default create", "module.exports = create", 1)
		text = strings.Replace(text, "import.meta.dirname", "__dirname", 1)
	}
	if s.joined(app) {
		text = withoutShare(text)
	}
	return s.config(app, "jest.config.js", text)
}

// noneYet lets a runner pass where there is nothing that it could run.
func noneYet(app *App, indent string) string {
	if can, _ := app.Components(); len(can) > 0 {
		return ""
	}
	return "\n" + indent + "passWithNoTests: true, // until there are some"
}

// configured tells whether the user keeps settings of the runner in a folder: its own, for those that name other folders leave
// each its own.
func (s *nodeSite) configured(dir, runner string) bool {
	for _, pattern := range runnerConfigs[runner] {
		for _, f := range s.program.Repo.Glob(dir, pattern) {
			if path.Dir(f) == dir && !s.created(f) && (dir == s.program.Pkg.Dir || !s.namesProjects(f)) {
				return true
			}
		}
	}
	pkg := s.program.Pkgs[dir]
	return pkg != nil && strings.Contains(string(pkg.Text), `"`+runner+`": {`)
}

// aliases are the short names of folders in tsconfig as settings of Vite: "@/*" is "@" for it.
func (s *nodeSite) aliases(dir string) string {
	c := s.program.Config
	if c == nil {
		return ""
	}
	base := c.BaseURL
	if base == "" {
		base = c.PathsDir
	}
	var lines []string
	for _, pattern := range slices.Sorted(maps.Keys(c.Paths)) {
		from, whole := strings.CutSuffix(pattern, "/*")
		if to := c.Paths[pattern]; whole && len(to) > 0 && from != "" && strings.HasSuffix(to[0], "*") {
			at := "import.meta.dirname"
			if folder := folderFrom(dir, path.Join(base, strings.TrimSuffix(to[0], "*"))); folder != "" {
				at = "path.resolve(import.meta.dirname, '" + folder + "')"
			}
			lines = append(lines, fmt.Sprintf("\n      '%s': %s,", from, at))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "\n  resolve: {\n    alias: {" + strings.Join(lines, "") + "\n    },\n  },"
}

// everywhere finds scripts that run the tests of all packages.
var everywhere = lazy.Regexp(`--workspaces|\s-ws\b|\s-r\b|--recursive|\bworkspaces (run|foreach)|\b(turbo|nx|lerna|moon|rush)\b|--filter|npm-run-all|concurrently`)

// wholeRepository finds scripts that run all tests below their folder.
var wholeRepository = lazy.Regexp(`^(vitest( run)?|jest)( --?[a-zA-Z][\w-]*)*$`)

// FrontTest is how the tests of a front are run in the repository's root.
type FrontTest struct {
	Install string // what is run first, "" where the front is installed with its service
	Run     string
}

// FrontTests are the tests of the fronts that the service's own command for tests leaves out.
func (a *App) FrontTests() []FrontTest {
	var tests []FrontTest
	for _, front := range a.Fronts {
		site := siteOfNode(front)
		test := site.program.Pkg.Scripts["test"]
		if front.Fact(Runner) == "" || test == "" || strings.Contains(test, "no test specified") || a.runsTestsOf(front) {
			continue
		}
		home, install := site.home(), ""
		if a.Language != front.Language || home.Dir != siteOfNode(a).home().Dir {
			install = site.installLocked(front, home.Dir)
		}
		manager := strings.TrimSuffix(front.Fact(Manager), "-berry")
		tests = append(tests, FrontTest{Install: install, Run: runInWorkspace(manager, home.Dir, site.program.Pkg, "test")})
	}
	return tests
}

// runsTestsOf tells whether the service's command for its tests runs those of a front, too.
func (a *App) runsTestsOf(front *App) bool {
	if a.Language != front.Language {
		return false
	}
	home, pkg := siteOfNode(a).home(), siteOfNode(front).program.Pkg
	test := home.Scripts["test"]
	together := home.Dir == siteOfNode(front).home().Dir
	return strings.Contains(test, nodejs.Rel(home.Dir, pkg.Dir)) || together && (everywhere().MatchString(test) || wholeRepository().MatchString(test))
}

// projects tells Vitest, which looks for tests in the whole folder of a service, that the fronts in it have settings of their
// own. One that is installed apart has commands of its own, too.
func (s *nodeSite) projects(app *App) string {
	if version, there := s.inherited("vitest"); there && nodejs.Major(version) > 0 && nodejs.Major(version) < 4 {
		return ""
	}
	var apart, together []string
	for _, front := range app.Fronts {
		if !inFolder(app.Dir, front.Dir) || front.Dir == app.Dir {
			continue
		}
		dir := nodejs.Rel(app.Dir, front.Dir)
		apart = append(apart, "'"+dir+"/**'")
		if siteOfNode(front).home().Dir == s.home().Dir {
			together = append(together, "\n      '"+dir+"', // by its own settings")
		}
	}
	switch {
	case len(apart) == 0:
		return ""
	case len(together) == 0:
		return "\n    exclude: [...configDefaults.exclude, " + strings.Join(apart, ", ") + "],"
	}
	return "\n    projects: [\n      {\n        extends: true,\n        test: { name: 'service', exclude: [...configDefaults.exclude, " +
		strings.Join(apart, ", ") + "] },\n      }," + strings.Join(together, "") + "\n    ],"
}

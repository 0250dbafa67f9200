package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	"scaffold/stack/nodejs"
)

// home is the package whose scripts are the repository's own: the workspace's root, else the app's.
func (s *nodeSite) home() *nodejs.Package {
	root, kind, _ := nodejs.WorkspaceRoot(s.program.Repo, s.program.Pkgs, s.program.Pkg.Dir)
	if top := s.program.Pkgs[root]; kind != "" && top != nil {
		return top
	}
	return s.program.Pkg
}

// commandNode prefers the repository's script of a name to the app's own.
func commandNode(app *App, name string, added []string) string {
	site := siteOfNode(app)
	home := site.home()
	manager := strings.TrimSuffix(app.Fact(Manager), "-berry")
	switch name {
	case "install":
		return site.installLocked(app, home.Dir)
	case "audit":
		return in(home.Dir, manager) + " audit"
	}
	for _, script := range spellings(name) {
		_, own := site.program.Pkg.Scripts[script]
		if _, ok := home.Scripts[script]; ok || slices.Contains(added, script) && !app.Front() {
			return npmRun(manager, home.Dir, script)
		}
		if own || slices.Contains(added, script) {
			return runInWorkspace(manager, home.Dir, site.program.Pkg, script)
		}
	}
	if name == "typecheck" && app.Is(Types, "typescript") && app.Fact(TSConfig) != "" {
		return in(home.Dir, "npx tsc") + " --noEmit -p " + nodejs.Rel(home.Dir, app.Fact(TSConfig))
	}
	return ""
}

// spellings are the names that scripts of one purpose go by.
func spellings(name string) []string {
	switch name {
	case "typecheck":
		return []string{"typecheck", "type-check", "check-types", "types", "tsc"}
	case "dev":
		return []string{"dev", "start:dev", "develop"}
	}
	return []string{name}
}

// in returns a command that runs in a folder.
func in(dir, command string) string {
	if dir == "." {
		return command
	}
	return "cd " + dir + " && " + command
}

// installLocked returns the command that installs what the lockfile says and fails where it is out of date.
func (s *nodeSite) installLocked(app *App, dir string) string {
	switch app.Fact(Manager) {
	case "pnpm", "bun", "yarn":
		return in(dir, app.Fact(Manager)+" install --frozen-lockfile")
	case "yarn-berry":
		return in(dir, "yarn install --immutable")
	}
	if strings.Contains(string(s.program.Repo.Read(path.Join(dir, ".npmrc"))), "package-lock=false") {
		return in(dir, "npm install")
	}
	return in(dir, "npm ci")
}

// npmRun returns the command that runs a script of the package in a folder.
func npmRun(manager, dir, script string) string {
	run := " run "
	if script == "test" || script == "start" || manager == "yarn" {
		run = " "
	}
	return in(dir, manager+run+script)
}

// runInWorkspace returns the command that runs a script of one package from the workspace's root.
func runInWorkspace(manager, root string, pkg *nodejs.Package, script string) string {
	if pkg.Dir == root {
		return npmRun(manager, root, script)
	}
	switch manager {
	case "pnpm":
		return in(root, "pnpm --filter ./"+nodejs.Rel(root, pkg.Dir)+" run "+script)
	case "yarn":
		return in(root, "yarn workspace "+pkg.Name+" run "+script)
	case "bun":
		return in(root, "bun run --filter ./"+nodejs.Rel(root, pkg.Dir)+" "+script)
	}
	return npmRun(manager, root, script) + " -w " + nodejs.Rel(root, pkg.Dir)
}

// scriptsNode adds scripts to the package whose scripts are the repository's own.
func scriptsNode(app *App, scripts []Script) []patcher.FileEdit {
	site := siteOfNode(app)
	var edits []patcher.FileEdit
	for _, script := range scripts {
		home, run := site.home(), script.Run
		if script.Own {
			home = site.program.Pkg
		}
		dir := path.Join(".", script.Dir) // "" is the root
		if dir != home.Dir {
			run = "cd " + folderFrom(home.Dir, dir) + " && " + run
		}
		edits = append(edits, patcher.FileEdit{Path: home.Path, Edit: jsonsrc.Script{Name: script.Name, Command: run, Order: script.Order}})
	}
	return edits
}

// folderFrom returns the path to a folder as seen from another, both relative to the repository's root.
func folderFrom(from, to string) string {
	return strings.TrimSuffix(strings.TrimSuffix(relative(from, path.Join(to, "x")), "x"), "/")
}

// runsNode runs TypeScript through the runner that the app has, else what the compiler made of it.
func runsNode(app *App, name string) string {
	site := siteOfNode(app)
	rel := nodejs.Rel(app.Dir, name)
	if !app.Is(Types, "typescript") {
		return "node " + rel
	}
	if _, ok := site.inherited("tsx"); ok {
		return "tsx " + rel
	}
	if built, ok := site.built(app, rel); ok {
		return "node " + built
	}
	return "npx tsx " + rel
}

package nodejs

import (
	"encoding/json"
	"path"
	"strings"

	"scaffold/stack/source"
)

// lockfiles tells the package manager by the name of its lockfile, in the order of trust when several stand there.
var lockfiles = []struct{ name, manager string }{
	{"pnpm-lock.yaml", "pnpm"},
	{"bun.lock", "bun"},
	{"bun.lockb", "bun"},
	{"yarn.lock", "yarn"},
	{"package-lock.json", "npm"},
	{"npm-shrinkwrap.json", "npm"},
}

// WorkspaceRoot returns the folder whose package manager installs the package: that of the nearest workspace which
// takes the package in, else the package's own. kind is the workspace's kind, "" for none.
func WorkspaceRoot(repo *source.Repo, pkgs map[string]*Package, dir string) (root, kind string, at source.Pos) {
	for _, up := range Ancestors(dir) {
		if kind, at := workspaceOf(repo, pkgs[up], up, Rel(up, dir)); kind != "" {
			return up, kind, at
		}
	}
	return dir, "", source.Pos{}
}

// workspaceOf tells whether the folder up is the root of a workspace that holds rel.
func workspaceOf(repo *source.Repo, pkg *Package, up, rel string) (string, source.Pos) {
	own := rel == "." || rel == up
	if name := path.Join(up, "pnpm-workspace.yaml"); repo.Has(name) {
		if globs := yamlList(string(repo.Read(name)), "packages"); own && len(globs) > 0 || matchesAny(globs, rel) {
			return "pnpm", source.Pos{Path: name, Line: LineOf(repo.Read(name), "packages")}
		}
	}
	if pkg != nil && len(pkg.Workspaces) > 0 {
		if own || matchesAny(workspaceGlobs(pkg.Workspaces), rel) {
			kind := "npm"
			if manager, _, _ := ManagerAt(repo, pkg, up); manager != "" {
				kind = strings.TrimSuffix(manager, "-berry")
			}
			return kind, pkg.At("workspaces")
		}
	}
	if name := path.Join(up, "lerna.json"); repo.Has(name) {
		return "lerna", source.Pos{Path: name, Line: 1}
	}
	if name := path.Join(up, "nx.json"); repo.Has(name) && !own {
		return "nx", source.Pos{Path: name, Line: 1}
	}
	return "", source.Pos{}
}

func workspaceGlobs(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var object struct{ Packages []string }
	_ = json.Unmarshal(raw, &object)
	return object.Packages
}

func matchesAny(globs []string, rel string) bool {
	for _, g := range globs {
		g = strings.TrimSuffix(strings.TrimPrefix(g, "./"), "/")
		if source.Match(g, rel) {
			return true
		}
	}
	return false
}

// yamlList returns the plain strings of a list under a top-level key. It reads pnpm-workspace.yaml, whose form is
// that simple; what it does not understand it leaves out.
func yamlList(text, key string) []string {
	var items []string
	inside := false
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case strings.HasPrefix(line, key+":"):
			inside = true
		case inside && strings.HasPrefix(trimmed, "-"):
			item, _, _ := strings.Cut(strings.TrimPrefix(trimmed, "-"), " #")
			items = append(items, strings.Trim(strings.TrimSpace(item), `'"`))
		case inside && !strings.HasPrefix(line, " "):
			inside = false
		}
	}
	return items
}

// ManagerAt returns the package manager that a folder's own files name: its packageManager field, else its lockfile.
func ManagerAt(repo *source.Repo, pkg *Package, dir string) (manager, lockfile string, at source.Pos) {
	for _, lock := range lockfiles {
		if name := path.Join(dir, lock.name); repo.Has(name) {
			manager, lockfile, at = lock.manager, name, source.Pos{Path: name, Line: 1}
			break
		}
	}
	if pkg != nil && pkg.PackageManager != "" {
		name, version, _ := strings.Cut(pkg.PackageManager, "@")
		manager, at = name, pkg.At("packageManager")
		if name == "yarn" && Major(version) > 1 {
			manager = "yarn-berry"
		}
		lockfile = lockfileOf(repo, dir, name, lockfile)
	}
	if manager == "yarn" && isBerry(repo, dir) {
		manager = "yarn-berry"
	}
	return manager, lockfile, at
}

// lockfileOf prefers the lockfile of the manager that packageManager names over another one beside it.
func lockfileOf(repo *source.Repo, dir, manager, other string) string {
	for _, lock := range lockfiles {
		if name := path.Join(dir, lock.name); lock.manager == manager && repo.Has(name) {
			return name
		}
	}
	return other
}

// isBerry tells yarn 2 and later from yarn 1 by the form of its lockfile and its settings file.
func isBerry(repo *source.Repo, dir string) bool {
	if repo.Has(path.Join(dir, ".yarnrc.yml")) {
		return true
	}
	head := repo.Read(path.Join(dir, "yarn.lock"))
	return strings.Contains(string(head[:min(len(head), 400)]), "__metadata:")
}

// CatalogVersion returns the version that the workspace's catalog gives a module, "" when it has none for it.
func CatalogVersion(repo *source.Repo, dir, module string) string {
	for _, up := range Ancestors(dir) {
		text := repo.Read(path.Join(up, "pnpm-workspace.yaml"))
		inside := false
		for _, line := range strings.Split(string(text), "\n") {
			trimmed := strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "catalog:"):
				inside = true
			case trimmed != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(trimmed, "#"):
				inside = false
			case inside:
				if name, version, ok := strings.Cut(trimmed, ":"); ok && strings.Trim(name, `'"`) == module {
					return strings.Trim(strings.TrimSpace(version), `'"`)
				}
			}
		}
	}
	return ""
}

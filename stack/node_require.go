package stack

import (
	"encoding/json"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	ts "scaffold/patcher/tssrc"
	"scaffold/templates"
)

// nodeManifest is where the versions of the modules that created files import stand.
const nodeManifest = "npm/package.json"

// versions are the exact versions of the templates' manifest.
type versions struct {
	Deps    map[string]string `json:"dependencies"`
	DevDeps map[string]string `json:"devDependencies"`
}

func nodeVersions() (versions, error) {
	var v versions
	text, err := templates.Manifest(nodeManifest)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(text, &v)
}

// requireNode returns the edits that add to the app's package.json what the created files import.
func requireNode(repo *Repo, app *App, texts map[string][]byte) ([]patcher.FileEdit, error) {
	known, err := nodeVersions()
	if err != nil {
		return nil, err
	}
	site := siteOfNode(app)
	var edits []patcher.FileEdit
	add := func(section, name, version string) {
		if _, ok := site.program.pkg.Range(name); ok || version == "" {
			return
		}
		version = ranged(site.program.pkg, version)
		if catalogVersion(repo, site.program.pkg.Dir, name) != "" {
			version = "catalog:"
		}
		edit := jsonsrc.Dependency{Section: section, Name: name, Version: version}
		edits = append(edits, patcher.FileEdit{Path: site.program.pkg.Path, Edit: edit})
	}
	for _, name := range importedModules(texts) {
		if version, ok := known.Deps[name]; ok {
			add("dependencies", name, version)
		} else if version, ok := known.DevDeps[name]; ok {
			add("devDependencies", name, version)
		}
		if app.Is(Types, "typescript") {
			add("devDependencies", typesOf(name), known.DevDeps[typesOf(name)])
		}
	}
	return edits, nil
}

// typesOf returns the package that holds a module's types.
func typesOf(name string) string {
	return "@types/" + strings.Replace(strings.TrimPrefix(name, "@"), "/", "__", 1)
}

// importedModules returns the third-party packages that texts import, sorted.
func importedModules(texts map[string][]byte) []string {
	var names []string
	for _, text := range texts {
		for _, module := range ts.Modules(text) {
			if name := packageName(module); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// packageName returns the package of a specifier, "" for a file or one of Node's own modules.
func packageName(spec string) string {
	if strings.HasPrefix(spec, ".") || strings.HasPrefix(spec, "/") || strings.HasPrefix(spec, "node:") {
		return ""
	}
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// ranged writes a version as the package writes its others: exact where it pins them, else with a caret.
func ranged(pkg *nodePackage, version string) string {
	exact, loose := 0, 0
	for _, v := range pkg.Deps {
		switch {
		case strings.HasPrefix(v, "^"), strings.HasPrefix(v, "~"):
			loose++
		case len(v) > 0 && v[0] >= '0' && v[0] <= '9':
			exact++
		}
	}
	if exact > loose {
		return version
	}
	return "^" + version
}

package stack

import (
	"encoding/json"
	"fmt"
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

// oldestMajor are the major versions from which on a module has what created files use of it.
var oldestMajor = map[string]int{
	"express-rate-limit": 8, "rate-limit-redis": 4, "redis": 5, "ioredis": 5, "helmet": 7, "pino": 7, "winston": 3, "zod": 3,
	"mongoose": 6, "mongodb": 4, "pg": 8, "mysql2": 2,
}

// modernTypes are modules whose types TypeScript 4 cannot read.
var modernTypes = map[string]bool{"zod": true, "pino": true}

// requireNode returns the edits that add to the app's package.json what the created files import. A module that is
// there already is left as it is; one that is too old for the created files is a Conflict.
func requireNode(repo *Repo, app *App, texts map[string][]byte) ([]patcher.FileEdit, error) {
	known, err := nodeVersions()
	if err != nil {
		return nil, err
	}
	site := siteOfNode(app)
	var edits []patcher.FileEdit
	for _, name := range importedModules(texts) {
		if err := site.tooOld(app, name, known.Deps[name]); err != nil {
			return nil, err
		}
		if version, ok := known.Deps[name]; ok {
			edits = site.add(edits, "dependencies", name, version)
		} else if version, ok := known.DevDeps[name]; ok {
			edits = site.add(edits, "devDependencies", name, version)
		}
		if types := typesOf(name); app.Is(Types, "typescript") {
			edits = site.add(edits, "devDependencies", types, known.DevDeps[types])
		}
	}
	if _, ok := site.inherited("@types/express"); app.Is(Types, "typescript") && !ok { // which brings Node's types with it
		edits = site.add(edits, "devDependencies", "@types/node", known.DevDeps["@types/node"])
	}
	return edits, nil
}

// add appends the edit that adds a module to the package, unless it is there.
func (s *nodeSite) add(edits []patcher.FileEdit, section, name, version string) []patcher.FileEdit {
	pkg := s.program.pkg
	if _, ok := pkg.Range(name); ok || version == "" {
		return edits
	}
	version = ranged(pkg, version)
	if catalogVersion(s.program.repo, pkg.Dir, name) != "" {
		version = "catalog:"
	}
	edit := jsonsrc.Dependency{Section: section, Name: name, Version: version}
	return append(edits, patcher.FileEdit{Path: pkg.Path, Edit: edit})
}

// inherited returns the version range of a module in the package or in one above it.
func (s *nodeSite) inherited(name string) (string, bool) {
	for _, dir := range ancestors(s.program.pkg.Dir) {
		if version, ok := s.program.pkgs[dir].Range(name); ok {
			return version, true
		}
	}
	return "", false
}

// tooOld returns a Conflict where the created files need a newer module than there is, or than the compiler reads.
func (s *nodeSite) tooOld(app *App, name, version string) error {
	pkg := s.program.pkg
	have, there := pkg.Range(name)
	if major := nodeMajor(have); there && major > 0 && major < oldestMajor[name] {
		return &patcher.Problem{
			Kind: patcher.Conflict, Path: pkg.Path, Line: keyLine(pkg.text, name),
			What: fmt.Sprintf("%s %d is there, and what would be created needs %d or later", name, major, oldestMajor[name]),
			Todo: "upgrade it first",
			Code: fmt.Sprintf("%q: %q", name, "^"+version),
		}
	}
	compiler, _ := s.inherited("typescript")
	if major := nodeMajor(compiler); app.Is(Types, "typescript") && !there && modernTypes[name] && major > 0 && major < 5 {
		return &patcher.Problem{
			Kind: patcher.Conflict, Path: pkg.Path, Line: keyLine(pkg.text, "typescript"),
			What: fmt.Sprintf("TypeScript %d cannot read the types of %s", major, name),
			Todo: "upgrade typescript to 5 or later first",
			Code: `"typescript": "^5.9.0"`,
		}
	}
	return nil
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

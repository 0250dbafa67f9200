package stack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
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

// PinnedMajor is the major version of a Node module that a repository gets which has none, 0 where it is not known.
func PinnedMajor(name string) int {
	v, err := nodeVersions()
	if err != nil {
		return 0
	}
	return nodejs.Major(v.Deps[name])
}

// oldestMajor are the major versions from which on a module has what created files use of it.
var oldestMajor = map[string]int{
	"express-rate-limit": 8, "rate-limit-redis": 4, "redis": 5, "ioredis": 5, "helmet": 7, "pino": 7, "winston": 3, "zod": 3,
	"mongoose": 6, "mongodb": 4, "pg": 8, "mysql2": 2, "@faker-js/faker": 8,
}

// modernTypes are the versions of TypeScript from which on it can read a module's types.
var modernTypes = map[string]string{
	"sanitize-html": "5.3", "zod": "5.0", "pino": "5.0", "mongoose": "5.0", "valibot": "5.0", "@faker-js/faker": "5.0", "@bull-board/api": "5.0",
	"helmet": "4.7", "@sentry/node": "4.5", "bullmq": "4.5", "redis": "4.5", "ioredis": "4.5", "file-type": "4.5", "@clerk/express": "4.5",
	"@opentelemetry/api": "4.5", "@opentelemetry/sdk-trace-node": "4.5", "@opentelemetry/exporter-trace-otlp-proto": "4.5",
}

// nodeTypes are the majors of @types/node from which on it knows what created files use of Node.
var nodeTypes = []struct {
	name  string
	major int
}{
	{"closeIdleConnections", 18}, {"closeAllConnections", 18}, {"loadEnvFile", 20},
}

// requireNode returns the edits that add to the app's package.json what the created files import. A module that is
// there already is left as it is; one that is too old for the created files is a Conflict.
func requireNode(_ *source.Repo, app *App, texts map[string][]byte) ([]patcher.FileEdit, error) {
	known, err := nodeVersions()
	if err != nil {
		return nil, err
	}
	site := siteOfNode(app)
	if err := site.oldNode(app, texts); err != nil {
		return nil, err
	}
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
	pkg := s.program.Pkg
	if _, ok := pkg.Range(name); ok || version == "" {
		return edits
	}
	shared, inherited := s.inherited(name)
	if inherited && nodejs.Major(shared) > 0 {
		version = shared // two versions of one module beside each other would not know each other's values
	} else if version = ranged(pkg, version); held[name] {
		version = strings.Replace(version, "^", "~", 1)
	}
	if nodejs.CatalogVersion(s.program.Repo, pkg.Dir, name) != "" {
		version = "catalog:"
	}
	edit := jsonsrc.Dependency{Section: section, Name: name, Version: version}
	return append(edits, patcher.FileEdit{Path: pkg.Path, Edit: edit})
}

// inherited returns the version range of a module in the package or in one above it.
func (s *nodeSite) inherited(name string) (string, bool) {
	for _, dir := range nodejs.Ancestors(s.program.Pkg.Dir) {
		if version, ok := s.program.Pkgs[dir].Range(name); ok {
			return version, true
		}
	}
	return "", false
}

// tooOld returns a Conflict where the created files need a newer module than there is, or than the compiler reads.
func (s *nodeSite) tooOld(app *App, name, version string) error {
	pkg := s.program.Pkg
	have, there := s.inherited(name)
	if major := nodejs.Major(have); there && major > 0 && major < oldestMajor[name] {
		return &patcher.Problem{
			Kind: patcher.Conflict, Path: pkg.Path, Line: nodejs.KeyLine(pkg.Text, name),
			What: fmt.Sprintf("%s %d is there, and what would be created needs %d or later", name, major, oldestMajor[name]),
			Todo: "upgrade it first",
			Code: fmt.Sprintf("%q: %q", name, "^"+version),
		}
	}
	compiler, _ := s.inherited("typescript")
	if need := modernTypes[name]; app.Is(Types, "typescript") && !there && need != "" && nodejs.Major(compiler) > 0 && !AtLeast(dotted().FindString(compiler), need) {
		return &patcher.Problem{
			Kind: patcher.Conflict, Path: pkg.Path, Line: nodejs.KeyLine(pkg.Text, "typescript"),
			What: fmt.Sprintf("TypeScript %s cannot read the types of %s", dotted().FindString(compiler), name),
			Todo: fmt.Sprintf("upgrade typescript to %s or later first", need),
			Code: fmt.Sprintf("\"typescript\": \"^%s.0\"", need),
		}
	}
	return nil
}

var dotted = lazy.Regexp(`\d+(\.\d+)*`)

// oldNode returns a Conflict where the types of Node that are there do not know what created files use.
func (s *nodeSite) oldNode(app *App, texts map[string][]byte) error {
	have, there := s.inherited("@types/node")
	if !there || !app.Is(Types, "typescript") || nodejs.Major(have) == 0 {
		return nil
	}
	pkg := s.program.Pkg
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		for _, n := range nodeTypes {
			if nodejs.Major(have) < n.major && bytes.Contains(texts[name], []byte(n.name)) {
				return &patcher.Problem{
					Kind: patcher.Conflict, Path: pkg.Path, Line: nodejs.KeyLine(pkg.Text, "@types/node"),
					What: fmt.Sprintf("the types of Node %d do not know %s", nodejs.Major(have), n.name),
					Todo: fmt.Sprintf("upgrade @types/node to %d or later first", n.major),
					Code: fmt.Sprintf("\"@types/node\": \"^%d.0.0\"", n.major),
				}
			}
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

// held are modules whose next minor version needs an ES module, which Jest cannot load where files are CommonJS.
var held = map[string]bool{"sanitize-html": true}

// ranged writes a version as the package writes its others: exact where it pins them, else with a caret.
func ranged(pkg *nodejs.Package, version string) string {
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

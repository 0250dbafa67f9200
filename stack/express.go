package stack

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// Express is the framework of the name, versions 4 and 5.
var Express = &Framework{
	Name:     "express",
	Title:    "Express",
	Language: Node,
	Detect:   detectExpress,
	Routes:   expressRoutes,
	Seams: map[Seam]Place{
		Preload:       placePreload,
		Configuration: placeConfiguration,
		Startup:       placeStartup,
		Settings:      placeSettings,
		Context:       placeEarly(Context),
		Headers:       placeEarly(Headers),
		Health:        placeEarly(Health),
		CORS:          placeEarly(CORS),
		Limit:         placeEarly(Limit),
		Body:          placeEarly(Body),
		Auth:          placeEarly(Auth),
		Known:         placeEarly(Known),
		Routes:        placeLate(Routes),
		NotFound:      placeLate(NotFound),
		ErrorTracking: placeLate(ErrorTracking),
		Errors:        placeLate(Errors),
		Serve:         placeServe,
	},
}

// expressSite is what the seams of an Express app need to know about its source.
type expressSite struct {
	nodeSite
	birth *expressBirth
	reach []string // files that handle the app: its own, those that load it, the nearest first, then the others
	entry string
	// listenFiles are those that may start it.
	listenFiles []string
}

// detectExpress returns the Express apps of a repository, one for each package that has a server.
func detectExpress(repo *source.Repo) ([]*App, error) {
	pkgs := nodejs.Packages(repo)
	stray := strayManifest(repo, pkgs)
	if stray != nil {
		delete(pkgs, path.Dir(stray.Path))
		pkgs["."] = stray
	}
	var apps []*App
	var fault error
	for _, dir := range slices.Sorted(maps.Keys(pkgs)) {
		if pkg := pkgs[dir]; usesExpress(pkgs, pkg) {
			p := nodejs.NewProgram(repo, pkgs, pkg)
			for _, s := range servicesOf(p) {
				apps = append(apps, s.app(repo, pkgs))
			}
			fault = cmp.Or(fault, faultIn(p))
		}
	}
	if len(apps) == 0 && fault != nil {
		return nil, fault
	}
	return apps, nil
}

// usesExpress tells whether the package, or one above it that it may be part of, depends on Express.
func usesExpress(pkgs map[string]*nodejs.Package, pkg *nodejs.Package) bool {
	for _, dir := range nodejs.Ancestors(pkg.Dir) {
		for _, module := range []string{"express", "routing-controllers", "inversify-express-utils"} {
			if _, ok := pkgs[dir].Range(module); ok {
				return true
			}
		}
	}
	return false
}

// strayManifest returns the manifest of a repository whose root has none although sources stand there: one that lies
// in a folder of its own and is put in place when the service is installed.
func strayManifest(repo *source.Repo, pkgs map[string]*nodejs.Package) *nodejs.Package {
	if pkgs["."] != nil {
		return nil
	}
	outside := false
	for _, f := range repo.Files() {
		if nodejs.IsSource(f) && !nodejs.AsideDir(path.Dir(f)) && !slices.ContainsFunc(nodejs.Ancestors(path.Dir(f)), func(dir string) bool { return pkgs[dir] != nil }) {
			outside = outside || hasMarker(repo.Read(f))
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(pkgs)) {
		if _, ok := pkgs[dir].Range("express"); ok && outside && !strings.Contains(dir, "/") {
			stray := *pkgs[dir]
			stray.Dir = "."
			return &stray
		}
	}
	return nil
}

// expressSiteOf returns what the seams know about an app, and the refusal where another framework makes the app.
func expressSiteOf(app *App, code Code, call string) (*expressSite, error) {
	site := app.Site.(*expressSite)
	if owner := site.birth.owner; owner != "" {
		b := site.birth
		problem := b.in.Tree.Problem(b.call, fmt.Sprintf("the app is made by %s", owner),
			"add the call where that framework lets middleware in", site.paste(app, code, call))
		return nil, problem
	}
	return site, nil
}

// importLine returns the import of the code's symbol as a user would type it into the file of the app.
func (site *expressSite) importLine(app *App, code Code) string {
	style := site.birth.in.Tree.Style()
	names, spec := "", linkIn(site.program, app, site.birth.in.Path, code.File)
	if code.Symbol != "" {
		names = "{ " + spellNode(code.Symbol) + " }"
	}
	line := "import " + names + " from '" + spec + "';"
	switch {
	case style.CommonJS && names != "":
		line = "const " + names + " = require('" + spec + "');"
	case style.CommonJS:
		line = "require('" + spec + "');"
	case names == "":
		line = "import '" + spec + "';"
	}
	return line
}

// paste returns the lines that a user adds by hand: the import, and the call.
func (site *expressSite) paste(app *App, code Code, call string) string {
	name := "app"
	if names := site.birth.names(); len(names) > 0 {
		name = names[0]
	}
	text := site.importLine(app, code) + "\n\n" + fmt.Sprintf(call, name, spellNode(code.Symbol)) + "\n"
	if styled, err := ts.Restyle([]byte(text), site.birth.in.Tree.Style()); err == nil {
		return string(styled)
	}
	return text
}

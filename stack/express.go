package stack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// Express is the framework of the name, versions 4 and 5.
var Express = &Framework{
	Name:     "express",
	Title:    "Express",
	Language: Node,
	Detect:   detectExpress,
	Seams: map[Seam]Place{
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
func detectExpress(repo *Repo) ([]*App, error) {
	pkgs := nodePackages(repo)
	stray := strayManifest(repo, pkgs)
	if stray != nil {
		delete(pkgs, path.Dir(stray.Path))
		pkgs["."] = stray
	}
	var apps []*App
	for _, dir := range sortedDirs(pkgs) {
		if pkg := pkgs[dir]; usesExpress(pkgs, pkg) {
			if app := expressApp(repo, pkgs, pkg); app != nil {
				apps = append(apps, app)
			}
		}
	}
	return apps, nil
}

// usesExpress tells whether the package, or one above it that it may be part of, depends on Express.
func usesExpress(pkgs map[string]*nodePackage, pkg *nodePackage) bool {
	for _, dir := range ancestors(pkg.Dir) {
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
func strayManifest(repo *Repo, pkgs map[string]*nodePackage) *nodePackage {
	if pkgs["."] != nil {
		return nil
	}
	outside := false
	for _, f := range repo.Files() {
		if isSource(f) && !asideDir(path.Dir(f)) && !slices.ContainsFunc(ancestors(path.Dir(f)), func(dir string) bool { return pkgs[dir] != nil }) {
			outside = outside || hasMarker(repo.Read(f))
		}
	}
	for _, dir := range sortedDirs(pkgs) {
		if _, ok := pkgs[dir].Range("express"); ok && outside && !strings.Contains(dir, "/") {
			stray := *pkgs[dir]
			stray.Dir = "."
			return &stray
		}
	}
	return nil
}

// expressApp returns the package's app, nil when it has none.
func expressApp(repo *Repo, pkgs map[string]*nodePackage, pkg *nodePackage) *App {
	p := newProgram(repo, pkgs, pkg)
	birth, flow, reach := p.mainBirth()
	if birth == nil {
		return nil
	}
	loaders := p.importers(birth.in.path)
	entry, at := p.entry(birth.in.path, loaders)
	app := &App{
		Dir:   pkg.Dir,
		Name:  cmpFirst(pkg.Name, path.Base(pkg.Dir)),
		At:    birth.in.at(birth.call),
		Facts: nodeFacts(repo, pkgs, pkg),
	}
	for _, dir := range ancestors(pkg.Dir) {
		if version, ok := pkgs[dir].Range("express"); ok && app.Major == 0 {
			if strings.HasPrefix(version, "catalog:") {
				version = catalogVersion(repo, dir, "express")
			}
			app.Major = nodeMajor(version)
		}
	}
	app.Facts[Entry] = Fact{entry, at}
	files := p.reachable(append([]string{entry}, reach...)...)
	site := &expressSite{birth: birth, entry: entry}
	site.program, site.files = p, files
	for _, name := range reach {
		if flow.handles(name) {
			site.reach = append(site.reach, name)
		}
	}
	for _, name := range files {
		if strings.Contains(p.module(name).tree.Text(), ".listen(") {
			site.listenFiles = append(site.listenFiles, name)
		}
	}
	app.Site = site
	p.sourceFacts(app, birth.in)
	app.Found = expressFeatures(app, flow, files)
	return app
}

// mainBirth returns the app of the package that does most, and what happens to it. Apps that are mounted on another
// one, and those that another framework takes over, do not count.
func (p *nodeProgram) mainBirth() (*expressBirth, *expressFlow, []string) {
	var best *expressBirth
	var bestFlow *expressFlow
	var bestReach []string
	p.config = readTSConfig(p.repo, p.pkg.Dir)
	births := p.allBirths()
	if len(births) > 0 {
		p.config = readTSConfig(p.repo, path.Dir(births[0].in.path))
		p.values = map[ts.Node]nodeValue{}
	}
	for _, b := range births {
		reach := p.around(b)
		if len(births) > 1 && p.isPart(b, reach) || p.adapted(b) {
			continue
		}
		flow := p.flowOf(b, reach)
		if b.owner == "" && !flow.serves() {
			continue
		}
		if best == nil || flow.weight() > bestFlow.weight() {
			best, bestFlow, bestReach = b, flow, reach
		}
	}
	return best, bestFlow, bestReach
}

// around returns the files that may handle an app: its own first, those that load it, and all that these load.
func (p *nodeProgram) around(b *expressBirth) []string {
	loaders := p.importers(b.in.path)
	files := append([]string{b.in.path}, loaders...)
	return p.reachable(files...)
}

// handles tells whether a file does something with the app.
func (f *expressFlow) handles(name string) bool {
	return slices.ContainsFunc(f.steps, func(s expressStep) bool {
		return slices.ContainsFunc(s.frames, func(frame expressFrame) bool { return frame.in.path == name })
	})
}

// serves tells whether anything is done with the app.
func (f *expressFlow) serves() bool {
	return slices.ContainsFunc(f.steps, func(s expressStep) bool { return s.kind != stepBirth && s.kind != stepSetting })
}

// weight says how much is done with the app.
func (f *expressFlow) weight() int {
	n := 0
	for _, s := range f.steps {
		if s.kind == stepUse || s.kind == stepRoute || s.kind == stepHandOn {
			n++
		}
	}
	return n
}

// isPart tells whether an app is mounted on another one: app.use("/api", sub).
func (p *nodeProgram) isPart(b *expressBirth, reach []string) bool {
	for _, name := range reach {
		m := p.module(name)
		if !strings.Contains(m.tree.Text(), ".use(") {
			continue
		}
		for _, n := range m.calls {
			callee := n.Expression()
			if callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "use" {
				continue
			}
			for _, arg := range n.Arguments().Nodes {
				if v := p.value(m, arg, 0); v.node.Valid() && v.node == b.call {
					return true
				}
			}
		}
	}
	return false
}

// adapted tells whether the app is given to Nest, which then owns it.
func (p *nodeProgram) adapted(b *expressBirth) bool {
	if _, ok := p.pkg.Range("@nestjs/core"); !ok {
		return false
	}
	return strings.Contains(b.in.tree.Text(), "ExpressAdapter") || strings.Contains(b.in.tree.Text(), "NestFactory")
}

// expressSiteOf returns what the seams know about an app, and the refusal where another framework makes the app.
func expressSiteOf(app *App, code Code, call string) (*expressSite, error) {
	site := app.Site.(*expressSite)
	if owner := site.birth.owner; owner != "" {
		b := site.birth
		problem := b.in.tree.Problem(b.call, fmt.Sprintf("the app is made by %s", owner),
			"add the call where that framework lets middleware in", site.paste(app, code, call))
		return nil, problem
	}
	return site, nil
}

// importLine returns the import of the code's symbol as a user would type it into the file of the app.
func (s *expressSite) importLine(app *App, code Code) string {
	style := s.birth.in.tree.Style()
	names, spec := "", s.program.linkIn(app, s.birth.in.path, code.File)
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
func (s *expressSite) paste(app *App, code Code, call string) string {
	name := "app"
	if names := s.birth.names(); len(names) > 0 {
		name = names[0]
	}
	text := s.importLine(app, code) + "\n\n" + fmt.Sprintf(call, name, spellNode(code.Symbol)) + "\n"
	if styled, err := ts.Restyle([]byte(text), s.birth.in.tree.Style()); err == nil {
		return string(styled)
	}
	return text
}

package stack

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// expressService is an app of a package that is a service of its own.
type expressService struct {
	p     *nodejs.Program
	dir   string
	notes []string
	label string // that tells it from others of its folder, "" for the only one
	birth *expressBirth
	flow  *expressFlow
	reach []string // files that may handle the app
}

// servicesOf returns the package's apps. Apps that are mounted on another one, and those that another framework takes
// over, do not count. Of several in one place the one that does most is the service, and its rivals are those of the
// same file that are served too.
func servicesOf(p *nodejs.Program) []*expressService {
	p.Config = nodejs.ReadTSConfig(p.Repo, p.Pkg.Dir)
	births := allBirths(p)
	var all []*expressService
	places := map[string]*expressService{}
	for _, b := range births {
		s := serviceOf(p, b, len(births) > 1)
		if s == nil {
			continue
		}
		s.dir = projectOf(p, b.in.Path)
		all = append(all, s)
		if best := places[s.dir]; best == nil || s.flow.weight() > best.flow.weight() {
			places[s.dir] = s
		}
	}
	if places[p.Pkg.Dir] != nil { // what stands outside of all projects is the one
		places = map[string]*expressService{p.Pkg.Dir: places[p.Pkg.Dir]}
	}
	var chosen []*expressService
	for _, dir := range slices.Sorted(maps.Keys(places)) {
		rivals := places[dir].rivals(all)
		places[dir].notes = left(all, rivals)
		chosen = append(chosen, rivals...)
	}
	if len(places) == 1 {
		for _, s := range chosen {
			s.dir = p.Pkg.Dir
		}
	}
	return chosen
}

// rivals returns the service and those of the same file that are called otherwise, in the order of the text: which of
// them is meant cannot be told from the source.
func (s *expressService) rivals(all []*expressService) []*expressService {
	labels := map[string]bool{s.birth.label(): true}
	var found []*expressService
	for _, other := range all {
		label := other.birth.label()
		if other != s && (other.birth.in.Path != s.birth.in.Path || other.dir != s.dir || labels[label]) {
			continue
		}
		labels[label] = true
		found = append(found, other)
	}
	if len(found) > 1 {
		for _, r := range found {
			r.label = r.birth.label()
			for _, other := range found {
				if other != r {
					r.birth.rivals = append(r.birth.rivals, other.birth.nth)
				}
			}
		}
	}
	return found
}

// left says which apps of the same folder are not among the chosen ones.
func left(all, chosen []*expressService) []string {
	var notes []string
	for _, s := range all {
		if s.dir == chosen[0].dir && !slices.Contains(chosen, s) {
			notes = append(notes, fmt.Sprintf("%s: another Express app is made here; it does less than the one at %s and is left alone",
				s.birth.in.At(s.birth.call), chosen[0].birth.in.At(chosen[0].birth.call)))
		}
	}
	return notes
}

// serviceOf follows an app that is born in the package, nil when it is none of its own.
func serviceOf(p *nodejs.Program, b *expressBirth, several bool) *expressService {
	q := p.In(path.Dir(b.in.Path))
	reach := filesAround(q, b)
	if several && isMounted(q, b, reach) || adaptedToNest(q, b) {
		return nil
	}
	flow := flowOf(q, b, reach)
	if b.owner == "" && !flow.serves() {
		return nil
	}
	return &expressService{p: q, birth: b, flow: flow, reach: reach}
}

// projectDir is the folder of one service where several share a package.json.
var projectDir = lazy.Regexp(`^(?:.*/)?(?:apps|services|microservices|servers)/[^/]+/`)

// projectOf returns the folder of the project within the package that a file belongs to, the package's for none.
func projectOf(p *nodejs.Program, name string) string {
	for dir := path.Dir(name); dir != p.Pkg.Dir && dir != "."; dir = path.Dir(dir) {
		if p.Repo.Has(path.Join(dir, "project.json")) {
			return dir
		}
	}
	if m := projectDir().FindString(nodejs.Rel(p.Pkg.Dir, name)); m != "" {
		return path.Join(p.Pkg.Dir, m)
	}
	return p.Pkg.Dir
}

// app draws all that there is to know about a service.
func (s *expressService) app(repo *source.Repo, pkgs map[string]*nodejs.Package) *App {
	p, pkg := s.p, s.p.Pkg
	entry, at := p.Entry(s.birth.in.Path, p.Importers(s.birth.in.Path))
	app := &App{
		Dir:   s.dir,
		Name:  cmp.Or(pkg.Name, path.Base(pkg.Dir)),
		At:    s.birth.in.At(s.birth.call),
		Facts: nodeFacts(repo, pkgs, pkg),
		Notes: s.notes,
	}
	if s.label != "" {
		app.ID = s.dir + "#" + s.label
	}
	if s.dir != pkg.Dir {
		app.Name = nodejs.Rel(pkg.Dir, s.dir)
	}
	app.Major = expressMajor(repo, pkgs, pkg)
	app.Facts[Entry] = Fact{entry, at}
	nearRunner(repo, app.Facts, pkg, workspaceOf(repo, pkgs, pkg))
	files := p.WithFolders(p.Reachable(append([]string{entry}, s.reach...)...))
	site := &expressSite{birth: s.birth, entry: entry}
	site.program, site.files = p, files
	for _, name := range s.reach {
		if s.flow.handles(name) {
			site.reach = append(site.reach, name)
		}
	}
	for _, name := range files {
		if strings.Contains(p.Module(name).Tree.Text(), ".listen(") {
			site.listenFiles = append(site.listenFiles, name)
		}
	}
	app.Site = site
	putPort(p, app, site.listenFiles)
	drawSourceFacts(p, app, s.birth.in)
	app.Found = expressFeatures(app, s.flow, files)
	s.importable(app, site.listenFiles)
	return app
}

// expressMajor returns the major version of Express that the package, or one above it, depends on.
func expressMajor(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) int {
	for _, dir := range nodejs.Ancestors(pkg.Dir) {
		version, ok := pkgs[dir].Range("express")
		if !ok {
			continue
		}
		if strings.HasPrefix(version, "catalog:") {
			version = nodejs.CatalogVersion(repo, dir, "express")
		}
		if major := nodejs.Major(version); major > 0 {
			return major
		}
	}
	return 0
}

// faultIn returns the reason why a file that seems to make an app cannot be read, nil when all can.
func faultIn(p *nodejs.Program) error {
	for _, name := range p.Own {
		text := p.Text(name)
		if p.Module(name) != nil || !hasMarker(text) || !makesApp().Match(text) {
			continue
		}
		if _, err := ts.Parse(nodejs.ParsedAs(name), text); err != nil {
			return err
		}
	}
	return nil
}

var makesApp = lazy.Regexp(`\bexpress\(\)`)

// filesAround returns the files that may handle an app: its own first, those that load it, and all that these load.
func filesAround(p *nodejs.Program, b *expressBirth) []string {
	loaders := p.Importers(b.in.Path)
	files := append([]string{b.in.Path}, loaders...)
	return p.Reachable(files...)
}

// handles tells whether a file does something with the app.
func (f *expressFlow) handles(name string) bool {
	return slices.ContainsFunc(f.steps, func(s expressStep) bool {
		return slices.ContainsFunc(s.frames, func(frame expressFrame) bool { return frame.in.Path == name })
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

// isMounted tells whether an app is mounted on another one: app.use("/api", sub).
func isMounted(p *nodejs.Program, b *expressBirth, reach []string) bool {
	for _, name := range reach {
		m := p.Module(name)
		if !strings.Contains(m.Tree.Text(), ".use(") {
			continue
		}
		for _, n := range m.Calls {
			callee := n.Expression()
			if callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "use" {
				continue
			}
			for _, arg := range n.Arguments().Nodes {
				if v := p.Value(m, arg, 0); v.Node.Valid() && v.Node == b.call {
					return true
				}
			}
		}
	}
	return false
}

// adaptedToNest tells whether the app is given to Nest, which then owns it.
func adaptedToNest(p *nodejs.Program, b *expressBirth) bool {
	if _, ok := p.Pkg.Range("@nestjs/core"); !ok {
		return false
	}
	return strings.Contains(b.in.Tree.Text(), "ExpressAdapter") || strings.Contains(b.in.Tree.Text(), "NestFactory")
}

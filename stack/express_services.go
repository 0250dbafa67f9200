package stack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// expressService is an app of a package that is a service of its own.
type expressService struct {
	p     *nodeProgram
	dir   string
	notes []string
	label string // that tells it from others of its folder, "" for the only one
	birth *expressBirth
	flow  *expressFlow
	reach []string // files that may handle the app
}

// services returns the package's apps. Apps that are mounted on another one, and those that another framework takes
// over, do not count. Of several in one place the one that does most is the service, and its rivals are those of the
// same file that are served too.
func (p *nodeProgram) services() []*expressService {
	p.config = readTSConfig(p.repo, p.pkg.Dir)
	births := p.allBirths()
	var all []*expressService
	places := map[string]*expressService{}
	for _, b := range births {
		s := p.service(b, len(births) > 1)
		if s == nil {
			continue
		}
		s.dir = p.projectOf(b.in.path)
		all = append(all, s)
		if best := places[s.dir]; best == nil || s.flow.weight() > best.flow.weight() {
			places[s.dir] = s
		}
	}
	if places[p.pkg.Dir] != nil { // what stands outside of all projects is the one
		places = map[string]*expressService{p.pkg.Dir: places[p.pkg.Dir]}
	}
	var chosen []*expressService
	for _, dir := range sortedKeys(places) {
		rivals := places[dir].rivals(all)
		places[dir].notes = left(all, rivals)
		chosen = append(chosen, rivals...)
	}
	if len(places) == 1 {
		for _, s := range chosen {
			s.dir = p.pkg.Dir
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
		if other != s && (other.birth.in.path != s.birth.in.path || other.dir != s.dir || labels[label]) {
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
				s.birth.in.at(s.birth.call), chosen[0].birth.in.at(chosen[0].birth.call)))
		}
	}
	return notes
}

// service follows an app that is born in the package, nil when it is none of its own.
func (p *nodeProgram) service(b *expressBirth, several bool) *expressService {
	q := *p
	q.config = readTSConfig(p.repo, path.Dir(b.in.path))
	q.values = map[ts.Node]nodeValue{}
	reach := q.around(b)
	if several && q.isPart(b, reach) || q.adapted(b) {
		return nil
	}
	flow := q.flowOf(b, reach)
	if b.owner == "" && !flow.serves() {
		return nil
	}
	return &expressService{p: &q, birth: b, flow: flow, reach: reach}
}

// projectDir is the folder of one service where several share a package.json.
var projectDir = lazily(`^(?:.*/)?(?:apps|services|microservices|servers)/[^/]+/`)

// projectOf returns the folder of the project within the package that a file belongs to, the package's for none.
func (p *nodeProgram) projectOf(name string) string {
	for dir := path.Dir(name); dir != p.pkg.Dir && dir != "."; dir = path.Dir(dir) {
		if p.repo.Has(path.Join(dir, "project.json")) {
			return dir
		}
	}
	if m := projectDir.FindString(nodeRel(p.pkg.Dir, name)); m != "" {
		return path.Join(p.pkg.Dir, m)
	}
	return p.pkg.Dir
}

// app draws all that there is to know about a service.
func (s *expressService) app(repo *Repo, pkgs map[string]*nodePackage) *App {
	p, pkg := s.p, s.p.pkg
	entry, at := p.entry(s.birth.in.path, p.importers(s.birth.in.path))
	app := &App{
		Dir:   s.dir,
		Name:  cmpFirst(pkg.Name, path.Base(pkg.Dir)),
		At:    s.birth.in.at(s.birth.call),
		Facts: nodeFacts(repo, pkgs, pkg),
		Notes: s.notes,
	}
	if s.label != "" {
		app.ID = s.dir + "#" + s.label
	}
	if s.dir != pkg.Dir {
		app.Name = nodeRel(pkg.Dir, s.dir)
	}
	app.Major = expressMajor(repo, pkgs, pkg)
	app.Facts[Entry] = Fact{entry, at}
	files := p.withFolders(p.reachable(append([]string{entry}, s.reach...)...))
	site := &expressSite{birth: s.birth, entry: entry}
	site.program, site.files = p, files
	for _, name := range s.reach {
		if s.flow.handles(name) {
			site.reach = append(site.reach, name)
		}
	}
	for _, name := range files {
		if strings.Contains(p.module(name).tree.Text(), ".listen(") {
			site.listenFiles = append(site.listenFiles, name)
		}
	}
	app.Site = site
	p.sourceFacts(app, s.birth.in)
	app.Found = expressFeatures(app, s.flow, files)
	return app
}

// expressMajor returns the major version of Express that the package, or one above it, depends on.
func expressMajor(repo *Repo, pkgs map[string]*nodePackage, pkg *nodePackage) int {
	for _, dir := range ancestors(pkg.Dir) {
		version, ok := pkgs[dir].Range("express")
		if !ok {
			continue
		}
		if strings.HasPrefix(version, "catalog:") {
			version = catalogVersion(repo, dir, "express")
		}
		if major := nodeMajor(version); major > 0 {
			return major
		}
	}
	return 0
}

// fault returns the reason why a file that seems to make an app cannot be read, nil when all can.
func (p *nodeProgram) fault() error {
	for _, name := range p.own {
		text := p.text(name)
		if p.module(name) != nil || !hasMarker(text) || !makesApp.Match(text) {
			continue
		}
		if _, err := ts.Parse(parsedAs(name), text); err != nil {
			return err
		}
	}
	return nil
}

var makesApp = lazily(`\bexpress\(\)`)

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

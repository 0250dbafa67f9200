package stack

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// NextJS is the framework of the name. It serves pages, and its own router finds files by their place.
var NextJS = &Framework{
	Name:        "nextjs",
	Title:       "Next.js",
	Language:    Node,
	Front:       true,
	Detect:      detectNext,
	Fixed:       nextPlace,
	Components:  nextComponents,
	RenderTools: renderTools,
	Seams:       map[Seam]Place{Headers: placeNonce, Document: placeInBody},
}

// Proxy is the fact that names the user's own file which each request passes on its way to a page.
const Proxy Key = "proxy"

// nextSite is what the framework's functions know about an app's source.
type nextSite struct {
	nodeSite
	base  string // folder that the routers stand in: the package's, or src in it
	app   string // folder of the app router, "" without one
	pages string // folder of the pages router, "" without one

	components *rendered // nil until they were looked for
}

// detectNext returns the Next.js apps of a repository, one for each package that has pages.
func detectNext(repo *source.Repo) ([]*App, error) {
	pkgs := nodejs.Packages(repo)
	var apps []*App
	for _, dir := range slices.Sorted(maps.Keys(pkgs)) {
		pkg := pkgs[dir]
		if cmp.Or(pkg.Deps["next"], pkg.DevDeps["next"]) == "" {
			continue
		}
		if app := nextApp(repo, pkgs, pkg); app != nil {
			apps = append(apps, app)
		}
	}
	return apps, nil
}

// nextApp draws what there is to know about the app of a package, nil where it has no page.
func nextApp(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) *App {
	site := nextRouters(repo, pkg.Dir)
	first := site.first(repo, pkg.Dir)
	if first == "" {
		return nil
	}
	p := nodejs.NewProgram(repo, pkgs, pkg).In(pkg.Dir)
	m := p.Module(first)
	if m == nil {
		return nil // it cannot be read, and what stands beside it is not held up by that
	}
	site.program, site.files = p, p.Own
	app := &App{
		Dir:   pkg.Dir,
		Name:  cmp.Or(pkg.Name, path.Base(pkg.Dir)),
		Major: nextMajor(repo, pkg),
		At:    source.Pos{Path: first, Line: 1},
		Facts: nodeFacts(repo, pkgs, pkg),
		Site:  site,
	}
	drawSourceFacts(p, app, m)
	app.Facts[Source] = Fact{cmp.Or(nodejs.Rel(pkg.Dir, site.base), "."), app.At}
	if site.base == pkg.Dir {
		app.Facts[Source] = Fact{".", app.At}
	}
	if proxy := site.proxy(); proxy != nil {
		app.Facts[Proxy] = Fact{proxy.Path, source.Pos{Path: proxy.Path, Line: 1}}
	}
	app.Found = site.features(pkg.Dir)
	return app
}

// nextMajor is the major version, 0 where the manifest does not tell it.
func nextMajor(repo *source.Repo, pkg *nodejs.Package) int {
	version, _ := pkg.Range("next")
	if strings.HasPrefix(version, "catalog:") {
		version = nodejs.CatalogVersion(repo, pkg.Dir, "next")
	}
	return nodejs.Major(version)
}

// nextRouters finds the folders of the routers. Those in src count only where there are none beside it, as in Next.js.
func nextRouters(repo *source.Repo, dir string) *nextSite {
	for _, base := range []string{dir, path.Join(dir, "src")} {
		site := &nextSite{base: base}
		if name := path.Join(base, "app"); hasPage(repo, name, "layout", "page") {
			site.app = name
		}
		if name := path.Join(base, "pages"); hasPage(repo, name, "_app", "index") {
			site.pages = name
		}
		if site.app != "" || site.pages != "" {
			return site
		}
	}
	return &nextSite{base: dir}
}

// hasPage tells whether a source file of one of the names stands in the folder or below it.
func hasPage(repo *source.Repo, dir string, names ...string) bool {
	return repo.HasDir(dir) && slices.ContainsFunc(repo.Under(dir), func(f string) bool { return isPage(f, names...) })
}

func isPage(name string, names ...string) bool {
	return nodejs.IsSource(name) && slices.Contains(names, strings.TrimSuffix(path.Base(name), path.Ext(name)))
}

// first is the file that every page passes through: the root layout, else the nearest thing to it.
func (s *nextSite) first(repo *source.Repo, dir string) string {
	for _, at := range []struct {
		dir   string
		names []string
	}{{s.app, []string{"layout"}}, {s.app, []string{"page"}}, {s.pages, []string{"_app"}}, {s.pages, []string{"index"}}} {
		if at.dir == "" {
			continue
		}
		best := ""
		for _, f := range repo.Under(at.dir) {
			if isPage(f, at.names...) && (best == "" || strings.Count(f, "/") < strings.Count(best, "/")) {
				best = f
			}
		}
		if best != "" {
			return best
		}
	}
	for _, name := range nextConfigs {
		if repo.Has(path.Join(dir, name)) {
			return path.Join(dir, name)
		}
	}
	return ""
}

// nextConfigs are the names that the settings of Next.js go by.
var nextConfigs = []string{"next.config.ts", "next.config.mts", "next.config.mjs", "next.config.js", "next.config.cjs"}

package stack

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// mostComponents is how many components are looked for: a test of each of hundreds tells no more than the first do.
const mostComponents = 8

// oldestReact is the first major version of React that the library which renders components knows.
const oldestReact = 18

// rendered are the components of a front, which are looked for once.
type rendered struct {
	can    []Component
	cannot []Unrendered
	loaded map[string]bool  // the files that those which can be rendered are loaded with
	stubs  map[string]bool  // the files that something stands in for in their tests
	inside map[ts.Node]bool // the functions that run when they are rendered
}

// clashes tells whether what stands in for a file in the test of one component would be in the way of another.
func (r *rendered) clashes(t *trial) bool {
	for file := range t.loaded {
		if r.stubs[file] {
			return true
		}
	}
	for file := range t.stubbed {
		if r.loaded[file] {
			return true
		}
	}
	return false
}

// nextComponents returns the user's components that can be rendered alone: pages first.
func nextComponents(app *App) ([]Component, []Unrendered) {
	site := app.Site.(*nextSite)
	if site.components == nil {
		site.components = site.renderable()
	}
	return site.components.can, site.components.cannot
}

func (s *nextSite) renderable() *rendered {
	found := &rendered{loaded: map[string]bool{}, stubs: map[string]bool{}, inside: map[ts.Node]bool{}}
	if major := s.reactMajor(); major > 0 && major < oldestReact {
		found.cannot = append(found.cannot, Unrendered{At: s.program.Pkg.At("react"), Name: "react", Why: "components are rendered from React 18 on"})
		return found
	}
	for _, name := range s.shownFiles() {
		m := s.program.Module(name)
		if m == nil || !nodejs.Mentions(m.Tree.Text(), "</", "/>") {
			continue
		}
		for _, export := range slices.Sorted(maps.Keys(m.Exports)) {
			if len(found.can) == mostComponents {
				return found
			}
			s.try(m, export, found)
		}
	}
	return found
}

// reactMajor is the major version of React, 0 where it is not told.
func (s *nextSite) reactMajor() int {
	version, _ := s.inherited("react")
	if strings.HasPrefix(version, "catalog:") {
		version = nodejs.CatalogVersion(s.program.Repo, s.program.Pkg.Dir, "react")
	}
	return nodejs.Major(version)
}

// shownFiles are the user's files that may hold components: those of pages first, those nearer to the root before others.
func (s *nextSite) shownFiles() []string {
	var names []string
	for _, name := range s.files {
		if ext := path.Ext(name); !s.created(name) && (ext == ".tsx" || ext == ".jsx" || ext == ".js") {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return 100*(oneIf(!s.isPage(a))-oneIf(!s.isPage(b))) + min(9, strings.Count(a, "/")) - min(9, strings.Count(b, "/"))
	})
	return names
}

// isPage tells whether a file is what an address shows.
func (s *nextSite) isPage(name string) bool {
	return s.app != "" && strings.HasPrefix(name, s.app+"/") && isPage(name, "page") || s.pages != "" && strings.HasPrefix(name, s.pages+"/")
}

// try adds what a module exports under a name to the components, where it is one.
func (s *nextSite) try(m *nodejs.Module, export string, found *rendered) {
	v := s.program.Exported(m, export, 0)
	name := componentName(v, m, export)
	if found.inside[v.Node] || v.In != m || !v.Node.IsFunctionLike() || !unicode.IsUpper(rune(name[0])) || !hasMarkup(v.Node) {
		return
	}
	t := &trial{site: s, root: v, texts: map[string]int{}, stubbed: map[string][]Prop{}, seen: map[ts.Node]bool{}, loaded: map[string]bool{}}
	c, why := t.component()
	if why == "" && found.clashes(t) {
		why = "another test has something else in the place of its data"
	}
	if why != "" {
		found.cannot = append(found.cannot, Unrendered{At: m.At(v.Node), Name: name, Why: why})
		return
	}
	c.File, c.Export, c.Name = m.Path, export, name
	for _, other := range found.can {
		if other.Name == name {
			c.Name = importName(path.Base(path.Dir(m.Path))) + name
		}
	}
	if slices.ContainsFunc(found.can, func(other Component) bool { return other.Name == c.Name }) {
		return
	}
	found.can = append(found.can, c)
	maps.Copy(found.loaded, t.loaded)
	maps.Copy(found.inside, t.seen)
	for file := range t.stubbed {
		found.stubs[file] = true
	}
}

// componentName is what the function itself is called, else its export, else its file. It is never empty.
func componentName(v nodejs.Value, m *nodejs.Module, export string) string {
	if name := v.Node.Name().Ident(); name != "" {
		return name
	}
	if decl := v.Node.Parent(); decl.Kind() == ts.KindVariableDeclaration && decl.Name().Ident() != "" {
		return decl.Name().Ident()
	}
	if export != "default" && export != "=" {
		return export
	}
	stem := strings.TrimSuffix(path.Base(m.Path), path.Ext(m.Path))
	if stem == "index" || stem == "page" {
		return importName(path.Base(path.Dir(m.Path))) + "Page"
	}
	return importName(stem)
}

// importName makes a name of a file's or a folder's: order-list gives OrderList.
func importName(stem string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(stem, func(r rune) bool { return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	if name := strings.TrimLeftFunc(b.String(), unicode.IsDigit); name != "" {
		return name
	}
	return "Part"
}

func hasMarkup(fn ts.Node) bool {
	found := false
	fn.Walk(func(n ts.Node) bool {
		k := n.Kind()
		found = found || k == ts.KindJsxElement || k == ts.KindJsxSelfClosingElement || k == ts.KindJsxFragment
		return !found
	})
	return found
}

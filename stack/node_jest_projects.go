package stack

import (
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// jestRoot has the settings of Jest in a workspace's root name the packages that have their own, so that one run has the tests of
// all of them and one report.
func (s *nodeSite) jestRoot(app *App, coverage string) []patcher.FileEdit {
	if !s.joined(app) {
		return nil
	}
	home := s.home()
	name := s.jestRootFile()
	text := strings.Replace(jestRootConfig, "SHARE", coverage, 1)
	if home.Type == "module" && path.Ext(name) == ".js" {
		text = strings.Replace(text, "module.exports =", "export default", 1)
	}
	style := s.homeStyle()
	styled, err := ts.Restyle([]byte(text), style)
	if err != nil {
		return nil
	}
	edits := []patcher.FileEdit{{Path: name, Edit: jestProjects{path: name, empty: styled, quote: string(style.Quote), dirs: s.jestPackages(home)}}}
	if _, there := home.Range("jest"); !there && app.Is(Manager, "pnpm") { // which shows the root nothing that it does not name
		version, _ := s.inherited("jest")
		if known, err := nodeVersions(); version == "" && err == nil {
			version = known.DevDeps["jest"]
		}
		edits = append(edits, patcher.FileEdit{Path: home.Path, Edit: jsonsrc.Dependency{Section: "devDependencies", Name: "jest", Version: version}})
	}
	return edits
}

// homeStyle is the style of what belongs to no package of a workspace: what the settings in its root say.
func (s *nodeSite) homeStyle() ts.Style {
	style := ts.Canonical
	s.editorconfig(s.home().Dir, &style)
	s.prettier(s.home().Dir, &style)
	return style
}

// joined tells whether Jest, when it is run in a workspace's root, runs the tests of the packages: settings there that name no
// projects are those of the root itself, and are left alone.
func (s *nodeSite) joined(app *App) bool {
	home := s.home()
	if home == s.program.Pkg || app.Dir == home.Dir || strings.Contains(string(home.Text), `"jest": {`) {
		return false
	}
	name := s.jestRootFile()
	return !s.program.Repo.Has(name) || s.namesProjects(name)
}

// namesProjects tells whether settings of Jest name the folders that have their own.
func (s *nodeSite) namesProjects(name string) bool {
	tree, err := ts.Parse(nodejs.ParsedAs(name), s.program.Repo.Read(name))
	return err == nil && projectsOf(tree).Valid()
}

// withoutShare leaves the least coverage to the settings of the root: those of one project may not have it.
func withoutShare(text string) string {
	at := strings.Index(text, "  coverageThreshold:")
	return text[:at] + text[at+strings.IndexByte(text[at:], '\n')+1:]
}

// jestRootFile is where the settings of Jest stand in the workspace's root, or would.
func (s *nodeSite) jestRootFile() string {
	dir := s.home().Dir
	for _, f := range s.program.Repo.Glob(dir, "jest.config.*") {
		if path.Dir(f) == dir {
			return f
		}
	}
	return path.Join(dir, "jest.config.js")
}

// jestPackages are the folders of the packages in a workspace whose tests Jest runs, the app's own among them.
func (s *nodeSite) jestPackages(home *nodejs.Package) []string {
	dirs := []string{nodejs.Rel(home.Dir, s.program.Pkg.Dir)}
	for _, dir := range slices.Sorted(maps.Keys(s.program.Pkgs)) {
		pkg := s.program.Pkgs[dir]
		root, kind, _ := nodejs.WorkspaceRoot(s.program.Repo, s.program.Pkgs, dir)
		_, has := pkg.Range("jest")
		if kind != "" && root == home.Dir && dir != home.Dir && (has || s.configured(dir, "jest")) {
			dirs = append(dirs, nodejs.Rel(home.Dir, dir))
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// jestProjects adds folders to the projects that Jest's settings name, and makes the settings where there are none.
type jestProjects struct {
	path  string
	empty []byte // settings that name none
	quote string // around texts, where the settings have none yet
	dirs  []string
}

func (j jestProjects) String() string { return "run the tests of all packages at once" }

// Apply returns the settings with the folders in them.
func (j jestProjects) Apply(src []byte) ([]byte, error) {
	if src == nil {
		src = j.empty
	}
	for _, dir := range j.dirs {
		plan := func(s *ts.Source) ([]ts.Change, error) { return j.add(s, dir), nil }
		out, err := ts.Edit{Path: nodejs.ParsedAs(j.path), What: j.String(), Plan: plan}.Apply(src)
		if err != nil {
			return nil, err
		}
		src = out
	}
	return src, nil
}

// add returns the changes that name a folder, nothing where it is named.
func (j jestProjects) add(s *ts.Source, dir string) []ts.Change {
	listed := projectsOf(s)
	if !listed.Valid() || slices.ContainsFunc(listed.Elements().Nodes, func(n ts.Node) bool { return covers(n, dir) }) {
		return nil
	}
	quote := j.quote
	if nodes := listed.Elements().Nodes; len(nodes) > 0 {
		quote = nodes[0].Source()[:1]
	}
	return insertProject(s, listed.Elements(), "<rootDir>/"+dir, quote)
}

// insertProject puts a folder before the first that is called later, so that the order in which they come does not show.
func insertProject(s *ts.Source, list ts.List, folder, quote string) []ts.Change {
	text := quote + folder + quote
	for _, n := range list.Nodes {
		if value, ok := n.Literal(); ok && value > folder {
			before := s.Text()[:n.Start()]
			between := " "
			if line := before[strings.LastIndexByte(before, '\n')+1:]; strings.TrimSpace(line) == "" {
				between = s.Style().EOL + line
			}
			return []ts.Change{{Start: n.Start(), End: n.Start(), Text: text + "," + between}}
		}
	}
	return s.AddElement(list, text)
}

// projectsOf is the list that settings of Jest name their projects in, none where there is no such list.
func projectsOf(s *ts.Source) ts.Node {
	var found ts.Node
	s.Root().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindPropertyAssignment && strings.Trim(n.Name().Source(), `'"`) == "projects" && n.Initializer().Kind() == ts.KindArrayLiteralExpression && !found.Valid() {
			found = n.Initializer()
		}
		return !found.Valid()
	})
	return found
}

var anyFolder = lazy.Regexp(`\*+$`)

// covers tells whether an element of the list stands for a folder: by its name, by a pattern, or by a file in it. One that is
// worked out may stand for any.
func covers(n ts.Node, dir string) bool {
	value, ok := n.Literal()
	if !ok {
		return true
	}
	value = strings.TrimPrefix(strings.TrimPrefix(value, "<rootDir>/"), "./")
	if anyFolder().MatchString(value) {
		return path.Dir(value) == path.Dir(dir)
	}
	return value == dir || strings.HasPrefix(value, dir+"/") || strings.TrimSuffix(value, "/") == dir
}

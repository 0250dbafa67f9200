package nodejs

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// WithFolders adds the files below folders that a service hands to a function of its own, in a program that loads
// files by name: register(path.join(__dirname, "routes")).
func (p *Program) WithFolders(files []string) []string {
	if !slices.ContainsFunc(files, func(name string) bool { return p.Module(name).loadsByName() }) {
		return files
	}
	all := slices.Clone(files)
	for _, name := range files {
		m := p.Module(name)
		for _, folder := range p.handed(m) {
			all = append(all, p.below(folder, m)...)
		}
	}
	if len(all) == len(files) {
		return files
	}
	return p.Reachable(all...)
}

// handed returns the folders that a module hands to functions of the repository.
func (p *Program) handed(m *Module) []string {
	if !Mentions(m.Tree.Text(), "__dirname", "import.meta") {
		return nil
	}
	var folders []string
	for _, call := range m.Calls {
		for _, arg := range call.Arguments().Nodes {
			folder := p.folderOf(m, arg)
			if folder == "" || slices.Contains(folders, folder) {
				continue
			}
			if v := p.Value(m, call.Expression(), 0); v.In != nil && v.Node.IsFunctionLike() {
				folders = append(folders, folder)
			}
		}
	}
	return folders
}

// folderOf returns the folder of the package that an expression names from the module's own: path.join(__dirname,
// "routes"), __dirname + "/routes"; "" for anything else.
func (p *Program) folderOf(m *Module, n ts.Node) string {
	if n.Kind() == ts.KindArrowFunction || n.Kind() == ts.KindFunctionExpression || !Mentions(n.Source(), "__dirname", "import.meta") {
		return ""
	}
	parts := []string{path.Dir(m.Path)}
	if n.Kind() == ts.KindTemplateExpression {
		parts = append(parts, strings.TrimPrefix(strings.Trim(n.Source(), "`"), "${__dirname}"))
	}
	n.Walk(func(n ts.Node) bool {
		if text, ok := n.Literal(); ok {
			parts = append(parts, text)
		}
		return true
	})
	folder := path.Join(parts...)
	if len(parts) == 1 || strings.Contains(folder, "$") || folder == p.Pkg.Dir || Rel(p.Pkg.Dir, folder) == folder && p.Pkg.Dir != "." || !p.Repo.HasDir(folder) {
		return ""
	}
	return folder
}

// RouteFolders returns the folders whose files are loaded by name, where the name makes up the path of a route.
func (p *Program) RouteFolders(files []string) []string {
	var folders []string
	mounts := false
	for _, name := range files {
		m := p.Module(name)
		byName := m.loadsByName()
		mounts = mounts || byName && p.mountsByName(m)
		if byName && m.listsFolder() {
			folders = append(folders, p.scanned(m)...)
		}
	}
	if !mounts {
		return nil
	}
	for _, name := range files {
		folders = append(folders, p.handed(p.Module(name))...)
	}
	return folders
}

// mountsByName tells whether a module gives a router something under a path that is only known when it runs.
func (p *Program) mountsByName(m *Module) bool {
	return slices.ContainsFunc(m.Calls, func(n ts.Node) bool {
		callee, args := n.Expression(), n.Arguments().Nodes
		if callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "use" || len(args) < 2 {
			return false
		}
		switch first := args[0].Unwrap(); first.Kind() {
		case ts.KindTemplateExpression:
			return true
		case ts.KindBinaryExpression:
			_, op, _, _ := first.Binary()
			return op == ts.KindPlusToken
		case ts.KindIdentifier:
			v := p.Value(m, first, 0)
			return !v.Node.IsFunctionLike() && p.Maker(v).Module != "express"
		}
		return false
	})
}

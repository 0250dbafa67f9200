package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// withFolders adds the files below folders that a service hands to a function of its own, in a program that loads
// files by name: register(path.join(__dirname, "routes")).
func (p *nodeProgram) withFolders(files []string) []string {
	if !slices.ContainsFunc(files, func(name string) bool { return p.module(name).loadsByName() }) {
		return files
	}
	all := slices.Clone(files)
	for _, name := range files {
		m := p.module(name)
		for _, folder := range p.handed(m) {
			all = append(all, p.below(folder, m)...)
		}
	}
	if len(all) == len(files) {
		return files
	}
	return p.reachable(all...)
}

// handed returns the folders that a module hands to functions of the repository.
func (p *nodeProgram) handed(m *nodeModule) []string {
	if !bytesHave(m.tree.Text(), "__dirname", "import.meta") {
		return nil
	}
	var folders []string
	for _, call := range m.calls {
		for _, arg := range call.Arguments().Nodes {
			folder := p.folderOf(m, arg)
			if folder == "" || slices.Contains(folders, folder) {
				continue
			}
			if v := p.value(m, call.Expression(), 0); v.in != nil && v.node.IsFunctionLike() {
				folders = append(folders, folder)
			}
		}
	}
	return folders
}

// folderOf returns the folder of the package that an expression names from the module's own: path.join(__dirname,
// "routes"), __dirname + "/routes"; "" for anything else.
func (p *nodeProgram) folderOf(m *nodeModule, n ts.Node) string {
	if n.Kind() == ts.KindArrowFunction || n.Kind() == ts.KindFunctionExpression || !bytesHave(n.Source(), "__dirname", "import.meta") {
		return ""
	}
	parts := []string{path.Dir(m.path)}
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
	if len(parts) == 1 || strings.Contains(folder, "$") || folder == p.pkg.Dir || nodeRel(p.pkg.Dir, folder) == folder && p.pkg.Dir != "." || !p.repo.HasDir(folder) {
		return ""
	}
	return folder
}

// routeFolders returns the folders whose files are loaded by name, where the name makes up the path of a route.
func (p *nodeProgram) routeFolders(files []string) []string {
	var folders []string
	mounts := false
	for _, name := range files {
		m := p.module(name)
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
		folders = append(folders, p.handed(p.module(name))...)
	}
	return folders
}

// mountsByName tells whether a module gives a router something under a path that is only known when it runs.
func (p *nodeProgram) mountsByName(m *nodeModule) bool {
	return slices.ContainsFunc(m.calls, func(n ts.Node) bool {
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
			v := p.value(m, first, 0)
			return !v.node.IsFunctionLike() && p.maker(v).module != "express"
		}
		return false
	})
}

package generators

import (
	"bytes"
	"maps"
	"path"
	"slices"

	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/templates"
)

// files are the rendered files of a piece.
type files struct {
	order []string            // paths, in the order of the piece's roles
	paths map[string]string   // by role
	texts map[string][]byte   // by path
	root  map[string]RootFile // those of the repository, by path
	seen  map[stack.File]bool
	tests map[string]bool // roles whose tests were rendered
}

// files renders the roles of a piece, the roles that they import, the framework's adapter and the tests, and the files
// of the repository.
func (c *Context) files(p *Piece) (*files, error) {
	f := &files{paths: map[string]string{}, texts: map[string][]byte{}, root: map[string]RootFile{}, seen: map[stack.File]bool{}, tests: map[string]bool{}}
	queue := c.own(p)
	if c.adapts(p) {
		queue = append(queue, stack.File{Dir: "lib", Role: c.App.Framework.Adapter})
	}
	for len(queue) > 0 {
		file := queue[0]
		queue = queue[1:]
		if f.seen[file] {
			continue
		}
		f.seen[file] = true
		more, err := c.render(file, f)
		if err != nil {
			return nil, err
		}
		queue = append(queue, more...)
	}
	for _, file := range p.Root {
		if err := c.renderRoot(file, f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// adapts tells whether the piece's calls are placed through the framework's adapter.
func (c *Context) adapts(p *Piece) bool {
	return c.App.Framework.Adapter != "" && slices.ContainsFunc(p.Calls, func(call Call) bool { return call.Seam.Rank() >= 0 })
}

// own are the files of a piece that may land in the app: in a front those that are written for its framework, since what
// the language's services have in common is nothing for it. A file with a place of its own is left out where the user has it.
func (c *Context) own(p *Piece) []stack.File {
	return slices.DeleteFunc(slices.Clone(p.Files), func(file stack.File) bool {
		path := c.fixed(file)
		theirs := path != "" && c.taken(path) && c.Created[path] == "" && c.Planned[path] == nil
		nowhere := path == "" && file.Dir == "" && c.App.Framework.Fixed != nil
		return theirs || nowhere || c.App.Front() && !c.Gap.has(c.App.Framework, templateOf(c.App.Language, file))
	})
}

// Fits tells whether the gap has files that are written for the framework.
func (g *Gap) Fits(f *stack.Framework) bool {
	return slices.ContainsFunc(g.Pieces, func(p Piece) bool {
		return slices.ContainsFunc(p.Files, func(file stack.File) bool { return g.has(f, templateOf(f.Language, file)) }) ||
			slices.ContainsFunc(p.Root, func(file RootFile) bool { return g.hasRoot(f, file) })
	})
}

// OfRepository tells whether the gap has a part that is none of a program's.
func (g *Gap) OfRepository() bool {
	return slices.ContainsFunc(g.Pieces, func(p Piece) bool { return len(p.Files) == 0 && (len(p.Root) > 0 || p.Edits != nil) })
}

// hasRoot tells whether a file of the repository is written for the framework.
func (g *Gap) hasRoot(f *stack.Framework, file RootFile) bool {
	return templates.Has([]string{g.Name + "/" + f.Name}, path.Base(file.Path), "")
}

func (g *Gap) has(f *stack.Framework, role string) bool {
	folder := []string{g.Name + "/" + f.Name}
	return templates.Has(folder, role, f.Language.Ext) || f.Language.Markup != "" && templates.Has(folder, role, f.Language.Markup)
}

// templateOf is what the template of a file is called.
func templateOf(lang *stack.Language, file stack.File) string {
	if file.Test {
		return file.Role + lang.TestSuffix
	}
	return file.Role
}

// render adds the text of one role, and returns the files that it imports and the one that tests it.
func (c *Context) render(file stack.File, f *files) ([]stack.File, error) {
	lang := c.App.Language
	path := c.place(file)
	text, ok, err := templates.Render(c.Gap.folders(c.App.Framework), templateOf(lang, file), lang.TemplateExt(path), c.data(path), c.funcs(path))
	if err != nil || !ok || len(bytes.TrimSpace(text.Body)) == 0 {
		return nil, err
	}
	body := text.Body
	if !c.looked || c.Repo.Has(path) {
		if body, err = lang.Finish(c.App, path, body); err != nil {
			return nil, err
		}
	}
	f.order = append(f.order, path)
	f.texts[path] = body
	if file.Test {
		f.tests[file.Role] = true
		return nil, nil
	}
	f.paths[file.Role] = path
	var more []stack.File
	for _, role := range text.With {
		more = append(more, stack.File{Dir: c.dirOf(role), Role: role})
	}
	if c.App.Fact(stack.Runner) != "" {
		more = append(more, stack.File{Dir: file.Dir, Role: file.Role, Test: true})
	}
	return more, nil
}

// folders are the template folders from the special to the general.
func (g *Gap) folders(f *stack.Framework) []string {
	return []string{g.Name + "/" + f.Name, g.Name + "/" + f.Language.Name, "shared/" + f.Name, "shared/" + f.Language.Name}
}

// creates returns the edits that create the files, and that give those of an earlier run which nobody edited their text of
// now. One that was edited since is the user's.
func (f *files) creates(c *Context) []patcher.FileEdit {
	var edits []patcher.FileEdit
	for _, path := range f.order {
		create := patcher.Create{Content: f.texts[path], Mode: f.root[path].Mode}
		if c.Created[path] != "" && c.Repo.Has(path) {
			create.Replaces = patcher.Hash(c.Repo.Read(path))
			if create.Replaces != c.Created[path] {
				continue
			}
		}
		edits = append(edits, patcher.FileEdit{Path: path, Edit: create})
	}
	return edits
}

// program returns the texts that are part of the program.
func (f *files) program() map[string][]byte {
	texts := maps.Clone(f.texts)
	for path := range f.root {
		delete(texts, path)
	}
	return texts
}

package generators

import (
	"bytes"
	"path"
	"strings"

	"scaffold/stack"
	"scaffold/templates"
)

// renderRoot adds the text of a file of the repository. One that renders to nothing is left out.
func (c *Context) renderRoot(file RootFile, f *files) error {
	name := c.rootPath(file.Path)
	folders := []string{c.Gap.Name + "/" + c.App.Framework.Name, c.Gap.Name + "/repository"}
	if c.App.Front() && c.App.Service != nil {
		folders = folders[:1] // what belongs to the repository is the service's
	}
	text, ok, err := templates.Render(folders, path.Base(file.Path), "", c.data(name), c.funcs(name))
	if err != nil || !ok || len(bytes.TrimSpace(text.Body)) == 0 {
		return err
	}
	f.order = append(f.order, name)
	f.texts[name] = text.Body
	f.root[name] = file
	return nil
}

// rootPath returns where a file of the repository goes: where an earlier run put it, else its own place, with the app's
// short name where there are several, and under another name where the user has a file there.
func (c *Context) rootPath(name string) string {
	slug := c.App.Fact(stack.Slug)
	if c.shared(name) {
		slug = ""
	}
	for _, own := range []string{slug, ""} { // an app that has got neighbours since keeps the names without
		for _, prefix := range prefixes {
			if p := renamed(name, prefix, own); c.Landed[p] != "" {
				return p
			}
		}
	}
	for _, prefix := range prefixes {
		if p := renamed(name, prefix, slug); !c.taken(p) || c.Created[p] != "" {
			return p
		}
	}
	return renamed(name, "", slug)
}

// shared tells whether a file of the repository is the same for all of its apps.
func (c *Context) shared(name string) bool {
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			for _, f := range p.Root {
				if f.Path == name {
					return f.Shared
				}
			}
		}
	}
	return false
}

func renamed(name, prefix, slug string) string {
	dir, base := path.Split(name)
	ext := path.Ext(base)
	if slug != "" {
		slug = "-" + slug
	}
	return dir + prefix + strings.TrimSuffix(base, ext) + slug + ext
}

// Slug returns the app's short name in a repository that has several, "" in one that has no other.
func (d data) Slug() string { return d.App.Fact(stack.Slug) }

// Own returns a variable's name for this app alone: UPTIME_URL, UPTIME_URL_API where there are several.
func (d data) Own(name string) string {
	if d.Slug() == "" {
		return name
	}
	return name + "_" + strings.ReplaceAll(strings.ToUpper(d.Slug()), "-", "_")
}

// workflowExpression is what GitHub's workflows put a value in by. Its braces are those of templates.
func workflowExpression(text string) string { return "$" + "{{ " + text + " }}" }

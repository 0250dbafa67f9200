package generators

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack"
	"scaffold/templates"
)

// document is one that another closed gap created, and how it is linked to.
type document struct{ Title, Link, gap string }

// Documents are those of Markdown that the other closed gaps created.
func (d data) Documents() []document {
	var all []document
	for _, g := range d.context.Gaps {
		if g.Name == d.context.Gap.Name || !d.Has(g.Name) {
			continue
		}
		var standing []string
		for _, p := range g.Pieces {
			for _, f := range p.Root {
				if at := d.Standing(f.Path); at != "" && path.Ext(f.Path) == ".md" {
					standing = append(standing, at)
				}
			}
		}
		for _, at := range standing {
			title := g.Title
			if len(standing) > 1 {
				title = titleOf(at)
			}
			all = append(all, document{Title: title, Link: d.link(at), gap: g.Name})
		}
	}
	return all
}

// titleOf is what a document is about by its name: "Privacy policy" of docs/PRIVACY_POLICY.md.
func titleOf(name string) string {
	words := strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(path.Base(name), path.Ext(name)), "_", " "))
	return strings.ToUpper(words[:1]) + words[1:]
}

// Document is the first one of a gap, nil for none.
func (d data) Document(gap string) *document {
	all := d.Documents()
	i := slices.IndexFunc(all, func(one document) bool { return one.gap == gap })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// link is the way from the file to another.
func (d data) link(to string) string {
	if dir := path.Dir(d.path); dir != "." && strings.HasPrefix(to, dir+"/") {
		return strings.TrimPrefix(to, dir+"/")
	}
	return d.Up() + to
}

// Open lists the routes that no guard stands before.
func (d data) Open() []string {
	var all []string
	for _, r := range d.Routes() {
		refuses := false
		for _, g := range r.Guards {
			refuses = refuses || slices.Contains(g.Refuses, statusUnauthorized) || slices.Contains(g.Refuses, statusForbidden)
		}
		if !refuses {
			all = append(all, r.Method+" "+r.Path)
		}
	}
	return all
}

// Examples is the file that lists the environment variables.
func (d data) Examples() string { return d.context.example() }

// LocalEnv is the file of variables on a developer's machine, "" where there is none. Git ignores it, so that a repository does
// not always show it.
func (d data) LocalEnv() string {
	if d.context.Has(Env.Name) {
		return path.Join(d.context.base(), ".env.local")
	}
	for _, name := range []string{".env.local", ".env"} {
		if at := path.Join(d.context.base(), name); d.context.Repo.Has(at) {
			return at
		}
	}
	return ""
}

// Setting returns the name of the first variable that begins like that, "" where the app reads none.
func (d data) Setting(prefix string) string {
	for _, v := range d.Keys() {
		if strings.HasPrefix(v.Name, prefix) {
			return v.Name
		}
	}
	return ""
}

// Decisions are the records beside the first one.
func (d data) Decisions() ([]document, error) {
	var all []document
	for _, f := range decisions[1:] {
		name := d.context.rootPath(f.Path)
		text, _, err := templates.Render([]string{d.context.Gap.Name + "/repository"}, path.Base(f.Path), "", d.context.data(name), d.context.funcs(name))
		if err != nil {
			return nil, err
		}
		if heading, _, ok := strings.Cut(string(text.Body), "\n"); ok && strings.HasPrefix(heading, "# ") {
			all = append(all, document{Title: strings.TrimPrefix(heading, "# "), Link: d.link(name)})
		}
	}
	return all, nil
}

// Line is a command as a line of a script that begins in the repository's root and stays there.
func (d data) Line(name string) string { return staying(d.Command(name)) }

func staying(command string) string {
	if strings.HasPrefix(command, "cd ") {
		return "(" + command + ")"
	}
	return command
}

// Probes are the paths by which the app's own routes tell whether it is well.
func (d data) Probes() []string {
	var all []string
	for _, r := range d.Routes() {
		if r.IsProbe() && (r.Method == "GET" || r.Method == "ALL") && !strings.Contains(r.Path, ":") {
			all = append(all, r.Path)
		}
	}
	return all
}

// PrismaClient is the command that makes the client of Prisma, "" where there is none.
func (d data) PrismaClient() string {
	for _, name := range []string{"db:generate", "prisma:generate", "generate"} {
		if command := d.Line(name); command != "" {
			return command
		}
	}
	models := d.Models()
	if len(models) == 0 || models[0].By != "prisma" || !strings.HasPrefix(models[0].At.Path, strings.TrimPrefix(d.App.Dir+"/", "./")) {
		return ""
	}
	if !stack.MakesPrismaClient(d.context.Repo, d.App.Dir) {
		return ""
	}
	if d.App.Dir == "." {
		return "npx prisma generate"
	}
	return "(cd " + d.App.Dir + " && npx prisma generate)"
}

// Description is the API's, for programs.
func (d data) Description() document {
	at := d.context.rootPath("openapi.yaml")
	return document{Title: path.Base(at), Link: d.link(at)}
}

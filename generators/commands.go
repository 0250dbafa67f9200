package generators

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"scaffold/patcher"
	"scaffold/stack"
)

// Script is a command that a piece adds to the repository under a name that people type.
type Script = stack.Script

// Has tells whether a gap is closed in this app by the tool: by an earlier run, or by this one.
func (c *Context) Has(gap string) bool {
	_, recorded := c.Others[gap]
	return recorded || c.Gap.Name == gap || c.closing[gap]
}

// scripts are the commands that the closed gaps add, those of this run among them.
func (c *Context) scripts() []Script {
	m, first := c.once("scripts")
	if !first {
		return m.scripts
	}
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			if p.Scripts == nil || !c.Has(g.Name) {
				continue
			}
			of := *c
			of.Gap = g
			if c.wants(g, &p) {
				m.scripts = append(m.scripts, p.Scripts(&of)...)
			}
		}
	}
	return m.scripts
}

// everyScript are the scripts of all gaps, whether they are closed or not: their order must not depend on it.
func (c *Context) everyScript() []Script {
	m, first := c.once("order")
	if !first {
		return m.order
	}
	for _, g := range c.Gaps {
		of := *c
		of.Gap = g
		for _, p := range g.Pieces {
			if p.Scripts != nil {
				m.order = append(m.order, p.Scripts(&of)...)
			}
		}
	}
	return m.order
}

// Command returns what does a thing when it is run in the repository's root, "" for nothing; see stack.App.Command.
func (c *Context) Command(name string) string {
	var added []string
	for _, s := range c.scripts() {
		added = append(added, s.Name)
	}
	return c.App.Command(name, added...)
}

// Runs returns the command, in the app's folder, that runs a created file as a program of its own; "" where the language has
// none.
func (c *Context) Runs(role string) string {
	if c.App.Language.Runs == nil {
		return ""
	}
	return c.App.Language.Runs(c.App, c.place(c.file(role)))
}

// scriptEdits add a piece's scripts.
func (c *Context) scriptEdits(p *Piece) []patcher.FileEdit {
	if p.Scripts == nil {
		return nil
	}
	var order []string
	for _, each := range c.everyScript() {
		order = append(order, each.Name)
	}
	scripts := p.Scripts(c)
	for i := range scripts {
		scripts[i].Order = order
	}
	return c.App.Language.AddScripts(c.App, scripts)
}

// Has tells whether a gap is closed in this app by the tool: by an earlier run, or by this one.
func (d data) Has(gap string) bool { return d.context.Has(gap) }

// Command returns what does a thing when it is run in the repository's root, "" for nothing.
func (d data) Command(name string) string { return d.context.Command(name) }

// Runs returns the command, in the app's folder, that runs a created file as a program of its own.
func (d data) Runs(role string) string { return d.context.Runs(role) }

// NodeVersion is the major version of Node.js that the app is made for, or the oldest that created code runs on.
func (d data) NodeVersion() string {
	major, err := strconv.Atoi(d.App.Fact(stack.Toolchain))
	if err != nil {
		return "24"
	}
	return strconv.Itoa(max(major, stack.OldestNode))
}

// Port is the one that the service listens on where PORT is not set, or the one that the user's template of variables sets.
func (d data) Port() string {
	if port := d.App.Fact(stack.Listens); port != "" {
		return port
	}
	for _, read := range d.context.reads() {
		if read.Name != "PORT" {
			continue
		}
		template := d.context.example()
		if found := portLine().FindSubmatch(d.context.Repo.Read(template)); found != nil && read.Default == "" && !d.context.Repo.Owns(template) {
			return string(found[1])
		}
		return cmp.Or(read.Default, d.App.Language.Port)
	}
	return d.App.Language.Port
}

// AsksPort tells whether the service takes its port from PORT and has none of its own to listen on, as far as the code tells.
func (d data) AsksPort() bool {
	return d.App.Fact(stack.Listens) == "" && slices.ContainsFunc(d.context.reads(), func(read stack.EnvRead) bool { return read.Name == "PORT" && read.Default == "" })
}

var portLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^PORT=["']?(\d{2,5})["']?\s*$`) })

package generators

import (
	"strings"
	"text/template"

	"scaffold/stack"
)

// data is what templates see. What only some of them need is a method, worked out when it is asked for.
type data struct {
	App     *stack.App
	Answers map[string]string
	Package string
	context *Context
	path    string
}

// logger is how a created file uses the app's logger.
type logger struct {
	Import string // the whole import line
	Name   string // the expression
}

func (c *Context) data(path string) data {
	return data{App: c.App, Answers: c.allAnswers(), Package: c.App.Language.Package(c.App), context: c, path: path}
}

// Keys returns the environment variables of the app.
func (d data) Keys() []Variable { return d.context.Variables() }

// Logger returns how to use the logger that the tool created, or the app's own exported one; nil when there is none.
func (d data) Logger() *logger {
	c := d.context
	created := c.place("logger")
	if c.Planned[created] || c.Created[created] != "" {
		return imported(c.App.Language.Link(c.App, d.path, created), "logger")
	}
	file, name, ok := strings.Cut(c.App.Fact(stack.LogExport), "#")
	if !ok {
		return nil
	}
	return imported(c.App.Language.Link(c.App, d.path, file), name)
}

func imported(from, name string) *logger {
	if name == "default" {
		return &logger{Import: "import logger from '" + from + "';", Name: "logger"}
	}
	return &logger{Import: "import { " + name + " } from '" + from + "';", Name: name}
}

func (c *Context) place(role string) string {
	return c.App.Language.Place(c.App, stack.File{Dir: c.dirOf(role), Role: role})
}

func (c *Context) funcs(from string) template.FuncMap {
	return template.FuncMap{
		"link":   func(role string) string { return c.App.Language.Link(c.App, from, c.place(role)) },
		"goLine": func(line string) bool { return stack.AtLeast(c.App.Fact(stack.Toolchain), line) },
	}
}

// dirOf returns the kind of folder that a role belongs in: that of the piece that owns it.
func (c *Context) dirOf(role string) string {
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			for _, f := range p.Files {
				if f.Role == role {
					return f.Dir
				}
			}
		}
	}
	return "lib"
}

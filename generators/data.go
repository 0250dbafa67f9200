package generators

import (
	"path"
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
	created := c.place(c.file("logger"))
	if c.Planned[created] != nil || c.Created[created] != "" {
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

func (c *Context) file(role string) stack.File { return stack.File{Dir: c.dirOf(role), Role: role} }

// prefixes tell a created file from a user's of the same name.
var prefixes = []string{"", "service-", "production-"}

// place returns the path of a created file. Where the user has a file of that name, in whichever case, another name is
// taken: theirs is not known to be of any use here, and must not be written over.
func (c *Context) place(file stack.File) string {
	if path := c.fixed(file); path != "" {
		return path
	}
	m, first := c.once("places")
	if first {
		m.places = map[stack.File]string{}
	}
	if m.places[file] == "" {
		m.places[file] = c.prefixed(file, c.prefix(file))
	}
	return m.places[file]
}

// fixed returns the path of a file that the framework finds by its place, and of its test beside it; "" for others.
func (c *Context) fixed(file stack.File) string {
	if c.App.Framework.Fixed == nil {
		return ""
	}
	name := c.App.Framework.Fixed(c.App, file.Role)
	if name == "" || !file.Test {
		return name
	}
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + c.App.Language.TestSuffix + ext
}

// prefix is the index of the first prefix under which no file of the user's stands. A test is called as what it tests.
func (c *Context) prefix(file stack.File) int {
	first := 0
	if file.Test {
		first = c.prefix(stack.File{Dir: file.Dir, Role: file.Role})
	}
	for i := first; i < len(prefixes); i++ {
		path := c.prefixed(file, i)
		if c.Created[path] != "" || c.Planned[path] != nil || !c.taken(path) {
			return i
		}
	}
	return first
}

func (c *Context) prefixed(file stack.File, prefix int) string {
	file.Role = prefixes[prefix] + file.Role
	return c.App.Language.Place(c.App, file)
}

func (c *Context) funcs(from string) template.FuncMap {
	return template.FuncMap{
		"link":   func(role string) string { return c.App.Language.Link(c.App, from, c.place(c.file(role))) },
		"file":   c.rootPath,
		"base":   path.Base,
		"github": workflowExpression,
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

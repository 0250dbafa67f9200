package generators

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// mostReasons is how many components are named that no test renders.
const mostReasons = 5

// components are those that the runner can load: Vitest reads no markup in files called .js.
func (c *Context) components() []stack.Component {
	can, _ := c.App.Components()
	return slices.DeleteFunc(slices.Clone(can), func(each stack.Component) bool {
		return path.Ext(each.File) == ".js" && c.allAnswers()["runner"] == "vitest"
	})
}

// noComponents says so of an app whose framework renders none.
func noComponents(_ *source.Repo, app *stack.App) string {
	if app.Framework.Components == nil {
		return "it renders no components"
	}
	return ""
}

func renderTools(c *Context) ([]patcher.FileEdit, error) {
	return c.App.Framework.RenderTools(c.App, c.allAnswers()["runner"])
}

// notRendered says why no component is tested, where there are some.
func notRendered(c *Context) []string {
	can, cannot := c.App.Components()
	if _, tested := c.App.Found[stack.ComponentTests]; tested || len(can) > 0 || len(cannot) == 0 {
		return nil
	}
	var reasons []string
	for _, each := range cannot[:min(len(cannot), mostReasons)] {
		reasons = append(reasons, fmt.Sprintf("%s (%s): %s", each.Name, each.At, each.Why))
	}
	return []string{"no component can be rendered alone: " + strings.Join(reasons, "; ")}
}

// rendering is the test of a component.
type rendering struct {
	stack.Component
	Import string // the whole line
	Of     string // its file, in the app's folder
	Render string // what is handed to the library, as an expression
	Checks []string
}

// stub is a file that something stands in for.
type stub struct {
	From      string
	Functions []stack.Prop
}

// Renderings are the tests of components, in the order of their files' being found.
func (d data) Renderings() []rendering {
	var all []rendering
	for _, component := range d.context.components() {
		from := d.App.Language.Link(d.App, d.path, component.File)
		r := rendering{Component: component, Import: importOf(component, from), Of: strings.TrimPrefix(component.File, d.App.Dir+"/")}
		r.Render = renderOf(component)
		for _, shown := range component.Shows {
			r.Checks = append(r.Checks, checkOf(shown))
		}
		all = append(all, r)
	}
	return all
}

// Stubs are what stands in for the files that components take their data from, each file once.
func (d data) Stubs() []stub {
	var all []stub
	index := map[string]int{}
	for _, component := range d.context.components() {
		for _, s := range component.Stubs {
			if s.Image && !d.stubsImages() {
				continue
			}
			from := d.stubbed(s)
			at, known := index[from]
			if !known {
				at, index[from] = len(all), len(all)
				all = append(all, stub{From: from})
			}
			for _, f := range s.Functions {
				if !slices.Contains(all[at].Functions, f) {
					all[at].Functions = append(all[at].Functions, f)
				}
			}
		}
	}
	return all
}

// stubsImages tells whether the runner leaves images to their tests.
func (d data) stubsImages() bool { return d.Answers["runner"] == "vitest" }

// stubbed is how the test names what something stands in for.
func (d data) stubbed(s stack.Stub) string {
	link := d.App.Language.Link(d.App, d.path, s.File)
	switch {
	case s.Module != "":
		return s.Module
	case s.Image:
		return strings.TrimSuffix(strings.TrimSuffix(link, ".js"), ".ts") + path.Ext(s.File)
	}
	return link
}

func importOf(c stack.Component, from string) string {
	switch c.Export {
	case "default", "=":
		return fmt.Sprintf("import %s from '%s';", c.Name, from)
	case c.Name:
		return fmt.Sprintf("import { %s } from '%s';", c.Name, from)
	}
	return fmt.Sprintf("import { %s as %s } from '%s';", c.Export, c.Name, from)
}

// renderOf is the component as it is rendered: as an element, or as what it resolves to.
func renderOf(c stack.Component) string {
	var fields, attributes []string
	end := " />"
	for _, prop := range c.Props {
		fields = append(fields, prop.Name+": "+prop.Value)
		if prop.Name == "children" {
			end = ">" + prop.Value + "</" + c.Name + ">"
			continue
		}
		value := "{" + prop.Value + "}"
		if text, ok := strings.CutPrefix(prop.Value, "'"); ok {
			value = `"` + strings.TrimSuffix(text, "'") + `"`
		}
		attributes = append(attributes, " "+prop.Name+"="+value)
	}
	switch {
	case c.Awaited && len(fields) > 0:
		return "await " + c.Name + "({ " + strings.Join(fields, ", ") + " })"
	case c.Awaited:
		return "await " + c.Name + "()"
	}
	return "<" + c.Name + strings.Join(attributes, "") + end
}

// lineWidth is the width that created files are formatted to.
const lineWidth = 100

// checkOf asks for an element, on three lines where one would be too long.
func checkOf(s stack.Shown) string {
	name := "'" + s.Name + "'"
	if strings.Contains(s.Name, "'") {
		name = `"` + s.Name + `"`
	}
	query := "screen.getByText(" + name + ")"
	switch {
	case s.Level > 0:
		query = fmt.Sprintf("screen.getByRole('%s', { level: %d, name: %s })", s.Role, s.Level, name)
	case s.Role != "":
		query = fmt.Sprintf("screen.getByRole('%s', { name: %s })", s.Role, name)
	}
	line := "  expect(" + query + ").toBeDefined();"
	if len(line) > lineWidth {
		return "  expect(\n    " + query + ",\n  ).toBeDefined();"
	}
	return line
}

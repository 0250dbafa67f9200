package stack

import "scaffold/stack/source"

// Component is a part of a front's pages that can be rendered alone, and what is then to be seen of it whatever its data are.
type Component struct {
	Name    string // under which a test can import it, no other component's
	File    string
	Export  string // the name that its file exports it under, "default" for none of its own
	Awaited bool   // it is a function that must be waited for
	Props   []Prop // that it cannot do without
	Stubs   []Stub // what its data come from
	Shows   []Shown
}

// Prop is a value that a component is given, as an expression.
type Prop struct{ Name, Value string }

// Stub stands in for what a component takes its data from: a file of the repository, or the framework's module for it.
type Stub struct {
	File      string // "" for a module
	Module    string
	Image     bool   // the file is one, which the framework reads as its address and size
	Functions []Prop // by name, each as an expression
}

// Shown is an element that stands on every rendering of a component.
type Shown struct {
	Role  string // heading, button, link; "" for a text that has none
	Level int    // of a heading
	Name  string // the text itself
}

// Unrendered is a component that is not rendered alone, and why.
type Unrendered struct {
	At   source.Pos
	Name string
	Why  string
}

// ComponentTests are tests that render parts of the pages.
const ComponentTests Feature = "component tests"

// Components returns what can be rendered alone of a front, and what cannot; nothing for an app that shows no pages.
func (a *App) Components() ([]Component, []Unrendered) {
	if a.Framework == nil || a.Framework.Components == nil {
		return nil, nil
	}
	return a.Framework.Components(a)
}

package generators

import (
	"slices"

	"scaffold/stack"
)

// userRoutes are the routes of the app without those of routers that the tool created.
func (c *Context) userRoutes() []stack.Route {
	return slices.DeleteFunc(slices.Clone(c.App.Routes()), func(r stack.Route) bool {
		return c.Created[r.At.Path] != "" || c.Planned[r.At.Path] != nil
	})
}

// OpenRoutes returns the routes that use what a client sends without holding it against anything.
func (d data) OpenRoutes() []stack.Route {
	return slices.DeleteFunc(d.context.userRoutes(), func(r stack.Route) bool { return !r.Unchecked() })
}

// CheckedRoutes returns the routes whose handler checks the body itself.
func (d data) CheckedRoutes() []stack.Route {
	return slices.DeleteFunc(d.context.userRoutes(), func(r stack.Route) bool { return r.Reads == nil || r.Unchecked() })
}

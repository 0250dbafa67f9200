package generators

import (
	"slices"

	"scaffold/stack"
)

// OpenRoutes returns the routes that use what a client sends without holding it against anything.
func (d data) OpenRoutes() []stack.Route {
	return slices.DeleteFunc(slices.Clone(d.App.Routes()), func(r stack.Route) bool { return !r.Unchecked() })
}

// CheckedRoutes returns the routes whose handler checks the body itself.
func (d data) CheckedRoutes() []stack.Route {
	return slices.DeleteFunc(slices.Clone(d.App.Routes()), func(r stack.Route) bool { return r.Reads == nil || r.Unchecked() })
}

package generators

import (
	"cmp"
	"slices"

	"scaffold/stack"
)

// Routes returns the routes that the app answers, as its code says: the user's, and those of the routers that the tool
// created and that are wired by now. A file that lists them is made anew once the plan stands.
func (d data) Routes() []stack.Route { return d.App.Routes() }

// Unread returns the registrations of routes that cannot be read.
func (d data) Unread() []stack.Unread { return d.App.Unread() }

// Prefix returns what the paths of the user's own routes begin with where that is the prefix of an API, such as /api; ""
// where they share none. In a front they are those of the service that it shows.
func (d data) Prefix() string { return d.context.apiPrefix() }

func (c *Context) apiPrefix() string {
	app := cmp.Or(c.App.Service, c.App)
	return stack.Prefix(slices.DeleteFunc(slices.Clone(app.Routes()), func(r stack.Route) bool {
		return c.Created[r.At.Path] != "" || c.Planned[r.At.Path] != nil
	}))
}

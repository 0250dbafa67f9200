package generators

import (
	"slices"

	"scaffold/stack"
)

// schemes returns the ways to show who one is that the routes' guards know, and those of the gaps that are closed here.
func (c *Context) schemes(routes []stack.Route) []apiScheme {
	known := map[string]bool{}
	refuses := false
	for _, r := range routes {
		for _, g := range r.Guards {
			if slices.Contains(g.Refuses, statusUnauthorized) {
				refuses = true
				known[g.Credential] = true
			}
		}
	}
	if !refuses {
		return nil
	}
	answers := c.allAnswers()
	sessions := c.Has("auth") && answers["identity"] == "sessions"
	var all []apiScheme
	if known["bearer"] || known[""] && c.Has("auth") && !(sessions && answers["tokens"] == "cookie") {
		all = append(all, apiScheme{Name: "bearer", Type: "http", Scheme: "bearer", Doc: "A token in the Authorization header."})
	}
	if known["basic"] {
		all = append(all, apiScheme{Name: "basic", Type: "http", Scheme: "basic", Doc: "A name and a password in the Authorization header."})
	}
	if sessions && answers["tokens"] == "cookie" {
		all = append(all, apiScheme{Name: "cookie", Type: "apiKey", In: "cookie", Header: "__Host-access", Doc: "A token in a cookie, which logging in sets."})
	}
	if c.Has("api-keys") {
		all = append(all, apiScheme{Name: "apiKey", Type: "apiKey", In: "header", Header: "X-API-Key", Doc: "A key that a user made for a program."})
	}
	return all
}

// needed returns the schemes of which a route wants one.
func (a *api) needed(r stack.Route) []string {
	var wanted []string
	for _, g := range r.Guards {
		if slices.Contains(g.Refuses, statusUnauthorized) {
			wanted = append(wanted, g.Credential)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var names []string
	for _, s := range a.Schemes {
		names = append(names, s.Name)
	}
	return names
}

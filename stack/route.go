package stack

import (
	"slices"
	"strings"

	"scaffold/stack/source"
)

// Route is a method and a path that the app answers, as its code says.
type Route struct {
	Method  string     // "GET"; "ALL" for every method
	Path    string     // with the prefixes of all routers that it stands on, in the framework's own spelling: "/api/notes/:id"
	At      source.Pos // where it is registered
	Handler string     // "notes.create", "" for a function that stands on the spot
	// Guards are the functions that a request passes before the handler, in order: those of the app, of the routers on the
	// way, and of the route itself.
	Guards []Guard
	// Body, Query and Params are what the request is held against, nil where nothing could be read.
	Body, Query, Params *Schema
	Reads               *BodyRead // where the handler reads the body, nil where it does not
	Plain               bool      // it answers what its code says, whoever asks: it waits for nothing and asks nothing else
	Closed              bool      // whoever is not known is turned away before anything else is looked at
	Success             int       // status of the good answer, 0 where the code shows none
	Failures            []int     // statuses from 400 on that the handler itself names, in order
	Summary             string    // a comment's first sentence, "" without one
	Answers             string    // "json" where the good answer is JSON, "" for anything else
	ByPath              bool      // middleware answers it that looks at the path itself: no router has it
	Behind              *Route    // what a router has under the same name and never gets to answer, nil for nothing
}

// Guard is a function that runs before a handler.
type Guard struct {
	Name   string // "requirePermission", "passport.authenticate"; "" for a function that stands on the spot
	Text   string // the expression, cut to one short line: "requirePermission('notes:write')"
	Module string // third-party module that it comes from, "" for the repository's own
	Own    bool   // it stands at the route itself, and not on a router or the app above
	// Refuses are the statuses with which it turns requests away whose sender is not known, 401, or may not, 403.
	Refuses []int
	// Credential is what it knows the sender by: bearer, basic, cookie; "" where that is not to be seen.
	Credential string
	At         source.Pos
}

// Unread is a registration of routes whose paths cannot be told.
type Unread struct {
	At  source.Pos
	Why string // "the path is worked out when the program runs"
}

// Schema is what a part of a request is held against.
type Schema struct {
	Name string     // of the exported value, "" for one that is written on the spot
	At   source.Pos // where it is defined
	Field
}

// Field is a value in a schema, and the limits that could be read from the code. What is not known is left empty.
type Field struct {
	Name     string
	Type     string // string, number, integer, boolean, object, array; "" for anything
	Format   string // email, uuid, uri, date-time, date, ipv4
	Optional bool
	Nullable bool
	Default  string // as JSON, "" for none
	Min, Max string // of a number's value, a text's length or a list's length
	// Above and Below say that Min and Max are not part of the range.
	Above, Below bool
	Pattern      string
	Enum         []string // as JSON
	Doc          string
	Closed       bool    // an object that takes no other fields
	Fields       []Field // of an object
	Items        *Field  // of an array, or of an object that maps names to values
	AnyOf        []Field
}

// Routes returns the routes that could be read, in the order that the app comes upon them. They are worked out when
// they are first asked for.
func (a *App) Routes() []Route {
	a.readRoutes()
	return a.routes.read
}

// Unread returns the registrations whose paths cannot be told from the code.
func (a *App) Unread() []Unread {
	a.readRoutes()
	return a.routes.unread
}

// routeMap is what was read of an app's routes.
type routeMap struct {
	read   []Route
	unread []Unread
}

func (a *App) readRoutes() {
	if a.routes != nil {
		return
	}
	a.routes = &routeMap{}
	if a.Framework != nil && a.Framework.Routes != nil {
		a.routes.read, a.routes.unread = a.Framework.Routes(a)
	}
}

// Prefix returns what the paths of routes begin with, where that looks like the prefix of an API: /api, /v1, /api/v1.
// Probes do not count. It is "" where the routes share none.
func Prefix(routes []Route) string {
	var common []string
	for i, r := range slices.DeleteFunc(slices.Clone(routes), Route.IsProbe) {
		parts := apiParts(r.Path)
		if i == 0 {
			common = parts
		}
		for j := range common {
			if j >= len(parts) || parts[j] != common[j] {
				common = common[:j]
				break
			}
		}
	}
	if len(common) == 0 {
		return ""
	}
	return "/" + strings.Join(common, "/")
}

// IsProbe tells whether a route is one that platforms and monitors ask.
func (r Route) IsProbe() bool {
	parts := strings.Split(strings.Trim(r.Path, "/"), "/")
	return slices.ContainsFunc(parts, liveName().MatchString) || readyName().MatchString(parts[len(parts)-1]) ||
		len(parts) == 1 && (vagueName().MatchString(parts[0]) || parts[0] == "metrics" || parts[0] == "")
}

// apiParts returns the first parts of a path that name an API or its version.
func apiParts(path string) []string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for i, part := range parts {
		version := len(part) > 1 && part[0] == 'v' && strings.Trim(part[1:], "0123456789") == ""
		if !version && part != "api" || i == len(parts)-1 {
			return parts[:i]
		}
	}
	return nil
}

// Changes tells whether a request to the route is meant to change something.
func (r Route) Changes() bool {
	return slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, r.Method)
}

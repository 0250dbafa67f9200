package generators

import (
	"slices"
	"strings"

	"scaffold/stack"
)

// apiTests are what is known from the code to hold on the app as it is.
type apiTests struct {
	Routes    []string      // names of the routes: "GET /notes/:id"
	Good      []stack.Route // answer with their status to whoever asks
	Strangers []stack.Route // turn whoever is not known away
	Checked   []stack.Route // refuse a body that is none
	NotFound  bool          // unknown paths get 404
	Form      string        // of errors: "problem", "envelope", "" for one that is not the tool's
	Headers   bool          // safe headers are sent
}

// APITests returns the tests of the app's routes, nil where nothing is known that could be tested.
func (d data) APITests() *apiTests {
	c, app := d.context, d.App
	t := &apiTests{Headers: c.sendsHeaders()}
	closed := true
	routes := c.userRoutes()
	for i, r := range routes {
		if r.ByPath || !plainPath(r.Path) {
			continue
		}
		t.Routes = append(t.Routes, r.Method+" "+r.Path)
		closed = closed && r.Closed
		if r.Method == "ALL" {
			continue
		}
		call := r
		call.Path = filled(r.Path)
		switch {
		case r.Closed:
			t.Strangers = append(t.Strangers, call)
		case r.Plain && r.Method == "GET" && r.Success/100 == 2 && call.Path == r.Path && !shadowed(r, routes[:i]):
			t.Good = append(t.Good, call)
		}
		if c.refusesBodies(r) {
			t.Checked = append(t.Checked, call)
		}
	}
	if len(t.Routes) == 0 {
		return nil
	}
	slices.Sort(t.Routes)
	_, answered := app.Found[stack.NotFoundHandler]
	t.NotFound = !closed && !app.MayAnswerAll() && (answered || c.Has("errors"))
	if _, own := app.Found[stack.ErrorHandler]; c.Has("errors") && (!own || c.made("error-handler")) && (!answered || c.made("not-found")) {
		t.Form = c.allAnswers()["format"]
	}
	return t
}

// sendsHeaders tells whether safe headers are known to be on every answer.
func (c *Context) sendsHeaders() bool {
	found, there := c.App.Found[stack.SecurityHeaders]
	if !there {
		return c.Has("security-headers")
	}
	return found.Partial == "" && (c.made("security") || found.By == "helmet()")
}

// refusesBodies tells whether a route is known to answer 400 or more to a body that is no object.
func (c *Context) refusesBodies(r stack.Route) bool {
	if !slices.Contains([]string{"POST", "PUT", "PATCH"}, r.Method) || !c.App.Has(stack.AsyncErrors) && !c.Has("errors") {
		return false
	}
	return r.Body != nil && r.Body.Type == "object" || r.Reads != nil && r.Reads.By != ""
}

// plainPath tells whether a path has only letters and parameters in it, so that a request for it can be written.
func plainPath(path string) bool {
	return !strings.ContainsFunc(path, func(r rune) bool { return notInPath(r) && r != ':' })
}

// filled puts a value in the place of each parameter.
func filled(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.Contains(part, ":") {
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// shadowed tells whether an earlier route takes the requests for a path.
func shadowed(r stack.Route, earlier []stack.Route) bool {
	parts := strings.Split(r.Path, "/")
	return slices.ContainsFunc(earlier, func(e stack.Route) bool {
		others := strings.Split(e.Path, "/")
		return (e.Method == r.Method || e.Method == "ALL") && len(others) == len(parts) && !slices.ContainsFunc(parts, func(part string) bool {
			other := others[slices.Index(parts, part)]
			return other != part && !strings.HasPrefix(other, ":")
		})
	})
}

package generators

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"scaffold/stack"
)

// api is what the description of the app's interface is written from: its routes, by path, with what is known of each.
type api struct {
	Tags    []apiTag
	Paths   []apiPath
	Schemas []apiSchema
	Schemes []apiScheme
	Failed  []int // statuses of errors that some operation answers, in order
	quote   byte
}

// apiTag is a group of routes: those below the same first part of the path.
type apiTag struct{ Name, Doc string }

// apiPath is a path with its operations, in the order of HTTP's methods.
type apiPath struct {
	Path       string // with {id} for a parameter
	Operations []apiOperation
}

type apiOperation struct {
	Method  string // "get"
	ID      string // "getNotesById"
	Summary string
	Tag     string
	Route   stack.Route
	Params  []apiParam
	Body    *apiBody
	Success int
	JSON    bool // the good answer is JSON
	Errors  []int
	Schemes []string // of which one is needed, none for an open route
}

type apiParam struct {
	Name, In string
	Required bool
	Field    stack.Field
}

// apiBody is what a request sends: a schema by name, one on the spot, or whatever the handler makes of it.
type apiBody struct {
	Name  string
	Field *stack.Field
	By    string // the repository's own function that looks at it where no schema is known
}

type apiSchema struct {
	Name  string
	At    string
	Field stack.Field
}

// apiScheme is a way to show who one is.
type apiScheme struct{ Name, Type, Scheme, In, Header, Doc string }

// API returns what the app's interface is, nil where no route could be read.
func (d data) API() *api {
	routes := d.App.Routes()
	if len(routes) == 0 {
		return nil
	}
	a := &api{quote: d.context.quote()}
	a.Schemes = d.context.schemes(routes)
	names := schemaNames(routes)
	ids := map[string]int{}
	byPath := map[string]*apiPath{}
	var order []string
	for _, r := range routes {
		for _, p := range openPaths(r.Path) {
			if byPath[p.path] == nil {
				byPath[p.path] = &apiPath{Path: p.path}
				order = append(order, p.path)
			}
			for _, method := range methodsOf(r.Method) {
				at := byPath[p.path]
				if slices.ContainsFunc(at.Operations, func(o apiOperation) bool { return o.Method == method }) {
					continue
				}
				o := d.operation(r, p, method, names)
				o.Schemes = a.needed(r)
				if ids[o.ID]++; ids[o.ID] > 1 {
					o.ID += strconv.Itoa(ids[o.ID])
				}
				at.Operations = append(at.Operations, o)
			}
		}
	}
	for _, path := range order {
		slices.SortStableFunc(byPath[path].Operations, func(x, y apiOperation) int {
			return slices.Index(httpMethods, x.Method) - slices.Index(httpMethods, y.Method)
		})
		a.Paths = append(a.Paths, *byPath[path])
	}
	a.collect()
	return a
}

var httpMethods = []string{"get", "head", "post", "put", "patch", "delete", "options"}

// methodsOf returns the methods of a route, those that there are for one that takes all.
func methodsOf(method string) []string {
	if method == "ALL" {
		return []string{"get", "post", "put", "patch", "delete"}
	}
	return []string{strings.ToLower(method)}
}

// operation describes one method of a path.
func (d data) operation(r stack.Route, p openPath, method string, names map[*stack.Schema]string) apiOperation {
	o := apiOperation{Method: method, ID: operationID(method, p.path), Route: r, Tag: tagOf(p.path, d.Prefix()), Success: r.Success}
	o.Summary = cmp.Or(r.Summary, summaryOf(r.Handler), probeSummary(r), plainSummary(method, p.path, d.Prefix()))
	for _, name := range p.params {
		param := apiParam{Name: name.name, In: "path", Required: true, Field: stack.Field{Type: "string", Pattern: name.pattern}}
		if f, ok := fieldNamed(r.Params, name.name); ok {
			param.Field = f
		}
		o.Params = append(o.Params, param)
	}
	if r.Query != nil {
		for _, f := range r.Query.Fields {
			o.Params = append(o.Params, apiParam{Name: f.Name, In: "query", Required: !f.Optional, Field: f})
		}
	}
	if takesBody := method != "get" && method != "head" && method != "delete" && method != "options"; takesBody || r.Body != nil {
		o.Body = bodyOf(r, names)
	}
	o.JSON = r.Success != statusNoContent && r.Success != statusFound && r.Answers == "json"
	o.Errors = d.context.errorsOf(r, o)
	return o
}

func bodyOf(r stack.Route, names map[*stack.Schema]string) *apiBody {
	switch {
	case r.Body != nil && names[r.Body] != "":
		return &apiBody{Name: names[r.Body]}
	case r.Body != nil:
		return &apiBody{Field: &r.Body.Field}
	case r.Reads != nil:
		return &apiBody{By: r.Reads.By}
	}
	return nil
}

func fieldNamed(s *stack.Schema, name string) (stack.Field, bool) {
	if s == nil {
		return stack.Field{}, false
	}
	i := slices.IndexFunc(s.Fields, func(f stack.Field) bool { return f.Name == name })
	if i < 0 {
		return stack.Field{}, false
	}
	return s.Fields[i], true
}

// errorsOf returns the statuses of the errors that a route answers: those that its handler and its guards spell, and
// those of what stands before it.
func (c *Context) errorsOf(r stack.Route, o apiOperation) []int {
	codes := slices.Clone(r.Failures)
	for _, g := range r.Guards {
		codes = append(codes, g.Refuses...)
	}
	if len(o.Params) > 0 && o.Params[0].In == "path" {
		codes = append(codes, statusNotFound)
	}
	checked := r.Body != nil || r.Query != nil || r.Params != nil
	switch {
	case checked && c.Has("errors"):
		codes = append(codes, statusUnprocessable)
	case checked:
		codes = append(codes, statusBadRequest)
	}
	if o.Body != nil {
		codes = append(codes, statusBadRequest)
		if slices.ContainsFunc(r.Guards, func(g stack.Guard) bool { return strings.HasSuffix(g.Name, "json") }) {
			codes = append(codes, statusTooLarge)
		}
	}
	if slices.ContainsFunc(r.Guards, func(g stack.Guard) bool { return limiting(g.Name) }) {
		codes = append(codes, statusTooMany)
	}
	codes = append(codes, statusInternal)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// limiting tells whether middleware is called like a limit of requests.
func limiting(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "limit") && !strings.Contains(name, "unlimit") || strings.Contains(name, "throttle")
}

// collect lists what the operations refer to.
func (a *api) collect() {
	files := map[string][]string{}
	for _, p := range a.Paths {
		for _, o := range p.Operations {
			a.Failed = append(a.Failed, o.Errors...)
			if !slices.Contains(files[o.Tag], o.Route.At.Path) {
				files[o.Tag] = append(files[o.Tag], o.Route.At.Path)
			}
			if !slices.ContainsFunc(a.Tags, func(t apiTag) bool { return t.Name == o.Tag }) {
				a.Tags = append(a.Tags, apiTag{Name: o.Tag})
			}
			if o.Body != nil && o.Body.Name != "" {
				a.schema(o.Body.Name, o.Route.Body)
			}
		}
	}
	slices.Sort(a.Failed)
	a.Failed = slices.Compact(a.Failed)
	for i := range a.Tags {
		a.Tags[i].Doc = fmt.Sprintf("Made in %s.", strings.Join(files[a.Tags[i].Name], ", "))
	}
	slices.SortFunc(a.Schemas, func(x, y apiSchema) int { return strings.Compare(x.Name, y.Name) })
}

func (a *api) schema(name string, s *stack.Schema) {
	if !slices.ContainsFunc(a.Schemas, func(one apiSchema) bool { return one.Name == name }) {
		a.Schemas = append(a.Schemas, apiSchema{Name: name, At: s.At.String(), Field: s.Field})
	}
}

// schemaNames gives the schemas of bodies that have a name one of their own; two of the same name are told apart by a
// number.
func schemaNames(routes []stack.Route) map[*stack.Schema]string {
	names := map[*stack.Schema]string{}
	places := map[string]string{"Problem": "", "Error": ""}
	for _, r := range routes {
		if r.Body == nil || r.Body.Name == "" {
			continue
		}
		base := strings.ToUpper(r.Body.Name[:1]) + r.Body.Name[1:]
		name := base
		for n := 2; ; n++ {
			at, taken := places[name]
			if !taken || at == r.Body.At.String() {
				break
			}
			name = base + strconv.Itoa(n)
		}
		places[name] = r.Body.At.String()
		names[r.Body] = name
	}
	return names
}

// operationID names an operation by its method and its path: getNotesById.
func operationID(method, path string) string {
	id := method
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' }) {
		name := strings.Trim(part, "{}")
		if name != part {
			id += "By"
		}
		for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			id += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return id
}

// tagOf returns the first part of a path behind the prefix.
func tagOf(path, prefix string) string {
	for _, part := range strings.Split(strings.TrimPrefix(path, prefix), "/") {
		if part != "" && part[0] != '{' {
			return part
		}
	}
	return "root"
}

// Text returns the words that HTTP has for a status, "Success" for one that is not known.
func (a *api) Text(code int) string { return statusText(code) }

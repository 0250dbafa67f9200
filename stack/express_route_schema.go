package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// requestSchemas looks for what holds the parts of a request against Zod schemas: middleware that is given a schema,
// and code that hands a part of the request to parse.
type requestSchemas struct {
	w     *routeWalk
	route *Route
	calls int
}

// partOfRequest are the parts that are looked at, by the property of the request.
var partOfRequest = []string{"body", "query", "params"}

// set notes the schema of a part, the first one that is found.
func (s *requestSchemas) set(part string, v nodejs.Value) {
	slot := map[string]**Schema{"body": &s.route.Body, "query": &s.route.Query, "params": &s.route.Params}[part]
	if slot == nil || *slot != nil {
		return
	}
	*slot = s.w.schema(v)
}

// guard looks at one function on the way of a request.
func (s *requestSchemas) guard(h handed) {
	if s.route.Body != nil && s.route.Query != nil && s.route.Params != nil {
		return
	}
	s.calls = 0
	s.w.bound(h, func() {
		fn := s.w.function(h)
		if fn.Node.Valid() {
			s.function(fn, requestOf(fn.Node))
		}
	})
	if in, call := s.w.written(h.in, h.arg, 0); call.Kind() == ts.KindCallExpression {
		s.validator(in, call)
	}
}

// requestOf returns the names that stand for parts of the request in a handler.
func requestOf(fn ts.Node) map[boundParam]string {
	params := handlerParams(fn)
	if len(params) < 2 {
		return nil
	}
	if len(params) == 4 {
		return nil // an error handler
	}
	known := map[boundParam]string{{params[0], ""}: "request"}
	for _, part := range partOfRequest {
		known[boundParam{params[0], "." + part}] = part
	}
	return known
}

// parseCalls are the methods of a schema that hold a value against it.
var parseCalls = []string{"parse", "safeParse", "parseAsync", "safeParseAsync"}

// function looks at the calls in a function. known says which of its parameters are parts of the request.
func (s *requestSchemas) function(fn nodejs.Value, known map[boundParam]string) {
	if s.calls++; s.calls > nodejs.MaxHops || known == nil {
		return
	}
	fn.Node.Body().Walk(func(n ts.Node) bool {
		if n.Kind() != ts.KindCallExpression {
			return true
		}
		callee, args := n.Expression(), n.Arguments().Nodes
		if len(args) == 0 {
			return true
		}
		if callee.Kind() == ts.KindPropertyAccessExpression && slices.Contains(parseCalls, callee.Name().Source()) {
			if schema := s.w.value(fn.In, callee.Expression()); s.w.isZod(schema) {
				s.parsed(fn.In, args[0], schema, known)
				return true
			}
		}
		s.handOn(fn.In, n, known)
		return true
	})
}

// parsed notes the schema that a value is held against.
func (s *requestSchemas) parsed(m *nodejs.Module, arg ts.Node, schema nodejs.Value, known map[boundParam]string) {
	if part := s.part(m, arg, known); part != "" {
		s.whole(part, schema)
		return
	}
	together := false
	for _, prop := range arg.Unwrap().Properties().Nodes { // parse({ body: req.body, … })
		value := prop.Initializer()
		if prop.Kind() == ts.KindShorthandPropertyAssignment {
			value = prop.Name()
		}
		together = together || s.part(m, value, known) != ""
	}
	if together {
		s.whole("request", schema)
	}
}

// whole notes a schema of a part, or of a request as a whole, which has its parts as fields.
func (s *requestSchemas) whole(part string, schema nodejs.Value) {
	if part != "request" {
		s.set(part, schema)
		return
	}
	for _, name := range partOfRequest {
		if v, ok := s.w.fieldOf(schema, name); ok {
			s.set(name, v)
		}
	}
}

// part returns which part of the request an expression is, "" for none.
func (s *requestSchemas) part(m *nodejs.Module, n ts.Node, known map[boundParam]string) string {
	n = n.Unwrap()
	if n.Kind() == ts.KindElementAccessExpression { // req[source]
		v := s.w.p.Value(m, n.Expression(), 0)
		children := n.Children()
		if known[boundParam{v.Node, v.Name}] != "request" || len(children) == 0 {
			return ""
		}
		text, _ := s.w.text(m, children[len(children)-1], 0)
		return known[boundParam{v.Node, "." + text}]
	}
	v := s.w.p.Value(m, n, 0)
	if v.Node.Kind() == ts.KindElementAccessExpression && n.Kind() == ts.KindIdentifier {
		return s.part(v.In, v.Node, known)
	}
	if v.Node.Kind() == ts.KindBinaryExpression { // req.body ?? {}
		left, _, _, _ := v.Node.Binary()
		v = s.w.p.Value(m, left, 0)
	}
	if v.Node.Kind() != ts.KindParameter {
		return ""
	}
	return known[boundParam{v.Node, v.Name}]
}

// handOn follows a call of the repository's own function that is given a part of the request.
func (s *requestSchemas) handOn(m *nodejs.Module, call ts.Node, known map[boundParam]string) {
	args := call.Arguments().Nodes
	inner := map[boundParam]string{}
	callee := nodejs.Value{}
	for i, arg := range args {
		part := s.part(m, arg, known)
		if part == "" {
			continue
		}
		if !callee.Known() {
			callee = s.w.value(m, call.Expression())
		}
		if params := callee.Node.Parameters().Nodes; callee.Node.IsFunctionLike() && i < len(params) {
			for p, name := range known {
				if name == part || part == "request" {
					inner[boundParam{params[i], strings.TrimPrefix(p.path, pathOfPart(known, part))}] = name
				}
			}
		}
	}
	if len(inner) == 0 || !callee.Node.Body().Valid() {
		return
	}
	s.w.bound(handed{in: m, arg: call, value: callee}, func() { s.function(callee, inner) })
}

// pathOfPart returns the property that a part is known by: ".body", "" for the request itself.
func pathOfPart(known map[boundParam]string, part string) string {
	for p, name := range known {
		if name == part {
			return p.path
		}
	}
	return ""
}

var validatorName = lazy.Regexp(`(?i)valid|schema|zod|parse|process_?request`)

// validator looks at middleware of a library that is given schemas: validateRequest({ body: noteSchema }). What the
// repository's own middleware does with them is read from its code.
func (s *requestSchemas) validator(m *nodejs.Module, call ts.Node) {
	if !validatorName().MatchString(lastName(call.Expression())) {
		return
	}
	args := call.Arguments().Nodes
	named := ""
	for _, part := range partOfRequest {
		if strings.HasSuffix(strings.ToLower(lastName(call.Expression())), strings.TrimSuffix(part, "s")) || strings.HasSuffix(strings.ToLower(lastName(call.Expression())), part) {
			named = part
		}
	}
	for _, arg := range args {
		if text, ok := s.w.text(m, arg, 0); ok && slices.Contains(partOfRequest, text) {
			named = text
		}
	}
	for _, arg := range args {
		v := s.w.value(m, arg)
		switch {
		case s.w.isZod(v) && named != "":
			s.set(named, v)
		case s.w.isZod(v):
			s.whole("request", v)
		case v.Node.Kind() == ts.KindObjectLiteralExpression:
			for _, part := range partOfRequest {
				if p := s.w.p.Member(v, part, 0); s.w.isZod(p) {
					s.set(part, p)
				}
			}
		}
	}
}

package stack

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// trial looks whether one component can be rendered alone. Whatever it cannot tell is a reason against it.
type trial struct {
	site    *nextSite
	root    nodejs.Value
	texts   map[string]int    // how often each text stands in what is rendered
	stubbed map[string][]Prop // by file
	seen    map[ts.Node]bool  // functions that were looked at
	loaded  map[string]bool   // files that were looked at
	why     string            // the first reason against it
}

// refuse keeps the first reason.
func (t *trial) refuse(format string, args ...any) {
	if t.why == "" {
		t.why = fmt.Sprintf(format, args...)
	}
}

// component returns what is known of the component, or why it cannot be rendered alone.
func (t *trial) component() (Component, string) {
	fn := t.root.Node
	c := Component{Awaited: fn.Has(ts.KindAsyncKeyword), Props: t.props(fn)}
	if c.Awaited {
		t.stub(fn)
	}
	t.renders(t.root.In, fn)
	t.loads(t.root.In)
	if t.why == "" {
		c.Shows = t.shows()
	}
	if t.why == "" && len(c.Shows) == 0 {
		t.refuse("no text is sure to be seen, whatever its data are")
	}
	for _, from := range slices.Sorted(maps.Keys(t.stubbed)) {
		stub := Stub{File: from, Functions: t.stubbed[from]}
		if routing[from] != nil {
			stub.File, stub.Module = "", from
		}
		stub.Image = isImage(from)
		c.Stubs = append(c.Stubs, stub)
	}
	return c, t.why
}

// renders looks at everything that runs when a function of a component does.
func (t *trial) renders(m *nodejs.Module, fn ts.Node) {
	if t.seen[fn] || t.why != "" {
		return
	}
	t.seen[fn] = true
	if fn != t.root.Node && fn.Has(ts.KindAsyncKeyword) {
		t.refuse("it waits for %s while it is rendered", nameOr(fn, "a function"))
		return
	}
	for _, param := range fn.Parameters().Nodes {
		t.walk(m, param.Initializer())
	}
	t.walk(m, fn.Body())
}

func nameOr(n ts.Node, other string) string {
	if name := n.Name().Ident(); name != "" {
		return name
	}
	return other
}

// walk looks at what runs of a piece of code when the component is rendered.
func (t *trial) walk(m *nodejs.Module, root ts.Node) {
	root.Walk(func(n ts.Node) bool {
		if t.why != "" || n.IsType() {
			return false
		}
		switch n.Kind() {
		case ts.KindJsxText:
			t.texts[asSeen(n.Source())]++
		case ts.KindAwaitExpression:
			return t.awaits(n)
		case ts.KindThrowStatement:
			t.refuse("it may throw while it is rendered")
		case ts.KindCallExpression, ts.KindNewExpression:
			t.calls(m, n)
		case ts.KindJsxOpeningElement, ts.KindJsxSelfClosingElement:
			t.tag(m, n.Children()[0])
		case ts.KindIdentifier:
			t.name(m, n)
		case ts.KindElementAccessExpression:
			t.index(n)
		}
		if text, ok := n.Literal(); ok {
			t.texts[asSeen(text)]++
		}
		return !n.IsFunctionLike() || runsAtOnce(n)
	})
}

// runsAtOnce tells whether a function inside a component may run when the component is rendered. One that has a name is looked
// at where it is called; one that handles an event waits for it.
func runsAtOnce(fn ts.Node) bool {
	parent := fn.Parent()
	switch parent.Kind() {
	case ts.KindVariableDeclaration, ts.KindBlock, ts.KindSourceFile:
		return false
	case ts.KindCallExpression:
		return parent.Expression().Dotted() != "useCallback" && parent.Expression().Dotted() != "React.useCallback"
	case ts.KindJsxExpression:
		attribute := parent.Parent()
		return attribute.Kind() != ts.KindJsxAttribute || !handlerName().MatchString(attribute.Name().Source())
	case ts.KindPropertyAssignment:
		return !handlerName().MatchString(parent.Name().Source())
	}
	return true
}

var (
	handlerName = lazy.Regexp(`^(on[A-Z]\w*|action|formAction|ref)$`)
	hookName    = lazy.Regexp(`^use([A-Z]|$)`)
)

// ownHooks are the hooks of React that need nothing around the component.
var ownHooks = []string{
	"useState", "useReducer", "useMemo", "useCallback", "useRef", "useId", "useTransition", "useDeferredValue", "useActionState",
	"useOptimistic", "useSyncExternalStore", "useDebugValue",
}

// calls looks at a call: of a hook, or of a function of the repository.
func (t *trial) calls(m *nodejs.Module, call ts.Node) {
	callee := call.Expression()
	dotted := callee.Dotted()
	name := dotted[strings.LastIndexByte(dotted, '.')+1:]
	v := t.site.program.Value(m, callee, 0)
	switch {
	case dotted == "fetch":
		t.refuse("it fetches while it is rendered")
	case v.In != nil && v.Node.IsFunctionLike():
		if file := v.In.Path; t.stubbed[file] == nil {
			t.renders(v.In, v.Node)
		}
	case v.Module == "react" && hookName().MatchString(name):
		if !slices.Contains(ownHooks, name) {
			t.refuse("it uses %s", name)
		}
	case routing[v.Module][v.Name] != "":
		t.standIn(v.Module, Prop{v.Name, routing[v.Module][v.Name]})
	case hookName().MatchString(name) && !slices.Contains(hooked, packageName(v.Module)):
		t.refuse("it uses %s", name)
	}
	if name != "useActionState" && name != "useSyncExternalStore" {
		t.handed(m, call)
	}
}

// handed looks at functions that a call is given by their names. One that waits is called by an event.
func (t *trial) handed(m *nodejs.Module, call ts.Node) {
	for _, arg := range call.Arguments().Nodes {
		given := t.site.program.Value(m, arg, 0)
		if arg.Ident() != "" && given.In != nil && given.Node.IsFunctionLike() && !given.Node.Has(ts.KindAsyncKeyword) && t.stubbed[given.In.Path] == nil {
			t.renders(given.In, given.Node)
		}
	}
}

// tag looks at what an element is: a component of the repository, or of a module that renders alone.
func (t *trial) tag(m *nodejs.Module, tag ts.Node) {
	if name := tag.Source(); name != "" && isComponent(name) {
		t.element(m, tag, name)
	}
}

// element looks at what an expression is that an element is made of.
func (t *trial) element(m *nodejs.Module, tag ts.Node, name string) {
	if _, html := tag.Literal(); html {
		return
	}
	v := t.site.program.Value(m, tag, 0)
	if fn := t.unwrapped(v); fn.Node.Valid() {
		v = fn
	}
	switch {
	case v.Module != "":
		if !rendersAlone(v.Module) {
			t.refuse("it shows %s of %s", name, v.Module)
		}
	case v.In != nil && v.Node.IsFunctionLike():
		t.renders(v.In, v.Node)
	case v.In != nil && v.Node.Kind() == ts.KindConditionalExpression:
		then, otherwise := v.Node.Branches()
		t.element(v.In, then, name)
		t.element(v.In, otherwise, name)
	default:
		t.refuse("what %s shows cannot be told", name)
	}
}

// isComponent tells whether an element is none of HTML's.
func isComponent(tag string) bool {
	return tag[0] >= 'A' && tag[0] <= 'Z' || strings.Contains(tag, ".")
}

// unwrapped returns the function in a call of memo or forwardRef.
func (t *trial) unwrapped(v nodejs.Value) nodejs.Value {
	if v.In == nil || v.Node.Kind() != ts.KindCallExpression || len(v.Node.Arguments().Nodes) == 0 {
		return nodejs.Value{}
	}
	by := t.site.program.Value(v.In, v.Node.Expression(), 0).External()
	if by != "react#memo" && by != "react#forwardRef" {
		return nodejs.Value{}
	}
	return t.site.program.Value(v.In, v.Node.Arguments().Nodes[0], 0)
}

// name looks at where a name comes from.
func (t *trial) name(m *nodejs.Module, n ts.Node) {
	if parent := n.Parent(); parent.Kind() == ts.KindPropertyAccessExpression && parent.Name() == n || parent.Kind() == ts.KindJsxAttribute || parent.Kind() == ts.KindPropertyAssignment && parent.Name() == n {
		return
	}
	im, imported := m.Imports[n.Ident()]
	if !imported || nodejs.DeclarationOf(n, n.Ident()).Valid() {
		return
	}
	file := t.site.program.Resolve(m.Path, im.Spec)
	switch {
	case file == "" && (isStyle(im.Spec) || routing[im.Spec][im.Name] != ""):
	case file == "" && isImage(im.Spec) && im.Name == "default":
		t.standIn(t.imageFile(m, im.Spec), Prop{"default", "{ src: '/image', width: 1, height: 1 }"})
	case file == "" && !rendersAlone(im.Spec):
		t.refuse("it uses %s of %s", n.Ident(), im.Spec)
	case t.stubbed[file] != nil && !t.standsIn(file, im.Name) && !deferred(n):
		t.refuse("it takes %s from where its data come from", n.Ident())
	}
}

// deferred tells whether a name is handed to an element as what it does later.
func deferred(n ts.Node) bool {
	attribute := n.Parent().Parent()
	return n.Parent().Kind() == ts.KindJsxExpression && attribute.Kind() == ts.KindJsxAttribute && handlerName().MatchString(attribute.Name().Source())
}

// index refuses to take one of a list that will be empty.
func (t *trial) index(n ts.Node) {
	if list := n.Expression().Ident(); list != "" && t.given(list) {
		t.refuse("it takes one of %s, which may be empty", list)
	}
}

// given tells whether a name of the component is one of its props or of what it waits for.
func (t *trial) given(name string) bool {
	decl := nodejs.DeclarationOf(t.root.Node.Body(), name)
	for _, s := range t.root.Node.Body().Statements().Nodes {
		for _, d := range s.Declarations() {
			if d.Initializer().Kind() == ts.KindAwaitExpression && strings.Contains(d.Name().Source(), name) {
				return true
			}
		}
	}
	return decl.Kind() == ts.KindParameter
}

func isStyle(spec string) bool {
	return slices.Contains([]string{".css", ".scss", ".sass", ".less"}, path.Ext(spec))
}

package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// alone are the packages whose components and functions need nothing around them.
var alone = lazy.Regexp(`^(react|next/(link|image|head)|clsx|classnames|tailwind-merge|class-variance-authority|lucide-react|date-fns|dayjs|zod|react-hook-form|@hookform/resolvers|next-themes|react-icons|@heroicons/react|@tabler/icons-react|@fortawesome/[\w-]+|@radix-ui/[\w-]+|radix-ui|react-bootstrap|framer-motion|motion|@mui/(material|icons-material))(/.*)?$`)

// loadable are those that can be loaded besides, by code that waits for an event.
var loadable = lazy.Regexp(`^(node:.+|next|react-dom|next/(navigation|router|headers|cache|server|dynamic|script)|axios|ky|swr|@tanstack/react-query|react-redux|@reduxjs/toolkit|zustand|jotai|sonner|react-hot-toast|react-toastify|js-cookie|uuid|nanoid|moment|jose|server-only|client-only)(/.*)?$`)

// hooked are packages whose hooks need nothing around the component.
var hooked = []string{"react-hook-form", "next-themes"}

func rendersAlone(spec string) bool { return alone().MatchString(spec) && spec != "react-dom" }

// loads looks at everything that is loaded together with a module, which must do no more than declare.
func (t *trial) loads(m *nodejs.Module) {
	if m == nil || t.loaded[m.Path] || t.why != "" {
		return
	}
	t.loaded[m.Path] = true
	for _, s := range m.Tree.Statements() {
		if spec, ok := s.ModuleSpecifier().Literal(); ok {
			if !onlyTypes(s) && !t.actions(m, s, spec) {
				t.imports(m, spec)
			}
			continue
		}
		t.declares(m, s)
	}
}

// actions puts something in the place of functions that run on the server: a component calls them when something happens.
func (t *trial) actions(m *nodejs.Module, s ts.Node, spec string) bool {
	file := t.site.program.Resolve(m.Path, spec)
	from := t.site.program.Module(file)
	if file == "" || from == nil || !directed(from, "use server") {
		return false
	}
	for _, b := range s.ImportBindings() {
		if b.Imported == "*" {
			return false
		}
	}
	for _, b := range s.ImportBindings() {
		if !b.TypeOnly && !t.standsIn(file, b.Imported) {
			t.standIn(file, Prop{b.Imported, "() => Promise.resolve()"})
		}
	}
	return true
}

// directed tells whether a file begins with a directive.
func directed(m *nodejs.Module, directive string) bool {
	for _, s := range m.Tree.Statements() {
		text, ok := s.Expression().Literal()
		if !ok {
			return false
		}
		if text == directive {
			return true
		}
	}
	return false
}

// onlyTypes tells whether nothing is left of an import when the program runs.
func onlyTypes(s ts.Node) bool {
	bindings, types := s.ImportBindings(), 0
	for _, b := range bindings {
		types += oneIf(b.TypeOnly)
	}
	return s.TypeOnly() || len(bindings) > 0 && types == len(bindings)
}

func (t *trial) imports(m *nodejs.Module, spec string) {
	file := t.site.program.Resolve(m.Path, spec)
	switch {
	case t.stubbed[file] != nil:
	case file != "":
		if t.loads(t.site.program.Module(file)); t.site.program.Module(file) == nil {
			t.refuse("%s cannot be read", file)
		}
	case spec == "server-only":
		t.refuse("%s runs on the server only", path.Base(m.Path))
	case isStyle(spec), isImage(spec), path.Ext(spec) == ".json", rendersAlone(spec), loadable().MatchString(spec):
	default:
		t.refuse("%s loads %s", m.Path, spec)
	}
}

// declares refuses a statement that does something when its file is loaded.
func (t *trial) declares(m *nodejs.Module, s ts.Node) {
	switch s.Kind() {
	case ts.KindVariableStatement, ts.KindExportAssignment, ts.KindExportDeclaration, ts.KindFunctionDeclaration, ts.KindClassDeclaration,
		ts.KindInterfaceDeclaration, ts.KindTypeAliasDeclaration, ts.KindEnumDeclaration, ts.KindEmptyStatement, ts.KindModuleDeclaration:
	default:
		_, directive := s.Expression().Literal()
		left, op, _, assigned := s.Expression().Binary()
		if !directive && !(assigned && op == ts.KindEqualsToken && strings.HasSuffix(left.Dotted(), ".displayName")) {
			t.refuse("%s does something when it is loaded", m.Path)
		}
	}
	s.Walk(func(n ts.Node) bool {
		if t.why != "" || n.IsType() || n.IsFunctionLike() {
			return false
		}
		switch n.Kind() {
		case ts.KindAwaitExpression:
			t.refuse("%s waits when it is loaded", m.Path)
		case ts.KindCallExpression, ts.KindNewExpression, ts.KindTaggedTemplateExpression:
			t.makes(m, n)
		}
		return true
	})
}

// known globals, whose calls change nothing.
var harmless = []string{"Object", "Array", "Map", "Set", "WeakMap", "WeakSet", "Symbol", "Number", "String", "Boolean", "RegExp", "Intl", "JSON", "Math", "Date", "URL"}

// makes looks at a call that runs when a file is loaded.
func (t *trial) makes(m *nodejs.Module, call ts.Node) {
	callee := call.Expression()
	if call.Kind() == ts.KindTaggedTemplateExpression {
		t.refuse("%s does something when it is loaded", m.Path)
		return
	}
	dotted := callee.Dotted()
	first, _, _ := strings.Cut(dotted, ".")
	v := t.site.program.Value(m, callee, 0)
	switch {
	case v.In != nil && v.Node.IsFunctionLike():
		t.renders(v.In, v.Node)
	case v.Module != "" && (rendersAlone(v.Module) || slices.Contains([]string{"next/dynamic", "zustand", "jotai"}, v.Module)):
	case slices.Contains(harmless, first):
	case callee.Kind() == ts.KindPropertyAccessExpression && pureMethod().MatchString(callee.Name().Source()):
	default:
		t.refuse("%s does something when it is loaded", m.Path)
	}
}

// pureMethod are methods of lists and texts, and those that schemas are described by.
var pureMethod = lazy.Regexp(`^(map|filter|flatMap|flat|join|slice|concat|split|trim|toLowerCase|toUpperCase|replace|replaceAll|reduce|sort|toSorted|includes|keys|values|entries|padStart|repeat|toString|min|max|email|optional|nullable|default|refine|regex|url|uuid|int|positive|object|string|number|boolean|array|enum|extend|pick|omit|partial|merge)$`)

package stack

import (
	"path"
	"regexp"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// stub finds what a component waits for: functions of other files of the repository, whose results have a type that
// something empty can be made of.
func (t *trial) stub(fn ts.Node) {
	fn.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindAwaitExpression {
			t.stubCall(n.Expression())
		}
		return !n.IsFunctionLike()
	})
}

func (t *trial) stubCall(call ts.Node) {
	m, name := t.root.In, call.Expression().Ident()
	im, imported := m.Imports[name]
	file := t.site.program.Resolve(m.Path, im.Spec)
	if call.Kind() != ts.KindCallExpression || !imported || file == "" || im.Name == "default" || im.Name == "*" || im.Name == "=" {
		t.refuse("it waits for %s", shorten(strings.Join(strings.Fields(call.Source()), " ")))
		return
	}
	v := t.site.program.Value(m, call.Expression(), 0)
	result := promised().FindStringSubmatch(strings.Join(strings.Fields(v.Node.Type().Source()), " "))
	value := ""
	if v.In != nil && result != nil {
		value = empty(result[1])
	}
	if value == "" {
		t.refuse("what %s gives has no type that something empty can be made of", name)
		return
	}
	t.standIn(file, Prop{im.Name, "() => Promise.resolve(" + value + ")"})
}

var promised = lazy.Regexp(`^Promise<(.+)>$`)

// empty is a value of a type that holds nothing, "" where none is known.
func empty(kind string) string {
	values := []struct {
		pattern *regexp.Regexp
		value   string
	}{{listType(), "[]"}, {textType(), "''"}, {numberType(), "0"}, {choiceType(), "false"}}
	for _, v := range values {
		if v.pattern.MatchString(kind) {
			return v.value
		}
	}
	return ""
}

var (
	textType   = lazy.Regexp(`^string$`)
	numberType = lazy.Regexp(`^number$`)
	choiceType = lazy.Regexp(`^boolean$`)
)

// awaits allows to wait for what stands in, and looks at what it is given.
func (t *trial) awaits(n ts.Node) bool {
	im := t.root.In.Imports[n.Expression().Expression().Ident()]
	if t.stubbed[t.site.program.Resolve(t.root.In.Path, im.Spec)] == nil {
		t.refuse("it waits while it is rendered")
	}
	return true
}

// routing are the hooks that tell a component where it stands, with what they tell it in a test.
var routing = map[string]map[string]string{
	"next/navigation": {
		"usePathname":     "() => '/'",
		"useRouter":       "() => ({ push: () => undefined, refresh: () => undefined })",
		"useSearchParams": "() => new URLSearchParams()",
	},
	"next/router": {"useRouter": "() => ({ pathname: '/', query: {}, push: () => undefined })"},
}

// standIn puts something in the place of a function, once.
func (t *trial) standIn(from string, by Prop) {
	if !slices.Contains(t.stubbed[from], by) {
		t.stubbed[from] = append(t.stubbed[from], by)
	}
}

// standsIn tells whether something is in the place of a function.
func (t *trial) standsIn(from, name string) bool {
	return slices.ContainsFunc(t.stubbed[from], func(p Prop) bool { return p.Name == name })
}

func isImage(spec string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}, path.Ext(spec))
}

// imageFile is the file of an image that a module imports.
func (t *trial) imageFile(m *nodejs.Module, spec string) string {
	if prefix, dir := t.site.program.AliasOf(spec); prefix != "" {
		return path.Join(dir, strings.TrimPrefix(spec, prefix))
	}
	return path.Join(path.Dir(m.Path), spec)
}

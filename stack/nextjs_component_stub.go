package stack

import (
	"regexp"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
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

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
)

// props are the values that a component cannot do without. One that cannot be made up is a reason against it.
func (t *trial) props(fn ts.Node) []Prop {
	params := fn.Parameters().Nodes
	if len(params) == 0 {
		return nil
	}
	param := params[0]
	members, known := t.members(param.Type())
	if !known {
		if !allDefaults(param) {
			t.refuse("what it is given cannot be told")
		}
		return nil
	}
	var props []Prop
	for _, member := range members {
		name := member.Name().Ident()
		if member.Optional().Valid() {
			continue
		}
		value := ""
		if member.Kind() == ts.KindPropertySignature {
			value = t.valueOf(name, strings.Join(strings.Fields(member.Type().Source()), " "))
		}
		if name == "" || value == "" {
			t.refuse("it needs %s", member.Name().Source())
			return nil
		}
		props = append(props, Prop{name, value})
	}
	return props
}

// members are the properties of a type that is written out in the component's own file.
func (t *trial) members(kind ts.Node) ([]ts.Node, bool) {
	switch {
	case kind.Kind() == ts.KindTypeLiteral:
		return kind.Members().Nodes, true
	case ofElement().MatchString(kind.Source()):
		return nil, true
	case kind.KindName() == "IntersectionType":
		var all []ts.Node
		for _, part := range kind.Children() {
			members, known := t.members(part)
			if !known {
				return nil, false
			}
			all = append(all, members...)
		}
		return all, true
	case kind.Kind() == ts.KindTypeReference:
		name, _, generic := strings.Cut(kind.Source(), "<")
		if args := kind.TypeArguments().Nodes; generic && name == "Readonly" && len(args) == 1 {
			return t.members(args[0])
		}
		for _, s := range t.root.In.Tree.Statements() {
			if generic || s.Name().Ident() != name {
				continue
			}
			if s.Kind() == ts.KindTypeAliasDeclaration {
				return t.members(s.Type())
			}
			if s.Kind() == ts.KindInterfaceDeclaration && onlyAttributes(s) {
				return s.Members().Nodes, true
			}
		}
	}
	return nil, false
}

// onlyAttributes tells whether an interface extends nothing but what elements of HTML take, which is all optional.
func onlyAttributes(s ts.Node) bool {
	for _, part := range s.Children() {
		if part.Kind() != ts.KindHeritageClause {
			continue
		}
		for _, base := range part.Children() {
			if !ofElement().MatchString(base.Source()) {
				return false
			}
		}
	}
	return true
}

// ofElement are the types of what elements of HTML take.
var ofElement = lazy.Regexp(`^(React\.)?(\w*HTMLAttributes<\w+>|(ComponentProps(With(out)?Ref)?|JSX\.IntrinsicElements\[)<?['"][a-z]\w*['"][>\]])$`)

// allDefaults tells whether a parameter without a type does without any value: each part of it has its own.
func allDefaults(param ts.Node) bool {
	parts := param.Name().Elements().Nodes
	for _, part := range parts {
		if !part.Initializer().Valid() {
			return false
		}
	}
	return !param.Type().Valid() && param.Name().Ident() == "" && len(parts) > 0
}

var (
	doesNothing = lazy.Regexp(`^(\([^()]*\) => (void|unknown)|Function|(React\.)?Dispatch<.+>)$`)
	anyMarkup   = lazy.Regexp(`^((React\.)?(ReactNode|ReactElement)|(React\.)?JSX\.Element)( \| (ReactNode|null|string)(\[\])?)*$`)
	waits       = lazy.Regexp(`^\([^()]*\) => Promise<(void|unknown)>$`)
	listType    = lazy.Regexp(`^(readonly )?[\w.]+\[\]$|^(Readonly)?Array<.+>$`)
	firstChoice = lazy.Regexp(`^\|? ?('[\w -]*'|"[\w -]*")( \| ('[\w -]*'|"[\w -]*"))*$`)
	anError     = lazy.Regexp(`^Error( & \{ ?digest\?: string;? ?\})?$`)
)

// valueOf is a value of a type, as an expression, "" where none is known that is sure to do.
func (t *trial) valueOf(name, kind string) string {
	switch {
	case doesNothing().MatchString(kind):
		return "() => undefined"
	case waits().MatchString(kind):
		return "() => Promise.resolve()"
	case anyMarkup().MatchString(kind):
		return "<p />"
	case anError().MatchString(kind):
		return "new Error('for a test')"
	case kind == "boolean":
		return "false"
	case listType().MatchString(kind):
		return "[]"
	case firstChoice().MatchString(kind):
		choice := firstChoice().FindStringSubmatch(kind)[1]
		return "'" + choice[1:len(choice)-1] + "'"
	case kind == "string" && t.onlyShown(name):
		return "'text'"
	case kind == "number" && t.onlyShown(name):
		return "1"
	}
	return ""
}

// onlyShown tells whether a prop is put on the page and nothing else is done with it.
func (t *trial) onlyShown(name string) bool {
	only := true
	t.root.Node.Body().Walk(func(n ts.Node) bool {
		if n.Ident() == name || n.Kind() == ts.KindPropertyAccessExpression && n.Name().Ident() == name {
			parent := n.Parent().Kind()
			only = only && (parent == ts.KindJsxExpression || parent == ts.KindTemplateSpan || parent == ts.KindJsxAttribute)
			return false
		}
		return true
	})
	return only
}

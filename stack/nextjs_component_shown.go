package stack

import (
	"html"
	"slices"
	"strings"
	"unicode"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// mostShown is how many elements of one component are asked for.
const mostShown = 4

// shows are the elements that stand on every rendering, each the only one with its text: headings first.
func (t *trial) shows() []Shown {
	v := viewed{trial: t, depth: 0}
	v.function(t.root, nil)
	var all []Shown
	for _, shown := range v.shown {
		if t.texts[shown.Name] == 1 && !slices.Contains(all, shown) {
			all = append(all, shown)
		}
	}
	slices.SortStableFunc(all, func(a, b Shown) int { return shownRank(a) - shownRank(b) })
	if len(all) > 0 && all[0].Role != "" {
		all = slices.DeleteFunc(all, func(s Shown) bool { return s.Role == "" }) // a role says more than a text
	}
	return all[:min(len(all), mostShown)]
}

func shownRank(s Shown) int { return slices.Index([]string{"heading", "button", "link", ""}, s.Role) }

// viewed are the elements that a component shows whatever its data are.
type viewed struct {
	*trial
	shown    []Shown
	children []inside // what stands inside of the components around
	depth    int
}

// inside are elements and the module that they are written in.
type inside struct {
	in    *nodejs.Module
	nodes []ts.Node
}

// function looks at what a function returns, where it returns in one place only.
func (v *viewed) function(f nodejs.Value, children *inside) {
	if v.depth > nodejs.MaxHops {
		return
	}
	markup := onlyReturn(f.Node)
	if !markup.Valid() {
		return
	}
	if children == nil {
		children = &inside{}
	}
	v.depth++
	v.children = append(v.children, *children)
	v.node(f.In, markup)
	v.children = v.children[:len(v.children)-1]
	v.depth--
}

// onlyReturn is the markup that a function returns, nothing where it returns in several places.
func onlyReturn(fn ts.Node) ts.Node {
	body := fn.Body()
	if body.Kind() != ts.KindBlock {
		return body.Unwrap()
	}
	var returned []ts.Node
	body.Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindReturnStatement {
			returned = append(returned, n.Expression().Unwrap())
		}
		return !n.IsFunctionLike()
	})
	if len(returned) != 1 {
		return ts.Node{}
	}
	return returned[0]
}

// node looks at one piece of markup.
func (v *viewed) node(m *nodejs.Module, n ts.Node) {
	switch n.Kind() {
	case ts.KindJsxFragment:
		v.nodes(m, n.Children())
	case ts.KindJsxElement:
		all := n.Children()
		v.element(m, all[0], all[1:len(all)-1])
	case ts.KindJsxSelfClosingElement:
		v.element(m, n, nil)
	case ts.KindJsxExpression:
		if what := n.Expression().Dotted(); what == "children" || what == "props.children" {
			outer := v.children[len(v.children)-1]
			v.nodes(outer.in, outer.nodes)
		}
	}
}

func (v *viewed) nodes(m *nodejs.Module, all []ts.Node) {
	for _, n := range all {
		v.node(m, n)
	}
}

// unseen are elements whose inside is no part of the page, or not always.
var unseen = []string{"dialog", "details", "template", "noscript", "svg", "head", "title", "script", "style", "select", "iframe", "object", "canvas", "textarea", "video", "audio"}

// element looks at an element with its opening tag and what stands in it.
func (v *viewed) element(m *nodejs.Module, opening ts.Node, children []ts.Node) {
	tag := opening.Children()[0]
	name := tag.Source()
	attributes, plain := attributesOf(opening)
	if name == "html" || name == "body" {
		v.refuse("it is a whole document")
	}
	if isComponent(name) {
		v.component(m, tag, attributes, children)
		return
	}
	if !plain || slices.Contains(unseen, name) || hides(attributes) {
		return
	}
	v.text(name, attributes, children)
	v.nodes(m, children)
}

// component looks into a component of the repository, and at a link of the framework's.
func (v *viewed) component(m *nodejs.Module, tag ts.Node, attributes map[string]ts.Node, children []ts.Node) {
	what := v.site.program.Value(m, tag, 0)
	if fn := v.unwrapped(what); fn.Node.Valid() {
		what = fn
	}
	switch {
	case what.Module == "next/link":
		if _, legacy := attributes["legacyBehavior"]; !legacy && !hides(attributes) {
			v.text("a", attributes, children)
		}
	case what.External() == "react#Fragment":
		v.nodes(m, children)
	case what.In != nil && what.Node.IsFunctionLike() && handsChildrenOn(what.Node):
		v.text("span", attributes, children)
		v.nodes(m, children)
	case what.In != nil && what.Node.IsFunctionLike():
		v.function(what, &inside{m, children})
	}
}

// handsChildrenOn tells whether a component is one element that gets whatever the component is given, what stands in it among
// that.
func handsChildrenOn(fn ts.Node) bool {
	params := fn.Parameters().Nodes
	markup := onlyReturn(fn)
	if len(params) == 0 || markup.Kind() != ts.KindJsxSelfClosingElement {
		return false
	}
	rest := params[0].Name().Ident()
	for _, part := range params[0].Name().Elements().Nodes {
		name := part.Name().Ident()
		if name == "children" {
			return false
		}
		if strings.HasPrefix(part.Source(), "...") {
			rest = name
		}
	}
	tag := markup.Children()[0].Source()
	return rest != "" && strings.Contains(markup.Source(), "{..."+rest+"}") && !slices.Contains(unseen, tag)
}

// attributesOf are the attributes of an element by name; false where others are spread into it, or it says what it is itself.
func attributesOf(opening ts.Node) (map[string]ts.Node, bool) {
	attributes, plain := map[string]ts.Node{}, true
	opening.Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindJsxAttribute:
			attributes[n.Name().Source()] = n.Initializer()
			return false
		case ts.KindJsxSpreadAttribute:
			plain = false
			return false
		}
		return true
	})
	_, role := attributes["role"]
	_, raw := attributes["dangerouslySetInnerHTML"]
	return attributes, plain && !role && !raw
}

// hides tells whether an element may not be seen.
func hides(attributes map[string]ts.Node) bool {
	_, hidden := attributes["hidden"]
	_, aria := attributes["aria-hidden"]
	_, inert := attributes["inert"]
	_, named := attributes["aria-labelledby"]
	style := attributes["style"]
	return hidden || aria || inert || named || style.Valid() && (nodejs.Mentions(style.Source(), "display", "visibility") || style.Expression().Kind() != ts.KindObjectLiteralExpression)
}

// text notes the text of an element that has one, by the role that the element has.
func (v *viewed) text(tag string, attributes map[string]ts.Node, children []ts.Node) {
	shown, sure := Shown{}, false
	if shown.Name, sure = literalText(children); !sure {
		return
	}
	if label, there := attributes["aria-label"]; there {
		if shown.Name, sure = label.Literal(); !sure || tag != "a" && tag != "button" {
			return
		}
	}
	switch {
	case len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6':
		shown.Role, shown.Level = "heading", int(tag[1]-'0')
	case tag == "button":
		shown.Role = tag
	case tag == "a" && attributes["href"].Valid():
		shown.Role = "link"
	case !slices.Contains([]string{"p", "span", "div", "li", "label", "strong", "em", "td", "th", "dt", "dd", "legend", "figcaption", "small", "code", "blockquote"}, tag):
		return
	}
	if plain(shown.Name) {
		v.shown = append(v.shown, shown)
	}
}

// literalText is the text of an element that holds nothing else.
func literalText(children []ts.Node) (string, bool) {
	var b strings.Builder
	for _, n := range children {
		switch n.Kind() {
		case ts.KindJsxText:
			b.WriteString(jsxText(n.Source()))
		case ts.KindJsxExpression:
			text, ok := n.Expression().Literal()
			if !ok && n.Expression().Valid() {
				return "", false
			}
			b.WriteString(text)
		default:
			return "", false
		}
	}
	return asSeen(b.String()), true
}

// jsxText is what is left of a text between tags: lines without their margins.
func jsxText(source string) string {
	lines := strings.Split(html.UnescapeString(source), "\n")
	var kept []string
	for i, line := range lines {
		if i > 0 {
			line = strings.TrimLeft(line, " \t\r")
		}
		if i < len(lines)-1 {
			line = strings.TrimRight(line, " \t\r")
		}
		if line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, " ")
}

// asSeen is a text as tests compare it.
func asSeen(text string) string {
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

// plain tells whether a text is one that people read, and short enough for a line of a test.
func plain(text string) bool {
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	return letters && len(text) <= 60 && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == '\\' || r == '`' || r == '\u00a0' })
}

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
)

// CaughtByHand is the place of a handler that catches its own rejections, drawn where each handler that was read does.
const CaughtByHand Key = "caught-by-hand"

var requestParameter = lazy.Regexp(`^_?(req|request)$`)

// catches looks whether each handler that waits for something does so in a try.
func (d *expressDetector) catches() (at Fact, all bool) {
	loose := false
	for _, m := range d.modules() {
		m.Tree.Root().Walk(func(n ts.Node) bool {
			if !n.IsFunctionLike() || len(n.Parameters().Nodes) < 2 || !requestParameter().MatchString(n.Parameters().Nodes[0].Name().Ident()) {
				return true
			}
			head, _, _ := strings.Cut(n.Source(), "(")
			if !strings.Contains(head, "async") || !n.Body().Valid() {
				return true
			}
			waits, outside := awaits(n.Body(), false)
			switch {
			case outside:
				loose = true
			case waits && at.Value == "":
				at = Fact{"try", m.At(n)}
			}
			return true
		})
	}
	return at, at.Value != "" && !loose
}

// awaits tells whether a body waits for something, and whether outside of any try.
func awaits(n ts.Node, caught bool) (waits, outside bool) {
	for _, child := range n.Children() {
		switch {
		case child.IsFunctionLike():
			continue
		case child.Kind() == ts.KindAwaitExpression:
			waits, outside = true, outside || !caught
		}
		w, o := awaits(child, caught || n.Kind() == ts.KindTryStatement && child.Kind() == ts.KindBlock)
		waits, outside = waits || w, outside || o
	}
	return waits, outside
}

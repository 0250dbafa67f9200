package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
)

// inDevelopment finds conditions that hold on a developer's machine only.
var inDevelopment = lazy.Regexp(`(?i)===?\s*['"]dev(elopment)?['"]|^\(?\s*(\w+\.)*(is_?dev(elopment)?|dev)\)?$|!==?\s*['"]prod(uction)?['"]|!\s*(\w+\.)*is_?prod(uction)?\b`)

// stage says so when code runs on a developer's machine only: if (process.env.NODE_ENV === "development") ….
func stage(n ts.Node) string {
	for up := n; up.Valid() && !up.IsFunctionLike(); up = up.Parent() {
		holder := up.Parent()
		if k := holder.Kind(); k != ts.KindIfStatement && k != ts.KindConditionalExpression {
			continue
		}
		then, otherwise := holder.Branches()
		condition := holder.Children()[0]
		if up == then && !otherwise.Valid() && inDevelopment().MatchString(condition.Source()) {
			return "it runs in development only"
		}
	}
	return ""
}

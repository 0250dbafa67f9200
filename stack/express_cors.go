package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// opensTo says whom a policy of the module cors lets in that has no list of origins, "" where it may have one.
func opensTo(p *nodejs.Program, v, made nodejs.Value) string {
	if made.Module != "cors" || v.Node.Kind() != ts.KindCallExpression {
		return ""
	}
	switch p.OriginsOf(v.In, v.Node) {
	case nodejs.OriginsAll:
		return anySite
	case nodejs.OriginsSignedIn:
		return anySiteSignedIn
	}
	return ""
}

// opensBy says whom a header lets in that is set to a value for every site, given the place of the header's name.
func opensBy(name ts.Node) string {
	value := name.Parent().Initializer()
	if args := name.Parent().Arguments().Nodes; len(args) == 2 {
		value = args[1]
	}
	if text, ok := value.Literal(); ok && text == "*" {
		return anySite
	}
	return ""
}

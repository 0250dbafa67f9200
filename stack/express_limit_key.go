package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// keyedByUser tells whether the options of a limiter make its key of who sends a request.
func keyedByUser(v nodejs.Value) bool {
	found := false
	v.Node.Walk(func(n ts.Node) bool {
		k := n.Kind()
		if (k == ts.KindPropertyAssignment || k == ts.KindMethodDeclaration) && n.Name().Source() == "keyGenerator" {
			found = codeMatches(n, senderName)
		}
		return !found
	})
	return found
}

// senderName finds what somebody is known by.
var senderName = lazy.Regexp(`(?i)^(user|user_?id|account(_?id)?|principal(of)?|auth|api_?key|sub|uid)$`)

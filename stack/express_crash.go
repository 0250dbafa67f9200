package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

var (
	// endsProcess finds names of what ends a process, or may.
	endsProcess = lazy.Regexp(`(?i)exit|kill|abort|shut|stop|terminat|crash|quit|fatal|die|close|emit|throw|restart`)
	// reports finds receivers of calls that report only.
	reports = lazy.Regexp(`(?i)^(console|.*log(ger)?|winston|process\.std(out|err)|.*sentry|.*report(er)?)\b`)
)

// survives says so when a handler of uncaught exceptions reports and lets the process go on, which is then in a state
// that nobody knows. What calls something that cannot be followed gets the benefit of the doubt.
func (d *expressDetector) survives(m *nodejs.Module, handler ts.Node) string {
	const goesOn = "the process goes on after an uncaught exception"
	if reports().MatchString(handler.Unwrap().Dotted()) {
		return goesOn
	}
	v := d.p.Value(m, handler, 0)
	if v.In == nil || !v.Node.IsFunctionLike() || d.mayLeave(v, 0) {
		return ""
	}
	return goesOn
}

func (d *expressDetector) mayLeave(v nodejs.Value, depth int) bool {
	if depth > 4 {
		return true
	}
	may := false
	v.Node.Body().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindThrowStatement:
			may = true
		case ts.KindBinaryExpression:
			left, op, _, _ := n.Binary()
			may = may || op == ts.KindEqualsToken && left.Dotted() == "process.exitCode"
		case ts.KindCallExpression:
			may = may || d.callLeaves(v.In, n, depth)
		}
		return !may
	})
	return may
}

func (d *expressDetector) callLeaves(m *nodejs.Module, call ts.Node, depth int) bool {
	callee := call.Expression()
	if endsProcess().MatchString(lastName(callee)) {
		return true
	}
	if reports().MatchString(callee.Dotted()) {
		return false
	}
	if v := d.p.Value(m, callee, 0); v.In != nil && v.Node.IsFunctionLike() {
		return d.mayLeave(v, depth+1)
	}
	return true
}

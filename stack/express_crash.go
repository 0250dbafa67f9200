package stack

import (
	ts "scaffold/patcher/tssrc"
)

var (
	// endsProcess finds names of what ends a process, or may.
	endsProcess = lazily(`(?i)exit|kill|abort|shut|stop|terminat|crash|quit|fatal|die|close|emit|throw|restart`)
	// reports finds receivers of calls that report only.
	reports = lazily(`(?i)^(console|.*log(ger)?|winston|process\.std(out|err)|.*sentry|.*report(er)?)\b`)
)

// survives says so when a handler of uncaught exceptions reports and lets the process go on, which is then in a state
// that nobody knows. What calls something that cannot be followed gets the benefit of the doubt.
func (d *expressDetector) survives(m *nodeModule, handler ts.Node) string {
	const goesOn = "the process goes on after an uncaught exception"
	if reports.MatchString(handler.Unwrap().Dotted()) {
		return goesOn
	}
	v := d.p.value(m, handler, 0)
	if v.in == nil || !v.node.IsFunctionLike() || d.mayLeave(v, 0) {
		return ""
	}
	return goesOn
}

func (d *expressDetector) mayLeave(v nodeValue, depth int) bool {
	if depth > 4 {
		return true
	}
	may := false
	v.node.Body().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindThrowStatement:
			may = true
		case ts.KindBinaryExpression:
			left, op, _, _ := n.Binary()
			may = may || op == ts.KindEqualsToken && left.Dotted() == "process.exitCode"
		case ts.KindCallExpression:
			may = may || d.callLeaves(v.in, n, depth)
		}
		return !may
	})
	return may
}

func (d *expressDetector) callLeaves(m *nodeModule, call ts.Node, depth int) bool {
	callee := call.Expression()
	if endsProcess.MatchString(lastName(callee)) {
		return true
	}
	if reports.MatchString(callee.Dotted()) {
		return false
	}
	if v := d.p.value(m, callee, 0); v.in != nil && v.node.IsFunctionLike() {
		return d.mayLeave(v, depth+1)
	}
	return true
}

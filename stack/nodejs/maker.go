package nodejs

import (
	ts "scaffold/patcher/tssrc"
)

// Maker returns the third-party function or class that a call goes back to: of helmet() it is helmet, of
// passport.initialize() passport#initialize, of new RateLimiterRedis() its class.
func (p *Program) Maker(v Value) Value {
	for hops := 0; hops < MaxHops; hops++ {
		k := v.Node.Kind()
		if v.In == nil || k != ts.KindCallExpression && k != ts.KindNewExpression {
			return v
		}
		callee := v.Node.Expression()
		next := p.Value(v.In, callee, 0)
		if !next.Known() && callee.Kind() == ts.KindPropertyAccessExpression { // a method of an instance
			next = p.Value(v.In, callee.Expression(), 0)
		}
		v = next
	}
	return v
}

package nodejs

import (
	ts "scaffold/patcher/tssrc"
)

// passedOn sees through a function of the package's own that wraps the handler that it is given, and returns another
// one that calls it: catchErrors(async (req, res, next) => …).
func (p *Program) passedOn(m *Module, call ts.Node, wrapper, made Value, hops int) Value {
	if made.In != wrapper.In || !made.Node.IsFunctionLike() || hops > MaxHops {
		return Value{}
	}
	params := wrapper.Node.Parameters().Nodes
	for i, arg := range call.Arguments().Nodes {
		if i >= len(params) || !handsOn(made.Node, params[i].Name().Ident()) {
			continue
		}
		if v := p.Value(m, arg, hops+1); v.In != nil && v.Node.IsFunctionLike() {
			return v
		}
	}
	return Value{}
}

// handsOn tells whether a handler calls a name with its own request and response.
func handsOn(fn ts.Node, name string) bool {
	params := fn.Parameters().Nodes
	if name == "" || len(params) < 2 {
		return false
	}
	found := false
	fn.Body().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression && n.Expression().Ident() == name {
			args := n.Arguments().Nodes
			found = found || len(args) > 1 && args[0].Ident() == params[0].Name().Ident() && args[1].Ident() == params[1].Name().Ident()
		}
		return !found
	})
	return found
}

package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// putPort notes the port that the code itself names where it listens, also behind a variable of whatever name, unless it names
// several or none.
func putPort(p *nodejs.Program, app *App, files []string) {
	port, at := "", source.Pos{}
	for _, name := range files {
		m := p.Module(name)
		for _, call := range m.Calls {
			args := call.Arguments().Nodes
			if callee := call.Expression(); callee.Kind() != ts.KindPropertyAccessExpression || callee.Name().Source() != "listen" || len(args) == 0 {
				continue
			}
			value := p.Value(m, args[0], 0).Node.Unwrap()
			number := strings.Trim(value.Source(), `'"`)
			if !portNumber().MatchString(number) || port != "" && port != number {
				return
			}
			port, at = number, m.At(call)
		}
	}
	if port != "" {
		app.Facts[Listens] = Fact{port, at}
	}
}

var portNumber = lazy.Regexp(`^[1-9]\d{1,4}$`)

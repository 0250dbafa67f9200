package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// envHelpers returns the names of the app's own functions that read the variable which their first parameter names.
func (s *nodeSite) envHelpers() []string {
	var names []string
	for _, name := range s.files {
		m := s.program.Module(name)
		if m == nil || s.created(name) || !strings.Contains(m.Tree.Text(), "env[") {
			continue
		}
		aliases := envAliases(m)
		m.Tree.Root().Walk(func(n ts.Node) bool {
			if n.Kind() == ts.KindElementAccessExpression && isProcessEnv(n.Expression(), aliases) {
				if helper := namedBy(n); helper != "" && !slices.Contains(names, helper) {
					names = append(names, helper)
				}
			}
			return true
		})
	}
	return names
}

// namedBy returns the name of the function around an access whose key is the function's first parameter, "" for any other.
func namedBy(access ts.Node) string {
	for up := access.Parent(); up.Valid(); up = up.Parent() {
		if !up.IsFunctionLike() {
			continue
		}
		params := up.Parameters().Nodes
		if len(params) == 0 || params[0].Name().Ident() == "" || !strings.HasSuffix(access.Source(), "["+params[0].Name().Ident()+"]") {
			return ""
		}
		if parent := up.Parent(); parent.Kind() == ts.KindVariableDeclaration {
			return parent.Name().Ident()
		}
		return up.Name().Ident()
	}
	return ""
}

// helpedReads adds what one file reads by such functions: getEnv('PORT', '3000').
func helpedReads(m *nodejs.Module, helpers []string, first map[string]EnvRead) {
	if len(helpers) == 0 {
		return
	}
	for _, call := range m.Calls {
		args := call.Arguments().Nodes
		if !slices.Contains(helpers, call.Expression().Ident()) || len(args) == 0 {
			continue
		}
		name, ok := args[0].Literal()
		if _, seen := first[name]; !ok || seen || !isEnvName(name) {
			continue
		}
		read := EnvRead{Name: name, At: m.At(call)}
		if len(args) > 1 {
			read.Default = plainValue(args[1])
		}
		first[name] = read
	}
}

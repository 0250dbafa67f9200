package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// envSchemas are the modules that environments are held against schemas by.
var envSchemas = []string{"zod", "joi", "@hapi/joi", "yup", "envalid", "valibot", "@t3-oss/env-core", "znv"}

// schemaOfEnv tells whether a file holds the environment as a whole against a schema.
func schemaOfEnv(m *nodejs.Module) bool {
	uses := slices.ContainsFunc(m.Tree.Uses(), func(spec string) bool {
		return slices.ContainsFunc(envSchemas, func(module string) bool { return spec == module || strings.HasPrefix(spec, module+"/") })
	})
	return uses && slices.ContainsFunc(m.Calls, func(call ts.Node) bool {
		return slices.ContainsFunc(call.Arguments().Nodes, func(arg ts.Node) bool {
			return arg.Unwrap().Dotted() == "process.env" || strings.Contains(arg.Source(), ": process.env")
		})
	})
}

// schemaDefault returns what a schema takes for a variable that is not set: of z.coerce.number().default(3000) the 3000, of
// port({ default: 3000 }) too.
func schemaDefault(call ts.Node) string {
	value := ""
	call.Walk(func(n ts.Node) bool {
		switch {
		case value != "" || n.IsFunctionLike():
			return false
		case n.Kind() == ts.KindCallExpression && n.Expression().Kind() == ts.KindPropertyAccessExpression && n.Expression().Name().Source() == "default":
			if args := n.Arguments().Nodes; len(args) == 1 {
				value = plainValue(args[0])
			}
		case n.Kind() == ts.KindPropertyAssignment && n.Name().Source() == "default":
			value = plainValue(n.Initializer())
		}
		return true
	})
	return value
}

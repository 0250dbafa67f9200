package stack

import (
	"maps"
	"slices"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// loggerMakers are the calls that make a structured logger.
var loggerMakers = map[string]bool{
	"pino#": true, "pino#pino": true, "winston#createLogger": true, "winston#Logger": true, "bunyan#createLogger": true, "log4js#getLogger": true,
	"tslog#Logger": true, "pino-http#": true, "winston#loggerMakers.add": true, "winston#configure": true,
}

// logger notes a structured logger that is made and used, and where it is exported from; and the same of a Prisma client.
func (d *expressDetector) logger(m *nodejs.Module, n ts.Node, v nodejs.Value) {
	if v.External() == "@prisma/client#PrismaClient" && n.Kind() == ts.KindNewExpression {
		if _, exported := d.binding(m, n); exported != "" && d.app.Fact(Prisma) == "" {
			d.app.Facts[Prisma] = Fact{m.Path + "#" + exported, m.At(n)}
		}
	}
	if !loggerMakers[v.External()] {
		return
	}
	name, exported := d.binding(m, n)
	if name != "" && exported == "" && countIdent(m, name) < 2 {
		return
	}
	d.add(StructuredLog, m, n, shorten(n.Source()), "")
	if _, ok := d.app.Facts[LogExport]; ok || exported == "" || m == d.flow.birth.in || v.Module != "pino" && v.Module != "winston" && v.Module != "bunyan" {
		return
	}
	if m.Path != d.app.Fact(Entry) {
		d.app.Facts[LogExport] = Fact{m.Path + "#" + exported, m.At(n)}
	}
}

// binding returns the variable that holds what a call makes, and the name under which the module exports it.
func (d *expressDetector) binding(m *nodejs.Module, n ts.Node) (name, exported string) {
	holder := n.Parent()
	for holder.Kind() == ts.KindAsExpression || holder.Kind() == ts.KindParenthesizedExpression {
		holder = holder.Parent()
	}
	if holder.Kind() == ts.KindVariableDeclaration {
		name = holder.Name().Ident()
	}
	for _, export := range sortedExports(m) {
		if value := d.p.Value(m, m.Exports[export].Value, 0); value.In == m && value.Node == n {
			if export == "=" {
				export = "default"
			}
			return name, export
		}
	}
	return name, ""
}

func sortedExports(m *nodejs.Module) []string {
	names := make([]string, 0, len(m.Exports))
	if _, ok := m.Exports["default"]; ok {
		names = append(names, "default")
	}
	if _, ok := m.Exports["="]; ok {
		names = append(names, "=")
	}
	for _, name := range slices.Sorted(maps.Keys(m.Exports)) {
		if name != "default" && name != "=" {
			names = append(names, name)
		}
	}
	return names
}

// countIdent returns how often code mentions a name.
func countIdent(m *nodejs.Module, name string) int {
	count := 0
	m.Tree.Root().Walk(func(n ts.Node) bool {
		if n.Ident() == name {
			count++
		}
		return true
	})
	return count
}

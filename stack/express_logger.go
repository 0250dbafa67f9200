package stack

import (
	ts "scaffold/patcher/tssrc"
)

// loggerMakers are the calls that make a structured logger.
var loggerMakers = map[string]bool{
	"pino#": true, "pino#pino": true, "winston#createLogger": true, "winston#Logger": true, "bunyan#createLogger": true, "log4js#getLogger": true,
	"tslog#Logger": true, "pino-http#": true, "winston#loggerMakers.add": true, "winston#configure": true,
}

// logger notes a structured logger that is made and used, and where it is exported from; and the same of a Prisma client.
func (d *expressDetector) logger(m *nodeModule, n ts.Node, v nodeValue) {
	if v.external() == "@prisma/client#PrismaClient" && n.Kind() == ts.KindNewExpression {
		if _, exported := d.binding(m, n); exported != "" && d.app.Fact(Prisma) == "" {
			d.app.Facts[Prisma] = Fact{m.path + "#" + exported, m.at(n)}
		}
	}
	if !loggerMakers[v.external()] {
		return
	}
	name, exported := d.binding(m, n)
	if name != "" && exported == "" && countIdent(m, name) < 2 {
		return
	}
	d.add(StructuredLog, m, n, shorten(n.Source()), "")
	if _, ok := d.app.Facts[LogExport]; ok || exported == "" || m == d.flow.birth.in || v.module != "pino" && v.module != "winston" && v.module != "bunyan" {
		return
	}
	if m.path != d.app.Fact(Entry) {
		d.app.Facts[LogExport] = Fact{m.path + "#" + exported, m.at(n)}
	}
}

// binding returns the variable that holds what a call makes, and the name under which the module exports it.
func (d *expressDetector) binding(m *nodeModule, n ts.Node) (name, exported string) {
	holder := n.Parent()
	for holder.Kind() == ts.KindAsExpression || holder.Kind() == ts.KindParenthesizedExpression {
		holder = holder.Parent()
	}
	if holder.Kind() == ts.KindVariableDeclaration {
		name = holder.Name().Ident()
	}
	for _, export := range sortedExports(m) {
		if value := d.p.value(m, m.exports[export].value, 0); value.in == m && value.node == n {
			if export == "=" {
				export = "default"
			}
			return name, export
		}
	}
	return name, ""
}

func sortedExports(m *nodeModule) []string {
	names := make([]string, 0, len(m.exports))
	if _, ok := m.exports["default"]; ok {
		names = append(names, "default")
	}
	if _, ok := m.exports["="]; ok {
		names = append(names, "=")
	}
	for _, name := range sortedKeys(m.exports) {
		if name != "default" && name != "=" {
			names = append(names, name)
		}
	}
	return names
}

// countIdent returns how often code mentions a name.
func countIdent(m *nodeModule, name string) int {
	count := 0
	m.tree.Root().Walk(func(n ts.Node) bool {
		if n.Ident() == name {
			count++
		}
		return true
	})
	return count
}

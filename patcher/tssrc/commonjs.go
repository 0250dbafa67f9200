package tssrc

import (
	"strings"

	"scaffold/patcher"
)

// ToCommonJS makes require and module.exports out of the imports and exports of a JavaScript text in canonical style.
// Relative modules lose their extension. What has no such form, as import.meta or a default export, is a Problem.
func ToCommonJS(src []byte) ([]byte, error) {
	s, err := Parse("template.ts", src)
	if err != nil {
		return nil, err
	}
	c := converter{s: s}
	for _, stmt := range s.Statements() {
		c.statement(stmt)
	}
	s.Root().Walk(func(n Node) bool {
		if n.Kind() == KindMetaProperty && strings.HasPrefix(n.Source(), "import") {
			c.refuse(n, "import.meta")
		}
		if n.Kind() == KindAwaitExpression && atTop(n) {
			c.refuse(n, "await outside of functions")
		}
		c.loading(n)
		return true
	})
	if c.problem != nil {
		return nil, c.problem
	}
	out := splice(src, c.changes)
	if len(c.exports) == 0 {
		return out, nil
	}
	return append([]byte(strings.TrimRight(string(out), "\n")), "\n\n"+c.assignment()+"\n"...), nil
}

// loading writes what loads a file of the program later as require, which every test runner follows too: await import('./a')
// as require('./a'). A package may be an ES module, and stays.
func (c *converter) loading(n Node) {
	call, ok := strings.CutPrefix(n.Source(), "await import(")
	if n.Kind() == KindAwaitExpression && ok && len(call) > 2 && strings.HasPrefix(call[1:], ".") {
		c.replace(n.Start(), n.End(), "require("+call)
	}
}

// converter collects the changes and the names that are exported, as properties of an object.
type converter struct {
	s       *Source
	changes []Change
	exports []string
	problem *patcher.Problem
}

func (c *converter) refuse(n Node, what string) {
	if c.problem == nil {
		c.problem = c.s.Problem(n, "there is no CommonJS for "+what, "write it without", "")
	}
}

// atTop tells whether a node is in no function.
func atTop(n Node) bool {
	for ; n.Valid(); n = n.Parent() {
		if n.IsFunctionLike() {
			return false
		}
	}
	return true
}

func (c *converter) replace(start, end int, text string) {
	c.changes = append(c.changes, Change{start, end, text})
}

func (c *converter) statement(stmt Node) {
	switch stmt.Kind() {
	case KindImportDeclaration:
		c.imports(stmt)
	case KindExportDeclaration:
		c.named(stmt)
	case KindExportAssignment, KindImportEqualsDeclaration:
		c.refuse(stmt, "this "+stmt.KindName())
	case KindVariableStatement, KindFunctionDeclaration, KindClassDeclaration:
		if stmt.Has(KindExportKeyword) {
			c.declaration(stmt)
		}
	}
}

// imports writes one import as a require.
func (c *converter) imports(stmt Node) {
	module, _ := stmt.ModuleSpecifier().Literal()
	call := "require('" + bareModule(module) + "');"
	list := stmt.ImportBindings()
	named := stmt.NamedImports()
	switch {
	case len(list) == 0:
		c.replace(stmt.Start(), stmt.End(), call)
	case !named.Valid:
		c.replace(stmt.Start(), stmt.End(), "const "+list[0].Local+" = "+call)
	case list[0].Imported == "default":
		local := list[0].Local
		c.replace(stmt.Start(), named.Start-1, "const "+local+" = "+call+"\nconst ")
		c.replace(c.s.Token(named.End)+1, stmt.End(), " = "+local+";")
		c.renames(named)
	default:
		c.replace(stmt.Start(), named.Start-1, "const ")
		c.replace(c.s.Token(named.End)+1, stmt.End(), " = "+call)
		c.renames(named)
	}
}

// renames writes "x as y" as "x: y".
func (c *converter) renames(l List) {
	for _, spec := range l.Nodes {
		if from := spec.PropertyName(); from.Valid() {
			c.replace(from.End(), spec.Name().Start(), ": ")
		}
	}
}

// bareModule returns a relative module without its extension.
func bareModule(module string) string {
	if !strings.HasPrefix(module, ".") {
		return module
	}
	for _, ext := range []string{".js", ".ts", ".cjs", ".mjs"} {
		module = strings.TrimSuffix(module, ext)
	}
	return module
}

// named takes away export { a, b as c }.
func (c *converter) named(stmt Node) {
	list := exported(stmt)
	if stmt.ModuleSpecifier().Valid() || !list.Valid {
		c.refuse(stmt, "an export out of another module")
		return
	}
	for _, spec := range list.Nodes {
		name := spec.Name().Source()
		if from := spec.PropertyName(); from.Valid() {
			name += ": " + from.Source()
		}
		c.exports = append(c.exports, name)
	}
	start := c.s.lineStart(stmt.Start())
	end, _ := c.s.lineEnd(stmt.End())
	c.replace(start, min(end+1, len(c.s.Bytes)), "")
}

// declaration takes the word export away.
func (c *converter) declaration(stmt Node) {
	if stmt.Has(KindDefaultKeyword) {
		c.refuse(stmt, "a default export")
		return
	}
	if stmt.Kind() == KindVariableStatement && !strings.HasPrefix(stmt.Source(), "export const ") {
		c.refuse(stmt, "an exported variable that changes")
		return
	}
	c.exports = append(c.exports, declared(stmt)...)
	export := stmt.Modifiers()[0]
	c.replace(export.Start(), c.s.Token(export.End()), "")
}

// assignment returns the statement that exports everything.
func (c *converter) assignment() string {
	line := "module.exports = { " + strings.Join(c.exports, ", ") + " };"
	if len(line) <= width {
		return line
	}
	return "module.exports = {\n  " + strings.Join(c.exports, ",\n  ") + ",\n};"
}

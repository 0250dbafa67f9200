package tssrc

import (
	"strconv"
	"strings"
)

// Binding is one name that an import or require brings into the file, or one that is loaded for its effect.
type Binding struct {
	Module   string
	Local    string // "" when nothing is bound
	Imported string // "default", "*" for a namespace, "=" for the whole of a CommonJS module, "" for the effect only
	TypeOnly bool
	Called   bool // what is bound is the result of a call: const app = require('express')()
	Node     Node // the identifier or specifier that binds the name, else the whole statement
	Stmt     Node // the statement at the top of the file
}

// Imports returns what the statements at the top level of the file import or require, in their order.
func (s *Source) Imports() []Binding {
	var all []Binding
	for _, stmt := range s.Statements() {
		all = append(all, bindings(stmt)...)
	}
	return all
}

func bindings(stmt Node) []Binding {
	switch stmt.Kind() {
	case KindImportDeclaration, KindImportEqualsDeclaration:
		return importBindings(stmt)
	case KindVariableStatement:
		var all []Binding
		for _, d := range stmt.Declarations() {
			all = append(all, requireBindings(stmt, d)...)
		}
		return all
	case KindExpressionStatement:
		if module, imported, called, ok := requirement(stmt.Expression()); ok {
			if !called && imported == "=" {
				imported = ""
			}
			return []Binding{{Module: module, Imported: imported, Called: called, Node: stmt, Stmt: stmt}}
		}
	}
	return nil
}

func importBindings(stmt Node) []Binding {
	module, ok := stmt.ModuleSpecifier().Literal()
	if !ok {
		return nil
	}
	list := stmt.ImportBindings()
	if len(list) == 0 {
		return []Binding{{Module: module, TypeOnly: stmt.TypeOnly(), Node: stmt, Stmt: stmt}}
	}
	var all []Binding
	for _, b := range list {
		all = append(all, Binding{Module: module, Local: b.Local, Imported: b.Imported, TypeOnly: b.TypeOnly, Node: b.Node, Stmt: stmt})
	}
	return all
}

// requireBindings returns what a declaration such as const { a, b: c } = require('m') binds.
func requireBindings(stmt, declaration Node) []Binding {
	module, imported, called, ok := requirement(declaration.Initializer())
	if !ok {
		return nil
	}
	name := declaration.Name()
	if local := name.Ident(); local != "" {
		return []Binding{{Module: module, Local: local, Imported: imported, Called: called, Node: name, Stmt: stmt}}
	}
	if name.Kind() != KindObjectBindingPattern {
		return nil
	}
	var all []Binding
	for _, e := range name.Elements().Nodes {
		key, local := e.PropertyName(), e.Name().Ident()
		if !key.Valid() {
			key = e.Name()
		}
		if local != "" {
			all = append(all, Binding{Module: module, Local: local, Imported: key.Source(), Called: called || imported != "=", Node: e, Stmt: stmt})
		}
	}
	return all
}

// requirement reads require('m'), require('m').x, require('m')() and await import('m').
func requirement(n Node) (module, imported string, called, ok bool) {
	n = n.Unwrap()
	if module, ok = Required(n); ok {
		return module, "=", false, true
	}
	switch n.Kind() {
	case KindPropertyAccessExpression:
		module, imported, called, ok = requirement(n.Expression())
		if ok && imported == "=" && !called {
			imported = n.Name().Source()
		}
	case KindCallExpression:
		if n.Expression().Kind() == KindImportKeyword {
			module, ok = argument(n)
			return module, "*", false, ok
		}
		module, imported, _, ok = requirement(n.Expression())
		called = true
	}
	return module, imported, called, ok
}

// Required returns the module that a call require('m') names.
func Required(call Node) (module string, ok bool) {
	if call.Kind() != KindCallExpression || call.Expression().Ident() != "require" {
		return "", false
	}
	return argument(call)
}

func argument(call Node) (string, bool) {
	args := call.Arguments().Nodes
	if len(args) == 0 {
		return "", false
	}
	return args[0].Literal()
}

// Uses returns every module that the file names anywhere, in an import, an export, a require or an import(), once each.
func (s *Source) Uses() []string {
	var all []string
	seen := map[string]bool{}
	s.Root().Walk(func(n Node) bool {
		module, ok := n.ModuleSpecifier().Literal()
		if !ok {
			module, ok = Required(n)
		}
		if !ok && n.Kind() == KindCallExpression && n.Expression().Kind() == KindImportKeyword {
			module, ok = argument(n)
		}
		if ok && !seen[module] {
			seen[module] = true
			all = append(all, module)
		}
		return true
	})
	return all
}

// Local returns the name by which the file can use what it imports from a module already: imported is "default" or an
// exported name. It is "" when the file does not import it. A namespace import answers with a dotted name.
func (s *Source) Local(module, imported string) string {
	whole := ""
	for _, b := range s.Imports() {
		switch {
		case b.TypeOnly || b.Called || b.Local == "" || !sameModule(b.Module, module):
		case b.Imported == imported:
			return b.Local
		case imported == "default" && (b.Imported == "=" || b.Imported == "*"):
			whole = b.Local
		case b.Imported == "=" || b.Imported == "*":
			whole = b.Local + "." + imported
		}
	}
	return whole
}

// Taken tells whether a name means something in the file already: it is declared, or an expression mentions it.
func (s *Source) Taken(name string) bool { return s.mention(name).Valid() }

// mention returns the first place where a name means something.
func (s *Source) mention(name string) Node {
	var found Node
	s.Root().Walk(func(n Node) bool {
		if !found.Valid() && n.Ident() == name && !isKey(n) {
			found = n
		}
		return !found.Valid()
	})
	return found
}

// isKey tells whether an identifier is only the name of a property, which no variable can clash with.
func isKey(n Node) bool {
	parent := n.Parent()
	switch parent.Kind() {
	case KindPropertyAccessExpression, KindPropertyAssignment, KindMethodDeclaration, KindPropertyDeclaration,
		KindGetAccessor, KindSetAccessor, KindPropertySignature, KindMethodSignature, KindEnumMember, KindJsxAttribute,
		KindMetaProperty:
		return parent.Name() == n
	case KindBindingElement, KindImportSpecifier, KindExportSpecifier:
		return parent.PropertyName() == n && parent.Kind() != KindExportSpecifier
	case KindQualifiedName:
		return parent.Children()[0] != n
	}
	return false
}

// Free returns the name, or one like it where that is taken: the others in turn, then helmet2 and so on.
func (s *Source) Free(name string, others ...string) string {
	for _, try := range append([]string{name}, others...) {
		if !s.Taken(try) {
			return try
		}
	}
	for i := 2; ; i++ {
		if try := name + strconv.Itoa(i); !s.Taken(try) {
			return try
		}
	}
}

// sameModule compares two specifiers. Relative ones are the same with and without an extension.
func sameModule(a, b string) bool {
	return a == b || strings.HasPrefix(a, ".") && strings.HasPrefix(b, ".") && stem(a) == stem(b)
}

func stem(module string) string {
	for _, ext := range []string{".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".jsx", ".tsx"} {
		if bare, ok := strings.CutSuffix(module, ext); ok {
			module = bare
			break
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(module, "/index"), "/")
}

package tsview

import "github.com/microsoft/typescript-go/internal/ast"

// Binding is one name that an import brings into the file.
type Binding struct {
	Imported string // "default", "*" for the namespace, "=" for import x = require(), else the exported name
	Local    string
	TypeOnly bool
	Node     Node // the identifier, or the specifier of a named import
}

// ImportBindings returns the names that an import declaration, or import x = require(), binds.
//
//go:noinline
func (n Node) ImportBindings() []Binding {
	node := unwrap(n)
	if node == nil {
		return nil
	}
	switch node.Kind {
	case ast.KindImportEqualsDeclaration:
		if !n.ModuleSpecifier().Valid() {
			return nil
		}
		return []Binding{{"=", node.Name().Text(), node.IsTypeOnly(), wrap(node.Name())}}
	case ast.KindImportDeclaration:
		if node.ImportClause() == nil {
			return nil
		}
		return clauseBindings(node.ImportClause())
	}
	return nil
}

func clauseBindings(clause *ast.Node) []Binding {
	var all []Binding
	if name := clause.Name(); name != nil {
		all = append(all, Binding{"default", name.Text(), clause.IsTypeOnly(), wrap(name)})
	}
	named := clause.AsImportClause().NamedBindings
	if named == nil {
		return all
	}
	if named.Kind == ast.KindNamespaceImport {
		return append(all, Binding{"*", named.Name().Text(), clause.IsTypeOnly(), wrap(named.Name())})
	}
	for _, s := range named.Elements() {
		typeOnly := clause.IsTypeOnly() || s.IsTypeOnly()
		all = append(all, Binding{s.PropertyNameOrName().Text(), s.Name().Text(), typeOnly, wrap(s)})
	}
	return all
}

// NamedImports returns the names in the braces of an import declaration.
//
//go:noinline
func (n Node) NamedImports() List {
	node := unwrap(n)
	if node == nil || node.Kind != ast.KindImportDeclaration || node.ImportClause() == nil {
		return List{}
	}
	named := node.ImportClause().AsImportClause().NamedBindings
	if named == nil || named.Kind != ast.KindNamedImports {
		return List{}
	}
	return list(named.ElementList())
}

package gosrc

import "go/ast"

// Func returns the function "Name", or the method "Type.Name", that has a body.
func (f *File) Func(key string) *ast.FuncDecl {
	for _, decl := range f.AST.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && FuncKey(fn) == key {
			return fn
		}
	}
	return nil
}

// FuncKey names a function as Func takes it.
func FuncKey(fn *ast.FuncDecl) string {
	if r := Receiver(fn); r != "" {
		return r + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// Receiver returns the name of a method's type, "" for a function.
func Receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	return TypeName(fn.Recv.List[0].Type)
}

// TypeName returns the last name of a type, without its pointer, package and parameters.
func TypeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return TypeName(t.X)
	case *ast.IndexExpr:
		return TypeName(t.X)
	case *ast.IndexListExpr:
		return TypeName(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// Enclosing returns the declared function around the node, nil for none.
func (f *File) Enclosing(n ast.Node) *ast.FuncDecl {
	for _, decl := range f.AST.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= n.Pos() && n.End() <= fn.End() {
			return fn
		}
	}
	return nil
}

// List returns the innermost list of statements around the node within root, and the index of the statement that
// holds it; nil when there is none.
func List(root, n ast.Node) ([]ast.Stmt, int) {
	var list []ast.Stmt
	index := -1
	ast.Inspect(root, func(at ast.Node) bool {
		if at == nil || at.Pos() > n.Pos() || at.End() < n.End() {
			return false
		}
		for i, s := range stmts(at) {
			if s.Pos() <= n.Pos() && n.End() <= s.End() {
				list, index = stmts(at), i
			}
		}
		return true
	})
	return list, index
}

func stmts(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// Imports returns the local names of the file's imports: name to path. A dot import is left out.
func Imports(tree *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range tree.Imports {
		p := pathOf(spec)
		switch {
		case spec.Name == nil:
			names[Base(p)] = p
		case spec.Name.Name != "_" && spec.Name.Name != ".":
			names[spec.Name.Name] = p
		}
	}
	return names
}

package gosrc

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// imported returns the name under which a package is imported for use, if it is.
func (f *File) imported(name string) (local string, ok bool) {
	for _, spec := range f.AST.Imports {
		switch {
		case pathOf(spec) != name:
		case spec.Name == nil:
			return Base(name), true
		case spec.Name.Name != "_" && spec.Name.Name != ".":
			return spec.Name.Name, true
		}
	}
	return "", false
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// Base guesses a package's name from its path: the last element that is not a version.
func Base(name string) string {
	base := path.Base(name)
	if version.MatchString(base) && strings.Contains(name, "/") {
		base = path.Base(path.Dir(name))
	}
	base, _, _ = strings.Cut(base, ".v")
	return strings.TrimPrefix(strings.TrimSuffix(base, "-go"), "go-")
}

// Use imports the package and returns the name to write at the node. A name that is taken anywhere in the file or
// given in taken is not used; one that is hidden where it is needed is a problem.
func (f *File) Use(name string, at ast.Node, taken ...string) (string, error) {
	if local, ok := f.imported(name); ok {
		if f.hidden(local, at) {
			return "", f.Problem(at, "a variable named "+local+" hides the package "+name, "rename the variable", "")
		}
		return local, nil
	}
	for _, i := range f.imports {
		if i.Path == name {
			return i.local(), nil
		}
	}
	i := Import{Path: name}
	if f.uses(i.local()) || slices.Contains(taken, i.local()) {
		i.Name = Base(path.Dir(name)) + i.local()
		if !token.IsIdentifier(i.Name) || f.uses(i.Name) {
			return "", f.Problem(at, "the name "+Base(name)+" is taken in this file", "rename what bears it", "")
		}
	}
	f.imports = append(f.imports, i)
	return i.local(), nil
}

func (i Import) local() string {
	if i.Name != "" {
		return i.Name
	}
	return Base(i.Path)
}

// uses tells whether the file has the identifier in any meaning but a selected one or a field's.
func (f *File) uses(name string) bool {
	found := false
	selected := map[*ast.Ident]bool{}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			selected[n.Sel] = true
		case *ast.Ident:
			found = found || (n.Name == name && !selected[n] && n != f.AST.Name)
		}
		return !found
	})
	if found {
		return true
	}
	for _, spec := range f.AST.Imports {
		if spec.Name == nil && Base(pathOf(spec)) == name {
			return true
		}
	}
	return false
}

// hidden tells whether a local declaration in the node's function, before its end, bears the name.
func (f *File) hidden(name string, at ast.Node) bool {
	fn := f.Enclosing(at)
	if fn == nil {
		return false
	}
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n.Pos() > at.End() {
			return false
		}
		found = found || declares(n, name)
		return !found
	})
	return found
}

// declares tells whether the node itself declares a local name.
func declares(n ast.Node, name string) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			if id, ok := left.(*ast.Ident); ok && n.Tok == token.DEFINE && id.Name == name {
				return true
			}
		}
	case *ast.ValueSpec:
		return slices.ContainsFunc(n.Names, func(id *ast.Ident) bool { return id.Name == name })
	case *ast.Field:
		return slices.ContainsFunc(n.Names, func(id *ast.Ident) bool { return id.Name == name })
	case *ast.RangeStmt:
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if id, ok := e.(*ast.Ident); ok && n.Tok == token.DEFINE && id.Name == name {
				return true
			}
		}
	}
	return false
}

package golang

import (
	"bytes"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// Package is a folder's Go files that are built on a server, without tests.
type Package struct {
	Dir    string // relative to the root
	Name   string // of its package clause
	Module *Module
	Files  []*File
	Funcs  map[string]*Func // "Name" and "Type.Name"; built by index
	types  map[string]*ast.TypeSpec
	owners map[string]*File // of types
}

// File is a Go file. Its tree is nil where it does not parse.
type File struct {
	Path    string
	Text    []byte // without a byte order mark
	Pkg     *Package
	fset    *token.FileSet
	Tree    *ast.File
	err     error
	Imports map[string]string // local name to path
}

// Func is a declared function and its file.
type Func struct {
	File *File
	Decl *ast.FuncDecl
	Key  string // "Name" or "Type.Name"
}

// At returns the place of a node.
func (f *File) At(n ast.Node) source.Pos {
	return source.Pos{Path: f.Path, Line: f.fset.Position(n.Pos()).Line}
}

// Source returns the text of a node.
func (f *File) Source(n ast.Node) string {
	return string(f.Text[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

// Pkg returns the package in a folder, nil when there is none. A package is parsed once.
func (t *Tree) Pkg(dir string) *Package {
	if p, ok := t.packages[dir]; ok {
		return p
	}
	p := &Package{Dir: dir, Module: t.ModuleOf(dir), Funcs: map[string]*Func{}, types: map[string]*ast.TypeSpec{}, owners: map[string]*File{}}
	for _, name := range t.Repo.Under(dir) {
		if path.Dir(name) == dir && built(name) {
			p.add(t.Repo, name)
		}
	}
	if len(p.Files) == 0 || p.Module == nil {
		p = nil
	}
	t.packages[dir] = p
	return p
}

func (p *Package) add(repo *source.Repo, name string) {
	text := repo.Read(name)
	if text == nil || !wanted(text) {
		return
	}
	f := &File{Path: name, Text: text, Pkg: p, fset: token.NewFileSet()}
	mode := parser.ParseComments | parser.SkipObjectResolution
	if isGenerated(name, text) {
		mode = parser.ImportsOnly
	}
	f.Tree, f.err = parser.ParseFile(f.fset, name, text, mode)
	if f.Tree == nil || f.Tree.Name == nil {
		return
	}
	p.Name = f.Tree.Name.Name
	f.Imports = gosrc.Imports(f.Tree)
	p.Files = append(p.Files, f)
	for _, decl := range f.Tree.Decls {
		p.index(f, decl)
	}
}

// isGenerated tells whether the file is written by a tool and only its imports matter. Wire's files are the exception:
// they put the service together.
func isGenerated(name string, text []byte) bool {
	head := text[:min(len(text), 2048)]
	return path.Base(name) != "wire_gen.go" && bytes.Contains(head, []byte("// Code generated ")) && bytes.Contains(head, []byte("DO NOT EDIT"))
}

func (p *Package) index(f *File, decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Body != nil {
			key := gosrc.FuncKey(decl)
			p.Funcs[key] = &Func{f, decl, key}
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			if s, ok := spec.(*ast.TypeSpec); ok {
				p.types[s.Name.Name] = s
				p.owners[s.Name.Name] = f
			}
		}
	}
}

var otherSystem = lazy.Regexp(`_(windows|darwin|freebsd|openbsd|netbsd|plan9|js|wasm|wasip1|android|ios|solaris|aix)(_[a-z0-9]+)?\.go$`)

// built tells whether a file of that name is part of a program for a Linux server.
func built(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go") &&
		!strings.HasPrefix(base, "_") && !strings.HasPrefix(base, ".") && !otherSystem().MatchString(base)
}

var buildLine = lazy.Regexp(`(?m)^(//go:build |// \+build ).*$`)

// wanted tells whether the file's build constraint, if any, holds for a plain build on a Linux server.
func wanted(text []byte) bool {
	_, text = patcher.CutBOM(text)
	head := text
	if i := bytes.Index(text, []byte("\npackage ")); i >= 0 {
		head = text[:i]
	} else if bytes.HasPrefix(text, []byte("package ")) {
		return true
	}
	line := bytes.TrimSpace(buildLine().Find(head))
	if len(line) == 0 {
		return true
	}
	expr, err := constraint.Parse(string(line))
	return err != nil || expr.Eval(serverTag)
}

func serverTag(tag string) bool {
	return tag == "linux" || tag == "unix" || tag == "amd64" || tag == "gc" || tag == "cgo" || strings.HasPrefix(tag, "go1.")
}

// Literal returns the value of a string literal.
func Literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// Callee is goCallee with the file's imports.
func (f *File) Callee(e ast.Expr) (pkg, name string, ok bool) { return Callee(f.Imports, e) }

// Is tells whether the expression names the package's function.
func (f *File) Is(e ast.Expr, pkg, name string) bool { return Names(f.Imports, e, pkg, name) }

// Callee returns the import path and the name of a named function or type: http.ListenAndServe gives "net/http",
// "ListenAndServe". One of the same package has an empty path.
func Callee(imports map[string]string, e ast.Expr) (pkg, name string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return Callee(imports, e.X)
	case *ast.IndexExpr:
		return Callee(imports, e.X)
	case *ast.Ident:
		return "", e.Name, true
	case *ast.SelectorExpr:
		x, isName := e.X.(*ast.Ident)
		if !isName || imports[x.Name] == "" {
			return "", "", false
		}
		return imports[x.Name], e.Sel.Name, true
	}
	return "", "", false
}

// Names tells whether the expression names something of the package.
func Names(imports map[string]string, e ast.Expr, pkg string, names ...string) bool {
	p, n, ok := Callee(imports, e)
	return ok && p == pkg && slices.Contains(names, n)
}

// PackageVariables returns the declarations of a file that are no functions.
func PackageVariables(tree *ast.File) []ast.Node {
	var list []ast.Node
	for _, decl := range tree.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok {
			list = append(list, gen)
		}
	}
	return list
}

// TopLevel returns the names that a file declares at its top level; methods have none of their own.
func TopLevel(tree *ast.File) []string {
	var names []string
	for _, decl := range tree.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			names = append(names, declaredNames(d)...)
		}
	}
	return names
}

func declaredNames(d *ast.GenDecl) []string {
	var names []string
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			names = append(names, s.Name.Name)
		case *ast.ValueSpec:
			for _, id := range s.Names {
				names = append(names, id.Name)
			}
		}
	}
	return names
}

package stack

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
)

// goPackage is a folder's Go files that are built on a server, without tests.
type goPackage struct {
	dir    string
	name   string
	module *goModule
	files  []*goFile
	funcs  map[string]*goFunc // "Name" and "Type.Name"; built by index
	types  map[string]*ast.TypeSpec
	owners map[string]*goFile // of types
}

// goFile is a Go file. Its tree is nil where it does not parse.
type goFile struct {
	path    string
	text    []byte
	pkg     *goPackage
	fset    *token.FileSet
	tree    *ast.File
	err     error
	imports map[string]string // local name to path
}

// goFunc is a declared function and its file.
type goFunc struct {
	file *goFile
	decl *ast.FuncDecl
	key  string
}

func (f *goFile) at(n ast.Node) Pos { return Pos{f.path, f.fset.Position(n.Pos()).Line} }

func (f *goFile) source(n ast.Node) string {
	return string(f.text[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

// pkg returns the package in a folder, nil when there is none. A package is parsed once.
func (t *goTree) pkg(dir string) *goPackage {
	if p, ok := t.packages[dir]; ok {
		return p
	}
	p := &goPackage{dir: dir, module: t.moduleOf(dir), funcs: map[string]*goFunc{}, types: map[string]*ast.TypeSpec{}, owners: map[string]*goFile{}}
	for _, name := range t.repo.Under(dir) {
		if path.Dir(name) == dir && goBuilt(name) {
			p.add(t.repo, name)
		}
	}
	if len(p.files) == 0 || p.module == nil {
		p = nil
	}
	t.packages[dir] = p
	return p
}

func (p *goPackage) add(repo *Repo, name string) {
	text := repo.Read(name)
	if text == nil || !goWanted(text) {
		return
	}
	f := &goFile{path: name, text: text, pkg: p, fset: token.NewFileSet()}
	mode := parser.ParseComments | parser.SkipObjectResolution
	if isGenerated(name, text) {
		mode = parser.ImportsOnly
	}
	f.tree, f.err = parser.ParseFile(f.fset, name, text, mode)
	if f.tree == nil || f.tree.Name == nil {
		return
	}
	p.name = f.tree.Name.Name
	f.imports = gosrc.Imports(f.tree)
	p.files = append(p.files, f)
	for _, decl := range f.tree.Decls {
		p.index(f, decl)
	}
}

// isGenerated tells whether the file is written by a tool and only its imports matter. Wire's files are the exception:
// they put the service together.
func isGenerated(name string, text []byte) bool {
	head := text[:min(len(text), 2048)]
	return path.Base(name) != "wire_gen.go" && bytes.Contains(head, []byte("// Code generated ")) && bytes.Contains(head, []byte("DO NOT EDIT"))
}

func (p *goPackage) index(f *goFile, decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Body != nil {
			key := gosrc.FuncKey(decl)
			p.funcs[key] = &goFunc{f, decl, key}
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

var otherSystem = lazily(`_(windows|darwin|freebsd|openbsd|netbsd|plan9|js|wasm|wasip1|android|ios|solaris|aix)(_[a-z0-9]+)?\.go$`)

// goBuilt tells whether a file of that name is part of a program for a Linux server.
func goBuilt(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go") &&
		!strings.HasPrefix(base, "_") && !strings.HasPrefix(base, ".") && !otherSystem.MatchString(base)
}

var buildLine = lazily(`(?m)^(//go:build |// \+build ).*$`)

// goWanted tells whether the file's build constraint, if any, holds for a plain build on a Linux server.
func goWanted(text []byte) bool {
	_, text = patcher.CutBOM(text)
	head := text
	if i := bytes.Index(text, []byte("\npackage ")); i >= 0 {
		head = text[:i]
	} else if bytes.HasPrefix(text, []byte("package ")) {
		return true
	}
	line := bytes.TrimSpace(buildLine.Find(head))
	if len(line) == 0 {
		return true
	}
	expr, err := constraint.Parse(string(line))
	return err != nil || expr.Eval(serverTag)
}

func serverTag(tag string) bool {
	return tag == "linux" || tag == "unix" || tag == "amd64" || tag == "gc" || tag == "cgo" || strings.HasPrefix(tag, "go1.")
}

// goLiteral returns the value of a string literal.
func goLiteral(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// callee is goCallee with the file's imports.
func (f *goFile) callee(e ast.Expr) (pkg, name string, ok bool) { return goCallee(f.imports, e) }

// is tells whether the expression names the package's function.
func (f *goFile) is(e ast.Expr, pkg, name string) bool { return goNames(f.imports, e, pkg, name) }

// goCallee returns the import path and the name of a named function or type: http.ListenAndServe gives "net/http",
// "ListenAndServe". One of the same package has an empty path.
func goCallee(imports map[string]string, e ast.Expr) (pkg, name string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return goCallee(imports, e.X)
	case *ast.IndexExpr:
		return goCallee(imports, e.X)
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

// goNames tells whether the expression names something of the package.
func goNames(imports map[string]string, e ast.Expr, pkg string, names ...string) bool {
	p, n, ok := goCallee(imports, e)
	return ok && p == pkg && slices.Contains(names, n)
}

package audit

import (
	"go/ast"
	"go/token"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/golang"
	"scaffold/stack/nodejs"
)

// What signs is a secret, however it looks: a sentence or a single word is found as little by its look as by its name.

const writtenHere = "what signs %s is written in the source"

// signs looks at the key that a library of Node signs with.
func (s nodeSights) signs(n ts.Node, v nodejs.Value, args []ts.Node) {
	var key ts.Node
	what := "sessions"
	switch {
	case v.Module == "jsonwebtoken" && v.Name == "sign" && len(args) > 1:
		key, what = args[1], "tokens"
	case (v.Module == "express-session" || v.Module == "cookie-session") && v.Name == "" && len(args) > 0:
		key = property(args[0], "secret")
	case v.Module == "cookie-parser" && v.Name == "" && len(args) > 0:
		key, what = args[0], "cookies"
	}
	if !key.Valid() || !s.served[s.m.Path] || testCode().MatchString(s.m.Path) {
		return
	}
	if _, ok := key.Unwrap().Literal(); !ok {
		key = s.p.Value(s.m, key.Unwrap(), 0).Node
	}
	if text, ok := key.Unwrap().Literal(); ok && text != "" {
		s.note("secrets.literal", s.m.At(n), writtenHere, what)
	}
}

// signs looks at the key that a Go program signs with.
func (s goSights) signs(n *ast.CallExpr, sel *ast.SelectorExpr) {
	pkg, name, _ := s.f.Callee(n.Fun)
	what := ""
	switch {
	case sel.Sel.Name == "SignedString" && len(n.Args) == 1:
		what = "tokens"
	case pkg == "github.com/gorilla/sessions" && (name == "NewCookieStore" || name == "NewFilesystemStore") && len(n.Args) > 0:
		what = "sessions"
	case (pkg == "github.com/gin-contrib/sessions/cookie" || pkg == "github.com/gin-contrib/sessions/memstore") && name == "NewStore" && len(n.Args) > 0:
		what = "sessions"
	}
	if what == "" || testCode().MatchString(s.f.Path) {
		return
	}
	key := n.Args[len(n.Args)-1]
	if bytes, ok := key.(*ast.CallExpr); ok && len(bytes.Args) == 1 {
		if _, isBytes := bytes.Fun.(*ast.ArrayType); isBytes {
			key = bytes.Args[0]
		}
	}
	if text, ok := s.constant(key); ok && text != "" {
		s.note("secrets.literal", s.f.At(n), writtenHere, what)
	}
}

// constant returns the text that an expression is, itself or by a constant of its package.
func (s goSights) constant(e ast.Expr) (string, bool) {
	id, ok := e.(*ast.Ident)
	if !ok {
		return golang.Literal(e)
	}
	for _, f := range s.f.Pkg.Files {
		if f.Tree == nil {
			continue
		}
		for _, decl := range f.Tree.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				if value, ok := spec.(*ast.ValueSpec); ok && len(value.Names) == 1 && len(value.Values) == 1 && value.Names[0].Name == id.Name {
					return golang.Literal(value.Values[0])
				}
			}
		}
	}
	return "", false
}

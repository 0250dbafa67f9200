package golang

import (
	"go/ast"
	"go/token"
	"strconv"

	"scaffold/patcher/gosrc"
)

// Type is the type of an expression as far as the syntax tells it.
type Type struct {
	Pkg  string // import path; "" for a type of the program
	Name string
	Ptr  bool          // it is a pointer to it
	File *File         // of a type of the program
	Spec *ast.TypeSpec // of a type of the program
}

func (t Type) known() bool { return t.Name != "" }

// Is tells whether it is one of the named types of a package.
func (t Type) Is(pkg string, names ...string) bool {
	for _, n := range names {
		if t.Pkg == pkg && t.Name == n {
			return true
		}
	}
	return false
}

// TypeExpr returns the type that the expression names in the file.
func (p *Program) TypeExpr(f *File, e ast.Expr) Type {
	switch e := e.(type) {
	case *ast.StarExpr:
		t := p.TypeExpr(f, e.X)
		t.Ptr = true
		return t
	case *ast.ParenExpr:
		return p.TypeExpr(f, e.X)
	case *ast.IndexExpr:
		return p.TypeExpr(f, e.X)
	}
	pkg, name, ok := f.Callee(e)
	if !ok {
		return Type{}
	}
	owner := f.Pkg
	if pkg != "" {
		owner = p.Imported(f, pkg)
	}
	if owner == nil {
		return Type{Pkg: pkg, Name: name}
	}
	return Type{Name: name, File: owner.fileOf(name), Spec: owner.types[name]}
}

// fileOf returns the file that declares the type, nil when there is no such type.
func (p *Package) fileOf(name string) *File { return p.owners[name] }

// TypeOf returns the type of an expression in a function, fn.decl may be nil for package level.
func (p *Program) TypeOf(fn *Func, e ast.Expr, depth int) Type {
	if depth > 12 || e == nil {
		return Type{}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.TypeOf(fn, e.X, depth+1)
	case *ast.UnaryExpr:
		t := p.TypeOf(fn, e.X, depth+1)
		t.Ptr = e.Op == token.AND
		return t
	case *ast.StarExpr:
		t := p.TypeOf(fn, e.X, depth+1)
		t.Ptr = false
		return t
	case *ast.CompositeLit:
		return p.TypeExpr(fn.File, e.Type)
	case *ast.TypeAssertExpr:
		return p.TypeExpr(fn.File, e.Type)
	case *ast.CallExpr:
		return p.typeOfCall(fn, e, 0, depth)
	case *ast.Ident:
		return p.typeOfIdent(fn, e, depth)
	case *ast.SelectorExpr:
		return p.typeOfSelector(fn, e, depth)
	}
	return Type{}
}

func (p *Program) typeOfIdent(fn *Func, id *ast.Ident, depth int) Type {
	b, ok := p.Binding(fn, id)
	switch {
	case !ok:
		return Type{}
	case b.typ != nil:
		return p.TypeExpr(b.Fn.File, b.typ)
	}
	if call, ok := b.Value.(*ast.CallExpr); ok {
		return p.typeOfCall(b.Fn, call, b.index, depth+1)
	}
	return p.TypeOf(b.Fn, b.Value, depth+1)
}

func (p *Program) typeOfSelector(fn *Func, e *ast.SelectorExpr, depth int) Type {
	if pkg, name, ok := fn.File.Callee(e); ok && !p.IsLocal(fn, e.X) {
		if owner := p.Imported(fn.File, pkg); owner != nil {
			if b, ok := owner.variable(name); ok && b.typ != nil {
				return p.TypeExpr(b.Fn.File, b.typ)
			} else if ok {
				return p.TypeOf(b.Fn, b.Value, depth+1)
			}
		}
		return Type{}
	}
	return p.FieldType(p.TypeOf(fn, e.X, depth+1), e.Sel.Name)
}

// IsLocal tells whether the expression is a variable that hides a package of the same name.
func (p *Program) IsLocal(fn *Func, e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if !ok {
		return true
	}
	_, bound := p.Binding(fn, id)
	return bound
}

// FieldType returns the type of a struct's field, or of the type that it embeds under that name.
func (p *Program) FieldType(t Type, name string) Type {
	if t.Spec == nil || t.File == nil {
		return Type{}
	}
	s, ok := t.Spec.Type.(*ast.StructType)
	if !ok {
		return Type{}
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 && gosrc.TypeName(field.Type) == name {
			return p.TypeExpr(t.File, field.Type)
		}
		for _, id := range field.Names {
			if id.Name == name {
				return p.TypeExpr(t.File, field.Type)
			}
		}
	}
	return Type{}
}

// typeOfCall returns the type of one result of a call.
func (p *Program) typeOfCall(fn *Func, call *ast.CallExpr, index, depth int) Type {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "new" && len(call.Args) == 1 {
		t := p.TypeExpr(fn.File, call.Args[0])
		t.Ptr = true
		return t
	}
	if pkg, name, ok := fn.File.Callee(call.Fun); ok {
		if t, ok := Constructors[pkg+"."+name]; ok {
			return t
		}
	}
	called := p.Called(fn, call, depth+1)
	if called == nil || called.Decl.Type.Results == nil {
		return Type{}
	}
	return p.TypeExpr(called.File, resultType(called.Decl.Type.Results, index))
}

func resultType(list *ast.FieldList, index int) ast.Expr {
	for _, field := range list.List {
		n := max(1, len(field.Names))
		if index < n {
			return field.Type
		}
		index -= n
	}
	return &ast.Ident{Name: "result" + strconv.Itoa(index)}
}

// Constructors are the functions that make routers, with what they return.
var Constructors = map[string]Type{
	"net/http.NewServeMux":                    {Pkg: "net/http", Name: "ServeMux", Ptr: true},
	"github.com/go-chi/chi.NewRouter":         {Pkg: "github.com/go-chi/chi", Name: "Mux", Ptr: true},
	"github.com/go-chi/chi.NewMux":            {Pkg: "github.com/go-chi/chi", Name: "Mux", Ptr: true},
	"github.com/go-chi/chi/v5.NewRouter":      {Pkg: "github.com/go-chi/chi/v5", Name: "Mux", Ptr: true},
	"github.com/go-chi/chi/v5.NewMux":         {Pkg: "github.com/go-chi/chi/v5", Name: "Mux", Ptr: true},
	"github.com/gin-gonic/gin.New":            {Pkg: "github.com/gin-gonic/gin", Name: "Engine", Ptr: true},
	"github.com/gin-gonic/gin.Default":        {Pkg: "github.com/gin-gonic/gin", Name: "Engine", Ptr: true},
	"github.com/labstack/echo/v4.New":         {Pkg: "github.com/labstack/echo/v4", Name: "Echo", Ptr: true},
	"github.com/labstack/echo/v5.New":         {Pkg: "github.com/labstack/echo/v5", Name: "Echo", Ptr: true},
	"github.com/gorilla/mux.NewRouter":        {Pkg: "github.com/gorilla/mux", Name: "Router", Ptr: true},
	"github.com/julienschmidt/httprouter.New": {Pkg: "github.com/julienschmidt/httprouter", Name: "Router", Ptr: true},
}

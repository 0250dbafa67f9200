package stack

import (
	"go/ast"
	"go/token"
	"strconv"

	"scaffold/patcher/gosrc"
)

// goType is the type of an expression as far as the syntax tells it.
type goType struct {
	pkg  string // import path; "" for a type of the program
	name string
	ptr  bool
	file *goFile       // of a type of the program
	spec *ast.TypeSpec // of a type of the program
}

func (t goType) known() bool { return t.name != "" }

func (t goType) is(pkg string, names ...string) bool {
	for _, n := range names {
		if t.pkg == pkg && t.name == n {
			return true
		}
	}
	return false
}

// typeExpr returns the type that the expression names in the file.
func (p *goProgram) typeExpr(f *goFile, e ast.Expr) goType {
	switch e := e.(type) {
	case *ast.StarExpr:
		t := p.typeExpr(f, e.X)
		t.ptr = true
		return t
	case *ast.ParenExpr:
		return p.typeExpr(f, e.X)
	case *ast.IndexExpr:
		return p.typeExpr(f, e.X)
	}
	pkg, name, ok := f.callee(e)
	if !ok {
		return goType{}
	}
	owner := f.pkg
	if pkg != "" {
		owner = p.imported(f, pkg)
	}
	if owner == nil {
		return goType{pkg: pkg, name: name}
	}
	return goType{name: name, file: owner.fileOf(name), spec: owner.types[name]}
}

// fileOf returns the file that declares the type, nil when there is no such type.
func (p *goPackage) fileOf(name string) *goFile { return p.owners[name] }

// typeOf returns the type of an expression in a function, fn.decl may be nil for package level.
func (p *goProgram) typeOf(fn *goFunc, e ast.Expr, depth int) goType {
	if depth > 12 || e == nil {
		return goType{}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.typeOf(fn, e.X, depth+1)
	case *ast.UnaryExpr:
		t := p.typeOf(fn, e.X, depth+1)
		t.ptr = e.Op == token.AND
		return t
	case *ast.StarExpr:
		t := p.typeOf(fn, e.X, depth+1)
		t.ptr = false
		return t
	case *ast.CompositeLit:
		return p.typeExpr(fn.file, e.Type)
	case *ast.TypeAssertExpr:
		return p.typeExpr(fn.file, e.Type)
	case *ast.CallExpr:
		return p.typeOfCall(fn, e, 0, depth)
	case *ast.Ident:
		return p.typeOfIdent(fn, e, depth)
	case *ast.SelectorExpr:
		return p.typeOfSelector(fn, e, depth)
	}
	return goType{}
}

func (p *goProgram) typeOfIdent(fn *goFunc, id *ast.Ident, depth int) goType {
	b, ok := p.binding(fn, id)
	switch {
	case !ok:
		return goType{}
	case b.typ != nil:
		return p.typeExpr(b.fn.file, b.typ)
	}
	if call, ok := b.value.(*ast.CallExpr); ok {
		return p.typeOfCall(b.fn, call, b.index, depth+1)
	}
	return p.typeOf(b.fn, b.value, depth+1)
}

func (p *goProgram) typeOfSelector(fn *goFunc, e *ast.SelectorExpr, depth int) goType {
	if pkg, name, ok := fn.file.callee(e); ok && !p.isLocal(fn, e.X) {
		if owner := p.imported(fn.file, pkg); owner != nil {
			if b, ok := owner.variable(name); ok && b.typ != nil {
				return p.typeExpr(b.fn.file, b.typ)
			} else if ok {
				return p.typeOf(b.fn, b.value, depth+1)
			}
		}
		return goType{}
	}
	return p.fieldType(p.typeOf(fn, e.X, depth+1), e.Sel.Name)
}

// isLocal tells whether the expression is a variable that hides a package of the same name.
func (p *goProgram) isLocal(fn *goFunc, e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if !ok {
		return true
	}
	_, bound := p.binding(fn, id)
	return bound
}

// fieldType returns the type of a struct's field, or of the type that it embeds under that name.
func (p *goProgram) fieldType(t goType, name string) goType {
	if t.spec == nil || t.file == nil {
		return goType{}
	}
	s, ok := t.spec.Type.(*ast.StructType)
	if !ok {
		return goType{}
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 && gosrc.TypeName(field.Type) == name {
			return p.typeExpr(t.file, field.Type)
		}
		for _, id := range field.Names {
			if id.Name == name {
				return p.typeExpr(t.file, field.Type)
			}
		}
	}
	return goType{}
}

// typeOfCall returns the type of one result of a call.
func (p *goProgram) typeOfCall(fn *goFunc, call *ast.CallExpr, index, depth int) goType {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "new" && len(call.Args) == 1 {
		t := p.typeExpr(fn.file, call.Args[0])
		t.ptr = true
		return t
	}
	if pkg, name, ok := fn.file.callee(call.Fun); ok {
		if t, ok := constructors[pkg+"."+name]; ok {
			return t
		}
	}
	called := p.called(fn, call, depth+1)
	if called == nil || called.decl.Type.Results == nil {
		return goType{}
	}
	return p.typeExpr(called.file, resultType(called.decl.Type.Results, index))
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

// constructors are the functions that make routers, with what they return.
var constructors = map[string]goType{
	"net/http.NewServeMux":                    {pkg: "net/http", name: "ServeMux", ptr: true},
	"github.com/go-chi/chi.NewRouter":         {pkg: "github.com/go-chi/chi", name: "Mux", ptr: true},
	"github.com/go-chi/chi.NewMux":            {pkg: "github.com/go-chi/chi", name: "Mux", ptr: true},
	"github.com/go-chi/chi/v5.NewRouter":      {pkg: "github.com/go-chi/chi/v5", name: "Mux", ptr: true},
	"github.com/go-chi/chi/v5.NewMux":         {pkg: "github.com/go-chi/chi/v5", name: "Mux", ptr: true},
	"github.com/gin-gonic/gin.New":            {pkg: "github.com/gin-gonic/gin", name: "Engine", ptr: true},
	"github.com/gin-gonic/gin.Default":        {pkg: "github.com/gin-gonic/gin", name: "Engine", ptr: true},
	"github.com/labstack/echo/v4.New":         {pkg: "github.com/labstack/echo/v4", name: "Echo", ptr: true},
	"github.com/labstack/echo/v5.New":         {pkg: "github.com/labstack/echo/v5", name: "Echo", ptr: true},
	"github.com/gorilla/mux.NewRouter":        {pkg: "github.com/gorilla/mux", name: "Router", ptr: true},
	"github.com/julienschmidt/httprouter.New": {pkg: "github.com/julienschmidt/httprouter", name: "Router", ptr: true},
}

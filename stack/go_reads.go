package stack

import (
	"go/ast"
	"regexp"
	"sort"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// readsGo lists the environment variables that the program reads: through os and the libraries that bind variables to
// names, by struct tags, and through functions of its own around os.Getenv.
func readsGo(_ *source.Repo, app *App) []EnvRead {
	p := siteOf(app).program
	r := &goReads{program: p, found: map[string]EnvRead{}, getters: map[*ast.FuncDecl]getter{}}
	p.Each(r.getter)
	for _, pkg := range p.Packages {
		if pkg.Dir == siteOf(app).folder && isOurs(p.Tree, pkg.Dir) {
			continue // created files: who creates them says what they read
		}
		for _, f := range pkg.Files {
			r.file(f)
		}
	}
	var list []EnvRead
	for _, read := range r.found {
		list = append(list, read)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

type goReads struct {
	program *golang.Program
	found   map[string]EnvRead
	getters map[*ast.FuncDecl]getter
}

// getter is a function that hands a parameter to os.Getenv.
type getter struct{ name, fallback int }

var envName = lazy.Regexp(`^[A-Z][A-Z0-9_]*$`)

func (r *goReads) add(f *golang.File, at ast.Node, name, fallback string) {
	if !envName().MatchString(name) {
		return
	}
	old, ok := r.found[name]
	if !ok {
		r.found[name] = EnvRead{Name: name, Default: fallback, At: f.At(at)}
	} else if old.Default == "" {
		old.Default = fallback
		r.found[name] = old
	}
}

// readers are library functions by the index of the argument that names the variable, and of the one that is the
// default, -1 for none.
var readers = map[string]getter{
	"os.Getenv":                      {0, -1},
	"os.LookupEnv":                   {0, -1},
	"syscall.Getenv":                 {0, -1},
	"github.com/spf13/viper.BindEnv": {1, -1},
}

// getter notes a function whose parameter names the variable.
func (r *goReads) getter(fn *golang.Func) {
	ast.Inspect(fn.Decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		pkg, name, ok := fn.File.Callee(call.Fun)
		reader, known := readers[pkg+"."+name]
		if !ok || !known || reader.name >= len(call.Args) {
			return true
		}
		if id, ok := call.Args[reader.name].(*ast.Ident); ok {
			if i := paramIndex(fn.Decl, id.Name); i >= 0 {
				g := getter{i, -1}
				if fields := fn.Decl.Type.Params.NumFields(); fields == 2 {
					g.fallback = 1 - i
				}
				r.getters[fn.Decl] = g
			}
		}
		return true
	})
}

func paramIndex(decl *ast.FuncDecl, name string) int {
	i := 0
	for _, field := range decl.Type.Params.List {
		for _, id := range field.Names {
			if id.Name == name {
				return i
			}
			i++
		}
	}
	return -1
}

// file looks for calls in functions and variables, and for tags in types.
func (r *goReads) file(f *golang.File) {
	for _, decl := range f.Tree.Decls {
		fn := &golang.Func{File: f}
		if d, ok := decl.(*ast.FuncDecl); ok {
			if d.Body == nil || !r.program.Reached[d] {
				continue
			}
			fn.Decl = d
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				r.call(fn, n)
			case *ast.StructType:
				r.tags(f, n)
			}
			return true
		})
	}
}

func (r *goReads) call(fn *golang.Func, call *ast.CallExpr) {
	pkg, name, ok := fn.File.Callee(call.Fun)
	if reader, known := readers[pkg+"."+name]; ok && known {
		r.read(fn.File, call, reader)
		return
	}
	if called := r.program.Called(fn, call, 0); called != nil {
		if g, ok := r.getters[called.Decl]; ok {
			r.read(fn.File, call, g)
		}
	}
}

func (r *goReads) read(f *golang.File, call *ast.CallExpr, g getter) {
	if g.name >= len(call.Args) {
		return
	}
	name, ok := golang.Literal(call.Args[g.name])
	if !ok {
		return
	}
	fallback := ""
	if g.fallback >= 0 && g.fallback < len(call.Args) {
		fallback = constant(call.Args[g.fallback])
	}
	r.add(f, call, name, fallback)
}

// constant returns a literal's value as text, "" for an expression.
func constant(e ast.Expr) string {
	if s, ok := golang.Literal(e); ok {
		return s
	}
	if lit, ok := e.(*ast.BasicLit); ok {
		return lit.Value
	}
	if id, ok := e.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
		return id.Name
	}
	return ""
}

var (
	envTag     = lazy.Regexp(`\b(?:env|envconfig):"([^",]*)`)
	defaultTag = lazy.Regexp(`\b(?:envDefault|default|env-default):"([^"]*)"`)
	mapTag     = lazy.Regexp(`\bmapstructure:"([A-Z][A-Z0-9_]*)"`)
)

// tags reads `env:"PORT" envDefault:"8080"`, envconfig's, and mapstructure's where they name a variable as it is.
func (r *goReads) tags(f *golang.File, s *ast.StructType) {
	for _, field := range s.Fields.List {
		if field.Tag == nil {
			continue
		}
		tag := strings.Trim(field.Tag.Value, "`")
		fallback := ""
		if m := defaultTag().FindStringSubmatch(tag); m != nil {
			fallback = m[1]
		}
		for _, pattern := range []func() *regexp.Regexp{envTag, mapTag} {
			if m := pattern().FindStringSubmatch(tag); m != nil {
				r.add(f, field, m[1], fallback)
			}
		}
	}
}

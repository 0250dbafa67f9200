package gosrc

import (
	"bytes"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"scaffold/patcher"
)

// Import adds an import to a file that lacks it, in the group where goimports would look for it.
type Import struct {
	Path string
	Name string // "" for the package's own
}

// Apply returns the text with the import.
func (i Import) Apply(src []byte) ([]byte, error) {
	return Rewrite(src, func(f *File) error {
		f.imports = append(f.imports, i)
		return nil
	})
}

func (i Import) String() string { return "import " + i.Path }

// spec returns the import as it is written.
func (i Import) spec() string {
	if i.Name == "" {
		return strconv.Quote(i.Path)
	}
	return i.Name + " " + strconv.Quote(i.Path)
}

// insert adds the import to a text with plain line endings.
func (i Import) insert(src []byte) ([]byte, error) {
	f, err := Parse(src)
	if err != nil {
		return nil, err
	}
	if _, ok := f.imported(i.Path); ok {
		return src, nil
	}
	f.splices = nil
	switch block := f.importBlock(); {
	case block != nil:
		f.addToBlock(i, block, astutil.Imports(f.Fset, f.AST))
	case len(f.AST.Imports) == 1 && f.splits(f.AST.Imports[0]):
		f.makeBlock(i, f.AST.Imports[0])
	default:
		f.declare(i)
	}
	return f.spliced(), nil
}

// splits tells whether a lone import may become a block: not cgo's, whose comment is code, and nothing else on its line.
func (f *File) splits(spec *ast.ImportSpec) bool {
	from, to := f.Offset(spec.Pos()), f.Offset(spec.End())
	rest := bytes.TrimSpace(f.Text[to:f.lineEnd(to)])
	return pathOf(spec) != "C" && string(f.Text[f.lineStart(from):from]) == "import " && (len(rest) == 0 || bytes.HasPrefix(rest, []byte("//")))
}

// makeBlock puts brackets around a lone import and adds the other one, the standard library first.
func (f *File) makeBlock(i Import, spec *ast.ImportSpec) {
	gap := "\n"
	if standard(i.Path) != standard(pathOf(spec)) && !sameRoot(i.Path, pathOf(spec)) {
		gap = "\n\n"
	}
	from := f.Offset(spec.Pos())
	end := f.lineEnd(from)
	if first := pathOf(spec) > i.Path; gap == "\n" && first || gap == "\n\n" && standard(i.Path) {
		f.add(from, from, "(\n\t"+i.spec()+gap+"\t")
		f.add(end, end, "\n)")
		return
	}
	f.add(from, from, "(\n\t")
	f.add(end, end, gap+"\t"+i.spec()+"\n)")
}

// declare writes a declaration below the last import, or the package clause.
func (f *File) declare(i Import) {
	end := f.AST.Name.End()
	if n := len(f.AST.Imports); n > 0 {
		end = f.AST.Imports[n-1].End()
	}
	at := f.lineEnd(f.Offset(end))
	f.add(at, at, "\n\nimport "+i.spec())
}

// importBlock returns the first import declaration in brackets that is not cgo's.
func (f *File) importBlock() *ast.GenDecl {
	for _, decl := range f.AST.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if ok && gen.Tok == token.IMPORT && gen.Lparen.IsValid() && len(gen.Specs) > 0 {
			return gen
		}
	}
	return nil
}

// addToBlock chooses the group with the nearest path: the module's own, else third parties', else a new one.
func (f *File) addToBlock(i Import, block *ast.GenDecl, groups [][]*ast.ImportSpec) {
	var best []*ast.ImportSpec
	score := 0
	for _, group := range groups {
		if group[0].Pos() < block.Pos() || group[0].End() > block.End() {
			continue
		}
		if n := nearness(group, i.Path); n > score {
			best, score = group, n
		}
	}
	if best != nil {
		f.addToGroup(i, best)
		return
	}
	last := block.Specs[len(block.Specs)-1]
	at := f.lineEnd(f.Offset(last.End()))
	f.add(at, at, "\n\n\t"+i.spec())
}

// nearness is how well a path fits a group: 0 not at all, 1 when both or neither are of the standard library, more
// for each path element shared.
func nearness(group []*ast.ImportSpec, name string) int {
	best := 0
	for _, spec := range group {
		other := pathOf(spec)
		if standard(other) != standard(name) && !sameRoot(other, name) {
			continue
		}
		n := 1 + shared(other, name)
		best = max(best, n)
	}
	return best
}

func sameRoot(a, b string) bool { return shared(a, b) > 0 }

func shared(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// addToGroup keeps the group's order where it has one.
func (f *File) addToGroup(i Import, group []*ast.ImportSpec) {
	for _, spec := range group {
		if pathOf(spec) >= i.Path {
			at := f.lineStart(f.Offset(spec.Pos()))
			f.add(at, at, f.Indent(spec)+i.spec()+"\n")
			return
		}
	}
	last := group[len(group)-1]
	at := f.lineEnd(f.Offset(last.End()))
	f.add(at, at, "\n"+f.Indent(last)+i.spec())
}

// standard tells whether the path is one of the standard library: no dot in its first element. A module without a dot
// in its name looks the same and is told apart by its neighbours.
func standard(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return !strings.Contains(first, ".")
}

func pathOf(spec *ast.ImportSpec) string {
	name, _ := strconv.Unquote(spec.Path.Value)
	return name
}

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
	if f.uses(i.local()) || contains(taken, i.local()) {
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

func contains(list []string, name string) bool {
	for _, each := range list {
		if each == name {
			return true
		}
	}
	return false
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
		return named(n.Names, name)
	case *ast.Field:
		return named(n.Names, name)
	case *ast.RangeStmt:
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if id, ok := e.(*ast.Ident); ok && n.Tok == token.DEFINE && id.Name == name {
				return true
			}
		}
	}
	return false
}

func named(list []*ast.Ident, name string) bool {
	for _, id := range list {
		if id.Name == name {
			return true
		}
	}
	return false
}

var _ patcher.Edit = Import{}

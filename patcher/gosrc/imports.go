package gosrc

import (
	"bytes"
	"go/ast"
	"go/token"
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

var _ patcher.Edit = Import{}

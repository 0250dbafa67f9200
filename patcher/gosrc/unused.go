package gosrc

import (
	"bytes"
	"go/ast"
)

// forget takes out the imports that the edit made unused: a call that gave way to another may have been the last use of
// its package, and then the file would not compile.
func (f *File) forget(out []byte) ([]byte, error) {
	for _, spec := range f.AST.Imports {
		name := pathOf(spec)
		if !selects(f.AST, spec) {
			continue
		}
		now, err := Parse(out)
		if err != nil {
			return nil, err
		}
		if !selects(now.AST, spec) {
			out = now.without(name)
		}
	}
	return out, nil
}

// selects tells whether the file names something of the package: local.Name. An import under "_" or "." never counts.
func selects(file *ast.File, spec *ast.ImportSpec) bool {
	local := Base(pathOf(spec))
	if spec.Name != nil {
		local = spec.Name.Name
	}
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			id, ok := sel.X.(*ast.Ident)
			found = found || ok && id.Name == local
		}
		return !found
	})
	return found
}

// without returns the text without the line of an import in brackets, and without the blank line that its group would
// leave behind. An import without brackets stays: taking it out is left to a person.
func (f *File) without(name string) []byte {
	block := f.importBlock()
	if block == nil {
		return f.Text
	}
	for _, s := range block.Specs {
		spec := s.(*ast.ImportSpec)
		if pathOf(spec) != name || spec.Doc != nil || spec.Comment != nil {
			continue
		}
		from := f.lineStart(f.Offset(spec.Pos()))
		to := min(f.lineEnd(f.Offset(spec.End()))+1, len(f.Text))
		above, below := f.lineAt(from-1), f.lineAt(to)
		switch {
		case (above == "" || above == "import (") && below == "":
			to = min(f.lineEnd(to)+1, len(f.Text))
		case above == "" && below == ")":
			from = f.lineStart(from - 1)
		}
		return bytes.Join([][]byte{f.Text[:from], f.Text[to:]}, nil)
	}
	return f.Text
}

// lineAt returns the line around an offset, without the space at its ends.
func (f *File) lineAt(offset int) string {
	offset = min(offset, len(f.Text))
	return string(bytes.TrimSpace(f.Text[f.lineStart(offset):f.lineEnd(offset)]))
}

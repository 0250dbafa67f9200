package gosrc

import (
	"bytes"
	"go/ast"
	"sort"
	"strings"
)

// splice puts text in the place of the bytes from..to.
type splice struct {
	from, to int
	text     string
}

// graft is the same change made on the syntax tree, for the check.
type graft struct {
	kind graftKind
	at   ast.Node // statement or expression of File.AST; a block for first
	code string
}

type graftKind int

const (
	before graftKind = iota
	after
	replaced
	first
)

// Before puts statements on lines of their own before the statement, above the comment that belongs to it.
func (f *File) Before(s ast.Stmt, code string) {
	f.grafts = append(f.grafts, graft{before, s, code})
	from := f.Offset(s.Pos())
	line := f.lineStart(from)
	if head := f.Text[line:from]; len(bytes.TrimSpace(head)) > 0 {
		f.openLine(s, from, code)
		return
	}
	line = f.aboveComments(line, s)
	f.add(line, line, indent(code, f.indentAt(from))+"\n")
}

// openLine puts code before a statement that stands on the line of the brace that opens its block.
func (f *File) openLine(s ast.Stmt, from int, code string) {
	tabs := f.indentAt(from) + "\t"
	open := len(bytes.TrimRight(f.Text[:from], " \t"))
	f.add(open, from, "\n"+indent(code, tabs)+"\n"+tabs)
	end := f.Offset(s.End())
	rest := f.Text[end:]
	gap := len(rest) - len(bytes.TrimLeft(rest, " \t"))
	if gap < len(rest) && rest[gap] == '}' {
		f.add(end, end+gap, "\n"+f.indentAt(from))
	}
}

// After puts statements on lines of their own after the statement and the comment at the end of its line.
func (f *File) After(s ast.Stmt, code string) {
	f.grafts = append(f.grafts, graft{after, s, code})
	end := f.Offset(s.End())
	stop := f.lineEnd(end)
	rest := bytes.TrimSpace(f.Text[end:stop])
	tabs := f.indentAt(f.Offset(s.Pos()))
	switch {
	case len(rest) == 0 || bytes.HasPrefix(rest, []byte("//")) || (bytes.HasPrefix(rest, []byte("/*")) && bytes.HasSuffix(rest, []byte("*/"))):
		f.add(stop, stop, "\n"+indent(code, tabs))
	default: // something else stands on the line: a semicolon and more, or the brace that closes the block
		f.add(end, end, "\n"+indent(code, tabs)+"\n"+tabs)
	}
}

// First puts statements at the beginning of a block.
func (f *File) First(b *ast.BlockStmt, code string) {
	if len(b.List) > 0 && f.Line(b.List[0].Pos()) == f.Line(b.Lbrace) && f.Line(b.Lbrace) != f.Line(b.Rbrace) {
		f.Before(b.List[0], code)
		return
	}
	f.grafts = append(f.grafts, graft{first, b, code})
	open, tabs := f.Offset(b.Lbrace)+1, f.indentAt(f.Offset(b.Lbrace))
	if f.Line(b.Lbrace) == f.Line(b.Rbrace) {
		lines := []string{code}
		for _, s := range b.List {
			lines = append(lines, f.Source(s))
		}
		f.add(open, f.Offset(b.Rbrace), "\n"+indent(strings.Join(lines, "\n"), tabs+"\t")+"\n"+tabs)
		return
	}
	open = f.lineEnd(open)
	f.add(open, open, "\n"+indent(code, tabs+"\t"))
}

// Replace puts code in the place of a statement or an expression, as it stands; Indent tells what its further lines
// begin with.
func (f *File) Replace(n ast.Node, code string) {
	f.grafts = append(f.grafts, graft{replaced, n, code})
	f.add(f.Offset(n.Pos()), f.Offset(n.End()), code)
}

// Indent returns the white space at the beginning of the line that the node begins on.
func (f *File) Indent(n ast.Node) string { return f.indentAt(f.Offset(n.Pos())) }

// Argument inserts an argument before the call's argument at index, len(call.Args) for the end, in the call's style:
// on a line of its own where the arguments have theirs.
func (f *File) Argument(call *ast.CallExpr, index int, code string) {
	args := call.Args
	text := f.Source(call.Fun) + "("
	for i, a := range args {
		if i == index {
			text += code + ", "
		}
		text += f.Source(a) + ", "
	}
	if index == len(args) {
		text += code
	}
	f.grafts = append(f.grafts, graft{replaced, call, strings.TrimSuffix(text, ", ") + ")"})
	f.argument(call, index, code)
}

func (f *File) argument(call *ast.CallExpr, index int, code string) {
	if index < len(call.Args) {
		at := f.Offset(call.Args[index].Pos())
		if line := f.lineStart(at); index > 0 && len(bytes.TrimSpace(f.Text[line:at])) == 0 {
			f.add(line, line, indent(code+",", f.indentAt(at))+"\n")
			return
		}
		f.add(at, at, code+", ")
		return
	}
	last := call.Args[len(call.Args)-1]
	end := f.Offset(last.End())
	if f.Line(call.Rparen) == f.Line(last.End()) {
		f.add(end, end, ", "+code)
		return
	}
	stop := f.lineEnd(end)
	tabs := f.indentAt(f.Offset(last.Pos()))
	if f.Line(last.Pos()) == f.Line(call.Lparen) {
		tabs += "\t"
	}
	f.add(stop, stop, "\n"+indent(code+",", tabs))
}

func (f *File) add(from, to int, text string) {
	f.splices = append(f.splices, splice{from, to, text})
}

// spliced returns the text with all splices. Splices at one place stand in the order that they were asked for.
func (f *File) spliced() []byte {
	list := append([]splice{}, f.splices...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].from < list[j].from })
	var out []byte
	done := 0
	for _, s := range list {
		out = append(out, f.Text[done:s.from]...)
		out = append(out, s.text...)
		done = s.to
	}
	return append(out, f.Text[done:]...)
}

func (f *File) lineStart(offset int) int { return bytes.LastIndexByte(f.Text[:offset], '\n') + 1 }

func (f *File) lineEnd(offset int) int {
	if i := bytes.IndexByte(f.Text[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(f.Text)
}

func (f *File) indentAt(offset int) string {
	line := f.Text[f.lineStart(offset):]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// aboveComments returns the start of the comment lines that stand directly above the statement.
func (f *File) aboveComments(line int, s ast.Stmt) int {
	for _, group := range f.AST.Comments {
		start := f.Offset(group.Pos())
		adjoins := f.Line(group.End())+1 == f.Line(s.Pos())
		if adjoins && len(bytes.TrimSpace(f.Text[f.lineStart(start):start])) == 0 {
			return f.lineStart(start)
		}
	}
	return line
}

// indent puts the tabs before every line that is not empty.
func indent(code, tabs string) string {
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = tabs + line
		}
	}
	return strings.Join(lines, "\n")
}

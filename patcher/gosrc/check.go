package gosrc

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/scanner"
	"go/token"

	"github.com/dave/dst"
	"github.com/dave/dst/decorator"
	"github.com/dave/dst/dstutil"

	"scaffold/patcher"
)

// finish returns the spliced text, after the same change made on the decorated tree has given the same program.
func (f *File) finish() ([]byte, error) {
	out := f.Text
	if len(f.splices) > 0 {
		out = f.spliced()
		if err := f.check(out); err != nil {
			return nil, err
		}
	}
	for _, imp := range f.imports {
		next, err := imp.insert(out)
		if err != nil {
			return nil, err
		}
		out = next
	}
	if len(f.splices) > 0 {
		var err error
		if out, err = f.forget(out); err != nil {
			return nil, err
		}
	}
	return out, f.tidy(out)
}

// check compares the spliced text with what dst prints for the grafted tree, token by token: both must be the same
// program. Comments and blank lines do not count, since dst may place them otherwise.
func (f *File) check(out []byte) error {
	want, err := f.grafted()
	if err != nil {
		return err
	}
	sorted, err := format.Source(out) // sorts imports, as printing the tree does
	if err != nil {
		return uncertain("the edited file would not parse")
	}
	if !sameTokens(want, sorted) {
		return uncertain("the edit does not fit the file")
	}
	return nil
}

// tidy makes sure that the result parses, and that a file which gofmt would leave alone stays such a file.
func (f *File) tidy(out []byte) error {
	if _, err := format.Source(out); err != nil {
		return uncertain("the edited file would not parse")
	}
	if comments(out) < comments(f.Text) {
		return uncertain("the edit would lose a comment")
	}
	if formatted(f.Text) && !formatted(out) {
		return uncertain("the edit would leave the file unformatted")
	}
	return nil
}

// formatted tells whether gofmt would change nothing but the end of the last line.
func formatted(text []byte) bool {
	out, err := format.Source(text)
	return err == nil && bytes.Equal(bytes.TrimRight(out, "\n"), bytes.TrimRight(text, "\n"))
}

func uncertain(what string) *patcher.Problem {
	return &patcher.Problem{Kind: patcher.NotUnderstood, What: what, Todo: "make the change by hand"}
}

// grafted prints the tree with all grafts.
func (f *File) grafted() ([]byte, error) {
	dec := decorator.NewDecorator(f.Fset)
	tree, err := dec.DecorateFile(f.AST)
	if err != nil {
		return nil, uncertain("the file cannot be taken apart: " + err.Error())
	}
	byNode := map[dst.Node][]graft{}
	for _, g := range f.grafts {
		node := dec.Dst.Nodes[g.at]
		byNode[node] = append(byNode[node], g)
	}
	var failed error
	dstutil.Apply(tree, nil, func(c *dstutil.Cursor) bool {
		for _, g := range byNode[c.Node()] {
			if err := g.apply(c); err != nil {
				failed = err
			}
		}
		return true
	})
	if failed != nil {
		return nil, failed
	}
	var printed bytes.Buffer
	if err := decorator.Fprint(&printed, tree); err != nil {
		return nil, uncertain("the edited tree cannot be printed: " + err.Error())
	}
	return printed.Bytes(), nil
}

func (g graft) apply(c *dstutil.Cursor) error {
	if _, ok := g.at.(ast.Expr); ok {
		list, err := statements("_ = " + g.code)
		if err != nil || len(list) != 1 {
			return uncertain("the code to place does not parse")
		}
		c.Replace(list[0].(*dst.AssignStmt).Rhs[0])
		return nil
	}
	list, err := statements(g.code)
	if err != nil {
		return err
	}
	if block, ok := c.Node().(*dst.BlockStmt); ok && g.kind == first {
		block.List = append(list, block.List...)
		return nil
	}
	if c.Index() < 0 {
		return uncertain("the statement does not stand in a list")
	}
	g.place(c, list)
	return nil
}

func (g graft) place(c *dstutil.Cursor, list []dst.Stmt) {
	if g.kind == after {
		for i := len(list) - 1; i >= 0; i-- {
			c.InsertAfter(list[i])
		}
		return
	}
	for i, s := range list {
		if g.kind == replaced && i == len(list)-1 {
			c.Replace(s)
			return
		}
		c.InsertBefore(s)
	}
}

// statements parses the inside of a function.
func statements(code string) ([]dst.Stmt, error) {
	tree, err := decorator.Parse("package p\n\nfunc _() {\n" + code + "\n}\n")
	if err != nil {
		return nil, uncertain("the code to place does not parse")
	}
	body := tree.Decls[0].(*dst.FuncDecl).Body
	list := body.List
	body.List = nil
	return list, nil
}

// sameTokens compares two texts as the compiler sees them: without comments and layout.
func sameTokens(a, b []byte) bool {
	x, y := tokens(a), tokens(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

// comments counts the comments of a text.
func comments(src []byte) int {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, nil, scanner.ScanComments)
	n := 0
	for {
		switch _, tok, _ := s.Scan(); tok {
		case token.EOF:
			return n
		case token.COMMENT:
			n++
		}
	}
}

type lexeme struct {
	tok token.Token
	lit string
}

// tokens leaves semicolons out and commas before a closing bracket, which layout decides.
func tokens(src []byte) []lexeme {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, nil, 0)
	var list []lexeme
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return list
		}
		if tok == token.SEMICOLON {
			continue
		}
		if closes := tok == token.RPAREN || tok == token.RBRACE || tok == token.RBRACK; closes && len(list) > 0 && list[len(list)-1].tok == token.COMMA {
			list = list[:len(list)-1]
		}
		list = append(list, lexeme{tok, lit})
	}
}

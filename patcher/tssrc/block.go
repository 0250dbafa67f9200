package tssrc

// insert places the import as a statement of its own.
func (i Import) insert(s *Source) (Change, error) {
	text := i.statement(i.commonJS(s))
	if stmt, before, ok := s.InOrder(i.Order, i.Module); ok {
		if before {
			return s.InsertBefore(stmt, text)
		}
		return s.InsertAfter(stmt, text)
	}
	first, last := s.importBlock()
	switch {
	case i.First && first.Valid():
		return s.InsertBefore(first, text)
	case last.Valid():
		return s.InsertAfter(last, text)
	case first.Valid():
		return s.InsertBefore(first, text)
	}
	return s.insertAlone(text)
}

// insertAlone places the first import of a file, with a blank line around it.
func (s *Source) insertAlone(text string) (Change, error) {
	list := s.Statements()
	if n := len(directives(list)); n > 0 {
		return s.InsertAfter(list[n-1], "\n"+text+"\n\n")
	}
	if len(list) > 0 {
		return s.InsertBefore(list[0], text+"\n\n")
	}
	return s.InsertLast(s.Root(), text)
}

// importBlock returns the first and the last import of the block at the top of the file. A few statements that declare
// nothing, such as a call of dotenv, may stand before and between the imports; a declaration ends the block. The last is
// never one that calls its module at once, as in const app = require('express')(): calls on app are placed right
// behind it, and need what is imported.
func (s *Source) importBlock() (first, last Node) {
	const between = 3
	calls, made := 0, false
	list := s.Statements()
	for _, stmt := range list[len(directives(list)):] {
		switch {
		case onlyImports(stmt):
			calls = 0
			made = made || makes(stmt)
			if !makes(stmt) && !(made && stmt.Kind() == KindExpressionStatement) {
				last = stmt
			}
			if !first.Valid() {
				first = stmt
			}
		case calls < between && !made && passes(stmt, first.Valid()):
			calls++
		default:
			return first, last
		}
	}
	return first, last
}

// passes tells whether a statement leaves the block of imports open: a call, or, before the first import, a constant
// that no call makes.
func passes(stmt Node, open bool) bool {
	if stmt.Kind() == KindExpressionStatement {
		return true
	}
	plain := !open && stmt.Kind() == KindVariableStatement
	stmt.Walk(func(n Node) bool {
		plain = plain && n.Kind() != KindCallExpression && n.Kind() != KindNewExpression && !n.IsFunctionLike()
		return plain
	})
	return plain
}

// onlyImports tells whether a statement does nothing else: every variable that it declares comes out of a module.
func onlyImports(stmt Node) bool {
	for _, d := range stmt.Declarations() {
		if _, _, _, ok := requirement(d.Initializer()); !ok {
			return false
		}
	}
	return len(bindings(stmt)) > 0
}

// makes tells whether a statement binds the result of calling a module.
func makes(stmt Node) bool {
	for _, b := range bindings(stmt) {
		if b.Called && b.Local != "" {
			return true
		}
	}
	return false
}

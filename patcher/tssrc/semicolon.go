package tssrc

import "strings"

// hazards are the first characters of a statement that would continue one that has no semicolon.
const hazards = "([`+-/<"

// apart returns a statement with a semicolon before it where it would run into the one that ends before an offset. After
// the name let, which would then begin a declaration, any statement does.
func apart(body string, at int, before Node) string {
	bare := code(body)
	last := unended(before, at)
	if bare == "" || !last.Valid() || !strings.Contains(hazards, bare[:1]) && last.Source() != "let" {
		return body
	}
	return body[:len(body)-len(bare)] + ";" + bare
}

// code returns a text without the space and the comments that it starts with.
func code(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		switch {
		case strings.HasPrefix(text, "//"):
			_, text, _ = strings.Cut(text, "\n")
		case strings.HasPrefix(text, "/*"):
			_, text, _ = strings.Cut(text, "*/")
		default:
			return text
		}
	}
}

// unended returns the last statement inside a statement, or itself, when it has no semicolon before an offset and could
// be continued there.
func unended(stmt Node, at int) Node {
	for stmt.Valid() && !endsWithSemicolon(stmt.Kind()) {
		list := stmt.Children()
		if len(list) == 0 || !list[len(list)-1].IsStatement() || stmt.Statements().Valid {
			return Node{}
		}
		stmt = list[len(list)-1]
	}
	if stmt.Valid() && strings.HasSuffix(stmt.Source(), ";") && stmt.End() <= at {
		return Node{}
	}
	return stmt
}

// behind returns what separates a statement from the next one on its line.
func behind(stmt Node, end int) string {
	if unended(stmt, end).Valid() {
		return "; "
	}
	return " "
}

// stmtEnd returns where a statement ends, without a semicolon that guards the next statement on a later line.
func stmtEnd(stmt Node) int {
	if !detachedSemicolon(stmt) {
		return stmt.End()
	}
	text := strings.TrimSuffix(stmt.Source(), ";")
	return stmt.Start() + len(strings.TrimRight(text, " \t\r\n"))
}

// guard returns the offset of a semicolon that stands at the start of an offset's line and belongs to the statement
// before it, -1 when there is none.
func (s *Source) guard(at int, stmt Node) int {
	line := s.Text()[s.lineStart(at):at]
	if before := previous(stmt); strings.TrimSpace(line) != ";" || !before.Valid() || !detachedSemicolon(before) {
		return -1
	}
	return s.lineStart(at) + strings.IndexByte(line, ';')
}

// endsWithSemicolon tells whether a statement of this kind is ended by a semicolon or a line end.
func endsWithSemicolon(k Kind) bool {
	switch k {
	case KindVariableStatement, KindExpressionStatement, KindReturnStatement, KindThrowStatement, KindBreakStatement,
		KindContinueStatement, KindImportDeclaration, KindImportEqualsDeclaration, KindExportDeclaration,
		KindExportAssignment, KindTypeAliasDeclaration, KindDoStatement, KindDebuggerStatement, KindPropertyDeclaration:
		return true
	}
	return false
}

// detachedSemicolon tells whether a statement's semicolon stands on a later line, where it guards the next statement
// in a file without semicolons.
func detachedSemicolon(n Node) bool {
	text, ok := strings.CutSuffix(n.Source(), ";")
	return ok && strings.Contains(text[len(strings.TrimRight(text, " \t\r\n")):], "\n")
}

package tssrc

import (
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher"
)

// The text of an insertion is one or more statements in canonical style, without indentation; it is written in the
// style of the file. A "\n" before it, or "\n\n" behind it, asks for a blank line there unless there is one already.

// InsertBefore puts text before a statement and the comments that are attached to it.
func (s *Source) InsertBefore(stmt Node, text string) (Change, error) {
	if err := s.inList(stmt, text); err != nil {
		return Change{}, err
	}
	if last := lastDirective(stmt); last.Valid() {
		return s.InsertAfter(last, text)
	}
	at := s.attached(stmt)
	if guard := s.guard(at, stmt); guard >= 0 {
		at = guard
	} else if !s.firstOnLine(at) {
		return Change{at, at, apart(s.inline(text, at), at, previous(stmt)) + " "}, nil
	}
	start := s.lineStart(at)
	body, blankBefore, blankAfter := s.body(text, start, s.indentation(at), previous(stmt))
	eol := patcher.EOL(s.Bytes, start)
	if blankBefore && start > s.start() && !s.blankLine(start-1) {
		body = eol + body
	}
	if blankAfter {
		body += eol
	}
	return Change{start, start, body + eol}, nil
}

// InsertAfter puts text behind a statement and the comment that trails it on its line.
func (s *Source) InsertAfter(stmt Node, text string) (Change, error) {
	if err := s.inList(stmt, text); err != nil {
		return Change{}, err
	}
	end := stmtEnd(stmt)
	stop, alone := s.lineEnd(end)
	if !alone {
		return Change{end, end, behind(stmt, end) + s.inline(text, end)}, nil
	}
	return s.insertLine(stop, s.indentation(stmt.Start()), stmt, text), nil
}

// InsertFirst puts text at the start of a file, block or case, behind its directives.
func (s *Source) InsertFirst(block Node, text string) (Change, error) {
	list := block.Statements()
	if !list.Valid {
		return Change{}, s.Problem(block, "this is not a block of statements", "make the change by hand", text)
	}
	if len(list.Nodes) == 0 {
		return s.fill(block, text), nil
	}
	return s.InsertBefore(list.Nodes[0], text)
}

// InsertLast puts text at the end of a file, block or case.
func (s *Source) InsertLast(block Node, text string) (Change, error) {
	list := block.Statements()
	if n := len(list.Nodes); n > 0 {
		return s.InsertAfter(list.Nodes[n-1], text)
	}
	return s.InsertFirst(block, text)
}

// inList refuses a statement whose place takes only one, such as the body of an if without braces.
func (s *Source) inList(stmt Node, text string) error {
	if stmt.Valid() && stmt.Parent().Statements().Valid {
		return nil
	}
	return s.Problem(stmt, "there is no room for a statement here", "put braces around it, or add the text by hand", text)
}

// insertLine makes a change that adds lines behind the line that ends at stop.
func (s *Source) insertLine(stop int, indent string, before Node, text string) Change {
	body, blankBefore, blankAfter := s.body(text, stop, indent, before)
	eol := patcher.EOL(s.Bytes, stop)
	if blankBefore {
		body = eol + body
	}
	if next := strings.IndexByte(s.Text()[stop:], '\n'); blankAfter && next >= 0 && !s.blankLine(stop+next+1) {
		body += eol
	}
	return Change{stop, stop, eol + body}
}

// fill puts text into a file, block or case that has no statement.
func (s *Source) fill(block Node, text string) Change {
	switch block.Kind() {
	case KindSourceFile:
		return s.fillFile(text)
	case KindBlock, KindModuleBlock:
		return s.fillBlock(block, text)
	}
	indent := s.indentation(block.Start()) + s.Style().Indent
	return s.insertLine(block.End(), indent, Node{}, text)
}

func (s *Source) fillFile(text string) Change {
	end := len(s.Bytes)
	body, _, _ := s.body(text, end, "", Node{})
	eol := patcher.EOL(s.Bytes, end)
	switch {
	case end == s.start(), strings.HasSuffix(s.Text(), "\n"):
		return Change{end, end, body + eol}
	default:
		return Change{end, end, eol + body}
	}
}

func (s *Source) fillBlock(block Node, text string) Change {
	closing := block.End() - 1
	outer := s.indentation(block.Start())
	body, _, _ := s.body(text, closing, outer+s.Style().Indent, Node{})
	eol := patcher.EOL(s.Bytes, closing)
	if s.firstOnLine(closing) {
		start := s.lineStart(closing)
		return Change{start, start, body + eol}
	}
	blank := len(strings.TrimRight(s.Text()[:closing], " \t"))
	return Change{blank, closing, eol + body + eol + outer}
}

// body returns the text in the style of the file, and whether blank lines are asked for around it.
func (s *Source) body(text string, at int, indent string, before Node) (body string, blankBefore, blankAfter bool) {
	style := s.Style()
	style.EOL = patcher.EOL(s.Bytes, at)
	bare := strings.Trim(text, "\n")
	body = apart(restyled(bare, style, indent), at, before)
	next := s.Token(at)
	if next < len(s.Bytes) && strings.IndexByte(hazards, s.Bytes[next]) >= 0 && strings.HasSuffix(bare, ";") && !strings.HasSuffix(body, ";") {
		body += ";"
	}
	return body, strings.HasPrefix(text, "\n"), strings.HasSuffix(text, "\n\n")
}

// inline returns text that shares a line with other statements.
func (s *Source) inline(text string, at int) string {
	style := s.Style()
	style.EOL, style.Semicolons = patcher.EOL(s.Bytes, at), true
	body := strings.TrimLeft(restyled(strings.Trim(text, "\n"), style, s.indentation(at)), " \t")
	if !strings.HasSuffix(body, ";") && !strings.HasSuffix(body, "}") {
		body += ";"
	}
	return body
}

// lineEnd returns where the line of an offset ends; alone is false when more code stands on it.
func (s *Source) lineEnd(end int) (stop int, alone bool) {
	stop = end
	for stop < len(s.Bytes) && (s.Bytes[stop] == ' ' || s.Bytes[stop] == ';') {
		stop++
	}
	for _, c := range s.TrailingComments(stop) {
		stop = c.End
	}
	for stop < len(s.Bytes) && (s.Bytes[stop] == ' ' || s.Bytes[stop] == '\t') {
		stop++
	}
	rest := s.Text()[stop:]
	return stop, rest == "" || rest[0] == '\n' || strings.HasPrefix(rest, "\r\n")
}

// blankLine tells whether the line of an offset holds white space only.
func (s *Source) blankLine(at int) bool {
	line, _, _ := strings.Cut(s.Text()[s.lineStart(at):], "\n")
	return strings.TrimSpace(line) == ""
}

// previous returns the statement before this one in its list.
func previous(stmt Node) Node {
	var before Node
	for _, n := range stmt.Parent().Statements().Nodes {
		if n == stmt {
			return before
		}
		before = n
	}
	return Node{}
}

// lastDirective returns the last of the directives that a statement is one of, such as 'use strict', none for others.
func lastDirective(stmt Node) Node {
	list := directives(stmt.Parent().Statements().Nodes)
	if !slices.Contains(list, stmt) {
		return Node{}
	}
	return list[len(list)-1]
}

// directives returns those that a list of statements begins with.
func directives(list []Node) []Node {
	for i, n := range list {
		if n.Kind() != KindExpressionStatement || n.Expression().Kind() != KindStringLiteral {
			return list[:i]
		}
	}
	return list
}

// header matches a comment that is about the whole file and so stays above what is inserted.
var header = regexp.MustCompile(`(?i)^/\*!|licen[sc]e|copyright|spdx|@(file|overview|flow|format|generated|preserve|jest-)` +
	`|@ts-(no)?check|[ej]s(lint|hint)(-disable)?( |$)|eslint-env|tslint:disable$|prettier|istanbul|globals? |do not edit`)

// attached returns where a statement begins together with the comments right above it.
func (s *Source) attached(stmt Node) int {
	at := stmt.Start()
	comments := s.LeadingComments(stmt.Pos())
	first, heads := s.Statements()[0] == stmt, onlyImports(stmt)
	for i := len(comments) - 1; i >= 0; i-- {
		c := comments[i]
		text := s.Text()[c.Start:c.End]
		if strings.Count(s.Text()[c.End:at], "\n") > 1 || first && header.MatchString(text) {
			break
		}
		if heads && strings.HasPrefix(text, "/**") {
			break // a heading of the imports, not of one of them
		}
		at = c.Start
	}
	return at
}

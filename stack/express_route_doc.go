package stack

import (
	"regexp"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// summaryAt returns the first sentence of the comment that stands right above the statement, or the member, around a
// node; "" when there is none, or when it is code or an order to a tool.
func summaryAt(m *nodejs.Module, n ts.Node) string {
	for n.Valid() && !n.IsStatement() && n.Parent().Kind() != ts.KindClassDeclaration && n.Parent().Kind() != ts.KindObjectLiteralExpression {
		n = n.Parent()
	}
	if !n.Valid() {
		return ""
	}
	text := m.Tree.Text()
	comments := m.Tree.LeadingComments(n.Pos())
	if len(comments) == 0 {
		return ""
	}
	last := comments[len(comments)-1]
	if strings.Count(text[last.End:n.Start()], "\n") > 1 { // it stands above a paragraph
		return ""
	}
	first := len(comments) - 1
	for last.Line && first > 0 && comments[first-1].Line && strings.Count(text[comments[first-1].End:comments[first].Start], "\n") == 1 {
		first--
	}
	return firstSentence(plainComment(text[comments[first].Start:last.End]))
}

var commentMarks = lazy.Regexp(`(?m)^\s*(/\*+|\*+/|\*|//+)[ \t]?|\*/\s*$`)

// plainComment returns a comment's words, without its marks.
func plainComment(comment string) string {
	return strings.TrimSpace(commentMarks().ReplaceAllString(comment, ""))
}

var (
	described = lazy.Regexp(`(?im)^@?(?:desc(?:ription)?|summary)\b[ \t:]*(.+)$`)
	tagLine   = lazy.Regexp(`(?m)^@`)
	sentence  = lazy.Regexp(`(?s)^.*?[.!?](\s|$)`)
	// noWords finds what is code, an order to a tool, a heading or a note of the authors to themselves.
	noWords = lazy.Regexp(`(?i)[;{}]\s*$|=>|^(eslint|prettier|istanbul|c8|v8|ts-|todo|fixme|hack|xxx|#|/|get |post |put |patch |delete )|^[-=*\s]|routes?\W*$|^\w+\W*$|\)$`)
)

// firstSentence returns what a comment says of a route.
func firstSentence(text string) string {
	if m := described().FindStringSubmatch(text); m != nil {
		return clean(m[1])
	}
	if at := tagLine().FindStringIndex(text); at != nil {
		text = strings.TrimSpace(text[:at[0]])
	}
	paragraph, _, _ := strings.Cut(text, "\n\n")
	paragraph = strings.Join(strings.Fields(paragraph), " ")
	if noWords().MatchString(paragraph) {
		return ""
	}
	if s := sentence().FindString(paragraph); s != "" {
		paragraph = s
	}
	return clean(paragraph)
}

var trailing = lazy.Regexp(`[\s.]+$`)

func clean(text string) string { return cut(trailing(), text) }

func cut(pattern *regexp.Regexp, text string) string {
	return strings.TrimSpace(pattern.ReplaceAllString(text, ""))
}

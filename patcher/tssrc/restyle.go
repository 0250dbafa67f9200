package tssrc

import (
	"strings"

	"github.com/microsoft/typescript-go/shim/tsview"
)

// Restyle writes a text that is in canonical style in another one: quotes, semicolons where none is needed, indent,
// line ends, and commas behind the last element. The module system is not touched, see ToCommonJS.
func Restyle(src []byte, style Style) ([]byte, error) {
	s, err := parseTemplate(src)
	if err != nil {
		return nil, err
	}
	return splice(src, restyling(s, style, "")), nil
}

// parseTemplate reads a text that is TypeScript, with markup or without.
func parseTemplate(src []byte) (*Source, error) {
	s, err := Parse("template.ts", src)
	if err != nil {
		if marked, fault := Parse("template.tsx", src); fault == nil {
			return marked, nil
		}
	}
	return s, err
}

// shells are put around a fragment so that it parses as a program.
var shells = [][2]string{{"", ""}, {"({", "})"}, {"[", "]"}, {"f(", ")"}, {"import {", "} from 'm'"}, {"async () => {", "}"}}

// restyled returns a text in canonical style, of statements or of elements of a list, in another style and with every
// line indented. A text that is neither only gets the indent and the line ends.
func restyled(text string, style Style, indent string) string {
	for _, shell := range shells {
		f, err := tsview.Parse("text.ts", shell[0]+text+shell[1])
		if err != nil || len(f.Errors()) > 0 {
			continue
		}
		s := &Source{File: f, Path: "text.ts", Bytes: []byte(f.Text())}
		out := splice(s.Bytes, restyling(s, style, indent))
		return indent + strings.TrimSuffix(strings.TrimPrefix(string(out), indent+shell[0]), shell[1])
	}
	return indent + strings.ReplaceAll(text, "\n", style.EOL+indent)
}

func restyling(s *Source, style Style, indent string) []Change {
	changes := s.reindent(style, indent)
	s.Root().Walk(func(n Node) bool {
		switch {
		case n.Kind() == KindStringLiteral && n.Parent().Kind() != KindJsxAttribute:
			changes = append(changes, requote(n, style.Quote)...)
		case !style.Semicolons:
			changes = append(changes, s.unend(n)...)
		}
		if !style.TrailingComma {
			changes = append(changes, s.uncomma(n)...)
		}
		return true
	})
	return changes
}

// reindent changes what every line begins and ends with, except inside template literals.
func (s *Source) reindent(style Style, indent string) []Change {
	verbatim := s.verbatim()
	var changes []Change
	for start := s.start(); start < len(s.Bytes); {
		end := len(s.Bytes)
		if i := strings.IndexByte(s.Text()[start:], '\n'); i >= 0 {
			end = start + i
		}
		line := s.Text()[start:end]
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		if !inside(verbatim, start) && line != "" {
			lead := indent + strings.Repeat(style.Indent, spaces/2) + strings.Repeat(" ", spaces%2)
			changes = append(changes, Change{start, start + spaces, lead})
		}
		if end < len(s.Bytes) && style.EOL != "\n" {
			changes = append(changes, Change{end, end + 1, style.EOL})
		}
		start = end + 1
	}
	return changes
}

// verbatim returns the ranges in which white space is part of a value.
func (s *Source) verbatim() []Range {
	var all []Range
	s.Root().Walk(func(n Node) bool {
		switch n.Kind() {
		case KindNoSubstitutionTemplateLiteral, KindTemplateHead, KindTemplateMiddle, KindTemplateTail, KindJsxText:
			all = append(all, n.Range())
		}
		return true
	})
	return all
}

func inside(ranges []Range, offset int) bool {
	for _, r := range ranges {
		if r.Start < offset && offset < r.End {
			return true
		}
	}
	return false
}

// requote writes a string with the other quotes, unless it would then need more escapes.
func requote(n Node, quote byte) []Change {
	text := n.Source()
	was, inner := text[:1], text[1:len(text)-1]
	if was[0] == quote || strings.Contains(inner, string(quote)) {
		return nil
	}
	return []Change{{n.Start(), n.End(), string(quote) + strings.ReplaceAll(inner, `\`+was, was) + string(quote)}}
}

// unend takes away the semicolon at the end of a statement, or moves it before a next one that would continue it.
func (s *Source) unend(n Node) []Change {
	if !endsWithSemicolon(n.Kind()) && !memberOfType(n) && !(n.Kind() == KindFunctionDeclaration && !n.Body().Valid()) {
		return nil
	}
	end := n.End()
	if s.Bytes[end-1] != ';' {
		return nil
	}
	if _, alone := s.lineEnd(end); !alone {
		return nil
	}
	next := s.Token(end)
	if next == len(s.Bytes) || strings.IndexByte(hazards+"*", s.Bytes[next]) < 0 {
		return []Change{{end - 1, end, ""}}
	}
	if n.Parent().Statements().Valid && s.Bytes[next] != '<' {
		return []Change{{end - 1, end, ""}, {next, next, ";"}}
	}
	return nil
}

// memberOfType tells whether a node is a member of an interface or type literal.
func memberOfType(n Node) bool {
	switch n.Parent().Kind() {
	case KindInterfaceDeclaration, KindTypeLiteral:
		return n.Kind() == KindPropertySignature || n.Kind() == KindMethodSignature || n.Kind() == KindIndexSignature
	}
	return false
}

// uncomma takes away the comma behind the last element of a list that has one element a line.
func (s *Source) uncomma(n Node) []Change {
	for _, l := range []List{n.Elements(), n.Properties(), n.Arguments(), n.Parameters()} {
		if l.TrailingComma && strings.Contains(s.Text()[l.End:s.Token(l.End)], "\n") && n.Kind() != KindArrayBindingPattern {
			return []Change{{l.End - 1, l.End, ""}}
		}
	}
	return nil
}

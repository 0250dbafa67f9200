package tssrc

import (
	"strings"

	"scaffold/patcher"
)

// AddElement puts an element, in canonical style, at the end of a list of arguments, elements or properties, in the
// way that the list is written: on one line or one a line, with a comma behind the last one or before each.
func (s *Source) AddElement(l List, text string) []Change {
	text = strings.TrimSuffix(strings.TrimSpace(text), ",")
	if len(l.Nodes) == 0 {
		return s.firstElement(l, text)
	}
	last := l.Nodes[len(l.Nodes)-1]
	switch {
	case !s.oneALine(l) && l.TrailingComma:
		return []Change{{l.End, l.End, " " + s.element(text, last.Start(), "") + ","}}
	case !s.oneALine(l):
		return []Change{{last.End(), last.End(), ", " + s.element(text, last.Start(), "")}}
	case s.commaFirst(l):
		eol, indent := patcher.EOL(s.Bytes, last.Start()), s.indentation(last.Start())
		return []Change{{last.End(), last.End(), eol + indent + ", " + s.element(text, last.Start(), indent)}}
	}
	return s.elementLine(l, last, text)
}

// elementLine adds an element on a line of its own, behind the comment that trails the last one.
func (s *Source) elementLine(l List, last Node, text string) []Change {
	end := last.End()
	var changes []Change
	if l.TrailingComma {
		end = l.End
	} else {
		changes = []Change{{end, end, ","}}
	}
	for _, c := range s.TrailingComments(end) {
		end = c.End
	}
	indent := s.indentation(last.Start())
	added := patcher.EOL(s.Bytes, end) + indent + s.element(text, last.Start(), indent)
	if l.TrailingComma {
		added += ","
	}
	return append(changes, Change{end, end, added})
}

// firstElement fills an empty list.
func (s *Source) firstElement(l List, text string) []Change {
	closing := s.Token(l.End)
	indent := s.indentation(l.Start)
	switch {
	case strings.Contains(s.Text()[l.Start:closing], "\n"):
		inner := indent + s.Style().Indent
		line := inner + s.element(text, l.Start, inner)
		if s.Style().TrailingComma {
			line += ","
		}
		at := s.lineStart(closing)
		return []Change{{at, at, line + patcher.EOL(s.Bytes, closing)}}
	case s.Bytes[l.Start-1] == '{':
		return []Change{{l.Start, l.Start, " " + s.element(text, l.Start, indent)}, {closing, closing, space(s, closing)}}
	}
	return []Change{{closing, closing, s.element(text, l.Start, indent)}}
}

// space returns what separates a brace from what stands before it.
func space(s *Source, brace int) string {
	if strings.IndexByte(" \t\n", s.Bytes[brace-1]) >= 0 {
		return ""
	}
	return " "
}

// element returns the text of an element in the style of the file, its first line without indentation.
func (s *Source) element(text string, at int, indent string) string {
	style := s.Style()
	style.EOL = patcher.EOL(s.Bytes, at)
	return strings.TrimPrefix(restyled(text, style, indent), indent)
}

// oneALine tells whether the last element starts a line.
func (s *Source) oneALine(l List) bool {
	if len(l.Nodes) == 0 {
		return false
	}
	last := l.Nodes[len(l.Nodes)-1]
	return s.firstOnLine(last.Start()) || s.commaFirst(l)
}

// commaFirst tells whether the list has its commas at the start of lines.
func (s *Source) commaFirst(l List) bool {
	if len(l.Nodes) < 2 {
		return false
	}
	start := l.Nodes[len(l.Nodes)-1].Start()
	return strings.TrimSpace(s.Text()[s.lineStart(start):start]) == ","
}

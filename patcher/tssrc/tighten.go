package tssrc

import "strings"

// width is the line length that templates are formatted for.
const width = 100

// tighten joins what was spread over lines only because its types made it too long.
func tighten(src []byte) ([]byte, error) {
	for {
		s, err := parseTemplate(src)
		if err != nil {
			return nil, err
		}
		c, ok := s.join()
		if !ok {
			return src, nil
		}
		src = splice(src, []Change{c})
	}
}

// join returns the first change that makes one line out of several.
func (s *Source) join() (change Change, ok bool) {
	s.Root().Walk(func(n Node) bool {
		if ok {
			return false
		}
		for _, l := range []List{n.Parameters(), n.NamedImports(), n.Arguments()} {
			if !ok {
				change, ok = s.joinList(n, l)
			}
		}
		if n.Kind() == KindVariableDeclaration && !ok {
			change, ok = s.joinValue(n)
		}
		return !ok
	})
	return change, ok
}

// joinList puts a list with one element a line on the line of its bracket.
func (s *Source) joinList(n Node, l List) (Change, bool) {
	if len(l.Nodes) == 0 || !s.firstOnLine(l.Nodes[0].Start()) || !strings.HasPrefix(s.Text()[l.Start:], "\n") {
		return Change{}, false
	}
	closing := s.Token(l.End)
	var parts []string
	for _, e := range l.Nodes {
		parts = append(parts, e.Source())
	}
	text := strings.Join(parts, ", ")
	if n.Kind() == KindImportDeclaration {
		text = " " + text + " "
	}
	inner := s.Text()[l.Start:closing]
	if strings.Contains(text, "\n") || strings.Contains(inner, "//") || strings.Contains(inner, "/*") {
		return Change{}, false
	}
	c := Change{l.Start, closing, text}
	return c, s.fits(c)
}

// joinValue puts the value of a variable on the line of its name.
func (s *Source) joinValue(n Node) (Change, bool) {
	value := n.Initializer()
	if !value.Valid() || !s.firstOnLine(value.Start()) || strings.Contains(value.Source(), "\n") {
		return Change{}, false
	}
	start := len(strings.TrimRight(s.Text()[:value.Start()], " \n"))
	c := Change{start, value.Start(), " "}
	return c, s.Bytes[start-1] == '=' && s.fits(c)
}

// fits tells whether the line that a change makes is short enough.
func (s *Source) fits(c Change) bool {
	rest, _, _ := strings.Cut(s.Text()[c.End:], "\n")
	return c.Start-s.lineStart(c.Start)+len(c.Text)+len(rest) <= width
}

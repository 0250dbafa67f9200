package tssrc

import (
	"path"
	"strings"

	"scaffold/patcher"
)

// Style is how a file is written, as far as text that is added has to follow it.
type Style struct {
	Quote         byte   // ' or "
	Semicolons    bool   // statements end with one
	Indent        string // of one level: "  ", "\t"
	EOL           string // "\n" or "\r\n"
	CommonJS      bool   // require and module.exports, not import and export
	Undecided     bool   // nothing in the file says which of them; CommonJS is a guess by the extension
	Relative      bool   // there are relative imports, and Extension is what they end with
	Extension     string // ".js", ".ts", or "" for none
	TrailingComma bool   // in lists of one element a line
}

// Canonical is the style that templates are written in.
var Canonical = Style{Quote: '\'', Semicolons: true, Indent: "  ", EOL: "\n", Extension: ".js", TrailingComma: true}

// Style returns how the file is written. What the file does not show is as in Canonical, without an extension.
func (s *Source) Style() Style {
	if s.style == nil {
		style := s.measure()
		s.style = &style
	}
	return *s.style
}

// votes counts for each property of a style what speaks for it and against it.
type votes struct {
	single, double  int
	semicolon, none int
	comma, bare     int
	indents         map[string]int
	commonJS        bool
	relative        int
	extension       map[string]int
}

func (s *Source) measure() Style {
	v := votes{indents: map[string]int{}, extension: map[string]int{}}
	s.Root().Walk(func(n Node) bool {
		v.count(s, n)
		return true
	})
	style := Style{
		Quote:         '\'',
		Semicolons:    v.semicolon >= v.none,
		Indent:        most(v.indents, Canonical.Indent),
		EOL:           patcher.EOL(s.Bytes, len(s.Bytes)),
		TrailingComma: v.comma >= v.bare,
		Relative:      v.relative > 0,
		Extension:     most(v.extension, ""),
	}
	if v.double > v.single {
		style.Quote = '"'
	}
	style.CommonJS, style.Undecided = s.commonJS(v.commonJS)
	return style
}

// commonJS tells which module system the file is written for, and whether that is a guess.
func (s *Source) commonJS(requires bool) (is, guess bool) {
	switch ext := strings.ToLower(path.Ext(s.Path)); {
	case s.ESM(), ext == ".mjs", ext == ".mts":
		return false, false
	case requires, ext == ".cjs":
		return true, false
	default:
		return s.IsJS(), true
	}
}

func (v *votes) count(s *Source, n Node) {
	switch n.Kind() {
	case KindStringLiteral:
		v.quote(n)
	case KindArrayLiteralExpression:
		v.list(s, n.Elements())
		v.indent(s, n.Elements())
	case KindObjectLiteralExpression:
		v.list(s, n.Properties())
		v.indent(s, n.Properties())
	case KindBlock:
		v.indent(s, n.Statements())
	case KindClassDeclaration, KindClassExpression, KindInterfaceDeclaration:
		v.indent(s, n.Members())
	case KindCallExpression:
		if module, ok := Required(n); ok {
			v.commonJS = true
			v.module(module)
		}
	case KindPropertyAccessExpression:
		owner := n.Expression().Ident()
		v.commonJS = v.commonJS || owner == "exports" || owner == "module" && n.Name().Ident() == "exports"
	case KindImportDeclaration, KindExportDeclaration:
		if module, ok := n.ModuleSpecifier().Literal(); ok {
			v.module(module)
		}
	}
	if endsWithSemicolon(n.Kind()) {
		if strings.HasSuffix(n.Source(), ";") && !detachedSemicolon(n) {
			v.semicolon++
		} else {
			v.none++
		}
	}
}

func (v *votes) quote(n Node) {
	text := n.Source()
	switch {
	case n.Parent().Kind() == KindJsxAttribute, strings.ContainsAny(text[1:len(text)-1], `'"`):
	case text[0] == '\'':
		v.single++
	default:
		v.double++
	}
}

func (v *votes) list(s *Source, l List) {
	if len(l.Nodes) == 0 || !strings.Contains(s.Text()[l.Nodes[len(l.Nodes)-1].End():s.Token(l.End)], "\n") {
		return
	}
	if l.TrailingComma {
		v.comma++
	} else {
		v.bare++
	}
}

// indent counts by how much the first of the nodes inside a bracket is indented.
func (v *votes) indent(s *Source, l List) {
	if len(l.Nodes) == 0 || !s.firstOnLine(l.Nodes[0].Start()) {
		return
	}
	unit, ok := strings.CutPrefix(s.indentation(l.Nodes[0].Start()), s.indentation(s.Token(l.End)))
	if ok && unit != "" {
		v.indents[unit]++
	}
}

func (v *votes) module(module string) {
	if !strings.HasPrefix(module, ".") {
		return
	}
	v.relative++
	switch ext := path.Ext(module); ext {
	case ".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".jsx", ".tsx":
		v.extension[ext]++
	default:
		v.extension[""]++
	}
}

// most returns the key with the highest count, the first in alphabetical order of equal ones.
func most(counts map[string]int, otherwise string) string {
	best := 0
	for key, n := range counts {
		if n > best || n == best && key < otherwise {
			best, otherwise = n, key
		}
	}
	return otherwise
}

// indentation returns the white space at the start of the line that an offset is in.
func (s *Source) indentation(offset int) string {
	line := s.Text()[s.lineStart(offset):]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// firstOnLine tells whether only white space stands before an offset on its line.
func (s *Source) firstOnLine(offset int) bool {
	return strings.TrimLeft(s.Text()[s.lineStart(offset):offset], " \t") == ""
}

// lineStart returns where the line of an offset begins, behind a byte order mark.
func (s *Source) lineStart(offset int) int {
	return max(strings.LastIndexByte(s.Text()[:offset], '\n')+1, s.start())
}

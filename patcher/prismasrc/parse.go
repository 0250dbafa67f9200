package prismasrc

import (
	"slices"
	"strings"

	"scaffold/patcher"
)

// Parse reads a schema. The error is a Problem of kind NotUnderstood with line and column.
func Parse(src []byte) (*Schema, error) {
	if err := patcher.Readable(src); err != nil {
		return nil, err
	}
	tokens, err := scan(src)
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, tokens: tokens}
	s := &Schema{src: src}
	for {
		about := p.comments()
		if p.is(end) {
			return s, nil
		}
		b, err := p.block(about)
		if err != nil {
			return nil, err
		}
		if b.Kind != "" {
			s.Blocks = append(s.Blocks, b)
		}
	}
}

type parser struct {
	src    []byte
	tokens []token
	at     int
}

func (p *parser) peek() token       { return p.tokens[p.at] }
func (p *parser) is(k kind) bool    { return p.peek().kind == k }
func (p *parser) text() string      { return p.of(p.peek()) }
func (p *parser) of(t token) string { return string(p.src[t.start:t.end]) }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

// want takes a token of the kind, and complains of any other.
func (p *parser) want(k kind, what string) (token, error) {
	if !p.is(k) {
		return token{}, p.misread("here " + what + " is expected")
	}
	return p.take(), nil
}

func (p *parser) misread(what string) error {
	return patcher.Misread(p.src, p.peek().start, what, "mend the syntax error first")
}

// comments skips blank lines and returns what the doc comments among them say.
func (p *parser) comments() string {
	var said []string
	for {
		switch p.peek().kind {
		case newline:
		case doc:
			said = append(said, strings.TrimSpace(strings.TrimPrefix(p.text(), "///")))
		default:
			return strings.Join(said, "\n")
		}
		p.take()
	}
}

var kinds = []string{"generator", "datasource", "model", "view", "type", "enum"}

// block reads one declaration; that of a type alias, which Prisma has given up, is read and left out.
func (p *parser) block(about string) (Block, error) {
	start := p.peek().start
	if !p.is(word) || !slices.Contains(kinds, p.text()) {
		return Block{}, p.misread("here a block is expected, such as a model")
	}
	b := Block{Kind: p.of(p.take()), Doc: about, Start: start}
	name, err := p.want(word, "the block's name")
	if err != nil {
		return Block{}, err
	}
	b.Name = p.of(name)
	if b.Kind == "type" && p.is('=') {
		_, err := p.expression()
		return Block{}, err
	}
	if _, err := p.want('{', "the { of "+b.Name); err != nil {
		return Block{}, err
	}
	for {
		about := p.comments()
		if p.is('}') {
			closing := p.take()
			b.close, b.End = closing.start, closing.end
			return b, nil
		}
		if err := p.line(&b, about); err != nil {
			return Block{}, err
		}
	}
}

// line reads one line of a block.
func (p *parser) line(b *Block, about string) error {
	if p.is('@') {
		a, err := p.attribute()
		b.Attributes = append(b.Attributes, a)
		return err
	}
	start := p.peek().start
	name, err := p.want(word, "a line of "+b.Name+", or its }")
	if err != nil {
		return err
	}
	switch b.Kind {
	case "generator", "datasource":
		if _, err := p.want('=', "= and a value"); err != nil {
			return err
		}
		value, err := p.expression()
		b.Settings = append(b.Settings, Setting{p.of(name), value, start})
		return err
	case "enum":
		attributes, err := p.attributes()
		b.Values = append(b.Values, Value{p.of(name), attributes, start})
		return err
	}
	f := Field{Name: p.of(name), Doc: about, Start: start}
	err = p.field(&f)
	b.Fields = append(b.Fields, f)
	return err
}

// field reads the type and the attributes of a field whose name is read.
func (p *parser) field(f *Field) error {
	typed, err := p.want(word, "the type of "+f.Name)
	if err != nil {
		return err
	}
	f.Type = p.of(typed)
	if p.is('(') { // Unsupported("circle")
		if _, err := p.arguments(); err != nil {
			return err
		}
	}
	for done := false; !done; {
		switch p.peek().kind {
		case '[':
			p.take()
			if _, err := p.want(']', "]"); err != nil {
				return err
			}
			f.List = true
		case '?':
			p.take()
			f.Optional = true
		case '!':
			p.take()
		default:
			done = true
		}
	}
	f.Attributes, err = p.attributes()
	f.End = p.tokens[p.at-1].end
	if p.is(doc) {
		f.Doc = strings.TrimSpace(f.Doc + "\n" + strings.TrimSpace(strings.TrimPrefix(p.text(), "///")))
	}
	return err
}

// attributes reads attributes up to the end of the line.
func (p *parser) attributes() ([]Attribute, error) {
	var all []Attribute
	for p.is('@') {
		a, err := p.attribute()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if !p.is(newline) && !p.is(end) && !p.is(doc) && !p.is('}') {
		return nil, p.misread("here the end of the line is expected")
	}
	return all, nil
}

func (p *parser) attribute() (Attribute, error) {
	for p.is('@') {
		p.take()
	}
	name, err := p.want(word, "an attribute's name")
	if err != nil {
		return Attribute{}, err
	}
	a := Attribute{Name: p.of(name)}
	for p.is('.') {
		p.take()
		part, err := p.want(word, "an attribute's name")
		if err != nil {
			return Attribute{}, err
		}
		a.Name += "." + p.of(part)
	}
	if p.is('(') {
		a.Args, err = p.arguments()
	}
	return a, err
}

// arguments reads what stands in parentheses, which may take several lines.
func (p *parser) arguments() ([]Argument, error) {
	p.take()
	var all []Argument
	for {
		p.comments()
		if p.is(')') {
			p.take()
			return all, nil
		}
		var a Argument
		if p.is(word) && p.tokens[p.at+1].kind == ':' {
			a.Name = p.of(p.take())
			p.take()
		}
		value, err := p.expression()
		if err != nil {
			return nil, err
		}
		a.Value = value
		all = append(all, a)
		p.comments()
		if p.is(',') {
			p.take()
		} else if !p.is(')') {
			return nil, p.misread("here , or ) is expected")
		}
	}
}

// expression reads one value and returns it as it is written: up to a comma, a bracket or the end of the line.
func (p *parser) expression() (string, error) {
	p.comments()
	start, last, depth := p.peek().start, p.peek().start, 0
	for {
		switch k := p.peek().kind; {
		case k == end && depth > 0:
			return "", p.misread("a bracket is open at the end of the file")
		case k == end, depth == 0 && (k == newline || k == ',' || k == ')' || k == ']' || k == '}' || k == doc):
			if last == start {
				return "", p.misread("here a value is expected")
			}
			return string(p.src[start:last]), nil
		case k == '(' || k == '[' || k == '{':
			depth++
		case k == ')' || k == ']' || k == '}':
			depth--
		}
		last = p.take().end
	}
}

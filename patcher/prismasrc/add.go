package prismasrc

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/patcher"
)

// AddModel appends the models and enums of a text to a schema. One that is there, with all that the text gives it, is left
// as it is, whatever else it has; one that differs is a Conflict.
type AddModel struct {
	Text   string
	Before []string // names of blocks before the first of which the text belongs; without one it goes to the end
}

func (a AddModel) String() string {
	var names []string
	if s, err := Parse([]byte(a.Text)); err == nil {
		for _, b := range s.Blocks {
			names = append(names, b.Name)
		}
	}
	return "add the model " + strings.Join(names, ", ")
}

// Apply returns the schema with what it lacks behind the rest.
func (a AddModel) Apply(src []byte) ([]byte, error) {
	if src == nil {
		p := &patcher.Problem{Kind: patcher.NotUnderstood, What: "there is no such schema", Todo: "name the schema that the client is made from"}
		p.Code = a.Text
		return nil, p
	}
	there, err := Parse(src)
	if err != nil {
		return nil, err
	}
	ours, err := Parse([]byte(a.Text))
	if err != nil {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: "the model is not one: " + err.Error()}
	}
	var lacking []string
	for _, b := range ours.Blocks {
		found, ok := there.named(b.Name)
		if !ok {
			lacking = append(lacking, ours.text(b))
			continue
		}
		if what := lacks(found, b); what != "" {
			return nil, there.differs(found, what, ours.text(b))
		}
	}
	if len(lacking) == 0 {
		return src, nil
	}
	text := strings.Join(lacking, "\n\n")
	for _, b := range there.Blocks {
		if slices.Contains(a.Before, b.Name) {
			at := there.commentsAbove(b)
			eol := patcher.EOL(src, at)
			return patcher.Splice(src, at, at, strings.ReplaceAll(text+"\n\n", "\n", eol)), nil
		}
	}
	return appended(src, text), nil
}

// commentsAbove returns the offset of the first of the comments that stand directly above a block, else of the block.
func (s *Schema) commentsAbove(b Block) int {
	at := b.Start
	for at > 0 {
		line := strings.LastIndexByte(string(s.src[:at-1]), '\n') + 1
		if !strings.HasPrefix(strings.TrimSpace(string(s.src[line:at])), "//") {
			return at
		}
		at = line
	}
	return at
}

// text returns a block with the comments that stand directly above it.
func (s *Schema) text(b Block) string {
	lines := strings.Split(strings.ReplaceAll(string(s.src[:b.Start]), "\r\n", "\n"), "\n")
	first := len(lines) - 1
	for first > 0 && strings.HasPrefix(strings.TrimSpace(lines[first-1]), "//") {
		first--
	}
	above := strings.Join(lines[first:], "\n")
	return above + strings.ReplaceAll(string(s.src[b.Start:b.End]), "\r\n", "\n")
}

// lacks names what a block has not that another has, "" for nothing.
func lacks(b, want Block) string {
	if b.Kind != want.Kind {
		return fmt.Sprintf("%s is there as %s and not as %s", b.Name, b.Kind, want.Kind)
	}
	have, need := facets(b), facets(want)
	for _, f := range need {
		if !slices.Contains(have, f) {
			return b.Name + " is there without " + f
		}
	}
	return ""
}

// facets writes the lines of a block in one way each, so that two blocks can be compared.
func facets(b Block) []string {
	var all []string
	for _, f := range b.Fields {
		mark := ""
		if f.List {
			mark = "[]"
		}
		if f.Optional {
			mark += "?"
		}
		all = append(all, strings.Join(append([]string{f.Name, f.Type + mark}, spelled("@", f.Attributes)...), " "))
	}
	for _, v := range b.Values {
		all = append(all, strings.Join(append([]string{v.Name}, spelled("@", v.Attributes)...), " "))
	}
	return append(all, spelled("@@", b.Attributes)...)
}

func spelled(mark string, attributes []Attribute) []string {
	var all []string
	for _, a := range attributes {
		var args []string
		for _, arg := range a.Args {
			value := strings.Join(strings.Fields(arg.Value), "")
			if arg.Name != "" {
				value = arg.Name + ": " + value
			}
			args = append(args, value)
		}
		text := mark + a.Name
		if len(args) > 0 {
			text += "(" + strings.Join(args, ", ") + ")"
		}
		all = append(all, text)
	}
	if mark == "@" {
		slices.Sort(all) // the order of a field's attributes means nothing
	}
	return all
}

func (s *Schema) differs(b Block, what, code string) error {
	p := patcher.Misread(s.src, b.Start, what, "rename it, or give it what is lacking")
	p.Kind = patcher.Conflict
	p.Code = code
	return p
}

// appended puts a text behind a blank line at the end; a file without a final newline stays without.
func appended(src []byte, text string) []byte {
	_, body := patcher.CutBOM(src)
	eol := patcher.EOL(src, len(src))
	text = strings.ReplaceAll(text, "\n", eol)
	switch {
	case len(strings.TrimSpace(string(body))) == 0 && (len(body) == 0 || body[len(body)-1] == '\n'):
		text += eol
	case body[len(body)-1] != '\n':
		text = eol + eol + text
	case strings.HasSuffix(string(body), "\n\n") || strings.HasSuffix(string(body), "\n\r\n"):
		text += eol
	default:
		text = eol + text + eol
	}
	return patcher.Splice(src, len(src), len(src), text)
}

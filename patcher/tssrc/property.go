package tssrc

import (
	"strings"

	"scaffold/patcher"
)

// Property adds a property to an object literal, or an element to an array literal where Name is "". One that is there
// with the same value is left; one with another value is a Conflict.
type Property struct {
	Path  string
	Find  func(*Source) (Node, error) // returns the literal; its error says what is missing
	Name  string
	Value string // an expression in canonical style; "" together with Name for the short form { name }
}

func (p Property) String() string {
	switch {
	case p.Name == "":
		return "add " + p.Value
	case p.Value == "":
		return "add " + p.Name
	}
	return "set " + p.Name + " to " + p.Value
}

// Apply returns the text with the property.
func (p Property) Apply(src []byte) ([]byte, error) {
	return Edit{Path: p.Path, What: p.String(), Plan: p.plan}.Apply(src)
}

func (p Property) plan(s *Source) ([]Change, error) {
	literal, err := p.Find(s)
	if err != nil {
		return nil, err
	}
	switch literal = literal.Unwrap(); literal.Kind() {
	case KindArrayLiteralExpression:
		return p.inArray(s, literal)
	case KindObjectLiteralExpression:
		return p.inObject(s, literal)
	}
	return nil, s.Problem(literal, "this is not a literal that can be added to", "add the text by hand", p.text())
}

func (p Property) text() string {
	if p.Name == "" || p.Value == "" {
		return p.Name + p.Value
	}
	return p.Name + ": " + p.Value
}

func (p Property) inArray(s *Source, array Node) ([]Change, error) {
	for _, e := range array.Elements().Nodes {
		if same(e.Source(), p.Value) {
			return nil, nil
		}
	}
	return s.AddElement(array.Elements(), p.Value), nil
}

func (p Property) inObject(s *Source, object Node) ([]Change, error) {
	key := strings.Trim(p.Name, `'"`)
	for _, member := range object.Properties().Nodes {
		name := member.Name()
		if member.Kind() == KindSpreadAssignment || name.Kind() == KindComputedPropertyName {
			return nil, s.Problem(member, "the object has members that only running it shows", "add the text by hand", p.text())
		}
		if strings.Trim(name.Source(), `'"`) != key {
			continue
		}
		if value := member.Initializer().Source(); same(value, p.Value) || value == "" && p.Value == key {
			return nil, nil
		}
		problem := s.Problem(member, key+" is set already", "set it by hand if the value is wrong", p.text())
		problem.Kind = patcher.Conflict
		return nil, problem
	}
	return s.AddElement(object.Properties(), p.text()), nil
}

// same compares two expressions without regard to white space, quotes and commas at the end.
func same(a, b string) bool {
	plain := strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", `"`, "'", ",}", "}", ",]", "]", ",)", ")", ";", "")
	return plain.Replace(plain.Replace(a)) == plain.Replace(plain.Replace(b))
}

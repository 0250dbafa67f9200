package generators

import (
	"strings"

	"scaffold/stack"
)

// errorBase is the user's own class of errors, whose status and message the user's own error handler answers with.
type errorBase struct {
	Import    string // the whole import line
	Name      string
	Arguments string // of its constructor: "status, message"
	Status    string // what its errors hold their status under, "" where that is ours to choose
}

// ErrorBase returns the class that created errors are made from, nil where the service has none or the tool's own error
// handler.
func (d data) ErrorBase() *errorBase {
	parts := strings.Split(d.App.Fact(stack.ErrorClass), "#")
	if len(parts) < 3 || d.context.made("error-handler") {
		return nil
	}
	name := parts[1]
	if name == "default" {
		name = "ServiceError"
	}
	base := &errorBase{
		Import:    importLine(parts[1], name, d.App.Language.Link(d.App, d.path, parts[0])),
		Name:      name,
		Arguments: strings.ReplaceAll(parts[2], ",", ", "),
	}
	if len(parts) > 3 {
		base.Status = parts[3]
	}
	return base
}

// StatusName is the property under which errors hold their status.
func (d data) StatusName() string {
	if base := d.ErrorBase(); base != nil && base.Status != "" {
		return base.Status
	}
	return "status"
}

package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// ErrorClass is the class of errors that the app's own error handler answers with the status and message which they hold:
// src/errors.ts#ApiError#status,message, the parameters of its constructor in their order.
const ErrorClass Key = "error-class"

// errorClass looks for the class that an error handler of the repository's own tells apart from all other errors.
func (d *expressDetector) errorClass(handler nodejs.Value) {
	if d.app.Fact(ErrorClass) != "" {
		return
	}
	handler.Node.Body().Walk(func(n ts.Node) bool {
		_, op, right, ok := n.Binary()
		if !ok || op != ts.KindInstanceOfKeyword {
			return true
		}
		class := d.p.Value(handler.In, right, 0)
		name := d.exportOf(class)
		if params := statusAndMessage(class.Node); params != "" && name != "" && d.app.Fact(ErrorClass) == "" {
			d.app.Facts[ErrorClass] = Fact{class.In.Path + "#" + name + "#" + params, class.In.At(class.Node)}
		}
		return true
	})
}

// exportOf returns the name under which a file exports a class, "" where it does not.
func (d *expressDetector) exportOf(class nodejs.Value) string {
	if class.In == nil || class.Node.Kind() != ts.KindClassDeclaration {
		return ""
	}
	for _, name := range sortedExports(class.In) {
		if d.p.Exported(class.In, name, 0).Node != class.Node {
			continue
		}
		if name == "=" {
			return "default"
		}
		return name
	}
	return ""
}

// statusAndMessage returns the first two parameters of a class's constructor where they are a status and a message and all
// others may be left out; "" for any other class, and for one with members that a subclass of ours could not have.
func statusAndMessage(class ts.Node) string {
	for _, member := range class.Members().Nodes {
		if slices.Contains([]string{"code", "errors", "headers"}, member.Name().Source()) {
			return ""
		}
	}
	for _, member := range class.Members().Nodes {
		if member.Kind() != ts.KindConstructor {
			continue
		}
		var roles []string
		for i, param := range member.Parameters().Nodes {
			name := param.Name().Ident()
			switch {
			case slices.Contains([]string{"code", "errors", "headers"}, name) && len(param.Modifiers()) > 0:
				return ""
			case i < 2 && strings.HasPrefix(strings.ToLower(name), "status"):
				roles = append(roles, "status")
			case i < 2 && (name == "message" || name == "msg"):
				roles = append(roles, "message")
			case i < 2 || !param.Initializer().Valid() && !strings.HasPrefix(strings.TrimPrefix(param.Source(), name), "?"):
				return ""
			}
		}
		if len(roles) != 2 || roles[0] == roles[1] {
			return ""
		}
		return strings.Join(roles, ",") + statusProperty(class, member)
	}
	return ""
}

// statusProperty is "#" and the name under which a class's errors hold their status already, where that is status, or where
// status is a word of theirs ("fail"); "" for a class that leaves the name free.
func statusProperty(class, constructor ts.Node) string {
	param := ""
	for _, p := range constructor.Parameters().Nodes {
		name := p.Name().Ident()
		if strings.HasPrefix(strings.ToLower(name), "status") && param == "" {
			if param = name; len(p.Modifiers()) > 0 && name == "status" {
				return "#status"
			}
		}
	}
	taken, holds := "", ""
	constructor.Body().Walk(func(n ts.Node) bool {
		left, op, right, ok := n.Binary()
		if !ok || op != ts.KindEqualsToken || left.Expression().Kind() != ts.KindThisKeyword {
			return true
		}
		switch name := left.Name().Source(); {
		case right.Ident() == param:
			holds = name
		case name == "status":
			taken = name
		}
		return true
	})
	for _, member := range class.Members().Nodes {
		if member.Kind() == ts.KindPropertyDeclaration && member.Name().Source() == "status" {
			taken = "status"
		}
	}
	switch {
	case holds == "status" || taken != "" && holds == "":
		return "#status"
	case taken != "":
		return "#" + holds
	}
	return ""
}

package tssrc

import "strings"

// destructured writes "x as y" as "x: y".
func destructured(names []string) []string {
	all := make([]string, len(names))
	for n, name := range names {
		all[n] = strings.Replace(name, " as ", ": ", 1)
	}
	return all
}

// statement returns the whole import in canonical style.
func (i Import) statement(commonJS bool) string {
	if commonJS {
		return i.requires()
	}
	var parts []string
	if i.Default != "" {
		parts = append(parts, i.Default)
	}
	if len(i.Names) > 0 {
		parts = append(parts, "{ "+strings.Join(i.Names, ", ")+" }")
	}
	if len(parts) == 0 {
		return "import '" + i.Module + "';"
	}
	return "import " + strings.Join(parts, ", ") + " from '" + i.Module + "';"
}

func (i Import) requires() string {
	call := "require('" + i.Module + "');"
	var lines []string
	if i.Default != "" {
		lines = append(lines, "const "+i.Default+" = "+call)
	}
	if len(i.Names) > 0 {
		lines = append(lines, "const { "+strings.Join(destructured(i.Names), ", ")+" } = "+call)
	}
	if len(lines) == 0 {
		return call
	}
	return strings.Join(lines, "\n")
}

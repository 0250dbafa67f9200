package tssrc

import "strings"

// SpreadImports gives each name a line of its own where an import is longer than a line: how long it is shows only once the
// path is known that it imports from. The text is in canonical style.
func SpreadImports(src []byte) []byte {
	lines := strings.Split(string(src), "\n")
	for i, line := range lines {
		if len(line) > width && strings.HasPrefix(line, "import ") {
			lines[i] = spread(line)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

func spread(line string) string {
	keywords, rest, named := strings.Cut(line, " { ")
	names, from, whole := strings.Cut(rest, " } from ")
	if !named || !whole {
		return line
	}
	return keywords + " {\n  " + strings.ReplaceAll(names, ", ", ",\n  ") + ",\n} from " + from
}

package templates

import "strings"

// lineWidth is the longest line of created code.
const lineWidth = 100

// array writes a list of texts as an array of TypeScript between what stands before and behind it: on one line where it
// fits, else one a line.
func array(before string, texts []string, behind string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
	}
	line := before + strings.Join(quoted, ", ") + behind
	if len(line) <= lineWidth {
		return line
	}
	return before + "\n  " + strings.Join(quoted, ",\n  ") + ",\n" + behind
}

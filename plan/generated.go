package plan

import (
	"bytes"
	"strings"
)

// generated tells whether the comment at a file's top says that a program writes the file.
func generated(text []byte) bool {
	inBlock := false
	for line := range bytes.Lines(text[:min(len(text), 4096)]) {
		words := strings.TrimSpace(string(line))
		if words == "" {
			continue
		}
		if !inBlock && !comment(words) {
			return false
		}
		if strings.Contains(words, "@generated") || strings.Contains(words, "DO NOT EDIT") {
			return true
		}
		inBlock = (inBlock || strings.HasPrefix(words, "/*")) && !strings.Contains(words, "*/")
	}
	return false
}

func comment(line string) bool {
	for _, start := range []string{"//", "#", "/*", "<!--", "--", ";"} {
		if strings.HasPrefix(strings.TrimPrefix(line, "\ufeff"), start) {
			return true
		}
	}
	return false
}

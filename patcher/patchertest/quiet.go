package patchertest

import (
	"fmt"
	"strings"

	"scaffold/patcher"
)

// touchable is how many neighbouring lines one insertion may have text put into: a comma behind the one above, a
// bracket in the one below.
const touchable = 2

// unquiet says what the edit did to lines that it was not asked about, "" for nothing.
func unquiet(src, out []byte, replaced []string) string {
	declared := map[string]bool{}
	for _, line := range replaced {
		declared[strings.TrimSpace(strings.TrimPrefix(line, patcher.BOM))] = true
	}
	for _, h := range hunks(lines(src), lines(out)) {
		if what := h.unquiet(declared); what != "" {
			return what
		}
	}
	return ""
}

// hunk is a run of lines that became another run of lines.
type hunk struct{ before, after []string }

func (h hunk) unquiet(declared map[string]bool) string {
	var touched []string
	for _, line := range h.before {
		if !declared[strings.TrimSpace(strings.TrimPrefix(line, patcher.BOM))] {
			touched = append(touched, line)
		}
	}
	if len(touched) == 0 {
		return ""
	}
	if len(touched) > touchable {
		return fmt.Sprintf("%d lines in a row were changed: %q", len(touched), touched)
	}
	if !within(strings.Join(touched, ""), strings.Join(h.after, "")) {
		return fmt.Sprintf("%q became %q", touched, h.after)
	}
	return ""
}

// within tells whether text can be made from part by inserting only.
func within(part, text string) bool {
	for i := 0; i < len(text) && part != ""; i++ {
		if text[i] == part[0] {
			part = part[1:]
		}
	}
	return part == ""
}

// lines splits a text behind each line feed, so that line endings are compared too.
func lines(text []byte) []string {
	all := strings.SplitAfter(string(text), "\n")
	if all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	return all
}

// hunks returns the runs of lines that differ, found by the longest common subsequence.
func hunks(a, b []string) []hunk {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	length := common(a, b)
	var all []hunk
	var h hunk
	flush := func() {
		if len(h.before)+len(h.after) > 0 {
			all = append(all, h)
		}
		h = hunk{}
	}
	for len(a) > 0 || len(b) > 0 {
		switch i, j := len(a), len(b); {
		case i > 0 && j > 0 && a[0] == b[0]:
			flush()
			a, b = a[1:], b[1:]
		case j == 0 || i > 0 && length[i-1][j] >= length[i][j-1]:
			h.before = append(h.before, a[0])
			a = a[1:]
		default:
			h.after = append(h.after, b[0])
			b = b[1:]
		}
	}
	flush()
	return all
}

// common[i][j] is the length of the longest common subsequence of the last i and the last j lines.
func common(a, b []string) [][]int {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			if a[len(a)-i] == b[len(b)-j] {
				length[i][j] = length[i-1][j-1] + 1
			} else {
				length[i][j] = max(length[i-1][j], length[i][j-1])
			}
		}
	}
	return length
}

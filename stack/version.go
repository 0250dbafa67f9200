package stack

import (
	"strconv"
	"strings"
)

// AtLeast tells whether a dotted version is the other one or a later one. An empty version is older than any.
func AtLeast(version, other string) bool {
	have, want := numbers(version), numbers(other)
	for i := range want {
		switch {
		case i >= len(have), have[i] < want[i]:
			return false
		case have[i] > want[i]:
			return true
		}
	}
	return true
}

func numbers(version string) []int {
	var parts []int
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		parts = append(parts, n)
	}
	return parts
}

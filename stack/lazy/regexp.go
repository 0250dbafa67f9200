// Package lazy holds regular expressions that are compiled when they are first asked: most runs ask few of them.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns the expression that a text spells, which must be a good one.
func Regexp(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

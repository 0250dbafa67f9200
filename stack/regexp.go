package stack

import (
	"regexp"
	"sync"
)

// lazyRegexp is a regular expression that is compiled when it is first asked: most runs ask few of them.
type lazyRegexp func() *regexp.Regexp

// lazily returns the expression that a text spells, which must be a good one.
func lazily(text string) lazyRegexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

func (l lazyRegexp) Match(b []byte) bool                      { return l().Match(b) }
func (l lazyRegexp) MatchString(s string) bool                { return l().MatchString(s) }
func (l lazyRegexp) Find(b []byte) []byte                     { return l().Find(b) }
func (l lazyRegexp) FindIndex(b []byte) []int                 { return l().FindIndex(b) }
func (l lazyRegexp) FindString(s string) string               { return l().FindString(s) }
func (l lazyRegexp) FindStringSubmatch(s string) []string     { return l().FindStringSubmatch(s) }
func (l lazyRegexp) FindAllString(s string, n int) []string   { return l().FindAllString(s, n) }
func (l lazyRegexp) ReplaceAll(src, repl []byte) []byte       { return l().ReplaceAll(src, repl) }
func (l lazyRegexp) ReplaceAllString(src, repl string) string { return l().ReplaceAllString(src, repl) }

func (l lazyRegexp) FindAllStringSubmatch(s string, n int) [][]string {
	return l().FindAllStringSubmatch(s, n)
}

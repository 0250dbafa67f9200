package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// policyMakers are modules that send security headers for Next.js.
var policyMakers = []string{"@nosecone/next", "nosecone", "@next-safe/middleware", "next-safe", "next-secure-headers", "next-csp"}

// features returns what the app has already.
func (s *nextSite) features(dir string) map[Feature]Found {
	found := map[Feature]Found{}
	if m := s.proxy(); m != nil {
		for _, name := range s.program.Reachable(m.Path) {
			s.policy(s.program.Module(name), found)
		}
	}
	for _, name := range nextConfigs {
		if file := path.Join(dir, name); s.program.Repo.Has(file) {
			s.policy(s.program.Module(file), found)
		}
	}
	return found
}

// policy finds the content security policy that a file sets: the header's name as a value in it, not a word of a comment.
func (s *nextSite) policy(m *nodejs.Module, found map[Feature]Found) {
	if m == nil || s.created(m.Path) {
		return
	}
	for _, im := range m.Imports {
		if slices.Contains(policyMakers, im.Spec) {
			found[SecurityHeaders] = Found{At: m.At(m.Tree.Root()), By: im.Spec}
			return
		}
	}
	m.Tree.Root().Walk(func(n ts.Node) bool {
		text, ok := n.Literal()
		_, there := found[SecurityHeaders]
		if ok && !there && strings.HasPrefix(strings.ToLower(text), "content-security-policy") {
			found[SecurityHeaders] = Found{At: m.At(n), By: text}
		}
		return !there
	})
}

package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
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
	for _, name := range s.files {
		s.banner(s.program.Module(name), found)
	}
	for _, name := range nextConfigs {
		if file := path.Join(dir, name); s.program.Repo.Has(file) {
			s.policy(s.program.Module(file), found)
		}
	}
	s.tested(dir, found)
	return found
}

// bannerMakers are modules that ask for consent to cookies.
var bannerMakers = []string{
	"react-cookie-consent", "vanilla-cookieconsent", "react-cookie-manager", "@c15t/nextjs", "@c15t/react", "klaro", "cookieconsent",
	"tarteaucitronjs", "react-cookiebot", "cookiebot-react", "@iubenda/cookie-solution", "react-cookie-law",
}

// banner finds what asks for consent to cookies: a module for it, the script of a service for it, or a component that is
// called so and stands in a page.
func (s *nextSite) banner(m *nodejs.Module, found map[Feature]Found) {
	if m == nil || s.created(m.Path) {
		return
	}
	note := func(n ts.Node, by string) {
		if _, there := found[CookieBanner]; !there {
			found[CookieBanner] = Found{At: m.At(n), By: by}
		}
	}
	for _, im := range m.Imports {
		if slices.Contains(bannerMakers, im.Spec) {
			note(m.Tree.Root(), im.Spec)
		}
	}
	m.Tree.Root().Walk(func(n ts.Node) bool {
		if text, ok := n.Literal(); ok && bannerScript().MatchString(text) {
			note(n, shorten(text))
		}
		if k := n.Kind(); k == ts.KindJsxElement || k == ts.KindJsxSelfClosingElement {
			if name := bannerElement().FindString(n.Source()); name != "" && !s.ownBanner(m, name[1:]) {
				note(n, name+">")
			}
		}
		return true
	})
}

var (
	bannerScript  = lazy.Regexp(`(?i)(cookiebot|cookielaw|onetrust|iubenda|usercentrics|cookieyes|termly|didomi|osano|cookiehub)\.(com|org|io|eu|net)`)
	bannerElement = lazy.Regexp(`^<(?i:\w*cookie\w*(banner|consent|notice|popup|bar)|\w*consent\w*(banner|manager|dialog|popup))\b`)
)

// ownBanner tells whether a component is the one that the tool created.
func (s *nextSite) ownBanner(m *nodejs.Module, name string) bool {
	im, imported := m.Imports[name]
	return imported && s.created(s.program.Resolve(m.Path, im.Spec))
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

package stack

import (
	"strings"

	"scaffold/patcher"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// rendering finds the libraries that render components in tests.
var rendering = lazy.Regexp(`['"](@testing-library/(react|preact)|react-test-renderer|enzyme|vitest-browser-react|@playwright/experimental-ct-react|cypress/react)['"]`)

// tested finds the user's own tests of components.
func (s *nextSite) tested(dir string, found map[Feature]Found) {
	for _, name := range s.program.Repo.Under(dir) {
		if s.created(name) || !testName().MatchString(name) {
			continue
		}
		if text := s.program.Repo.Read(name); rendering().Match(text) {
			line := 1 + strings.Count(string(text[:rendering().FindIndex(text)[0]]), "\n")
			found[ComponentTests] = Found{At: source.Pos{Path: name, Line: line}, By: rendering().FindStringSubmatch(string(text))[1]}
			return
		}
	}
}

var testName = lazy.Regexp(`(\.(test|spec|cy)\.|(^|/)__tests__/.*\.)[cm]?[jt]sx?$`)

// renderTools adds what components are rendered by in a test, besides the library that the test imports.
func renderTools(app *App, runner string) ([]patcher.FileEdit, error) {
	site := siteOfNode(app)
	known, err := nodeVersions()
	if err != nil {
		return nil, err
	}
	var edits []patcher.FileEdit
	want := func(name string) {
		if _, there := site.inherited(name); !there {
			edits = site.add(edits, "devDependencies", name, known.DevDeps[name])
		}
	}
	want("@testing-library/dom")
	if runner == "jest" {
		return site.jestEnvironment(edits, known), nil
	}
	if domOf(site) == "jsdom" {
		want("jsdom")
	}
	return edits, nil
}

// jestEnvironment adds the document that Jest's tests stand in, of Jest's own major version.
func (s *nodeSite) jestEnvironment(edits []patcher.FileEdit, known versions) []patcher.FileEdit {
	const name = "jest-environment-jsdom"
	if _, there := s.inherited(name); there {
		return edits
	}
	version, there := s.inherited("jest")
	if there && nodejs.Major(version) > 0 && nodejs.Major(version) != nodejs.Major(known.DevDeps[name]) {
		return s.addAt(edits, name, version)
	}
	return s.add(edits, "devDependencies", name, known.DevDeps[name])
}

// RenderedIn is what stands for a browser's document in tests of components: jsdom, where the app has nothing else.
func (a *App) RenderedIn() string { return domOf(siteOfNode(a)) }

func domOf(s *nodeSite) string {
	_, happy := s.inherited("happy-dom")
	if _, js := s.inherited("jsdom"); happy && !js {
		return "happy-dom"
	}
	return "jsdom"
}

// RendersComponents tells whether tests of the app can render components.
func (a *App) RendersComponents() bool {
	_, ok := siteOfNode(a).inherited("@testing-library/react")
	return ok
}

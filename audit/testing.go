package audit

import (
	"path"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var testingChecks = []Check{
	closer("testing.exists", High, 120, "there are tests", "every change is tried out on users", testsExist),
	closer("testing.only", Medium, 5, "no test keeps the others from running", "all but one test are left out, and nobody sees it", testsOnly),
	closer("testing.coverage", Low, 15, "what the tests run is held to a share", "what is not tested grows unseen", coverageHeld),
}

var (
	testFile = lazy.Regexp(`(\.(test|spec)\.[cm]?[jt]sx?|_test\.go)$|(^|/)__tests__/[^/]+\.[cm]?[jt]sx?$|(^|/)tests?/([^/]+/)*[^/]+\.[cm]?[jt]s$`)
	onlyOne  = lazy.Regexp(`(?m)^\s*(it|test|describe|suite)\.only(\.each)?\s*\(|^\s*(fit|fdescribe)\s*\(`)
	holds    = lazy.Regexp(`\bthresholds?\s*:|coverageThreshold|--check-coverage|check-coverage|--coverage\.thresholds|--test-coverage-(lines|branches|functions)|go tool cover -func|-covermode|fail_under`)
	runsThem = lazy.Regexp(`(?i)^(vite(st)?|jest|\.c8rc|\.nycrc|nyc|c8)\b.*\.(config\.)?([cm]?[jt]s|json)$|^(package\.json|Makefile|\.c8rc|\.nycrc|codecov\.ya?ml)$`)
)

// tests are the files that hold tests of the app.
func (v *View) tests() []string {
	prefix := ""
	if dir := v.App.Language.Home(v.App); dir != "." {
		prefix = dir + "/"
	}
	return v.files(func(name string) bool { return strings.HasPrefix(name, prefix) && testFile().MatchString(name) })
}

func testsExist(v *View) []Outcome {
	if v.App.Front() {
		return notApplicable("pages are tested through the service")
	}
	if tests := v.tests(); len(tests) > 0 {
		return pass(source.Pos{Path: tests[0], Line: 1}, count(len(tests), "file")+" of tests")
	}
	return fail(v.manifestPlace(), "no file holds tests")
}

func testsOnly(v *View) []Outcome {
	tests := v.tests()
	if len(tests) == 0 {
		return notApplicable("there are no tests that can do so")
	}
	var outcomes []Outcome
	for _, name := range tests {
		text := []byte(commands(v.Repo.Read(name)))
		if line := lineOf(text, onlyOne()); line > 0 {
			outcomes = append(outcomes, Outcome{Status: Fail, At: source.Pos{Path: name, Line: line}, Why: "the other tests of the file do not run", Key: name})
		}
	}
	if len(outcomes) > 0 {
		return outcomes
	}
	return pass(source.Pos{Path: tests[0], Line: 1}, "all tests of "+count(len(tests), "file")+" run")
}

func coverageHeld(v *View) []Outcome {
	if v.App.Front() || len(v.tests()) == 0 {
		return notApplicable("there are no tests of its own yet")
	}
	names := v.files(func(name string) bool {
		dir := path.Dir(name)
		return runsThem().MatchString(path.Base(name)) && (dir == "." || dir == v.App.Dir) || dir == ".github/workflows"
	})
	if at, by, ok := v.inCommands(names, holds()); ok {
		return pass(at, by)
	}
	return fail(v.manifestPlace(), "no share is asked for")
}

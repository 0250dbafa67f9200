package generators

import (
	"regexp"
	"sync"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Testing holds the app against what its code says, and tells when a change breaks it.
var Testing = &Gap{
	Name:  "testing",
	Title: "Tests",
	Doc: "Tests the service over HTTP as it runs: its routes are there, what needs no database answers, bodies that are not " +
		"valid are refused, strangers are turned away, and safe headers are sent. Factories make rows of each table, with values " +
		"that differ and repeat from run to run. Components of the pages that can stand alone are rendered, and show what they " +
		"say. The runner is the one that is there, else Vitest or Jest; coverage has a least share. What is tested already stays.",
	Severity:  "high",
	Risk:      "A change breaks a route that worked, and the users find out.",
	Seed:      "A8",
	Proof:     "the created tests pass on the app, and fail when a route, a check, a header or a heading is taken out of it",
	Questions: testingQuestions,
	Unfit:     otherRunner,
	Notes:     notRendered,
	Pieces: []Piece{
		{
			What:  "run tests, and measure what they run",
			Check: Check{Name: "runner", Minutes: 30, Seen: runsTests},
			Edits: runnerEdits,
			Scripts: func(c *Context) []Script {
				if c.App.Language.TestScripts == nil {
					return nil
				}
				return c.App.Language.TestScripts(c.App, c.allAnswers()["runner"])
			},
			When: func(c *Context) bool { return c.App.Language.TestScripts != nil },
		},
		{
			Provides: stack.APITests,
			What:     "test the service over HTTP",
			Check:    Check{Name: "api", Minutes: 120, Seen: asksOverHTTP},
			When:     func(c *Context) bool { return c.App.Fact(stack.Importable) != "" && c.testable() },
			Files:    []stack.File{{Dir: "test", Role: "load-service"}, {Dir: "test", Role: "service"}, {Dir: "test", Role: "api", Test: true}},
		},
		{
			Provides: stack.ComponentTests,
			What:     "test the pages' components as they are rendered",
			Check:    Check{Name: "components", Severity: "low", Minutes: 60, Needless: noComponents},
			When:     func(c *Context) bool { return c.testable() && len(c.components()) > 0 },
			Files:    []stack.File{{Dir: "test", Role: "components", Test: true}},
			Edits:    renderTools,
		},
		{
			What:  "make rows for tests",
			Check: Check{Name: "factories", Severity: "low", Minutes: 60},
			When:  (*Context).testable,
			Files: []stack.File{{Dir: "test", Role: "factories"}},
		},
	},
}

// otherRunner says so when tests are run by something that none are created for.
func otherRunner(c *Context) (source.Pos, string) {
	runner := c.App.Facts[stack.Runner]
	if runner.Value == "" || c.App.Language != stack.Node || c.testable() {
		return source.Pos{}, ""
	}
	return runner.At, "where tests are run by " + runner.Value + ": those that are created run in Vitest, and in Jest from 28 on"
}

// testable tells whether there are templates of tests for the runner.
func (c *Context) testable() bool {
	runner := c.allAnswers()["runner"]
	return runner == "vitest" || runner == "jest"
}

func runnerEdits(c *Context) ([]patcher.FileEdit, error) {
	answers := c.allAnswers()
	return c.App.Language.TestRunner(c.App, answers["runner"], answers["coverage"])
}

func testingQuestions(app *stack.App) []ask.Question {
	choices := []ask.Choice{{Value: "vitest", Title: "Vitest"}, {Value: "jest", Title: "Jest"}}
	standing := app.Fact(stack.Runner)
	if app.Is(stack.Types, "javascript") && (app.Front() || app.Is(stack.Runtime, "cjs")) {
		choices = choices[1:] // Vitest cannot be required, and reads no markup in files called .js
	}
	if standing != "" {
		choices = []ask.Choice{{Value: standing, Title: standing + ", which is there"}}
	} else {
		standing = choices[0].Value
	}
	return []ask.Question{
		{Key: "runner", Prompt: "What runs the tests?", Default: standing, Choices: choices},
		{
			Key:     "coverage",
			Prompt:  "Which share of the lines must tests run, in percent?",
			Help:    "The run of test:coverage fails below it. Raise it as tests are added.",
			Default: "30",
			Check:   atLeast(0),
		},
	}
}

// runsTests finds a runner that is there, and measures nothing.
func runsTests(_ *source.Repo, app *stack.App) Seen {
	fact := app.Facts[stack.Runner]
	if fact.Value == "" {
		return Seen{}
	}
	return Seen{At: source.Pos{Path: fact.At.Path, Line: max(1, fact.At.Line)}, By: fact.Value, Lacks: "what the tests run is not measured, or held to no share"}
}

var overHTTP = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`['"](supertest|chai-http|light-my-request|pactum|frisby)['"]`)
})

// asksOverHTTP finds tests that send requests to the app by a library that is known.
func asksOverHTTP(repo *source.Repo, app *stack.App) Seen {
	at, line := mentionInTests(repo, app, overHTTP())
	if line == "" {
		return Seen{}
	}
	return Seen{At: at, By: line}
}

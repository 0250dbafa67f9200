package generators

import (
	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Errors answers every failure in one documented form, and never with what only the log should know.
var Errors = &Gap{
	Name:  "errors",
	Title: "Error handling",
	Doc: "Adds typed errors, one handler that every failure ends in (thrown, rejected, passed on, panicked), a document for " +
		"unknown routes, and an orderly exit on an unhandled rejection. Answers to 5xx hold no stack and no driver message; " +
		"the log has them, under the same request id.",
	Severity: "high",
	Risk:     "A failed request shows a stranger how the service is built, or hangs, and one forgotten promise ends the process.",
	Seed:     "A3, B",
	Proof: "a thrown, a rejected and a passed-on error all reach the handler; no stack or driver message reaches the " +
		"client; status, request id and body as documented",
	Questions: errorsQuestions,
	Pieces: []Piece{
		{
			Provides: stack.AsyncErrors,
			What:     "hand rejected promises to the error handler",
			Check:    Check{Name: "async", Minutes: 10, Seen: caughtByHand},
			Files:    []stack.File{{Dir: "lib", Role: "async-errors"}},
			Calls:    []Call{{Seam: stack.Configuration, Symbol: "AsyncErrors", Role: "async-errors"}},
		},
		{
			Provides: stack.Recoverer,
			What:     "recover from panics",
			Check:    Check{Name: "recover", Minutes: 10, Seen: doubted(`\brecover\(\)`, "something recovers from panics, and whether around every request is not to be seen")},
			Files:    []stack.File{{Dir: "middleware", Role: "recover"}},
			Calls:    []Call{{Seam: stack.Recover, Symbol: "Recoverer", Role: "recover"}},
		},
		{
			Provides:  stack.NotFoundHandler,
			What:      "answer unknown routes",
			Check:     Check{Name: "not-found", Severity: "low", Minutes: 10},
			Completes: true,
			Files:     []stack.File{{Dir: "middleware", Role: "not-found"}},
			Calls:     []Call{{Seam: stack.NotFound, Symbol: "NotFound", Role: "not-found"}},
		},
		{
			Provides: stack.ErrorHandler,
			What:     "answer errors in one form",
			Check:    Check{Name: "handler", Minutes: 30, Seen: doubted(answersErrors, "something of its own answers errors, and whether all of them is not to be seen")},
			Files:    []stack.File{{Dir: "middleware", Role: "error-handler"}},
			Calls:    []Call{{Seam: stack.Errors, Symbol: "ErrorHandler", Role: "error-handler", Optional: true}},
		},
		{
			Provides: stack.CrashHandlers,
			What:     "log and leave on an unhandled rejection or exception",
			Check:    Check{Name: "crash-handlers", Minutes: 10},
			Files:    []stack.File{{Dir: "lib", Role: "crash-handlers"}},
			Calls:    []Call{{Seam: stack.Startup, Symbol: "HandleCrashes", Role: "crash-handlers"}},
		},
		{
			What:  "show a page when one fails or is not there",
			Check: Check{Name: "pages", Severity: "medium", Minutes: 20},
			Files: []stack.File{{Role: "error-page"}, {Role: "global-error"}, {Role: "missing-page"}},
		},
	},
}

func errorsQuestions(*stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "format",
		Prompt:  "What do error answers look like?",
		Default: "problem",
		Choices: []ask.Choice{
			{Value: "problem", Title: "problem details, RFC 9457"},
			{Value: "envelope", Title: "{ error: { status, message, requestId, timestamp } }"},
		},
	}}
}

// caughtByHand tells that each handler that was read catches its own rejections.
func caughtByHand(_ *source.Repo, app *stack.App) Seen {
	fact := app.Facts[stack.CaughtByHand]
	if fact.Value == "" {
		return Seen{}
	}
	return Seen{At: fact.At, By: "each handler that was read catches by itself", Lacks: "nothing catches for one that forgets to"}
}

// answersErrors finds functions of a Go program that answer errors in a form of its own.
const answersErrors = `(?m)^func (\([^)]*\) )?(Errors?|ErrorHandler|HandleErr\w*|ErrorMiddleware|WithErrors?|Respond\w*Err\w*|Write\w*Err\w*|ErrorResponse\w*|Render\w*Err\w*|ServerError\w*|JSONError\w*)\(`

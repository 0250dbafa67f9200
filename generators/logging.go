package generators

import (
	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Logging writes one structured line a request, with an id that ties it to everything else the request caused.
var Logging = &Gap{
	Name:  "logging",
	Title: "Structured logging",
	Doc: "Adds a structured logger that writes JSON to standard output, a request id that is taken over from a trusted " +
		"header or made, carried through asynchronous work and sent back, and one log line a request with method, path, " +
		"status, duration and user. Passwords, tokens and cookies are redacted.",
	Severity: "high",
	Risk:     "Nobody can tell what happened to a request: lines have no form, no level and nothing that joins them.",
	Seed:     "A3",
	Proof: "one JSON line a request with the id that the response carries; a password, token or cookie never appears; a " +
		"line logged inside asynchronous work has the id",
	Questions: loggingQuestions,
	Pieces: []Piece{
		{
			Provides: stack.StructuredLog,
			What:     "write structured logs to standard output",
			Check:    Check{Name: "structured", Minutes: 30},
			Files:    []stack.File{{Dir: "lib", Role: "logger"}},
			Calls:    []Call{{Seam: stack.Startup, Symbol: "SetupLogging", Role: "logger", Optional: true}},
			Env:      []EnvKey{{Name: "LOG_LEVEL", Default: "info", Doc: "Least severe level that is logged: debug, info, warn or error."}},
		},
		{
			Provides: stack.RequestID,
			What:     "give each request an id",
			Check:    Check{Name: "request-id", Severity: "medium", Minutes: 10},
			Files:    []stack.File{{Dir: "middleware", Role: "request-id"}},
			Calls:    []Call{{Seam: stack.Context, Symbol: "RequestId", Role: "request-id"}},
		},
		{
			Provides: stack.RequestLog,
			What:     "log each request",
			Check:    Check{Name: "requests", Minutes: 10},
			Files:    []stack.File{{Dir: "middleware", Role: "request-logger"}},
			Calls:    []Call{{Seam: stack.Context, Symbol: "RequestLogger", Role: "request-logger"}},
		},
		{
			What:  "write to the logger what the code writes to the console",
			Check: Check{Name: "console-calls", Severity: "low", Minutes: 30, Needless: toldByLines},
			When:  answered("console", "logger"),
			Edits: consoleToLogger,
		},
	},
}

// consoleToLogger leaves the console alone beside a logger of the user's: which lines are to go there, and how, its owner knows.
func consoleToLogger(c *Context) ([]patcher.FileEdit, error) {
	if !c.made("logger") {
		return nil, nil
	}
	logger := stack.Code{Symbol: "Logger", File: c.place(c.file("logger")), Seam: stack.Startup, Peers: c.peers()}
	return c.App.Language.Console(c.App, c.allAnswers()["logger"], logger), nil
}

// toldByLines: the audit tells each line by a check of its own, whatever the answer was.
func toldByLines(*source.Repo, *stack.App) string { return "logging.console tells them" }

// loggingQuestions offers the loggers that there are templates for, first the one that the app has. Where the
// language's standard library has one, nothing is asked.
func loggingQuestions(app *stack.App) []ask.Question {
	loggers := app.Language.Loggers
	if len(loggers) < 2 {
		return nil
	}
	q := ask.Question{Key: "logger", Prompt: "Which logger?", Default: loggers[0]}
	for _, name := range loggers {
		q.Choices = append(q.Choices, ask.Choice{Value: name, Title: name})
		if app.Is(stack.Logger, name) {
			q.Default = name
		}
	}
	console := ask.Question{
		Key: "console", Prompt: "What becomes of console.log and its like in your code?", Default: "keep",
		Help:    "Lines that begin with a text can be written to the logger; the others stay, and the audit lists them.",
		Choices: []ask.Choice{{Value: "keep", Title: "they stay as they are"}, {Value: "logger", Title: "they are written to the logger"}},
	}
	return []ask.Question{q, console}
}

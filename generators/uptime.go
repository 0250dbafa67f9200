package generators

import (
	"errors"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
)

// Uptime asks from outside, on a schedule, whether the service can take requests, and tells people when it cannot.
var Uptime = &Gap{
	Name:  "uptime",
	Title: "Uptime monitoring",
	Doc: "Probes the readiness path from outside every few minutes by a scheduled workflow, with several attempts, so that " +
		"one lost packet is no outage. An outage opens an issue, or a message to a webhook, and recovery closes it. A " +
		"certificate that is about to end is seen, too. Without an address to probe it does nothing. A document says what " +
		"an alert means and where to look first.",
	Severity: "critical",
	Risk:     "The service is down, and users are the ones who find out.",
	Seed:     "B3",
	Proof: "the probe passes against the running service; against a stopped one and one that is not ready it fails, and " +
		"says which address it asked, what came back and after how long",
	Questions: uptimeQuestions,
	Pieces: []Piece{
		{
			Provides: stack.Uptime,
			What:     "ask from outside whether the service can take requests",
			Check:    Check{Name: "probe", Minutes: 15, Unseen: "a monitor that was set up on a website"},
			Root: []RootFile{
				{Path: ".github/workflows/uptime.yml"},
				{Path: "scripts/uptime.sh", Mode: 0o755},
				{Path: "scripts/uptime-alert.sh", Mode: 0o755},
				{Path: "docs/UPTIME.md"},
			},
		},
	},
}

func uptimeQuestions(app *stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "path",
			Prompt:  "Which path is probed?",
			Help:    "One that answers 200 only while the service can work: readiness. It must need no login.",
			Default: readinessPath(app),
			Check:   requestPath,
		},
		{
			Key:     "alert",
			Prompt:  "Who is told of an outage?",
			Default: "issue",
			Choices: []ask.Choice{
				{Value: "issue", Title: "an issue that is opened and closed"},
				{Value: "webhook", Title: "a webhook that takes JSON with a text"},
				{Value: "none", Title: "nobody but by the failed run"},
			},
		},
		{
			Key:     "interval",
			Prompt:  "How often, in minutes?",
			Help:    "In a private repository each probe costs a minute of GitHub Actions: 30 stays within the free 2000 a month.",
			Default: "10",
			Choices: []ask.Choice{
				{Value: "5", Title: "every 5 minutes"},
				{Value: "10", Title: "every 10 minutes"},
				{Value: "30", Title: "every 30 minutes"},
			},
		},
	}
}

// readinessPath is the app's own, else the one that closing the health gap gives it.
func readinessPath(app *stack.App) string {
	if path := app.Found[stack.Readiness].Path(); requestPath(path) == nil {
		return path
	}
	return "/health/ready"
}

// requestPath takes what neither a shell nor YAML reads as more than text.
func requestPath(value string) error {
	if !strings.HasPrefix(value, "/") || strings.ContainsFunc(value, notInPath) {
		return errors.New("want a path that begins with / and has only letters, digits and . _ ~ - / in it")
	}
	return nil
}

func notInPath(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._~-", r)
}

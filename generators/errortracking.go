package generators

import (
	"path"

	"scaffold/ask"
	"scaffold/stack"
)

// ErrorTracking tells people of errors in production before users do.
var ErrorTracking = &Gap{
	Name:  "error-tracking",
	Title: "Error tracking",
	Doc: "Sends errors that are the service's own fault to Sentry or GlitchTip, with release, environment and the request's " +
		"id, loaded before everything else so that nothing goes unseen. Bodies, cookies, credentials, queries and variables " +
		"stay in the process, and secrets in messages are struck out. What was caught last is sent before the process ends. " +
		"Without SENTRY_DSN it does nothing.",
	Severity: "critical",
	Risk:     "Users meet errors for days before anybody who could mend them hears of one.",
	Seed:     "A3, B1",
	Proof: "an error thrown in a route arrives at an ingest endpoint with the request's id and without the password that " +
		"was in the body; 404, 422 and 503 do not arrive",
	Questions: errorTrackingQuestions,
	Pieces: []Piece{
		{
			Provides: stack.ErrorTracker,
			What:     "send errors to where people look",
			Check:    Check{Name: "tracker", Minutes: 30},
			Files:    []stack.File{{Dir: "", Role: "instrument"}, {Dir: "lib", Role: "error-tracking"}},
			Calls:    []Call{{Seam: stack.Preload, Role: "instrument"}},
			Root:     []RootFile{{Path: "docs/ERROR_TRACKING.md"}},
			Env: []EnvKey{
				{Name: "SENTRY_DSN", Doc: "Where errors are sent; without it none are."},
				{Name: "SENTRY_ENVIRONMENT", Doc: "Name of the environment in reports; without it that of NODE_ENV."},
				{Name: "SENTRY_TRACES_SAMPLE_RATE", Doc: "Share of requests that are traced, 0 to 1; without it none are."},
				{Name: "RELEASE", Doc: "Commit that is deployed."},
			},
			Scripts: sourceMaps,
		},
	},
}

func errorTrackingQuestions(*stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "tracker",
		Prompt:  "Where are errors sent?",
		Help:    "Both speak the same protocol: which of them it is, is said by SENTRY_DSN.",
		Default: "sentry",
		Choices: []ask.Choice{
			{Value: "sentry", Title: "Sentry"},
			{Value: "glitchtip", Title: "GlitchTip, which can be hosted by oneself"},
		},
	}}
}

// sourceMaps uploads what turns the lines of built files back into those of the source, where there is a build.
func sourceMaps(c *Context) []Script {
	built := c.App.Language.Built
	if built == nil {
		return nil
	}
	dir, ok := built(c.App)
	if !ok {
		return nil
	}
	cli := "npx --yes @sentry/cli@3.8.0 sourcemaps "
	return []Script{{
		Name: "sentry:sourcemaps",
		Run:  cli + "inject " + dir + " && " + cli + "upload --release \"$RELEASE\" " + dir,
		Dir:  path.Clean(c.App.Dir),
	}}
}

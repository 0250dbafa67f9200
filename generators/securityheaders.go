package generators

import (
	"errors"
	"net/url"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
)

// SecurityHeaders tells browsers what they may do with the answers.
var SecurityHeaders = &Gap{
	Name:  "security-headers",
	Title: "Security headers and CORS",
	Doc: "Sends a content security policy, HSTS, and the other headers that browsers heed, on every answer including " +
		"errors, and answers cross-origin requests from an allow-list: an unknown origin gets no CORS header at all.",
	Severity: "medium",
	Risk:     "A page of somebody else's can frame the service, read its answers in a user's browser, or run what it put in.",
	Seed:     "A7, B4",
	Proof: "header by header against a table, on 200, 404 and 500; a foreign origin gets no CORS header; preflights are " +
		"answered right",
	Questions: securityHeadersQuestions,
	Pieces: []Piece{
		{
			Provides:  stack.SecurityHeaders,
			What:      "send security headers",
			Check:     Check{Name: "headers", Severity: "high", Minutes: 20},
			Completes: true,
			Files: []stack.File{
				{Dir: "middleware", Role: "security"},
				{Dir: "middleware", Role: "csp"},
				{Dir: "middleware", Role: "with-security-headers"},
				{Role: "proxy"},
				{Role: "csp-report"},
			},
			Calls: []Call{
				{Seam: stack.Headers, Symbol: "SecurityHeaders", Role: "security"},
				{Seam: stack.Headers, Symbol: "Proxy", Role: "proxy"},
				{Seam: stack.Headers, Symbol: "WithSecurityHeaders", Role: "with-security-headers"},
			},
			Env: []EnvKey{
				{Name: "HSTS_PRELOAD", Default: "false", Doc: "With true the whole domain asks browsers for HTTPS only, for years."},
				{Name: "CSP_MODE", Answer: "csp", Default: "enforce", Doc: "With report-only browsers report what the policy would block, and block nothing."},
				{Name: "CSP_CONNECT_SRC", Doc: "Origins besides their own that scripts of the pages may call, separated by spaces."},
			},
		},
		{
			Provides:  stack.CORSPolicy,
			What:      "answer cross-origin requests from an allow-list",
			Check:     Check{Name: "cors", Minutes: 15},
			Completes: true,
			Files:     []stack.File{{Dir: "middleware", Role: "cors"}},
			Calls:     []Call{{Seam: stack.CORS, Symbol: "CorsPolicy", Role: "cors"}},
			Env:       []EnvKey{{Name: "CORS_ORIGINS", Answer: "origins", Doc: "Origins that browsers may call from, separated by commas."}},
		},
	},
}

func securityHeadersQuestions(app *stack.App) []ask.Question {
	content := "api"
	var mode []ask.Question
	if app.Fact(stack.Pages) != "" {
		content = "html"
		mode = []ask.Question{{
			Key:     "csp",
			Prompt:  "Is the content security policy enforced at once?",
			Help:    "Pages that were made without one load scripts and styles that it forbids: reports show which.",
			Default: "report-only",
			Choices: []ask.Choice{{Value: "report-only", Title: "no, reported until CSP_MODE=enforce"}, {Value: "enforce", Title: "yes"}},
		}}
	}
	return append([]ask.Question{
		{
			Key:     "content",
			Prompt:  "What does the service answer with?",
			Default: content,
			Choices: []ask.Choice{
				{Value: "api", Title: "data only: the strictest policy"},
				{Value: "html", Title: "pages too: scripts need the nonce of their response"},
			},
		},
		{
			Key:     "origins",
			Prompt:  "Which other origins may browsers call it from? (separated by commas, empty for none)",
			Default: "",
			Check:   originList,
		},
	}, mode...)
}

func originList(value string) error {
	for _, origin := range strings.Split(value, ",") {
		origin = strings.TrimSpace(origin)
		if origin == "" {
			continue
		}
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != origin {
			return errors.New("want bare origins such as https://app.example.com")
		}
	}
	return nil
}

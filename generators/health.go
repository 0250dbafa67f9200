package generators

import (
	"path"
	"regexp"
	"strings"
	"sync"

	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Health tells the platform when the service can take requests, and lets it leave without losing one.
var Health = &Gap{
	Name:  "health",
	Title: "Health checks and graceful shutdown",
	Doc: "Answers /health/live while the process runs and /health/ready while its database and Redis answer within a " +
		"timeout. On SIGTERM readiness turns 503, requests in flight are finished, and the process exits with 0. Server " +
		"timeouts cut slow clients off.",
	Severity: "critical",
	Risk:     "Requests are sent to a process that cannot answer yet, or are cut off in the middle at each deploy.",
	Seed:     "A3, B3",
	Proof: "readiness turns 503 within its timeout when the database stops and back when it returns; on SIGTERM a request " +
		"in flight finishes and a new one is refused; exit code 0",
	Questions: healthQuestions,
	Pieces: []Piece{
		{
			Provides: stack.Readiness,
			What:     "answer liveness and readiness probes",
			Check:    Check{Name: "probes", Minutes: 30, Seen: MayAnswerProbes},
			Files:    []stack.File{{Dir: "middleware", Role: "health"}},
			Calls:    []Call{{Seam: stack.Health, Symbol: "Health", Role: "health"}},
			Env: []EnvKey{
				databaseURL,
				redisURL,
			},
		},
		{
			Provides: stack.Shutdown,
			What:     "finish requests in flight before leaving, and cut slow clients off",
			Check:    Check{Name: "shutdown", Severity: "high", Minutes: 30},
			Files:    []stack.File{{Dir: "lib", Role: "graceful-shutdown"}},
			Env: []EnvKey{
				{Name: "SHUTDOWN_DRAIN_MS", Default: "0", Doc: "How long readiness says 503 before the server stops listening, in milliseconds."},
				{Name: "SHUTDOWN_GRACE_MS", Default: "10000", Doc: "How long requests in flight may take after the server stopped listening, in milliseconds."},
				{Name: "SHUTDOWN_DRAIN_DELAY", Default: "5s", Doc: "How long readiness says 503 before the server stops listening."},
				{Name: "SHUTDOWN_TIMEOUT", Default: "20s", Doc: "How long requests in flight may take after the server stopped listening."},
			},
			Calls: []Call{{Seam: stack.Serve, Symbol: "GracefulShutdown", Role: "graceful-shutdown"}},
		},
		{
			What:  "answer liveness probes of the pages",
			Check: Check{Name: "pages", Severity: "medium", Minutes: 10, Seen: pageAnswers},
			Files: []stack.File{{Role: "health-live"}},
		},
	},
}

// likeProbe finds a route that is called like a probe, on the app or right below its API.
var likeProbe = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?i)[.](get|all|head|route|use|any|handle|handlefunc|method)\\(\\s*(http\\.MethodGet,\\s*)?[\"'`](GET |HEAD )?(\\$\\{\\w+\\})?(/?api)?(/v\\d+)?/?" +
		"_*(healthz?|health[-_]?check(er)?|heartbeat|livez|readyz|status|ping|alive|live|up|ready)_*[\"'`]")
})

// MayAnswerProbes looks for probes that are there in part, and for routes that may be one.
func MayAnswerProbes(repo *source.Repo, app *stack.App) Seen {
	if found, ok := app.Found[stack.Liveness]; ok {
		return Seen{At: found.At, By: found.By, Lacks: "nothing says whether it can take requests"}
	}
	if at, line := mention(repo, app, likeProbe()); line != "" {
		return Seen{At: at, Doubt: "a route is called like a probe, and whether it is one is not to be seen: " + line}
	}
	return Seen{}
}

func healthQuestions(app *stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "database",
			Prompt:  "Which database does readiness check?",
			Default: defaultDatabase(app),
			Choices: []ask.Choice{
				{Value: "none", Title: "none"},
				{Value: "postgres", Title: "PostgreSQL, at DATABASE_URL"},
				{Value: "mysql", Title: "MySQL, at DATABASE_URL"},
				{Value: "mongodb", Title: "MongoDB"},
			},
		},
		{
			Key:     "redis",
			Prompt:  "Does readiness check Redis?",
			Default: yesNo(app.Fact(stack.Redis) != ""),
			Choices: []ask.Choice{{Value: "no", Title: "no"}, {Value: "yes", Title: "yes, at REDIS_URL"}},
		},
	}
}

// defaultDatabase follows the stack.
func defaultDatabase(app *stack.App) string {
	if app.Is(stack.Database, "postgres", "mysql", "mongodb") {
		return app.Fact(stack.Database)
	}
	return "none"
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

var probePage = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|/)(app|pages)/([^/]+/)*(health\w*|health-check|heartbeat|livez?|ping|status)(/route|/index)?\.[cm]?[jt]sx?$`)
})

// pageAnswers finds a route of the pages that answers probes.
func pageAnswers(repo *source.Repo, app *stack.App) Seen {
	for _, name := range repo.Under(app.Dir) {
		if probePage().MatchString(name) && !strings.Contains(name, "node_modules/") && (strings.Contains(name, "/route.") || strings.Contains(name, "pages/api/")) {
			return Seen{At: source.Pos{Path: name, Line: 1}, By: path.Base(path.Dir(name)) + "/" + path.Base(name)}
		}
	}
	return Seen{}
}

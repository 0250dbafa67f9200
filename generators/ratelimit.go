package generators

import (
	"fmt"
	"slices"
	"strconv"

	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// RateLimit bounds how often one address may ask.
var RateLimit = &Gap{
	Name:  "rate-limit",
	Title: "Rate limiting",
	Doc: "Limits requests by client address and by user, and strictly at the routes where secrets are guessed, with the " +
		"standard RateLimit and Retry-After headers and a store that is shared by all processes where REDIS_URL is set. When " +
		"Redis is away general traffic is served and logins are refused. The client's address is taken behind a known number " +
		"of proxies, so that it cannot be forged. Expensive work can be given a short queue.",
	Severity: "medium",
	Risk:     "One client can guess passwords all night, or keep the service from answering anybody else.",
	Seed:     "A5",
	Proof: "request N+1 gets 429 with Retry-After and RateLimit headers; two processes share one budget; with Redis down " +
		"it behaves as chosen and does not crash; a forged X-Forwarded-For does not escape; two users behind one address have " +
		"a budget each; a full queue refuses, and serves in order",
	Questions: rateLimitQuestions,
	Notes:     rateLimitNotes,
	Pieces: []Piece{
		{
			Provides: stack.ProxyTrust,
			What:     "take the client's address behind a known number of proxies",
			Check:    Check{Name: "proxy-trust", Minutes: 10},
			Files:    []stack.File{{Dir: "lib", Role: "trust-proxy"}},
			Calls:    []Call{{Seam: stack.Settings, Symbol: "TrustProxy", Role: "trust-proxy"}},
			Env:      []EnvKey{proxyHops},
		},
		{
			Provides: stack.OverloadGuard,
			What:     "refuse work while overloaded, and clients with too many open requests",
			Check:    Check{Name: "overload", Severity: "low", Minutes: 30},
			Files:    []stack.File{{Dir: "middleware", Role: "ddos-protection"}},
			Calls:    []Call{{Seam: stack.Limit, Symbol: "DdosProtection", Role: "ddos-protection"}},
			Env: []EnvKey{
				{Name: "MAX_EVENT_LOOP_DELAY_MS", Default: "500", Doc: "How late the process may be, in milliseconds, before it refuses requests."},
				{Name: "MAX_OPEN_REQUESTS_PER_CLIENT", Default: "50", Doc: "How many requests of one address may be open at once."},
			},
		},
		{
			Provides:  stack.RateLimiter,
			What:      "limit requests by client address",
			Check:     Check{Name: "by-address", Severity: "high", Minutes: 20},
			Completes: true,
			Files:     []stack.File{{Dir: "middleware", Role: "rate-limit"}},
			Calls:     []Call{{Seam: stack.Limit, Symbol: "RateLimit", Role: "rate-limit"}},
			Env:       limitKeys,
		},
		{
			What:  "limit guesses at secrets",
			Check: Check{Name: "guesses", Minutes: 20, Needless: func(*source.Repo, *stack.App) string { return "rate-limit.login tells it route by route" }},
			When:  func(c *Context) bool { return len(c.guessable()) > 0 },
			Files: []stack.File{{Dir: "middleware", Role: "login-rate-limit"}},
			Calls: []Call{{Seam: stack.Limit, Symbol: "LoginRateLimit", Role: "login-rate-limit"}},
			Env:   limitKeys,
		},
		{
			Provides: stack.UserLimiter,
			What:     "limit requests by user",
			Check:    Check{Name: "by-user", Minutes: 20},
			When:     (*Context).knowsUsers,
			Files:    []stack.File{{Dir: "middleware", Role: "user-rate-limit"}},
			Calls:    []Call{{Seam: stack.Known, Symbol: "UserRateLimit", Role: "user-rate-limit"}},
			Env:      limitKeys,
		},
		{
			Provides: stack.WorkQueue,
			What:     "let expensive work queue, and refuse what does not fit",
			Check:    Check{Name: "queue", Severity: "low", Minutes: 30},
			Files:    []stack.File{{Dir: "lib", Role: "limit-concurrency"}},
		},
	},
}

var proxyHops = EnvKey{Name: "TRUST_PROXY_HOPS", Answer: "proxies", Doc: "How many proxies stand between the client and this process."}

// limitKeys are what the limiters read, whichever gap brings them.
var limitKeys = []EnvKey{
	proxyHops,
	{Name: "RATE_LIMIT_MAX", Answer: "limit", Doc: "Requests that one address may make in a window."},
	{Name: "RATE_LIMIT_USER_MAX", Answer: "limit", Doc: "Requests that one user may make in a window, from all addresses."},
	{Name: "RATE_LIMIT_AUTH_MAX", Default: "5", Doc: "Logins and password resets that one address may try in a window."},
	{Name: "RATE_LIMIT_WINDOW", Answer: "window", Form: "%ss", Doc: "How long a window of the limits is."},
	{Name: "RATE_LIMIT_WINDOW_MS", Answer: "window", Form: "%s000", Doc: "How long a window of the limits is, in milliseconds."},
	redisURL,
}

func rateLimitQuestions(app *stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "store",
			Prompt:  "Where do the counters live?",
			Help:    "With redis the limiter still falls back to this process's memory while REDIS_URL is not set.",
			Default: defaultStore(app),
			Choices: []ask.Choice{
				{Value: "memory", Title: "in this process's memory: one process"},
				{Value: "redis", Title: "in Redis: shared by all processes"},
			},
		},
		{Key: "limit", Prompt: "How many requests may one address make in a window?", Default: "100", Check: atLeast(1)},
		{Key: "window", Prompt: "How long is a window, in seconds?", Default: "900", Check: atLeast(1)},
		{
			Key:     "proxies",
			Prompt:  "How many proxies stand in front of the service?",
			Help:    "Each load balancer or CDN that adds to X-Forwarded-For counts. Too high a number lets clients forge their address.",
			Default: defaultProxies(app),
			Check:   atLeast(0),
		},
	}
}

// defaultStore follows the stack: an app with a Redis client has a Redis.
func defaultStore(app *stack.App) string {
	if app.Fact(stack.Redis) != "" {
		return "redis"
	}
	return "memory"
}

// defaultProxies is one for a host that is known to put a proxy in front.
func defaultProxies(app *stack.App) string {
	if app.Is(stack.Host, "railway", "fly", "render", "heroku", "vercel") {
		return "1"
	}
	return "0"
}

// knowsUsers tells whether a gap that finds out who sends a request is closed here.
func (c *Context) knowsUsers() bool { return c.Has("auth") || c.Has("api-keys") }

// guessable returns the routes of the user's where secrets are guessed and nothing limits that yet, in order.
func (c *Context) guessable() []string {
	var names []string
	for _, r := range c.App.Routes() {
		name := r.Method + " " + r.Path
		if r.LetsIn() && c.Created[r.At.Path] == "" && c.App.OwnLimit(r) == nil && plainPath(r.Path) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Guessable returns the routes for the list of those that are limited strictly.
func (d data) Guessable() []string { return d.context.guessable() }

// rateLimitNotes say which limits only the user can place.
func rateLimitNotes(c *Context) []string {
	var notes []string
	if own := c.authenticator(); own != nil && c.made("user-rate-limit") {
		notes = append(notes, fmt.Sprintf("where %s stands on single routes, put userRateLimit() behind it: before it, nobody is known", own.Name))
	}
	if c.made("limit-concurrency") {
		notes = append(notes, "wrap expensive work, such as reports and exports, in "+c.App.Language.Spell("LimitConcurrency")+": which that is the code does not tell")
	}
	return notes
}

func atLeast(least int) func(string) error {
	return func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least {
			return fmt.Errorf("want a whole number, %d or more", least)
		}
		return nil
	}
}

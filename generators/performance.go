package generators

import "scaffold/stack"

// Performance spares work: bytes that need not be sent, queries that need not be made.
var Performance = &Gap{
	Name:  "performance",
	Title: "Compression, caching and query advice",
	Doc: "Compresses answers as the client asks. Adds a cache over Redis with a small one in the process in front: keys of the " +
		"service's own, lifetimes that do not end together, one load however many ask, tags that a write renews, and no failure " +
		"where Redis is away. Headers say what browsers and a CDN may keep. A report names slow queries, missing indexes and " +
		"too many connections.",
	Severity: "medium",
	Risk:     "Pages and answers take longer than they must, and the database does the same work again for every request.",
	Seed:     "A13",
	Proof: "a cached route answers without a query and is fresh after a write; fifty cold requests make one query; bytes are " +
		"compressed as negotiated",
	Pieces: []Piece{
		{
			Provides: stack.Compression,
			What:     "compress answers",
			Check:    Check{Name: "compression", Minutes: 10},
			Files:    []stack.File{{Dir: "middleware", Role: "compress-responses"}},
			Calls:    []Call{{Seam: stack.CORS, Symbol: "CompressResponses", Role: "compress-responses"}},
		},
		{
			Provides: stack.Cache,
			What:     "keep what is expensive to make",
			Check:    Check{Name: "cache", Severity: "low", Minutes: 60},
			Files:    []stack.File{{Dir: "lib", Role: "cache"}},
			Env:      []EnvKey{redisURL},
		},
		{
			What:  "say what browsers and CDNs may keep",
			Check: Check{Name: "cache-control", Severity: "low", Minutes: 30, Seen: doubted(saysCaching, "something says how long answers may be kept, and for which is not to be seen")},
			Files: []stack.File{{Dir: "lib", Role: "cache-control"}},
		},
		{
			What:  "report slow queries and missing indexes",
			Check: Check{Name: "database-advice", Severity: "low", Minutes: 30, Needless: NoDatabase},
			When:  onPostgres,
			Root:  []RootFile{{Path: "scripts/db-advice.sh", Mode: 0o755}},
			Scripts: func(c *Context) []Script {
				return []Script{{Name: "db:advice", Run: c.rootPath("scripts/db-advice.sh")}}
			},
		},
		{
			What:  "hold what pages load first against a budget",
			When:  func(c *Context) bool { return c.App.Front() },
			Check: Check{Name: "bundle-budget", Severity: "low", Minutes: 15},
			Root:  []RootFile{{Path: "scripts/bundle-budget.mjs"}, {Path: "scripts/bundle-budget.json"}},
			Scripts: func(c *Context) []Script {
				return []Script{{Name: "bundle:check", Run: "node " + c.rootPath("scripts/bundle-budget.mjs")}}
			},
		},
		{
			What:  "describe what keeps the service fast",
			Check: Check{Name: "document", Severity: "low", Minutes: 20},
			When:  func(c *Context) bool { return c.made("cache-control") },
			Root:  []RootFile{{Path: "docs/PERFORMANCE.md"}},
		},
	},
}

// onPostgres tells whether the app's database is PostgreSQL, by what it depends on or what was answered.
func onPostgres(c *Context) bool {
	return c.App.Is(stack.Database, "postgres") || c.allAnswers()["database"] == "postgres"
}

// saysCaching finds code that tells browsers what they may keep.
const saysCaching = "(?i)[\"'`]cache-control[\"'`]|\\bmaxAge\\s*:.*(static|day|\\d{5})|apicache|\\bCacheControl\\("

package main

import (
	"os"
	"slices"
	"testing"
)

// subject is a starting repository whose gaps are closed, and how one works with it.
type subject struct {
	repo    string     // folder under testdata/golden
	preset  string     // of which it was made instead
	app     string     // --app, "" where there is one
	dir     string     // folder that the service is started in
	modules string     // folder that packages are installed in, "" for the repository's root
	theirs  []string   // gaps that the repository has closed itself, in its own way, which the proofs of ours do not fit
	install [][]string // run in the repository's root
	build   [][]string // run in dir, with all gaps closed
	eslint  string     // configuration under testdata/lint, "" for Go
	// answers by gap, with which too it compiles, lints and passes its tests; nil for none
	others map[string][]string
	alone  [][]string // run in dir, with one gap closed; nil where other subjects show the same
	tests  [][]string // run in dir, with all gaps closed
	start  []string   // run in dir
	good   string     // path that answers 200
	bad    string     // path that throws or panics with a database password in its message
	reject string     // path that rejects a promise, "" where there is none
	slow   string     // path that answers after 1.5 seconds
	login  string     // path at which one logs in, "" where nothing limits that of the user's
}

var npmInstall = [][]string{{"npm", "install", "--no-audit", "--no-fund", "--loglevel=error"}}

var subjects = []subject{
	{
		repo: "express", dir: ".", install: npmInstall,
		build:  [][]string{{"npx", "tsc", "-p", "."}, {"npx", "tsc6", "-p", ".", "--noEmit"}, {"npx", "tsc7", "-p", ".", "--noEmit"}},
		eslint: "eslint.typescript.js",
		others: otherAnswers("--set", "logger=winston", "--set", "console=logger"),
		alone:  [][]string{{"npx", "tsc7", "-p", ".", "--noEmit"}},
		tests:  [][]string{{"npm", "test", "--silent"}},
		start:  []string{"node", "dist/server.js"},
		good:   "/items", bad: "/items/thrown", reject: "/items/rejected", slow: "/items/slow",
	},
	{
		repo: "express-cjs", dir: ".", install: npmInstall,
		eslint: "eslint.javascript.js",
		alone:  [][]string{{"npm", "test", "--silent"}},
		tests:  [][]string{{"npm", "test", "--silent"}},
		start:  []string{"node", "server.js"},
		good:   "/orders", bad: "/orders/thrown", reject: "/orders/rejected", slow: "/orders/slow", login: "/login",
	},
	{
		repo: "express-workspaces", app: "apps/api", dir: "apps/api", install: npmInstall,
		build: [][]string{
			{"npx", "tsc", "-p", "."},
			{"npx", "tsc6", "-p", ".", "--noEmit", "--ignoreDeprecations", "6.0"},
			{"npx", "tsc7", "-p", ".", "--noEmit", "--module", "commonjs", "--moduleResolution", "bundler"}, // node10 is gone
		},
		eslint: "eslint.typescript.js",
		start:  []string{"node", "dist/main.js"},
		good:   "/prices", bad: "/prices/thrown", slow: "/prices/slow",
	},
	{
		repo: "express-backend", dir: "backend", modules: "backend",
		theirs: []string{"env", "errors", "rate-limit", "security-headers", "ci"},
		install: [][]string{
			{"npm", "--prefix", "backend", "install", "--no-audit", "--no-fund", "--loglevel=error"},
			{"env", "-C", "backend", "PRISMA_SCHEMA_ENGINE_BINARY=/bin/true", "npx", "prisma", "generate"}, // without a download
		},
		build:  [][]string{{"npx", "tsc", "-p", "tsconfig.build.json"}, {"npx", "tsc6", "-p", ".", "--noEmit"}, {"npx", "tsc7", "-p", ".", "--noEmit"}},
		eslint: "eslint.typescript.js",
		tests:  [][]string{{"npm", "test", "--silent"}},
		start:  []string{"node", "dist/server.js"},
		good:   "/api/appointments/hours", bad: "/api/appointments/thrown", reject: "/api/appointments/rejected", slow: "/api/appointments/slow",
	},
	goSubject("nethttp", ".", "/notes"),
	goSubject("chi", "./cmd/api", "/books").with(otherAnswers()), // they change files that all frameworks have
	goSubject("gin", ".", "/songs"),
	goSubject("echo", ".", "/films"),
	goSubject("echo5", ".", "/films"),
}

func goSubject(name, main, path string) subject {
	return subject{
		repo: name, dir: ".",
		install: [][]string{{"go", "mod", "tidy"}},
		build:   [][]string{{"go", "build", "-o", "service.bin", main}, {"go", "vet", "./..."}, {"gofmt", "-l", "."}},
		alone:   [][]string{{"go", "build", "-o", "service.bin", main}, {"go", "vet", "./..."}, {"gofmt", "-l", "."}},
		tests:   [][]string{{"go", "test", "./..."}},
		start:   []string{"./service.bin"},
		good:    path, bad: path + "/panic", slow: path + "/slow",
	}
}

func (s subject) with(others map[string][]string) subject {
	s.others = others
	return s
}

// asked for by make test and CI: it takes minutes, a Redis and a PostgreSQL.
func needsProof(t *testing.T) {
	if os.Getenv("PROOF") == "" {
		t.Skip("run by make test and make proof")
	}
}

// TestProof closes gaps in each starting repository: each gap alone, to compile and lint what came of it, and all together,
// to observe each of them closed on the running service.
func TestProof(t *testing.T) {
	needsProof(t)
	t.Parallel()
	box := newToolbox(t)
	for _, s := range subjects {
		t.Run(s.repo, func(t *testing.T) {
			t.Parallel()
			b := s.bench(t)
			dir := b.installed(t, box, "all", answers)
			t.Run("complete", func(t *testing.T) { b.complete(t, "all") })
			if s.others != nil {
				t.Run("other answers", func(t *testing.T) {
					dir := b.installed(t, box, "other", s.others)
					b.complete(t, "other")
					rolesAreSeededInClerk(t, s, dir)
				})
			}
			t.Run("alone", func(t *testing.T) { b.alone(t) })
			t.Run("lint", func(t *testing.T) { b.linted(t, box) })
			for _, proof := range proofs {
				if proof.on.has(s) && s.knows(t, proof.gap) && !slices.Contains(s.theirs, proof.gap) {
					t.Run(proof.gap, func(t *testing.T) { proof.seen(t, s, dir) })
				}
			}
		})
	}
}

// kinds says on which starting repositories something is observed.
type kinds int

const (
	everywhere kinds = iota
	services         // the presets, and backend/src in a folder of its own
	middleware       // those, and one in JavaScript and CommonJS
)

// has tells whether a subject is of the kinds. A new repository of a preset is observed for what only services have: the rest
// is observed on the starting repositories.
func (k kinds) has(s subject) bool {
	service := s.start[0] != "./service.bin" && (s.preset != "" || s.repo == "express-backend")
	switch k {
	case services:
		return service
	case middleware:
		return service || s.repo == "express-cjs"
	}
	return s.preset == ""
}

// proofs are what is observed on a running service, by gap: the last column of the table of gaps.
var proofs = []struct {
	gap  string
	on   kinds
	seen func(*testing.T, subject, string)
}{
	{"env", everywhere, envRefusesToStart},
	{"logging", everywhere, requestsAreLogged},
	{"errors", everywhere, errorsAreAnswered},
	{"error-tracking", middleware, errorsArrive},
	{"security-headers", everywhere, headersAreSent},
	{"pages", services, pagesAreGuarded},
	{"pages for API keys", services, keysAreManagedOnAPage},
	{"pages that ask for cookies", services, cookiesAreAskedFor},
	{"pages within their budget", services, bundlesStayWithinTheirBudget},
	{"validation", middleware, payloadsAreRefused},
	{"rate-limit", everywhere, budgetIsShared},
	{"limit by user", middleware, usersHaveBudgets},
	{"limit of guesses", middleware, guessesAreLimited},
	{"queue", middleware, queuesAreBounded},
	{"auth", middleware, accessFollowsTheMatrix},
	{"sessions", middleware, sessionsAreSafe},
	{"routes", middleware, newRoutesAreNoticed},
	{"api-keys", middleware, keysAreGuarded},
	{"api-keys page", middleware, keysAreManagedInABrowser},
	{"health", everywhere, readinessFollowsTheDatabase},
	{"shutdown", everywhere, requestInFlightSurvives},
	{"metrics", middleware, requestsAreMeasured},
	{"traces", middleware, requestsAreTraced},
	{"alerts", middleware, alertsFire},
	{"migrations", services, migrationsAreSafe},
	{"backup", services, backupsComeBack},
	{"compression", middleware, answersAreCompressed},
	{"cache", middleware, queriesAreSpared},
	{"database advice", services, indexesAreAdvised},
	{"privacy", middleware, peopleAreErased},
	{"privacy-map", middleware, newColumnsAreNoticed},
	{"audit-log", middleware, auditLogHolds},
	{"uptime", everywhere, outagesAreSeen},
	{"testing", middleware, mutantsAreFound},
	{"tests of components", services, componentsAreTested},
	{"docker", everywhere, imageIsChecked},
	{"image", middleware, imageIsBuilt},
	{"ci", services, workflowsHold},
	{"infra", services, graphHolds},
	{"secrets", services, weakSecretsStopTheStart},
	{"rotation", services, keysRotate},
	{"secret-scan", services, plantedKeyIsFound},
	{"docs", services, docsAreTrue},
}

// answers are those of a service with everything: the proofs stop and start its servers.
var answers = map[string][]string{
	"validation": {"--set", "uploads=yes"},
	"rate-limit": {"--set", "store=redis", "--set", "proxies=1"},
	"health":     {"--set", "database=postgres", "--set", "redis=yes"},
}

// otherAnswers are those that lead to other text. Which logger is asked in TypeScript only.
func otherAnswers(logging ...string) map[string][]string {
	return map[string][]string{
		"logging":          logging,
		"errors":           {"--set", "format=envelope"},
		"security-headers": {"--set", "content=html", "--set", "origins=https://app.example.com,https://admin.example.com"},
		"rate-limit":       {"--set", "store=memory"},
		"auth":             {"--set", "identity=clerk"},
		"privacy":          {"--set", "grace=0"},
		"health":           {"--set", "database=mysql", "--set", "redis=no"},
	}
}

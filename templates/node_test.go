package templates_test

import (
	"fmt"
	"os"
	"path"
	"sort"
	"strings"
	"testing"
	"text/template"

	"scaffold/templates"
)

// key, app and logger stand in for the engine's own types, of which this package knows nothing.
type key string

type app struct {
	Name      string
	Major     int
	Framework struct{ Name string }
	Service   *app
	facts     map[key]string
}

func (a *app) Fact(k key) string { return a.facts[k] }

func (a *app) Is(k key, values ...string) bool {
	for _, v := range values {
		if a.facts[k] == v {
			return true
		}
	}
	return false
}

type logger struct{ Import, Name string }

type envKey struct {
	Name, Kind   string
	Required     bool
	Default, Doc string
}

type data struct {
	App     *app
	Answers map[string]string
	Package string
	Keys    []envKey
	Logger  *logger
	Secrets []secret
	closed  bool

	PrismaSchema []string
}

// symbol is something that a file of the user's exports.
type symbol struct{ Import, Name, Property, Entry string }

// Importable is how a test gets at the app; Authenticator is the user's own middleware that knows who asks.
func (d data) Importable() *symbol    { return symbols[d.Answers["importable"]] }
func (d data) Authenticator() *symbol { return symbols[d.Answers["authenticator"]] }

var symbols = map[string]*symbol{
	"app":   {Import: "import { createApp } from '../app.js';", Name: "createApp()"},
	"entry": {Entry: "../server.js"},
	"own":   {Import: "import { check } from '../middleware/check.js';", Name: "check", Property: "user"},
}

// Unguarded are the routes that nothing guards.
func (d data) Unguarded() []struct{ Name, At string } {
	if d.closed {
		return []struct{ Name, At string }{{"GET /items/:id", "src/routes/items.ts:7"}}
	}
	return nil
}

// Guessable are the routes where secrets are guessed.
func (d data) Guessable() []string {
	return []string{"POST /api/auth/login", "POST /api/auth/reset-password/:token"}
}

// ConsentPath is where the service takes decisions.
func (d data) ConsentPath() string { return "/api/privacy/consents" }

// ServicePort is the port of the service that a front shows.
func (d data) ServicePort() string { return "4000" }

// EnvFiles are the files that variables are set from, and OwnEnvFiles those that the user's own code reads.
func (d data) EnvFiles() string {
	if d.App.Is("dotenv", "dotenvx") {
		return "`.env.${process.env.NODE_ENV ?? 'development'}`, '.env.local'"
	}
	return "'.env', '.env.local'"
}

func (d data) OwnEnvFiles() string {
	if d.App.Fact("dotenv") == "" {
		return ""
	}
	return "'.env'"
}

// GraceDays are for how many days an erasure can be taken back, "" where it is done at once.
func (d data) GraceDays() string { return strings.TrimPrefix(d.Answers["grace"], "0") }

// Waits tells whether anybody can wait to be erased.
func (d data) Waits() bool { return d.GraceDays() != "" }

// Prefix is what all routes begin with.
func (d data) Prefix() string { return "/api" }

// In is the answer to a question, "" where it was not asked.
func (d data) In(key string) string { return d.Answers[key] }

// Has tells whether another gap is closed: all are, or none.
func (d data) Has(string) bool { return d.closed }

// Made tells whether the tool makes a file: it does where the gaps are closed.
func (d data) Made(string) bool { return d.closed }

// Path returns where a created file stands.
func (d data) Path(role string) string { return "src/" + role + ".ts" }

// secret is a secret that a service reads.
type secret struct {
	Name                string
	Own, Fallback, Ring bool
}

// TestNode renders every Node template with every combination of answers and facts that a template looks at.
func TestNode(t *testing.T) {
	names, err := templates.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		folder, role, ok := nodeTemplate(name)
		if !ok {
			continue
		}
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range nodeData(string(source)) {
				checkNode(t, folder, role, d)
			}
		})
	}
}

// nodeTemplate splits "rate-limit/express/rate-limit.ts.tmpl"; ok is false for another language's template, or the
// repository's.
func nodeTemplate(name string) (folder, role string, ok bool) {
	at := strings.LastIndex(name, "/")
	folder, base := name[:at], name[at+1:]
	role, ok = strings.CutSuffix(base, ".ts.tmpl")
	return folder, role, ok && path.Base(folder) != "repository" // what lies there needs the engine's data
}

func checkNode(t *testing.T, folder, role string, d data) {
	t.Helper()
	text, ok, err := templates.Render([]string{folder}, role, ".ts", d, nodeFuncs)
	if err != nil || !ok {
		t.Fatalf("%v %v: %v", d.Answers, d.App.facts, err)
	}
	if fault := nodeFault(string(text.Body)); fault != "" {
		t.Fatalf("%v %v: %s", d.Answers, d.App.facts, fault)
	}
	for _, with := range text.With {
		if !hasNode(with) {
			t.Errorf("imports the role %s, which has no template", with)
		}
	}
}

var nodeFuncs = template.FuncMap{
	"link":   func(role string) (string, error) { return "./" + role + ".js", roleFault(role) },
	"goLine": func(string) bool { return false },
}

func roleFault(role string) error {
	if hasNode(role) {
		return nil
	}
	return fmt.Errorf("no template for the role %s", role)
}

func hasNode(role string) bool {
	names, _ := templates.Names()
	for _, name := range names {
		if _, r, ok := nodeTemplate(name); ok && r == role {
			return true
		}
	}
	return false
}

// nodeFault says what no rendered text may have, "" when it is clean.
func nodeFault(text string) string {
	if strings.TrimSpace(text) == "" {
		return "" // the role is left out
	}
	switch {
	case strings.HasPrefix(text, "\n"):
		return "starts with an empty line"
	case !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n"):
		return "does not end with one line break"
	case strings.Contains(text, "\n\n\n"):
		return "has two empty lines in a row"
	case strings.Contains(text, "<no value>") || strings.Contains(text, "{{"):
		return "holds template text"
	case strings.Contains(text, "export default") || strings.Contains(text, "enum "):
		return "holds syntax that the engine does not turn into JavaScript"
	}
	return lineFault(text)
}

func lineFault(text string) string {
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimRight(line, " \t") != line:
			return fmt.Sprintf("line %d ends with a blank: %q", i+1, line)
		case strings.Contains(line, "\t"):
			return fmt.Sprintf("line %d holds a tab: %q", i+1, line)
		case len([]rune(line)) > 100:
			return fmt.Sprintf("line %d is too long: %q", i+1, line)
		}
	}
	return ""
}

// nodeChoices are the values of everything that a template can depend on: answers, facts of the app ("app."), and others.
var nodeChoices = map[string][]string{
	"Answers.identity":      {"sessions", "clerk", "existing"},
	"Answers.tokens":        {"header", "cookie"},
	"Answers.registration":  {"open", "closed"},
	"Answers.importable":    {"app", "entry", ""},
	"Answers.authenticator": {"", "own"},
	"Answers.store":         {"memory", "redis"},
	"Answers.logger":        {"pino", "winston"},
	"Answers.format":        {"problem", "envelope"},
	"Answers.content":       {"api", "html"},
	"Answers.csp":           {"enforce", "report-only"},
	"Answers.database":      {"none", "postgres", "mongodb", "mysql"},
	"Answers.redis":         {"no", "yes"},
	"Answers.grace":         {"14", "0"},
	"Answers.schemas":       {"zod", "valibot"},
	"Answers.runner":        {"vitest", "jest"},
	"App.runner":            {"vitest", "jest", "mocha"},
	"App.redis":             {"", "redis"},
	"App.logger":            {"", "winston"},
	"App.dotenv":            {"", "dotenv", "dotenvx"},
	"App.orm":               {"", "mongoose"},
	"App.runtime":           {"esm", "cjs"},
	"Keys":                  {"many", "none", "optional"},
	"Major":                 {"5", "4"},
	"Logger":                {"", "logger"},
	"Secrets":               {"many", "none"},
	"Has":                   {"", "all"},
	"PrismaSchema":          {"", "many"},
}

var nodeSecrets = map[string][]secret{
	"many": {
		{Name: "JWT_SECRET", Own: true, Fallback: true}, {Name: "MAIL_API_KEY"}, {Name: "SESSION_SECRET", Own: true, Ring: true},
		{Name: "COOKIE_SECRET", Own: true}, {Name: "OLD_TOKEN", Fallback: true}, {Name: "CSRF_SECRET", Own: true, Fallback: true, Ring: true},
	},
}

// nodeData returns the data of every combination of the choices that the template names.
func nodeData(source string) []data {
	all := []map[string]string{{}}
	for _, name := range sortedNames(nodeChoices) {
		values := nodeChoices[name]
		if !strings.Contains(strings.ToLower(source), strings.ToLower(name[strings.Index(name, ".")+1:])) {
			values = values[:1]
		}
		var longer []map[string]string
		for _, choice := range all {
			for _, value := range values {
				longer = append(longer, with(choice, name, value))
			}
		}
		all = longer
	}
	var made []data
	for _, choice := range all {
		made = append(made, makeData(choice))
	}
	return made
}

func makeData(choice map[string]string) data {
	d := data{App: &app{Major: 5, facts: map[key]string{}}, Package: "platform"}
	d.App.Framework.Name = "express"
	d.closed = choice["Has"] == "all"
	d.Secrets = nodeSecrets[choice["Secrets"]]
	d.Answers = map[string]string{"limit": "100", "window": "900", "proxies": "1", "origins": "https://app.example.com"}
	for name, value := range choice {
		fact, isFact := strings.CutPrefix(name, "App.")
		answer, isAnswer := strings.CutPrefix(name, "Answers.")
		switch {
		case isFact:
			d.App.facts[key(fact)] = value
		case isAnswer:
			d.Answers[answer] = value
		case name == "PrismaSchema" && value != "":
			d.PrismaSchema = []string{"prisma/schema.prisma", "prisma/models/user.prisma"}
		case name == "Major" && value == "4":
			d.App.Major = 4
		case name == "Keys":
			d.Keys = nodeKeys[value]
		case name == "Logger" && value != "":
			d.Logger = &logger{Import: "import { logger } from './logger.js';", Name: value}
		}
	}
	return d
}

var nodeKeys = map[string][]envKey{
	"none":     {},
	"optional": {{Name: "FEATURE_SIGNUP", Kind: "bool"}, {Name: "GREETING", Kind: "string", Default: "it's me"}},
	"many": {
		{Name: "NODE_ENV", Kind: "string", Default: "development", Doc: "Which environment the process runs in"},
		{Name: "PORT", Kind: "port", Default: "3000", Doc: "Port that the server listens on"},
		{Name: "DATABASE_URL", Kind: "url", Required: true, Doc: "Connection string of the database"},
		{Name: "SESSION_SECRET", Kind: "secret", Required: true},
		{Name: "TRUST_PROXY_HOPS", Kind: "int", Default: "1"},
		{Name: "SAMPLE_RATE", Kind: "number", Default: "0.5"},
		{Name: "FEATURE_SIGNUP", Kind: "bool", Default: "false"},
		{Name: "CORS_ORIGINS", Kind: "list", Default: "https://a.example,https://b.example"},
		{Name: "SESSION_TTL", Kind: "duration", Default: "15m"},
		{Name: "SENTRY_DSN", Kind: "url"},
		{Name: "CACHE_URL", Kind: "url", Default: "redis://default:redis@cache.internal.example.com:6379/0?family=6&name=app-development"},
		{Name: "ALLOWED_HOSTS", Kind: "list", Default: "one.internal.example.com,two.internal.example.com,three.internal.example.com"},
	},
}

func with(choice map[string]string, name, value string) map[string]string {
	longer := map[string]string{name: value}
	for n, v := range choice {
		longer[n] = v
	}
	return longer
}

func sortedNames(choices map[string][]string) []string {
	var names []string
	for name := range choices {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

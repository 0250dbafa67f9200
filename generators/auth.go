package generators

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Auth says who may do what, and finds out who asks.
var Auth = &Gap{
	Name:  "auth",
	Title: "Authentication and permissions",
	Doc: "Finds out who sends a request, by Clerk, by sessions of its own or by the authentication that is there, and says " +
		"who may do what in one typed matrix of permissions. Routes ask for a permission; a test walks the router of the running " +
		"app and fails on a route that is neither guarded nor open by name. Own sessions have short access tokens and refresh " +
		"tokens that are good once: one that comes again ends the whole family. Without keys or a database the service starts, " +
		"and guarded routes answer 401.",
	Severity: "critical",
	Risk:     "Whoever knows a path can read and change what it leads to.",
	Seed:     "A4",
	Proof: "each role gets what the matrix gives it and 403 for the rest; a new unguarded route fails a test; a reused " +
		"refresh token ends its family; an expired, forged or foreign token gets 401",
	Questions: authQuestions,
	Notes:     unguardedNotes,
	Pieces: []Piece{
		{
			What:  "say who may do what, and guard routes by it",
			Check: Check{Name: "permissions", Severity: "high", Minutes: 120, Seen: doubted(asksPermission, "something asks for permissions, and which routes it guards is not to be seen")},
			Files: []stack.File{{Dir: "lib", Role: "permissions"}, {Dir: "lib", Role: "principal"}},
		},
		{
			Provides:  stack.Authentication,
			What:      "find out who sends a request, by Clerk",
			Check:     identityCheck,
			Completes: true,
			When:      knownBy("clerk"),
			Files:     []stack.File{{Dir: "middleware", Role: "clerk-auth"}, {Dir: "scripts", Role: "seed-roles"}},
			Calls:     []Call{{Seam: stack.Auth, Symbol: "Authenticate", Role: "clerk-auth"}},
			Scripts:   seedScript,
			Env: []EnvKey{
				{Name: "CLERK_PUBLISHABLE_KEY", Doc: "Of the application in Clerk; without it everybody is a stranger."},
				{Name: "CLERK_SECRET_KEY", Doc: "Of the application in Clerk; without it everybody is a stranger."},
				{Name: "CLERK_JWT_KEY", Doc: "Public key in PEM that tokens are verified with, without a request to Clerk."},
				{Name: "CLERK_AUTHORIZED_PARTIES", Doc: "Origins of the pages whose tokens count, separated by commas; CORS_ORIGINS by default."},
			},
		},
		{
			Provides:  stack.Authentication,
			What:      "find out who sends a request, by sessions",
			Check:     identityCheck,
			Completes: true,
			When:      knownBy("sessions"),
			Files: []stack.File{
				{Dir: "middleware", Role: "session-auth"},
				{Dir: "routes", Role: "sessions"},
				{Dir: "scripts", Role: "seed-roles"},
			},
			Calls: []Call{
				{Seam: stack.Auth, Symbol: "Authenticate", Role: "session-auth"},
				{Seam: stack.Routes, Symbol: "Sessions", Role: "sessions"},
			},
			Tables:  []Table{{Name: "auth_accounts"}, {Name: "auth_refresh_tokens"}},
			Scripts: seedScript,
			Env: slices.Concat(databaseKeys, limitKeys, []EnvKey{
				{Name: "SESSION_SECRET", Doc: "Signs access tokens, 32 characters or more; the first of several signs and all verify. Without it nobody can log in."},
				{Name: "ACCESS_TOKEN_SECONDS", Default: "600", Doc: "How long an access token is good, in seconds."},
				{Name: "REFRESH_TOKEN_DAYS", Default: "30", Doc: "How long a login lasts at most, in days."},
			}),
		},
		{
			What:  "fail a test on a route that is neither guarded nor open by name",
			Check: Check{Name: "route-test", Severity: "medium", Minutes: 30},
			When:  walkable,
			Files: []stack.File{{Dir: "lib", Role: "route-walk"}, {Dir: "lib", Role: "public-routes"}, {Dir: "test", Role: "load-service"}},
		},
	},
}

var identityCheck = Check{Name: "identity", Minutes: 60, Needless: changesNothing, Seen: knowsSomebody}

// asksPermission finds code that asks whether somebody may do something.
const asksPermission = `(?i)\b(has|check|verify|require|ensure|restrict|allow|is|can|with)_?(any_?)?(roles?|permissions?|authori[sz]ations?|rights?|scopes?|admin)(to|only|middleware|guard)?\s*\(|` +
	`\b(roles?|permissions?|authori[sz]e)_?(authori[sz]ation|guard|check|middleware|required)?\(\s*\[?['"]|@Authorized\(|\bcasbin\b|@casl/|\brequired(Rights|Permissions|Roles|Scopes)\b`

// changesNothing says why nobody needs to be known to an app: nothing that it answers changes anything.
func changesNothing(_ *source.Repo, app *stack.App) string {
	routes := app.Routes()
	changes := func(r stack.Route) bool { return r.Changes() || r.Method == "ALL" }
	if len(routes) == 0 || slices.ContainsFunc(routes, changes) || len(app.Unread()) > 0 {
		return ""
	}
	return "none of its routes changes anything"
}

// knowsSomebody tells that an app uses a library by which people are known, or turns strangers away by itself.
func knowsSomebody(repo *source.Repo, app *stack.App) Seen {
	if fact := app.Facts[stack.Identity]; fact.Value != "" {
		return Seen{At: fact.At, Doubt: fact.Value + " is there, and which requests it looks at is not to be seen"}
	}
	for _, r := range app.Routes() {
		for _, g := range r.Guards {
			if slices.Contains(g.Refuses, 401) {
				return Seen{At: r.At, Doubt: g.Text + " turns strangers away, and whom it knows is not to be seen"}
			}
		}
	}
	return readsCredentials(repo, app)
}

// readsCredentials finds code that takes from a request what somebody is known by.
var readsCredentials = doubted(`(?i)\b(header|headers|get)\s*(\.|\[|\()\s*['"`+"`"+`]?authorization\b|\bverifyIdToken\s*\(|\bauthenticateRequest\s*\(`,
	"what somebody is known by is read, and whom the service knows is not to be seen")

func authQuestions(app *stack.App) []ask.Question {
	choices := []ask.Choice{
		{Value: "clerk", Title: "Clerk, which needs an account there"},
		{Value: "sessions", Title: "sessions of the service's own, in its database"},
	}
	if _, ok := app.Found[stack.Authentication]; ok {
		choices = slices.Insert(choices, 0, ask.Choice{Value: "existing", Title: "the authentication that is there"})
	}
	return []ask.Question{
		{
			Key:     "identity",
			Prompt:  "Who finds out who sends a request?",
			Help:    "Permissions are asked at the routes in each case.",
			Default: defaultIdentity(app),
			Choices: choices,
		},
		{
			Key:     "tokens",
			Prompt:  "Where do own sessions keep their tokens?",
			Help:    "Cookies are for browsers, which cannot keep a secret otherwise; requests of other sites are turned away.",
			Default: "header",
			Choices: []ask.Choice{{Value: "header", Title: "with the client, sent as a bearer token"}, {Value: "cookie", Title: "in cookies of the host"}},
		},
		{
			Key:     "registration",
			Prompt:  "Who can make an account with own sessions?",
			Default: "open",
			Choices: []ask.Choice{{Value: "open", Title: "everybody, as a member"}, {Value: "closed", Title: "nobody by the API"}},
		},
	}
}

// defaultIdentity is what is there: Clerk, which is finished, then any other authentication, which is asked.
func defaultIdentity(app *stack.App) string {
	_, found := app.Found[stack.Authentication]
	switch {
	case app.Is(stack.Identity, "clerk"):
		return "clerk"
	case found:
		return "existing"
	}
	return "sessions"
}

// knownBy tells whether people are known by what was answered.
func knownBy(value string) func(*Context) bool {
	return func(c *Context) bool { return c.allAnswers()["identity"] == value }
}

func seedScript(c *Context) []Script {
	return []Script{{Name: "roles:seed", Run: c.Runs("seed-roles"), Dir: c.App.Dir}}
}

// walkable tells whether a test can get at the app: without that, or without a runner, nothing would walk the routes.
// Jest loads a file in the middle of a test only where it runs modules as Node does.
func walkable(c *Context) bool {
	exported := strings.Contains(c.App.Fact(stack.Importable), "#")
	return exported && c.App.Is(stack.Runner, "jest") || c.App.Is(stack.Runner, "vitest") && c.App.Fact(stack.Importable) != ""
}

// openRoute is a route that asks for no permission.
type openRoute struct {
	Name, At string
	Behind   string // the user's own guard, which turns strangers away
}

// unguarded returns the routes that ask for no permission and that are not marked as open, in the order of the code. What
// middleware answers by itself, such as a probe, is no route.
func (c *Context) unguarded() []openRoute {
	guards := map[string]bool{"requirePermission": true, "publicRoute": true}
	if own := c.authenticator(); own != nil {
		guards[own.Name] = true
	}
	var open []openRoute
	for _, r := range c.App.Routes() {
		if r.Behind != nil {
			r = *r.Behind
		}
		guarded := slices.ContainsFunc(r.Guards, func(g stack.Guard) bool { return g.Module == "" && guards[lastPart(g.Name)] })
		if !guarded && !r.ByPath {
			open = append(open, openRoute{Name: r.Method + " " + r.Path, At: r.At.String(), Behind: turnsAway(r)})
		}
	}
	return open
}

// turnsAway returns the guard of a route that refuses strangers, "" for none.
func turnsAway(r stack.Route) string {
	for _, g := range r.Guards {
		if slices.Contains(g.Refuses, 401) || slices.Contains(g.Refuses, 403) {
			return g.Text
		}
	}
	return ""
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// unguardedNotes names the routes that nothing guards: which of them are to be open only the user knows.
func unguardedNotes(c *Context) []string {
	var notes []string
	for _, r := range c.unguarded() {
		if r.Behind != "" {
			continue // who may pass is decided there already
		}
		notes = append(notes, fmt.Sprintf("%s: nothing guards %s; put requirePermission(…) before its handler, or name it in publicRoutes", r.At, r.Name))
	}
	if len(notes) > 0 && !walkable(c) {
		why := "no test can load the app without its listening"
		if !c.App.Is(stack.Runner, "jest", "vitest") {
			why = "there is no test runner here that created tests are written for (Vitest or Jest)"
		}
		notes = append(notes, "the test that walks the routes is left out: "+why)
	}
	return notes
}

// Unguarded returns the routes for the list of those that nothing guards. The list may only become shorter: when it is
// made anew it takes in none that it did not hold.
func (d data) Unguarded() []openRoute {
	open := d.context.unguarded()
	held := d.context.Repo.Read(d.path)
	if d.context.Created[d.path] == "" || held == nil {
		return open
	}
	return slices.DeleteFunc(open, func(r openRoute) bool {
		return !strings.Contains(string(held), r.Name+"'") && !strings.Contains(string(held), r.Name+`"`)
	})
}

// symbol is something that a file of the user's exports, as a created file uses it.
type symbol struct {
	Import   string // the whole import line
	Name     string // the expression
	Property string // of a request, that it sets
	Entry    string // the module to load, where the whole file is meant
}

// authenticator is the user's own middleware that finds out who sends a request, where the answers say to ask it.
func (c *Context) authenticator() *symbol {
	parts := strings.Split(c.App.Fact(stack.Authenticator), "#")
	if len(parts) != 3 || !c.Has("auth") || c.allAnswers()["identity"] != "existing" {
		return nil
	}
	name := parts[1]
	if name == "default" {
		name = "authenticate"
	}
	return &symbol{Name: name, Property: parts[2], Entry: parts[0]}
}

// Authenticator returns how a created file uses the user's own middleware, nil where there is none.
func (d data) Authenticator() *symbol {
	s := d.context.authenticator()
	if s == nil {
		return nil
	}
	parts := strings.Split(d.App.Fact(stack.Authenticator), "#")
	s.Import = importLine(parts[1], s.Name, d.App.Language.Link(d.App, d.path, parts[0]))
	return s
}

// Importable returns how a test gets at the app, nil where it cannot.
func (d data) Importable() *symbol {
	fact := d.App.Fact(stack.Importable)
	if fact == "" {
		return nil
	}
	file, name, exported := strings.Cut(fact, "#")
	link := d.App.Language.Link(d.App, d.path, file)
	if !exported {
		return &symbol{Entry: link}
	}
	name, called := strings.CutSuffix(name, "()")
	local := name
	if name == "default" {
		local = "service"
	}
	s := &symbol{Import: importLine(name, local, link), Name: local}
	if called {
		s.Name += "()"
	}
	return s
}

func importLine(exported, local, from string) string {
	if exported == "default" {
		return "import " + local + " from '" + from + "';"
	}
	return "import { " + local + " } from '" + from + "';"
}

// Package stack says what a repository is and where code may be added; one file a framework, one a language.
package stack

import (
	"cmp"
	"slices"

	"scaffold/patcher"
	"scaffold/stack/source"
)

// Stack is what a repository is. It is made once by Detect and never altered.
type Stack struct {
	Repo  *source.Repo
	Apps  []*App
	Notes []string // what was seen and left alone, and why
}

// App is one service of the repository: a folder with a manifest and a server in it.
type App struct {
	ID        string // what it is called in flags and records: Dir, and behind # its variable where a folder has several
	Dir       string // relative to the root, "." for the root itself
	Name      string // of the package or module
	Language  *Language
	Framework *Framework
	Major     int        // major version of the framework, 0 when unknown
	At        source.Pos // where the app or router is born
	Facts     map[Key]Fact
	Found     map[Feature]Found
	Notes     []string // what was seen beside it and left alone
	Service   *App     // of a front: the service that it shows, nil where that is not one of this repository, or one of several
	Fronts    []*App   // of a service: those that show it
	Site      any      // what the framework's own functions know about its source; nobody else looks
	routes    *routeMap
}

// Key names a fact about an app.
type Key string

// The facts that detection draws. A fact that could not be drawn is absent.
const (
	Types     Key = "types"     // typescript, javascript
	Modules   Key = "modules"   // esm, cjs: what the source is written in (import or require)
	Runtime   Key = "runtime"   // esm, cjs: what Node runs in the end (package.json "type", tsconfig "module")
	Listens   Key = "listens"   // port that the code itself names, "" where it names none or several
	Extension Key = "extension" // of relative imports: "", ".js" or ".ts"
	Source    Key = "source"    // source folder below Dir: ".", "src"
	Manager   Key = "manager"   // npm, pnpm, yarn, yarn-berry, bun, go
	Lockfile  Key = "lockfile"  // path
	Workspace Key = "workspace" // npm, pnpm, yarn, nx, turbo, lerna, go.work
	Entry     Key = "entry"     // path of the file that the process starts with
	Runner    Key = "runner"    // jest, vitest, mocha, node, go; "jest 26" for one that is too old for the tests that are made
	Logger    Key = "logger"    // pino, winston, bunyan, log4js, slog, zap, zerolog, logrus
	ORM       Key = "orm"       // prisma, mongoose, typeorm, sequelize, knex, drizzle, pg, gorm, sqlx, sqlc, pgx, ent
	Database  Key = "database"  // postgres, mysql, mongodb, sqlite; "mysql, postgres or sqlite" where the code speaks to any
	Redis     Key = "redis"     // ioredis, redis, go-redis
	Queue     Key = "queue"     // bullmq, bull, agenda, asynq, river
	Queues    Key = "queues"    // names of the queues, separated by commas
	Identity  Key = "identity"  // clerk, passport, jsonwebtoken, jwt, express-session
	Tracker   Key = "tracker"   // sentry, bugsnag, rollbar
	Host      Key = "host"      // railway, fly, render, heroku, vercel, docker, kubernetes
	Toolchain Key = "toolchain" // go line of go.mod ("1.24"), engines.node ("20")
	Module    Key = "module"    // Go module path
	Validator Key = "validator" // zod, joi, envalid, yup
	DotEnv    Key = "dotenv"    // dotenv, godotenv: who loads .env
	// AskedExample is the module that refuses to start without any variable that the template lists.
	AskedExample Key = "asked-example"
	Prisma       Key = "prisma"     // path#name of an exported Prisma client: src/client.ts#default
	LogExport    Key = "log-export" // path#name of the app's own exported logger: src/logger.ts#default
	TSConfig     Key = "tsconfig"   // path
	Namespace    Key = "namespace"  // "true" when default imports of CommonJS need esModuleInterop that is off
)

// Fact is a conclusion and where it comes from.
type Fact struct {
	Value string
	At    source.Pos
}

// Fact returns the value under the key, "" when it is not known.
func (a *App) Fact(key Key) string { return a.Facts[key].Value }

// Is tells whether the fact under the key is one of the values.
func (a *App) Is(key Key, values ...string) bool {
	for _, v := range values {
		if a.Facts[key].Value == v {
			return true
		}
	}
	return false
}

// Framework says where a thing goes in an app that is built on it. It is a value, registered by one line in Frameworks.
type Framework struct {
	Name     string // "express": the name in flags, records and template folders
	Title    string // "Express"
	Language *Language
	// Detect returns the apps of this framework. Evidence is read from the repository, nothing is run.
	Detect func(*source.Repo) ([]*App, error)
	// Seams has a function for each place that the framework offers. A gap that needs another is refused.
	Seams map[Seam]Place
	// Routes returns the routes that an app's code registers, and the registrations that cannot be read; nil for a
	// framework whose routes are not read.
	Routes func(*App) ([]Route, []Unread)
	// Adapter is the role of a template that placed code refers to, "" for none: gin's handlers are of its own type.
	Adapter string
	// Fixed returns the path of a created file that the framework finds by its place, "" for a file that it does not. The file
	// is not called otherwise where the user has one there.
	Fixed func(app *App, role string) string
	// Components returns the user's components that a test can render, and those that it cannot; nil for a framework that shows no
	// pages. RenderTools returns the edits that add what renders them.
	Components  func(app *App) ([]Component, []Unrendered)
	RenderTools func(app *App, runner string) ([]patcher.FileEdit, error)
	// Front says that the framework shows what a service answers. A front is no neighbour of a service: whatever belongs to the
	// repository is the service's, and the front takes part in the gaps that have files for its framework.
	Front bool
}

// Front tells whether the app is one: see Framework.
func (a *App) Front() bool { return a.Framework != nil && a.Framework.Front }

// Services returns the apps that are no fronts, all where there is none.
func Services(apps []*App) []*App {
	services := slices.DeleteFunc(slices.Clone(apps), (*App).Front)
	if len(services) == 0 {
		return apps
	}
	return services
}

// Place returns the edits that put code at a seam. The edits look for their place when they are applied, so that
// several of them can be folded over one file. A place that cannot be told is a *patcher.Problem with the text to add
// by hand, either here or from the edit.
type Place func(app *App, code Code) ([]patcher.FileEdit, error)

// Code is what a gap wants placed: an exported function without parameters, or, without a symbol, a file to load.
type Code struct {
	Symbol string // upper camel case: "RateLimit"; the language spells it its own way
	File   string // path of the file that exports it, relative to the root
	Seam   Seam
	// Peers are all that the tool places in the app, this code among them, in the order that they are to stand in
	// where nothing else decides: what is placed later does not come to stand elsewhere for it.
	Peers []Code
}

// files returns the paths of the peers.
func (c Code) files() []string {
	var files []string
	for _, peer := range c.Peers {
		files = append(files, peer.File)
	}
	return files
}

// Frameworks are the frameworks known, in the order that they are shown.
var Frameworks = []*Framework{
	Express,
	Chi,
	Gin,
	Echo,
	NetHTTP,
	NextJS,
}

// tellApart adds the framework to the IDs of apps that would be called the same: those of two languages in one folder.
func tellApart(apps []*App) {
	count := map[string]int{}
	for _, app := range apps {
		count[app.ID]++
	}
	for _, app := range apps {
		if count[app.ID] > 1 {
			app.ID += "#" + app.Framework.Name
		}
	}
}

// apart returns the apps without the fronts that a service of their folder serves itself.
func (s *Stack) apart(apps []*App) []*App {
	return slices.DeleteFunc(apps, func(app *App) bool {
		return app.Front() && slices.ContainsFunc(s.Apps, func(other *App) bool { return other.Dir == app.Dir })
	})
}

// joinFronts tells each front which service it shows, where there is only one.
func joinFronts(apps []*App) {
	if services := Services(apps); len(services) == 1 && !services[0].Front() {
		for _, app := range apps {
			if app.Front() {
				app.Service = services[0]
				services[0].Fronts = append(services[0].Fronts, app)
			}
		}
	}
}

// Detect says what the repository is.
func Detect(repo *source.Repo) (*Stack, error) {
	s := &Stack{Repo: repo}
	for _, f := range Frameworks {
		apps, err := f.Detect(repo)
		if err != nil {
			return nil, err
		}
		for _, app := range apps {
			app.Framework, app.Language = f, f.Language
			app.ID = cmp.Or(app.ID, app.Dir)
			s.Notes = append(s.Notes, app.Notes...)
		}
		s.Apps = append(s.Apps, s.apart(apps)...)
	}
	tellApart(s.Apps)
	nameApart(s.Apps)
	joinFronts(s.Apps)
	findMonitors(repo, Services(s.Apps))
	findAlertRules(repo, Services(s.Apps))
	findDocuments(repo, Services(s.Apps))
	findDelivery(repo, Services(s.Apps))
	findMigrations(repo, s.Apps)
	findBackups(repo, s.Apps)
	s.Notes = append(s.Notes, goNotes(repo)...)
	return s, nil
}

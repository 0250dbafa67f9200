package stack

import (
	"path"
	"strings"

	"scaffold/stack/golang"
	"scaffold/stack/source"
)

// importFacts tell a fact by the first import whose path begins so. Earlier rows win over later ones of the same key.
var importFacts = []struct {
	key    Key
	value  string
	prefix string
}{
	{Logger, "zap", "go.uber.org/zap"},
	{Logger, "zerolog", "github.com/rs/zerolog"},
	{Logger, "logrus", "github.com/sirupsen/logrus"},
	{Logger, "slog", "log/slog"},
	{Logger, "slog", "golang.org/x/exp/slog"},
	{ORM, "gorm", "gorm.io/gorm"},
	{ORM, "gorm", "github.com/jinzhu/gorm"},
	{ORM, "ent", "entgo.io/ent"},
	{ORM, "bun", "github.com/uptrace/bun"},
	{ORM, "sqlx", "github.com/jmoiron/sqlx"},
	{ORM, "pgx", "github.com/jackc/pgx"},
	{Database, "postgres", "github.com/jackc/pgx"},
	{Database, "postgres", "github.com/lib/pq"},
	{Database, "postgres", "gorm.io/driver/postgres"},
	{Database, "postgres", "github.com/jinzhu/gorm/dialects/postgres"},
	{Database, "mysql", "github.com/go-sql-driver/mysql"},
	{Database, "mysql", "gorm.io/driver/mysql"},
	{Database, "mysql", "github.com/jinzhu/gorm/dialects/mysql"},
	{Database, "mongodb", "go.mongodb.org/mongo-driver"},
	{Database, "sqlite", "github.com/mattn/go-sqlite3"},
	{Database, "sqlite", "modernc.org/sqlite"},
	{Database, "sqlite", "gorm.io/driver/sqlite"},
	{Database, "sqlite", "github.com/jinzhu/gorm/dialects/sqlite"},
	{Redis, "go-redis", "github.com/redis/go-redis/v9"},
	{Redis, "go-redis-old", "github.com/redis/go-redis"},
	{Redis, "go-redis-old", "github.com/go-redis/redis"},
	{Redis, "redigo", "github.com/gomodule/redigo"},
	{Queue, "asynq", "github.com/hibiken/asynq"},
	{Queue, "river", "github.com/riverqueue/river"},
	{Identity, "clerk", "github.com/clerk/clerk-sdk-go"},
	{Identity, "clerk", "github.com/clerkinc/clerk-sdk-go"},
	{Identity, "jwt", "github.com/golang-jwt/jwt"},
	{Identity, "jwt", "github.com/dgrijalva/jwt-go"},
	{Identity, "jwt", "github.com/go-chi/jwtauth"},
	{Identity, "jwt", "github.com/lestrrat-go/jwx"},
	{Tracker, "sentry", "github.com/getsentry/sentry-go"},
	{Tracker, "bugsnag", "github.com/bugsnag/bugsnag-go"},
	{Tracker, "rollbar", "github.com/rollbar/rollbar-go"},
	{DotEnv, "godotenv", "github.com/joho/godotenv"},
	{DotEnv, "gotenv", "github.com/subosito/gotenv"},
	{Validator, "validator", "github.com/go-playground/validator"},
	{driver, "pgx", "github.com/jackc/pgx/v5"},
	{driver, "pq", "github.com/lib/pq"},
	{driver, "mysql", "github.com/go-sql-driver/mysql"},
}

// Facts that only Go's templates ask for.
const (
	driver  Key = "driver"  // of database/sql: pgx, pq, mysql
	streams Key = "streams" // "true" when a handler writes for as long as it likes
)

// factsOf draws what the app's module, its imports and the files beside them tell.
func factsOf(p *golang.Program) map[Key]Fact {
	main := p.Packages[0]
	m := main.Module
	facts := map[Key]Fact{
		Module:  {m.Path, m.At},
		Manager: {"go", m.At},
		Runner:  {"go", m.At},
		Entry:   {p.Main.File.Path, p.Main.File.At(p.Main.Decl)},
	}
	if m.Line != "" {
		facts[Toolchain] = Fact{m.Line, m.LineAt}
	}
	if m.Workspace.Path != "" {
		facts[Workspace] = Fact{"go.work", m.Workspace}
	}
	if sum := path.Join(m.Dir, "go.sum"); p.Tree.Repo.Has(sum) {
		facts[Lockfile] = Fact{sum, source.Pos{Path: sum}}
	}
	factsOfImports(p, facts)
	requireFacts(p, facts)
	if at, ok := hasStreams(p); ok {
		facts[streams] = Fact{"true", at}
	}
	if host, ok := goHost(p.Tree.Repo, main.Dir, m.Dir); ok {
		facts[Host] = host
	}
	return facts
}

// importFacts looks at the imports of all packages that main reaches.
func factsOfImports(p *golang.Program, facts map[Key]Fact) {
	places := map[string]source.Pos{}
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			for _, spec := range f.Tree.Imports {
				if name, ok := golang.Literal(spec.Path); ok {
					if _, seen := places[name]; !seen {
						places[name] = f.At(spec)
					}
				}
			}
		}
	}
	for _, row := range importFacts {
		if _, known := facts[row.key]; known {
			continue
		}
		if at, ok := firstUnder(places, row.prefix); ok {
			facts[row.key] = Fact{row.value, at}
		}
	}
}

// firstUnder returns the place of the import with the prefix, the smallest path when there are several.
func firstUnder(places map[string]source.Pos, prefix string) (source.Pos, bool) {
	best := ""
	for name := range places {
		if (name == prefix || strings.HasPrefix(name, prefix+"/")) && (best == "" || name < best) {
			best = name
		}
	}
	return places[best], best != ""
}

// requireFacts corrects what go.mod says better: a client that templates can use must be a requirement of this module.
func requireFacts(p *golang.Program, facts map[Key]Fact) {
	requires := p.Packages[0].Module.Requires
	if at, ok := requires["github.com/redis/go-redis/v9"]; ok {
		if _, known := facts[Redis]; !known {
			facts[Redis] = Fact{"go-redis", at}
		}
	}
}

// streams returns the first place where a handler flushes what it writes.
func hasStreams(p *golang.Program) (at source.Pos, ok bool) {
	p.Files(func(f *golang.File) bool {
		for _, mark := range []string{"http.Flusher", "http.NewResponseController", "text/event-stream", ".SSEvent(", "websocket.Upgrader"} {
			if line := lineIn(f.Text, mark); line > 0 {
				at, ok = source.Pos{Path: f.Path, Line: line}, true
				return false
			}
		}
		return true
	})
	return at, ok
}

// lineIn returns the line of the first occurrence outside of a comment line, 0 for none.
func lineIn(text []byte, mark string) int {
	if !strings.Contains(string(text), mark) {
		return 0
	}
	for i, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, mark) && !strings.HasPrefix(strings.TrimSpace(line), "//") {
			return i + 1
		}
	}
	return 0
}

// goHosts are the files that tell where a service runs, the surest first.
var goHosts = []struct{ file, host string }{
	{".railway/railway.ts", "railway"},
	{"railway.toml", "railway"}, {"railway.json", "railway"}, {"fly.toml", "fly"}, {"render.yaml", "render"},
	{"Procfile", "heroku"}, {"heroku.yml", "heroku"}, {"vercel.json", "vercel"}, {"app.yaml", "appengine"},
	{"Dockerfile", "docker"}, {"docker-compose.yml", "docker"}, {"compose.yaml", "docker"}, {"docker-compose.yaml", "docker"},
}

func goHost(repo *source.Repo, dirs ...string) (Fact, bool) {
	for _, h := range goHosts {
		for _, dir := range append(dirs, ".") {
			if name := path.Join(dir, h.file); repo.Has(name) && !repo.Owns(name) {
				return Fact{h.host, source.Pos{Path: name}}, true
			}
		}
	}
	return Fact{}, false
}

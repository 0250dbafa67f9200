package generators

import (
	"path"
	"strings"

	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Migrations makes changes of the database's schema safe to deploy and possible to take back.
var Migrations = &Gap{
	Name:  "migrations",
	Title: "Database migrations",
	Doc: "Commands to create, check, deploy and take back migrations with the tool that the repository has: Prisma, Drizzle, " +
		"Knex, or plain SQL files; one that has none gets one of them. A deploy is verified afterwards, a rollback is one " +
		"transaction, a check stops what loses data or locks out the running service, a drift check finds what was changed by " +
		"hand, and first data is versioned.",
	Severity: "critical",
	Risk:     "The schema of production is what somebody typed there: a deploy can lock or lose a table, and there is no way back.",
	Seed:     "A2",
	Unfit:    otherStore,
	Proof: "up, down, up on a real PostgreSQL gives the same schema; the check stops a table drop and a lock-taking change and " +
		"says why; a failing migration leaves the database as it was; a manual change is found",
	Questions: migrationQuestions,
	Pieces: []Piece{
		{
			What:  "create, check, deploy and take back changes of the schema",
			Check: Check{Name: "commands", Minutes: 60, Needless: NoDatabase, Seen: keepsMigrations},
			When:  keepsPostgres,
			Root: []RootFile{
				{Path: "scripts/migrations.mjs"},
				{Path: "scripts/run-tool.mjs"},
				{Path: "scripts/schema-catalog.mjs"},
				{Path: "scripts/migrate-create.mjs"},
				{Path: "scripts/migrate-check.mjs"},
				{Path: "scripts/migrate-deploy.mjs"},
				{Path: "scripts/migrate-verify.mjs"},
				{Path: "scripts/migrate-status.mjs"},
				{Path: "scripts/migrate-rollback.mjs"},
				{Path: "scripts/migrate-drift.mjs"},
				{Path: "scripts/seed.mjs"},
				{Path: ".squawk.toml"},
				{Path: "docs/MIGRATIONS.md"},
			},
			Scripts: migrationScripts,
			Edits:   migrationEdits,
		},
	},
}

// otherStore says so when data is kept elsewhere than in PostgreSQL.
func otherStore(c *Context) (source.Pos, string) {
	store := c.App.Facts[stack.Database]
	if store.Value == "" || store.Value == "postgres" {
		return source.Pos{}, ""
	}
	return store.At, "where data is kept in " + store.Value
}

// keepsPostgres tells whether the app is one whose migrations the created scripts can run.
func keepsPostgres(c *Context) bool {
	return c.App.Language == stack.Node && (c.App.Fact(stack.Database) == "" || c.App.Is(stack.Database, "postgres"))
}

func migrationScripts(c *Context) []Script {
	var all []Script
	for _, s := range []Script{
		{Name: "db:migrate:create", Run: "scripts/migrate-create.mjs"},
		{Name: "db:migrate:deploy", Run: "scripts/migrate-deploy.mjs"},
		{Name: "db:migrate:status", Run: "scripts/migrate-status.mjs"},
		{Name: "db:migrate:rollback", Run: "scripts/migrate-rollback.mjs"},
		{Name: "db:migrate:check", Run: "scripts/migrate-check.mjs"},
		{Name: "db:drift", Run: "scripts/migrate-drift.mjs"},
		{Name: "db:seed", Run: "scripts/seed.mjs"},
		{Name: "db:verify", Run: "scripts/migrate-verify.mjs"},
	} {
		all = append(all, Script{Name: c.scriptName(s.Name), Run: "node " + c.rootPath(s.Run)})
	}
	return all
}

// scriptName is a command's name in a repository that may have several apps: db:seed:api.
func (c *Context) scriptName(name string) string {
	if slug := c.App.Fact(stack.Slug); slug != "" {
		return name + ":" + slug
	}
	return name
}

// DB returns the command that runs one of the scripts for the app's database: "migrate:deploy", "backup".
func (d data) DB(name string) string { return d.Command(d.context.scriptName("db:" + name)) }

// migrationEdits add what the scripts run: the driver, the linter, and the tool where there is none.
func migrationEdits(c *Context) ([]patcher.FileEdit, error) {
	edits, err := c.startTool()
	if err != nil {
		return nil, err
	}
	imports := "import 'pg';\nimport 'squawk-cli';\n"
	if c.tool() == "drizzle" {
		imports += "import 'drizzle-kit';\n"
	}
	more, err := c.App.Language.Require(c.Repo, c.App, map[string][]byte{"scripts": []byte(imports)})
	return append(edits, more...), err
}

// migrationSite is what templates know of the migrations. Paths are relative to the repository's root.
type migrationSite struct {
	Tool, Dir, Home, Base, Schema, Seeds string
	FromHome                             string // way from the folder of the tool's package to the root
	History                              string // table of node-pg-migrate
	Major                                int    // of the tool
	Ext, Form                            string // of a migration of Knex: its extension, and esm, cjs or typescript
}

// Migrations returns where the migrations of the app are, and what applies them.
func (d data) Migrations() migrationSite {
	c := d.context
	m := migrationSite{Tool: c.tool(), Dir: c.migrationDir(), Home: c.App.Fact(stack.MigrationHome), Base: c.base(), Schema: c.migrationSchema(), Major: c.migrationMajor()}
	if m.Home == "" {
		m.Home = m.Base
	}
	m.FromHome = "."
	if m.Home != "." {
		m.FromHome = strings.TrimSuffix(strings.Repeat("../", 1+strings.Count(m.Home, "/")), "/")
	}
	m.Seeds = path.Join(path.Dir(m.Dir), "seeds")
	m.History = "pgmigrations"
	if slug := c.App.Fact(stack.Slug); slug != "" {
		m.History += "_" + strings.ReplaceAll(slug, "-", "_")
	}
	m.Ext, m.Form = c.knexForm()
	return m
}

// keepsMigrations finds migrations that some tool runs.
func keepsMigrations(repo *source.Repo, app *stack.App) Seen {
	names := stack.MigrationsOf(repo, app)
	if len(names) == 0 || app.Front() && app.Service != nil {
		return Seen{}
	}
	last := names[len(names)-1]
	return Seen{At: source.Pos{Path: last, Line: 1}, By: "migrations, the last of them " + path.Base(last), Lacks: "no command checks them before a deploy"}
}

package stack

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// The facts about how the schema of an app's database is changed.
const (
	MigrationTool   Key = "migration-tool"   // prisma, drizzle, knex, sql: what runs the migrations; "sql" is node-pg-migrate
	MigrationDir    Key = "migration-dir"    // folder that the migrations lie in, relative to the root
	MigrationHome   Key = "migration-home"   // folder of the package that has the tool
	MigrationMajor  Key = "migration-major"  // major version of the tool
	MigrationSchema Key = "migration-schema" // path of the Prisma schema that holds the datasource
	MigrationConfig Key = "migration-config" // path of the tool's configuration
)

// migrator is a tool that was found in a package.
type migrator struct {
	tool, dir, schema, config string
	at                        source.Pos
	pkg                       *nodejs.Package
	module                    string
	database                  string // postgres, mysql, sqlite, mongodb; "" when it is not told
}

// findMigrations tells each app what changes the schema of its database: what its own package has, else one that it
// depends on, else the only one in the repository.
func findMigrations(repo *source.Repo, apps []*App) {
	for _, app := range apps {
		if app.Language != Node {
			continue
		}
		site := siteOfNode(app)
		near, far := site.databasePackages()
		for _, pkg := range near {
			if m, ok := migratorOf(repo, site.program.Pkgs, pkg); ok && (!far[pkg] || app.Fact(Database) == "" || app.Is(Database, m.database)) {
				m.tell(app)
				break
			}
		}
	}
}

func (m migrator) tell(app *App) {
	put := func(key Key, value string) {
		if value != "" {
			app.Facts[key] = Fact{value, m.at}
		}
	}
	put(MigrationTool, m.tool)
	put(MigrationDir, m.dir)
	put(MigrationHome, m.pkg.Dir)
	put(MigrationSchema, m.schema)
	put(MigrationConfig, m.config)
	if version, ok := m.pkg.Range(m.module); ok {
		put(MigrationMajor, nodejs.FirstNumber().FindString(version))
	}
	if m.database != "" {
		put(Database, m.database)
	}
}

// databasePackages are the packages that may hold an app's migrations, the nearest first. One that the app does not depend
// on is far.
func (s *nodeSite) databasePackages() (near []*nodejs.Package, far map[*nodejs.Package]bool) {
	all := s.program.Pkgs
	byName := map[string]*nodejs.Package{}
	for _, dir := range slices.Sorted(maps.Keys(all)) {
		byName[all[dir].Name] = all[dir]
	}
	near = []*nodejs.Package{s.program.Pkg}
	for i := 0; i < len(near); i++ { // what the app depends on, and what that depends on
		for _, name := range slices.Sorted(maps.Keys(near[i].Deps)) {
			if pkg := byName[name]; pkg != nil && name != "" && !slices.Contains(near, pkg) {
				near = append(near, pkg)
			}
		}
	}
	for _, dir := range nodejs.Ancestors(s.program.Pkg.Dir) {
		if pkg := all[dir]; pkg != nil && !slices.Contains(near, pkg) {
			near = append(near, pkg)
		}
	}
	var rest []*nodejs.Package
	for _, dir := range slices.Sorted(maps.Keys(all)) {
		if _, ok := migratorOf(s.program.Repo, all, all[dir]); ok && !slices.Contains(near, all[dir]) {
			rest = append(rest, all[dir])
		}
	}
	if len(rest) != 1 {
		return near, nil
	}
	return append(near, rest...), map[*nodejs.Package]bool{rest[0]: true}
}

// migrationTools are known, each with the modules of which a package that uses it depends on one.
var migrationTools = []struct {
	modules []string
	find    func(repo *source.Repo, pkg *nodejs.Package, own []string) (migrator, bool)
}{
	{[]string{"prisma", "@prisma/client"}, prismaIn},
	{[]string{"drizzle-orm"}, drizzleIn},
	{[]string{"knex"}, knexIn},
	{[]string{"node-pg-migrate"}, pgMigrateIn},
}

// migratorOf returns the tool that a package has and uses. A dependency alone is none: it has to be set up.
func migratorOf(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) (migrator, bool) {
	own := sync.OnceValue(func() []string { return ownFiles(repo, pkgs, pkg) })
	for _, tool := range migrationTools {
		if !slices.ContainsFunc(tool.modules, pkg.Has) {
			continue
		}
		if m, ok := tool.find(repo, pkg, own()); ok {
			m.pkg = pkg
			return m, true
		}
	}
	return migrator{}, false
}

// ownFiles are the files of a package that lie in no package below it.
func ownFiles(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) []string {
	var own []string
	for _, name := range repo.Under(pkg.Dir) {
		dir := path.Dir(name)
		for pkgs[dir] == nil && dir != "." {
			dir = path.Dir(dir)
		}
		if dir == pkg.Dir && !nodejs.AsideDir(nodejs.Rel(pkg.Dir, path.Dir(name))) {
			own = append(own, name)
		}
	}
	return own
}

var (
	hasGenerator   = lazy.Regexp(`(?m)^\s*generator\s+\w+\s*\{`)
	hasDatasource  = lazy.Regexp(`(?m)^\s*datasource\s+\w+\s*\{`)
	prismaProvider = lazy.Regexp(`(?s)datasource\s+\w+\s*\{.*?\bprovider\s*=\s*"(\w+)"`)
	migrationsPath = lazy.Regexp(`(?s)\bmigrations\s*:\s*\{.*?\bpath\s*:\s*["'` + "`" + `]([^"'` + "`" + `$]+)["'` + "`" + `]`)
)

// databases are what the tools call the databases.
var databases = map[string]string{
	"postgresql": "postgres", "postgres": "postgres", "cockroachdb": "postgres", "pg": "postgres", "mysql": "mysql", "mysql2": "mysql",
	"mongodb": "mongodb", "sqlite": "sqlite", "sqlite3": "sqlite", "better-sqlite3": "sqlite", "turso": "sqlite", "sqlserver": "mssql",
}

// prismaIn looks for a schema with a datasource. The migrations lie where Prisma's lock file says, else where its
// configuration does, else beside the schema.
func prismaIn(repo *source.Repo, pkg *nodejs.Package, own []string) (migrator, bool) {
	m := migrator{tool: "prisma", module: "prisma"}
	for _, name := range own {
		base := path.Base(name)
		switch text := repo.Read; {
		case path.Ext(name) == ".prisma" && m.schema == "" && hasDatasource().Match(text(name)):
			m.schema, m.at = name, source.Pos{Path: name, Line: 1}
			if found := prismaProvider().FindSubmatch(text(name)); found != nil {
				m.database = databases[string(found[1])]
			}
		case strings.HasPrefix(base, "prisma.config."):
			m.config = name
			if found := migrationsPath().FindSubmatch(text(name)); found != nil && m.dir == "" {
				m.dir = path.Join(path.Dir(name), string(found[1]))
			}
		}
	}
	for _, name := range own {
		if path.Base(name) == "migration_lock.toml" {
			m.dir = path.Dir(name)
		}
	}
	if m.dir == "" {
		m.dir = path.Join(path.Dir(m.schema), "migrations")
	}
	if !pkg.Has("prisma") {
		m.module = "@prisma/client"
	}
	return m, m.schema != ""
}

// MakesPrismaClient tells whether the Prisma schema below a folder asks for a client: one that only migrations are told by
// does not. Where there is no schema it stands elsewhere, and nothing speaks against one.
func MakesPrismaClient(repo *source.Repo, dir string) bool {
	schemas := 0
	for _, name := range repo.Under(dir) {
		if path.Ext(name) == ".prisma" && !strings.Contains(name, "node_modules/") {
			schemas++
			if hasGenerator().Match(repo.Read(name)) {
				return true
			}
		}
	}
	return schemas == 0
}

var (
	drizzleOut     = lazy.Regexp(`\bout\s*:\s*["'` + "`" + `]([^"'` + "`" + `$]+)["'` + "`" + `]`)
	drizzleDialect = lazy.Regexp(`\b(?:dialect|driver)\s*:\s*["'` + "`" + `](\w+)["'` + "`" + `]`)
	knexDirectory  = lazy.Regexp(`(?s)\bmigrations\s*:\s*\{.*?\bdirectory\s*:\s*["'` + "`" + `]([^"'` + "`" + `$]+)["'` + "`" + `]`)
	knexClient     = lazy.Regexp(`\bclient\s*:\s*["'` + "`" + `]([\w-]+)["'` + "`" + `]`)
	pgMigrateDir   = lazy.Regexp(`\bnode-pg-migrate\b.*?(?:-m|--migrations-dir)[ =]+(\S+)`)
)

// drizzleIn looks for the configuration of drizzle-kit.
func drizzleIn(repo *source.Repo, _ *nodejs.Package, own []string) (migrator, bool) {
	m := migrator{tool: "drizzle", module: "drizzle-orm"}
	return m.configured(repo, own, "drizzle.config.", drizzleOut().FindSubmatch, drizzleDialect().FindSubmatch, "drizzle"), m.has(own, "drizzle.config.")
}

// knexIn looks for a knexfile.
func knexIn(repo *source.Repo, _ *nodejs.Package, own []string) (migrator, bool) {
	m := migrator{tool: "knex", module: "knex"}
	return m.configured(repo, own, "knexfile.", knexDirectory().FindSubmatch, knexClient().FindSubmatch, "migrations"), m.has(own, "knexfile.")
}

func (m migrator) has(own []string, prefix string) bool {
	return slices.ContainsFunc(own, func(name string) bool { return strings.HasPrefix(path.Base(name), prefix) })
}

// configured reads where the migrations lie from a configuration; usual is their folder where it does not say.
func (m migrator) configured(repo *source.Repo, own []string, prefix string, dir, database func([]byte) [][]byte, usual string) migrator {
	for _, name := range own {
		if !strings.HasPrefix(path.Base(name), prefix) {
			continue
		}
		text := repo.Read(name)
		m.config, m.at, m.dir = name, source.Pos{Path: name, Line: 1}, path.Join(path.Dir(name), usual)
		if found := dir(text); found != nil {
			m.dir = path.Join(path.Dir(name), string(found[1]))
		}
		if found := database(text); found != nil {
			m.database = databases[string(found[1])]
		}
		break
	}
	return m
}

// pgMigrateIn looks for node-pg-migrate among the dependencies; its folder stands in the scripts where it is not the usual
// one.
func pgMigrateIn(_ *source.Repo, pkg *nodejs.Package, _ []string) (migrator, bool) {
	m := migrator{tool: "sql", module: "node-pg-migrate", dir: path.Join(pkg.Dir, "migrations"), database: "postgres", at: pkg.At("node-pg-migrate")}
	for _, name := range slices.Sorted(maps.Keys(pkg.Scripts)) {
		if found := pgMigrateDir().FindStringSubmatch(pkg.Scripts[name]); found != nil {
			m.dir = path.Join(pkg.Dir, strings.Trim(found[1], `'"`))
			break
		}
	}
	return m, true
}

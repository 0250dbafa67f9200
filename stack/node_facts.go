package stack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// known are the facts that a dependency tells by being there. The first module of a key that the package depends on
// wins, so the more telling ones stand first.
var known = []struct {
	key           Key
	module, value string
}{
	{Logger, "pino", "pino"}, {Logger, "pino-http", "pino"}, {Logger, "winston", "winston"}, {Logger, "bunyan", "bunyan"},
	{Logger, "log4js", "log4js"}, {Logger, "tslog", "tslog"}, {Logger, "loglevel", "loglevel"}, {Logger, "signale", "signale"},
	{ORM, "@prisma/client", "prisma"}, {ORM, "prisma", "prisma"}, {ORM, "drizzle-orm", "drizzle"}, {ORM, "typeorm", "typeorm"},
	{ORM, "mongoose", "mongoose"}, {ORM, "sequelize", "sequelize"}, {ORM, "sequelize-typescript", "sequelize"}, {ORM, "knex", "knex"},
	{ORM, "@mikro-orm/core", "mikro-orm"}, {ORM, "mongodb", "mongodb"}, {ORM, "pg", "pg"}, {ORM, "postgres", "pg"},
	{Database, "pg", "postgres"}, {Database, "postgres", "postgres"}, {Database, "@prisma/adapter-pg", "postgres"}, {Database, "pg-promise", "postgres"},
	{Database, "mysql2", "mysql"}, {Database, "mysql", "mysql"}, {Database, "mariadb", "mysql"},
	{Database, "mongoose", "mongodb"}, {Database, "mongodb", "mongodb"},
	{Database, "better-sqlite3", "sqlite"}, {Database, "sqlite3", "sqlite"}, {Database, "@louislam/sqlite3", "sqlite"},
	{Redis, "ioredis", "ioredis"}, {Redis, "redis", "redis"},
	{Queue, "bullmq", "bullmq"}, {Queue, "bull", "bull"}, {Queue, "agenda", "agenda"}, {Queue, "pg-boss", "pg-boss"},
	{Identity, "@clerk/express", "clerk"}, {Identity, "@clerk/clerk-sdk-node", "clerk"}, {Identity, "@clerk/backend", "clerk"},
	{Identity, "better-auth", "better-auth"}, {Identity, "passport", "passport"}, {Identity, "express-jwt", "jwt"}, {Identity, "jsonwebtoken", "jsonwebtoken"},
	{Identity, "jose", "jwt"}, {Identity, "express-session", "express-session"},
	{Tracker, "@sentry/node", "sentry"}, {Tracker, "@sentry/profiling-node", "sentry"}, {Tracker, "@bugsnag/js", "bugsnag"}, {Tracker, "rollbar", "rollbar"},
	{Validator, "zod", "zod"}, {Validator, "envalid", "envalid"}, {Validator, "@hapi/joi", "joi"}, {Validator, "joi", "joi"}, {Validator, "yup", "yup"},
	{DotEnv, "dotenv", "dotenv"}, {DotEnv, "dotenv-safe", "dotenv"}, {DotEnv, "dotenv-flow", "dotenv"}, {DotEnv, "@dotenvx/dotenvx", "dotenvx"},
	{AskedExample, "dotenv-safe", "dotenv-safe"},
	{Runner, "vitest", "vitest"}, {Runner, "jest", "jest"}, {Runner, "ts-jest", "jest"}, {Runner, "mocha", "mocha"},
	{Runner, "ava", "ava"}, {Runner, "@japa/runner", "japa"}, {Runner, "japa", "japa"}, {Runner, "jasmine", "jasmine"}, {Runner, "tap", "tap"}, {Runner, "tape", "tape"},
	{Runner, "uvu", "uvu"}, {Runner, "@hapi/lab", "lab"},
}

// hosts are files that name where the service runs.
var hosts = []struct{ name, value string }{
	{".railway/railway.ts", "railway"}, {"railway.toml", "railway"}, {"railway.json", "railway"}, {"fly.toml", "fly"},
	{"render.yaml", "render"}, {"app.yaml", "gcp"}, {"vercel.json", "vercel"}, {"Procfile", "heroku"}, {"app.json", "heroku"},
	{"Dockerfile", "docker"}, {"docker-compose.yml", "docker"}, {"docker-compose.yaml", "docker"}, {"compose.yaml", "docker"},
}

// nodeFacts draws what the manifest and the files beside it tell about an app whose package is given.
func nodeFacts(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) map[Key]Fact {
	facts := map[Key]Fact{}
	put := func(key Key, value string, at source.Pos) {
		if _, ok := facts[key]; !ok && value != "" {
			facts[key] = Fact{value, at}
		}
	}
	root, kind, at := nodejs.WorkspaceRoot(repo, pkgs, pkg.Dir)
	put(Workspace, kind, at)
	putManager(repo, pkgs, pkg.Dir, root, put)
	putDatabases(pkg, put)
	for _, k := range known {
		if _, ok := pkg.Range(k.module); ok {
			put(k.key, k.value, pkg.At(k.module))
		}
	}
	if top := pkgs[root]; top != nil && top != pkg {
		putShared(top, put)
	}
	putPrismaDatabase(repo, pkg.Dir, put)
	putScripts(pkg, put)
	oldJest(facts, pkg, pkgs[root])
	putHost(repo, []string{pkg.Dir, root}, put)
	putToolchain(repo, pkg, pkgs[root], root, put)
	return facts
}

type putFact func(key Key, value string, at source.Pos)

// putManager draws the package manager from the workspace's root, then from the package's own folder, then from a
// folder above: the lockfile that covers the package is the nearest one at or above it.
func putManager(repo *source.Repo, pkgs map[string]*nodejs.Package, dir, root string, put putFact) {
	for _, d := range append([]string{root}, nodejs.Ancestors(dir)...) {
		manager, lock, at := nodejs.ManagerAt(repo, pkgs[d], d)
		if manager == "" {
			continue
		}
		put(Manager, manager, at)
		if lock != "" {
			put(Lockfile, lock, source.Pos{Path: lock, Line: 1})
		}
		return
	}
	put(Manager, "npm", source.Pos{Path: path.Join(dir, "package.json"), Line: 0})
}

// manyTongued are the modules that speak to any SQL database, which the installation may choose.
var manyTongued = []string{"knex", "sequelize", "typeorm"}

// putDatabases names all SQL databases where the drivers of two servers are there beside a module that speaks to either: no
// one of them can be told to be the service's.
func putDatabases(pkg *nodejs.Package, put putFact) {
	var kinds []string
	var at source.Pos
	for _, k := range known {
		if _, ok := pkg.Range(k.module); ok && k.key == Database && k.value != "mongodb" && !slices.Contains(kinds, k.value) {
			kinds, at = append(kinds, k.value), pkg.At(k.module)
		}
	}
	speaks := slices.ContainsFunc(manyTongued, func(m string) bool { _, ok := pkg.Range(m); return ok })
	if !speaks || !slices.Contains(kinds, "postgres") || !slices.Contains(kinds, "mysql") {
		return
	}
	slices.Sort(kinds)
	last := len(kinds) - 1
	put(Database, strings.Join(kinds[:last], ", ")+" or "+kinds[last], at)
}

// nearRunner draws the test runner whose settings lie nearest to the entry: a repository may have one for its service and
// another for what runs in browsers.
func nearRunner(repo *source.Repo, facts map[Key]Fact, pkgs ...*nodejs.Package) {
	for _, dir := range nodejs.Ancestors(path.Dir(facts[Entry].Value)) {
		var near []string
		for _, runner := range []string{"jest", "vitest"} {
			if slices.ContainsFunc(repo.Glob(dir, runner+".config.*"), func(f string) bool { return path.Dir(f) == dir && !repo.Owns(f) }) {
				near = append(near, runner)
			}
		}
		if len(near) == 0 {
			continue
		}
		for _, pkg := range pkgs {
			if _, ok := pkg.Range(near[0]); ok && len(near) == 1 && !strings.HasPrefix(facts[Runner].Value, near[0]) {
				facts[Runner] = Fact{near[0], pkg.At(near[0])}
				oldJest(facts, pkgs...)
			}
		}
		return
	}
}

// workspaceOf returns the package of the workspace's root, the package itself for none.
func workspaceOf(repo *source.Repo, pkgs map[string]*nodejs.Package, pkg *nodejs.Package) *nodejs.Package {
	root, _, _ := nodejs.WorkspaceRoot(repo, pkgs, pkg.Dir)
	if top := pkgs[root]; top != nil {
		return top
	}
	return pkg
}

// oldestJest is the first major version of Jest whose tests have fetch and the other functions of Node.
const oldestJest = 28

// oldJest gives a Jest that the created tests cannot run under a name of its own.
func oldJest(facts map[Key]Fact, pkgs ...*nodejs.Package) {
	if facts[Runner].Value != "jest" {
		return
	}
	for _, pkg := range pkgs {
		if pkg == nil {
			continue
		}
		version, _ := pkg.Range("jest")
		if major := nodejs.Major(version); major > 0 {
			if major < oldestJest {
				facts[Runner] = Fact{fmt.Sprintf("jest %d", major), pkg.At("jest")}
			}
			return
		}
	}
}

// putShared draws what a workspace keeps once for all packages: the test runner.
func putShared(top *nodejs.Package, put putFact) {
	for _, k := range known {
		if _, ok := top.Range(k.module); ok && k.key == Runner {
			put(k.key, k.value, top.At(k.module))
		}
	}
}

// putPrismaDatabase reads the database's kind from Prisma's schema.
func putPrismaDatabase(repo *source.Repo, dir string, put putFact) {
	names := map[string]string{"postgresql": "postgres", "postgres": "postgres", "cockroachdb": "postgres", "mysql": "mysql", "mongodb": "mongodb", "sqlite": "sqlite"}
	for _, name := range repo.Glob(dir, "**/schema.prisma") {
		text := repo.Read(name)
		_, declared, _ := strings.Cut(string(text), "datasource ")
		for _, line := range strings.Split(declared, "\n") {
			if field, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(field) == "provider" {
				put(Database, names[strings.Trim(strings.TrimSpace(value), `"`)], source.Pos{Path: name, Line: nodejs.LineOf(text, line)})
				return
			}
		}
	}
}

// putScripts draws the test runner from the scripts where no dependency named one.
func putScripts(pkg *nodejs.Package, put putFact) {
	test := pkg.Scripts["test"]
	switch {
	case strings.Contains(test, "vitest"):
		put(Runner, "vitest", pkg.At("test"))
	case strings.Contains(test, "jest"):
		put(Runner, "jest", pkg.At("test"))
	case strings.Contains(test, "node --test"), strings.Contains(test, "tsx --test"):
		put(Runner, "node", pkg.At("test"))
	}
}

func putHost(repo *source.Repo, dirs []string, put putFact) {
	for _, dir := range dirs {
		for _, h := range hosts {
			if name := path.Join(dir, h.name); repo.Has(name) && !repo.Owns(name) {
				put(Host, h.value, source.Pos{Path: name, Line: 1})
			}
		}
	}
}

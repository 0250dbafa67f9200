package stack

import (
	"path"
	"strings"
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
	{DotEnv, "dotenv", "dotenv"}, {DotEnv, "dotenv-safe", "dotenv"}, {DotEnv, "dotenv-flow", "dotenv"}, {DotEnv, "@dotenvx/dotenvx", "dotenv"},
	{Runner, "vitest", "vitest"}, {Runner, "jest", "jest"}, {Runner, "ts-jest", "jest"}, {Runner, "mocha", "mocha"},
}

// hosts are files that name where the service runs.
var hosts = []struct{ name, value string }{
	{".railway/railway.ts", "railway"}, {"railway.toml", "railway"}, {"railway.json", "railway"}, {"fly.toml", "fly"},
	{"render.yaml", "render"}, {"app.yaml", "gcp"}, {"vercel.json", "vercel"}, {"Procfile", "heroku"}, {"app.json", "heroku"},
	{"Dockerfile", "docker"}, {"docker-compose.yml", "docker"}, {"docker-compose.yaml", "docker"}, {"compose.yaml", "docker"},
}

// nodeFacts draws what the manifest and the files beside it tell about an app whose package is given.
func nodeFacts(repo *Repo, pkgs map[string]*nodePackage, pkg *nodePackage) map[Key]Fact {
	facts := map[Key]Fact{}
	put := func(key Key, value string, at Pos) {
		if _, ok := facts[key]; !ok && value != "" {
			facts[key] = Fact{value, at}
		}
	}
	root, kind, at := workspaceRoot(repo, pkgs, pkg.Dir)
	put(Workspace, kind, at)
	putManager(repo, pkgs, pkg.Dir, root, put)
	for _, k := range known {
		if _, ok := pkg.Range(k.module); ok {
			put(k.key, k.value, pkg.at(k.module))
		}
	}
	if top := pkgs[root]; top != nil && top != pkg {
		putShared(top, put)
	}
	putPrismaDatabase(repo, pkg.Dir, put)
	putScripts(pkg, put)
	putHost(repo, []string{pkg.Dir, root}, put)
	putToolchain(repo, pkg, pkgs[root], root, put)
	return facts
}

type putFact func(key Key, value string, at Pos)

// putManager draws the package manager from the workspace's root, then from the package's own folder, then from a
// folder above: the lockfile that covers the package is the nearest one at or above it.
func putManager(repo *Repo, pkgs map[string]*nodePackage, dir, root string, put putFact) {
	for _, d := range append([]string{root}, ancestors(dir)...) {
		manager, lock, at := managerAt(repo, pkgs[d], d)
		if manager == "" {
			continue
		}
		put(Manager, manager, at)
		if lock != "" {
			put(Lockfile, lock, Pos{lock, 1})
		}
		return
	}
	put(Manager, "npm", Pos{path.Join(dir, "package.json"), 0})
}

// putShared draws what a workspace keeps once for all packages: the test runner.
func putShared(top *nodePackage, put putFact) {
	for _, k := range known {
		if _, ok := top.Range(k.module); ok && k.key == Runner {
			put(k.key, k.value, top.at(k.module))
		}
	}
}

// putPrismaDatabase reads the database's kind from Prisma's schema.
func putPrismaDatabase(repo *Repo, dir string, put putFact) {
	names := map[string]string{"postgresql": "postgres", "postgres": "postgres", "cockroachdb": "postgres", "mysql": "mysql", "mongodb": "mongodb", "sqlite": "sqlite"}
	for _, name := range repo.Glob(dir, "**/schema.prisma") {
		text := repo.Read(name)
		_, source, _ := strings.Cut(string(text), "datasource ")
		for _, line := range strings.Split(source, "\n") {
			if field, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(field) == "provider" {
				put(Database, names[strings.Trim(strings.TrimSpace(value), `"`)], Pos{name, lineOf(text, line)})
				return
			}
		}
	}
}

// putScripts draws the test runner from the scripts where no dependency named one.
func putScripts(pkg *nodePackage, put putFact) {
	test := pkg.Scripts["test"]
	switch {
	case strings.Contains(test, "vitest"):
		put(Runner, "vitest", pkg.at("test"))
	case strings.Contains(test, "jest"):
		put(Runner, "jest", pkg.at("test"))
	case strings.Contains(test, "node --test"), strings.Contains(test, "tsx --test"):
		put(Runner, "node", pkg.at("test"))
	}
}

func putHost(repo *Repo, dirs []string, put putFact) {
	for _, dir := range dirs {
		for _, h := range hosts {
			if name := path.Join(dir, h.name); repo.Has(name) {
				put(Host, h.value, Pos{name, 1})
			}
		}
	}
}

func putToolchain(repo *Repo, pkg, top *nodePackage, root string, put putFact) {
	for _, p := range []*nodePackage{pkg, top} {
		if p != nil && p.Engines["node"] != "" {
			put(Toolchain, firstNumber.FindString(p.Engines["node"]), p.at("node"))
		}
	}
	for _, dir := range []string{pkg.Dir, root} {
		if name := path.Join(dir, ".nvmrc"); repo.Has(name) {
			put(Toolchain, firstNumber.FindString(string(repo.Read(name))), Pos{name, 1})
		}
	}
}

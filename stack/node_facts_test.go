package stack

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// nodeTree opens a repository that is given as txtar text.
func nodeTree(t *testing.T, text string) *source.Repo {
	t.Helper()
	tree := map[string][]byte{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		tree[f.Name] = f.Data
	}
	return openTree(t, tree)
}

const server = `-- index.js --
const express = require('express');
const app = express();
app.get('/', (req, res) => res.end());
app.listen(1);
`

// onlyApp returns the one app of a repository.
func onlyApp(t *testing.T, text string) (*source.Repo, *App) {
	t.Helper()
	repo := nodeTree(t, text)
	apps := expressApps(t, repo)
	if len(apps) != 1 {
		t.Fatalf("%d apps", len(apps))
	}
	return repo, apps[0]
}

func TestManagers(t *testing.T) {
	for _, c := range []struct{ name, files, manager, lockfile, install string }{
		{"none", "", "npm", "", "npm install"},
		{"npm", "-- package-lock.json --\n{}\n", "npm", "package-lock.json", "npm install"},
		{"yarn 1", "-- yarn.lock --\n# yarn lockfile v1\n", "yarn", "yarn.lock", "yarn install"},
		{"yarn 4", "-- yarn.lock --\n__metadata:\n  version: 8\n", "yarn-berry", "yarn.lock", "yarn install"},
		{"yarn 4 by its settings", "-- yarn.lock --\n-- .yarnrc.yml --\nnodeLinker: node-modules\n", "yarn-berry", "yarn.lock", "yarn install"},
		{"bun", "-- bun.lock --\n{}\n", "bun", "bun.lock", "bun install"},
		{"two lockfiles", "-- package-lock.json --\n{}\n-- pnpm-lock.yaml --\n", "pnpm", "pnpm-lock.yaml", "pnpm install"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := onlyApp(t, c.files+"-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n"+server)
			if app.Fact(Manager) != c.manager || app.Fact(Lockfile) != c.lockfile || installNode(app) != c.install {
				t.Errorf("got %s, %s, %s", app.Fact(Manager), app.Fact(Lockfile), installNode(app))
			}
		})
	}
}

func TestPackageManagerField(t *testing.T) {
	_, app := onlyApp(t, "-- yarn.lock --\n-- pnpm-lock.yaml --\n-- package.json --\n"+
		"{\"packageManager\": \"yarn@4.1.0\", \"dependencies\": {\"express\": \"^4.0.0\"}}\n"+server)
	if app.Fact(Manager) != "yarn-berry" || app.Fact(Lockfile) != "yarn.lock" {
		t.Errorf("got %s and %s", app.Fact(Manager), app.Fact(Lockfile))
	}
}

func TestWorkspaceKinds(t *testing.T) {
	service := strings.ReplaceAll("-- apps/api/package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n"+server, "-- index.js", "-- apps/api/index.js")
	for _, c := range []struct{ name, files, kind, manager string }{
		{"npm", "-- package.json --\n{\"workspaces\": [\"apps/*\"]}\n-- package-lock.json --\n{}\n", "npm", "npm"},
		{"yarn, packages in an object", "-- package.json --\n{\"workspaces\": {\"packages\": [\"apps/*\"]}}\n-- yarn.lock --\n", "yarn", "yarn"},
		{"pnpm", "-- package.json --\n{}\n-- pnpm-workspace.yaml --\npackages: # all\n  - apps/*\n-- pnpm-lock.yaml --\n", "pnpm", "pnpm"},
		{"globs that leave it out", "-- package.json --\n{\"workspaces\": [\"packages/*\"]}\n-- package-lock.json --\n{}\n", "", "npm"},
		{"nx", "-- package.json --\n{}\n-- nx.json --\n{}\n-- package-lock.json --\n{}\n", "nx", "npm"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := onlyApp(t, c.files+service)
			if app.Dir != "apps/api" || app.Fact(Workspace) != c.kind || app.Fact(Manager) != c.manager {
				t.Errorf("got %s, %q, %s", app.Dir, app.Fact(Workspace), app.Fact(Manager))
			}
		})
	}
}

func TestTSConfig(t *testing.T) {
	repo := nodeTree(t, `-- base.json --
{ "compilerOptions": { "module": "NodeNext", "baseUrl": "src" /* old */ } }
-- tsconfig.json --
{
  // a comment, "with": quotes
  "extends": ["@tsconfig/node20", "./base"],
  "compilerOptions": { "paths": { "~/*": ["lib/*",], }, },
}
-- plain/tsconfig.json --
{ "compilerOptions": { "module": "commonjs" } }
-- well-known/tsconfig.json --
{ "extends": "@tsconfig/node20/tsconfig.json" }
-- broken/tsconfig.json --
{ "compilerOptions": 
`)
	c := nodejs.ReadTSConfig(repo, ".")
	if c.Module != "nodenext" || !c.Interop || !c.NodeModules() || c.BaseURL != "src" {
		t.Errorf("got %+v", c)
	}
	if got := c.Mapped("~/a/b"); len(got) != 2 || got[0] != "src/lib/a/b" || got[1] != "src/~/a/b" {
		t.Errorf("~/a/b is mapped to %v", got)
	}
	if c := nodejs.ReadTSConfig(repo, "plain"); c.Module != "commonjs" || c.Interop || c.NodeModules() {
		t.Errorf("plain: got %+v", c)
	}
	if c := nodejs.ReadTSConfig(repo, "well-known"); c.Module != "node16" || !c.Interop {
		t.Errorf("well-known: got %+v", c)
	}
	if c := nodejs.ReadTSConfig(repo, "broken"); c == nil || c.Module != "" {
		t.Errorf("broken: got %+v", c)
	}
}

func TestPlainJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a": "//no" } // yes`:   `{"a": "//no" }       `,
		`{"a": [1, /* , ] */ ],}`: `{"a": [1            ] }`,
		`{"a": "\"/*"}`:           `{"a": "\"/*"}`,
		"{\"a\": 1 // x\n}":       "{\"a\": 1     \n}",
	} {
		if got := string(nodejs.PlainJSON([]byte(in))); got != want {
			t.Errorf("%s\ngives %q\nwant  %q", in, got, want)
		}
	}
}

func TestNodeMajor(t *testing.T) {
	for in, want := range map[string]int{
		"^4.18.2": 4, "~5.0.0-beta.3": 5, ">=4 <6": 4, "latest": 0, "*": 0, "workspace:*": 0, "npm:express@5.1.0": 5, "": 0, "4": 4,
		"github:expressjs/express#5": 0,
	} {
		if got := nodejs.Major(in); got != want {
			t.Errorf("%q gives %d, want %d", in, got, want)
		}
	}
}

func TestDependencyFacts(t *testing.T) {
	_, app := onlyApp(t, `-- package.json --
{
  "engines": { "node": ">=20.11" },
  "dependencies": {
    "express": "^4.0.0",
    "winston": "^3.0.0",
    "@prisma/client": "^6.0.0",
    "ioredis": "^5.0.0",
    "@sentry/node": "^8.0.0"
  }
}
-- prisma/schema.prisma --
generator client {
  provider = "prisma-client-js"
}
datasource db {
  provider = "postgresql"
}
-- fly.toml --
`+server)
	for key, want := range map[Key]string{
		Logger: "winston", ORM: "prisma", Database: "postgres", Redis: "ioredis", Tracker: "sentry", Toolchain: "20", Host: "fly", Queue: "", Runner: "",
	} {
		if got := app.Fact(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if at := app.Facts[Logger].At; at.Line != 5 {
		t.Errorf("the logger is found at %s", at)
	}
}

// TestDatabaseOfAnyKind: drivers of two servers beside a module that speaks to either tell of neither, a driver for tests does
// not hide the server's.
func TestDatabaseOfAnyKind(t *testing.T) {
	for dependencies, want := range map[string]string{
		`"knex": "3.1.0", "pg": "8.1.0", "mysql2": "3.0.0", "better-sqlite3": "12.0.0"`: "mysql, postgres or sqlite",
		`"sequelize": "6.0.0", "pg": "8.1.0", "sqlite3": "5.0.0"`:                       "postgres",
		`"pg": "8.1.0", "mysql2": "3.0.0"`:                                              "postgres",
		`"knex": "3.1.0", "mysql2": "3.0.0"`:                                            "mysql",
	} {
		_, app := onlyApp(t, `-- package.json --
{ "name": "shop", "dependencies": { "express": "5.1.0", `+dependencies+` } }
`+server)
		if got := app.Fact(Database); got != want {
			t.Errorf("%s: got %q, want %q", dependencies, got, want)
		}
	}
}

// TestUnfinishedAppIsNotImported: what only makes the app is not the service where its caller adds the routes, and a variable
// that may hold nothing is no app.
func TestUnfinishedAppIsNotImported(t *testing.T) {
	const made = `-- package.json --
{ "name": "shop", "main": "main.js", "dependencies": { "express": "5.1.0" } }
-- app.js --
const express = require('express');
exports.createApp = () => {
  const app = express();
  app.use(express.json());
  return app;
};
-- main.js --
const { createApp } = require('./app');
const app = createApp();
ROUTES
app.listen(3000);
`
	for routes, want := range map[string]string{"": "app.js#createApp()", "app.get('/', (req, res) => res.send('shop'));": ""} {
		_, app := onlyApp(t, strings.Replace(made, "ROUTES", routes, 1))
		if got := app.Fact(Importable); got != want {
			t.Errorf("%q: got %q, want %q", routes, got, want)
		}
	}
	_, app := onlyApp(t, `-- package.json --
{ "name": "shop", "main": "main.ts", "dependencies": { "express": "5.1.0" }, "devDependencies": { "typescript": "5.9.0" } }
-- app.ts --
import express, { type Express } from 'express';
export const app: Express | undefined = express();
app.get('/', (req, res) => res.send('shop'));
-- main.ts --
import { app } from './app';
app?.listen(3000);
`)
	if got := app.Fact(Importable); got != "" {
		t.Errorf("got %q", got)
	}
}

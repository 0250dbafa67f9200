package generators

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	"scaffold/stack"
	"scaffold/stack/source"
)

const (
	server       = "import express from 'express';\nconst app = express();\napp.listen(3000);\n"
	drizzleSetup = "export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n"
	journal      = "{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n  \"entries\": [\n    {\n      \"idx\": 0,\n      \"version\": \"7\",\n      \"when\": 1800000000000,\n      \"tag\": \"0000_init\",\n      \"breakpoints\": true\n    }\n  ]\n}\n"
	schema       = "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel Note {\n  id String @id\n}\n"
)

// tabled returns a context of the app in a repository with these files, for a gap that needs two tables.
func tabled(t *testing.T, files map[string]string, modules ...string) *Context {
	t.Helper()
	texts := map[string][]byte{"src/server.ts": []byte(server)}
	manifest := []byte(`{"name": "shop", "type": "module", "dependencies": {"express": "5.3.0"}}`)
	for _, name := range modules {
		manifest, _ = jsonsrc.Dependency{Section: "dependencies", Name: name, Version: "9.0.0"}.Apply(manifest)
	}
	texts["package.json"] = manifest
	for name, text := range files {
		texts[name] = []byte(text)
	}
	repo := source.Virtual(texts)
	found, err := stack.Detect(repo)
	if err != nil || len(found.Apps) != 1 {
		t.Fatal(found, err)
	}
	gap := &Gap{Name: "tables", Pieces: []Piece{{Tables: []Table{{"orders"}, {"users"}}}}}
	return &Context{Job: Job{Gap: gap, App: found.Apps[0], Created: map[string]string{}}, Gaps: []*Gap{gap}, Repo: repo, Planned: map[string][]byte{}}
}

// written applies what writes a table's migration.
func written(t *testing.T, c *Context, name string) map[string]string {
	t.Helper()
	m := migration{name: name, up: "CREATE TABLE " + name + " (id text);\n", down: "DROP TABLE " + name + ";\n", table: c.tableIndex(Table{name}), created: c.createdMigration(name)}
	m.stamp = stampers[c.tool()](c, m.table)
	edits, err := writers[c.tool()](c, m)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range edits {
		before := c.Repo.Read(e.Path)
		if folded, ok := out[e.Path]; ok {
			before = []byte(folded)
		}
		text, err := e.Edit.Apply(before)
		if err != nil {
			t.Fatalf("%s: %v", e.Path, err)
		}
		out[e.Path] = string(text)
	}
	return out
}

// TestTableFiles: the migration of a table lands in the form of the tool that is there, behind the newest of the user's.
func TestTableFiles(t *testing.T) {
	for name, test := range map[string]struct {
		modules []string
		files   map[string]string
		want    map[string]string // by path, a part of the text
	}{
		"nothing there": {nil, nil, map[string]string{
			"migrations/1767225600002_users.sql": "-- Up Migration\nCREATE TABLE users (id text);\n\n-- Down Migration\nDROP TABLE users;\n",
			"package.json":                       `"node-pg-migrate"`,
		}},
		"Prisma": {[]string{"prisma"}, map[string]string{"prisma/schema.prisma": schema, "prisma/migrations/20270102030459_init/migration.sql": ""}, map[string]string{
			"prisma/migrations/20270102030501_users/migration.sql": "CREATE TABLE users",
			"prisma/migrations/20270102030501_users/down.sql":      "DROP TABLE users",
			"prisma/migrations/migration_lock.toml":                `provider = "postgresql"`,
		}},
		"Prisma, older than ours": {[]string{"@prisma/client"}, map[string]string{"db/schema.prisma": schema, "db/migrations/0_init/migration.sql": "", "db/migrations/migration_lock.toml": "x"}, map[string]string{
			"db/migrations/20260101000002_users/migration.sql": "CREATE TABLE users",
			"db/migrations/20260101000002_users/down.sql":      "",
		}},
		"Prisma, configured": {[]string{"prisma"}, map[string]string{
			"prisma/schema/main.prisma": schema, "prisma.config.ts": "export default defineConfig({ migrations: {\n path: 'db/changes',\n}, })",
		}, map[string]string{"db/changes/20260101000002_users/migration.sql": "", "db/changes/20260101000002_users/down.sql": "", "db/changes/migration_lock.toml": ""}},
		"Drizzle": {[]string{"drizzle-orm"}, map[string]string{"drizzle.config.ts": drizzleSetup, "drizzle/meta/_journal.json": journal, "drizzle/0000_init.sql": ""}, map[string]string{
			"drizzle/0002_users.sql": "CREATE TABLE", "drizzle/0002_users.down.sql": "DROP TABLE",
			"drizzle/meta/_journal.json": "\"idx\": 2,\n      \"version\": \"7\",\n      \"when\": 1800000000002,\n      \"tag\": \"0002_users\"",
		}},
		"Drizzle, empty": {[]string{"drizzle-orm"}, map[string]string{"drizzle.config.ts": drizzleSetup}, map[string]string{
			"drizzle/0001_users.sql": "", "drizzle/0001_users.down.sql": "", "drizzle/meta/_journal.json": "\"tag\": \"0001_users\"",
		}},
		"Knex": {[]string{"knex"}, map[string]string{"knexfile.js": "module.exports = { client: 'pg', migrations: { directory: './db/steps' } };\n", "db/steps/20270102030405_init.js": "exports.up = () => {};\n"}, map[string]string{
			"db/steps/20270102030407_users.js": "exports.up = async (knex) => {\n  await knex.raw(`\n    CREATE TABLE users (id text);\n  `);\n};\n",
		}},
		"Knex, empty": {[]string{"knex"}, map[string]string{"knexfile.ts": "export default { client: 'pg' };\n"}, map[string]string{
			"migrations/20260101000002_users.ts": "export async function up(knex: Knex): Promise<void> {",
		}},
	} {
		got := written(t, tabled(t, test.files, test.modules...), "users")
		for path, part := range test.want {
			if text, ok := got[path]; !ok || !strings.Contains(text, part) {
				t.Errorf("%s: %s lacks %q:\n%s", name, path, part, text)
			}
			delete(got, path)
		}
		for path := range got {
			t.Errorf("%s: %s is written too", name, path)
		}
	}
}

// TestTablesStay: what an earlier run created stays where it is, also when the user has newer migrations since, and stays
// away when somebody has deleted it.
func TestTablesStay(t *testing.T) {
	mine := "prisma/migrations/20260101000002_users/migration.sql"
	for _, there := range []bool{true, false} {
		files := map[string]string{"prisma/schema.prisma": schema, "prisma/migrations/20300102030405_newer/migration.sql": "", "prisma/migrations/migration_lock.toml": "x"}
		if there {
			files[mine] = "CREATE TABLE users (id text);\n"
		}
		c := tabled(t, files, "prisma")
		c.Created[mine] = "sha256:"
		if got := written(t, c, "users"); len(got) > 0 {
			t.Errorf("%v: %v", there, got)
		}
		if got := written(t, c, "orders"); len(got) != 2 {
			t.Errorf("%v: %v", there, got)
		}
	}
}

// TestTablesNeedPostgres: an app that keeps its data elsewhere is told so.
func TestTablesNeedPostgres(t *testing.T) {
	for _, files := range []map[string]string{
		{"prisma/schema.prisma": strings.Replace(schema, "postgresql", "mysql", 1)},
		{"drizzle.config.ts": strings.Replace(drizzleSetup, "postgresql", "sqlite", 1)},
	} {
		c := tabled(t, files, "prisma", "drizzle-orm")
		_, err := c.tableEdits(&c.Gap.Pieces[0])
		if p, ok := errors.AsType[*patcher.Problem](err); !ok || p.Kind != patcher.NotUnderstood || !strings.Contains(p.What, "PostgreSQL") {
			t.Errorf("%v: %v", files, err)
		}
	}
	c := tabled(t, nil, "mongoose")
	if _, err := c.tableEdits(&c.Gap.Pieces[0]); err == nil {
		t.Error("MongoDB is taken")
	}
}

// TestToolIsChosen: a repository without a tool gets the one that was answered, with what it begins with, and once; one that
// has a tool keeps it, and its Node has to suit.
func TestToolIsChosen(t *testing.T) {
	for tool, want := range map[string][]string{
		"sql":     {"package.json"},
		"prisma":  {"package.json", "prisma.config.mjs", "prisma/schema.prisma"},
		"drizzle": {"package.json", "drizzle.config.js", "src/lib/tables.ts"},
		"knex":    {"package.json", "knexfile.mjs"},
	} {
		c := tabled(t, nil)
		c.Answers = ask.Answers{"tool": tool}
		edits, err := c.startTool()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range edits {
			got = append(got, e.Path)
			theirs := []byte("theirs")
			if text, err := e.Edit.Apply(theirs); e.Path != "package.json" && (err != nil || !slices.Equal(text, theirs)) {
				t.Errorf("%s: %s is written over: %s %v", tool, e.Path, text, err)
			}
		}
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", tool, got, want)
		}
	}
	c := tabled(t, map[string]string{"knexfile.js": "module.exports = { client: 'pg' };\n"}, "knex")
	c.Answers = ask.Answers{"tool": "prisma"}
	if edits, err := c.startTool(); c.tool() != "knex" || len(edits) > 0 || err != nil {
		t.Errorf("%s %v %v", c.tool(), edits, err)
	}
	if q := migrationQuestions(c.App); q[0].Valid("prisma") == nil || q[0].Default != "knex" {
		t.Errorf("%v", q)
	}
	c = tabled(t, map[string]string{".nvmrc": "18\n"})
	c.Answers = ask.Answers{"tool": "prisma"}
	_, err := c.startTool()
	if p, ok := errors.AsType[*patcher.Problem](err); !ok || p.Kind != patcher.Conflict || p.Path != ".nvmrc" {
		t.Errorf("%v", err)
	}
}

// TestTableNamesAreStable: which tables are added first does not change what their files are called.
func TestTableNamesAreStable(t *testing.T) {
	c := tabled(t, nil)
	before := stampers["sql"](c, c.tableIndex(Table{"users"}))
	c.Created["migrations/1767225600001_orders.sql"] = "sha256:"
	if after := stampers["sql"](c, c.tableIndex(Table{"users"})); after != before {
		t.Errorf("%s, then %s", before, after)
	}
}

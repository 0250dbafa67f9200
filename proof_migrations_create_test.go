package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// migrations are where a service keeps them, and in which form.
type migrations struct {
	tool   string // prisma, drizzle, knex, sql
	dir    string
	source string // what db:migrate:create compares with, "" where a person writes the migration
}

// migrationsIn tells the migrations of a service by its files.
func migrationsIn(t *testing.T, dir string) migrations {
	t.Helper()
	if locks := filesCalled(t, dir, "migration_lock.toml"); len(locks) > 0 {
		return migrations{"prisma", filepath.Dir(locks[0]), filesCalled(t, dir, "schema.prisma")[0]}
	}
	if journals := filesCalled(t, dir, "_journal.json"); len(journals) > 0 {
		return migrations{"drizzle", filepath.Dir(filepath.Dir(journals[0])), filepath.Join(dir, "src/lib/tables.js")}
	}
	if len(filesCalled(t, dir, "knexfile.mjs")) > 0 {
		return migrations{"knex", filepath.Join(dir, "migrations"), ""}
	}
	return migrations{"sql", filepath.Join(dir, "migrations"), ""}
}

// files are those of a migration that comes behind all others, by path in the folder of the migrations.
func (m migrations) files(t *testing.T, name, up, down string) map[string]string {
	t.Helper()
	switch m.tool {
	case "prisma":
		folder := "29990101000000_" + name
		return map[string]string{folder + "/migration.sql": up, folder + "/down.sql": down}
	case "drizzle":
		tag := "9999_" + name
		return map[string]string{tag + ".sql": up, tag + ".down.sql": down, "meta/_journal.json": m.journal(t, tag)}
	case "knex":
		return map[string]string{"29990101000000_" + name + ".mjs": knexModule(up, down)}
	}
	return map[string]string{"9990000000000_" + name + ".sql": "-- Up Migration\n" + up + "\n-- Down Migration\n" + down}
}

// knexModule is a migration of Knex. Without a way back it has no function for it.
func knexModule(up, down string) string {
	text := "export async function up(knex) {\n  await knex.raw(`\n" + up + "`);\n}\n"
	if down != "" {
		text += "\nexport async function down(knex) {\n  await knex.raw(`\n" + down + "`);\n}\n"
	}
	return text
}

// journal is Drizzle's list of migrations with one more, in its place where it is there.
func (m migrations) journal(t *testing.T, tag string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, "meta/_journal.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Version string           `json:"version"`
		Dialect string           `json:"dialect"`
		Entries []map[string]any `json:"entries"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	there := func(e map[string]any) bool { return e["tag"] == tag }
	if !slices.ContainsFunc(all.Entries, there) {
		when := 32503680000000 + len(all.Entries) // the year 3000
		all.Entries = append(all.Entries, map[string]any{"idx": 9999, "version": "7", "when": when, "tag": tag, "breakpoints": true})
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// things are what the test adds to what db:migrate:create compares with.
var things = map[string]string{
	"prisma":  "\nmodel ProofThing {\n  id    String @id\n  label String\n}\n",
	"drizzle": "\nimport { pgTable, text } from 'drizzle-orm/pg-core';\n\nexport const proofThing = pgTable('ProofThing', { ...columns, label: text('label').notNull() });\n",
}

// migrationsAreCreated: for Prisma and Drizzle both directions are told by what the code says the schema is, which asks for
// nothing more than the migrations of the gaps make; otherwise there is a file to fill in. What was created can be applied,
// taken back and applied again.
func migrationsAreCreated(t *testing.T, dir, url string) {
	m := migrationsIn(t, dir)
	before := schemaAt(t, url)
	if m.source != "" {
		restore := m.kept(t)
		runs(t, dir, url, 0, "for nothing new", "migrate-create.mjs", "nothing")
		restore()
	}
	m.kept(t)
	known := m.names()
	if m.source != "" {
		appendTo(t, m.source, things[m.tool])
	}
	runs(t, dir, url, 0, "create: ", "migrate-create.mjs", "proof thing")
	made := slices.DeleteFunc(m.names(), func(name string) bool { return slices.Contains(known, name) })
	if len(made) == 0 || !strings.Contains(made[0], "_proof_thing") {
		t.Fatalf("created are %v", made)
	}
	if m.source == "" {
		m.fill(t, made[0])
	}
	runs(t, dir, url, 0, " 0 findings", "migrate-check.mjs")
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs", "--no-backup")
	after := schemaAt(t, url)
	if !strings.Contains(after, "ProofThing") {
		t.Fatalf("the migration did nothing:\n%s", after)
	}
	runs(t, dir, url, 0, "drift: none", "migrate-drift.mjs")
	runs(t, dir, url, 0, "proof_thing", "migrate-rollback.mjs")
	if down := schemaAt(t, url); down != before {
		t.Errorf("the way back leads elsewhere:\n%s\nwas\n%s", down, before)
	}
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs", "--no-backup")
	if again := schemaAt(t, url); again != after {
		t.Errorf("up, down, up gives another schema:\n%s", again)
	}
	runs(t, dir, url, 0, "proof_thing", "migrate-rollback.mjs")
}

// names are those of the files and folders of the migrations.
func (m migrations) names() []string {
	found, _ := filepath.Glob(filepath.Join(m.dir, "[0-9]*"))
	for i, name := range found {
		found[i] = filepath.Base(name)
	}
	return found
}

// kept gives the migrations, and what they are told by, their state of now back when the test ends or when the returned
// function is called.
func (m migrations) kept(t *testing.T) (restore func()) {
	t.Helper()
	saved := copyOf(t, m.dir)
	source, _ := os.ReadFile(m.source)
	restore = func() {
		if err := errors.Join(os.RemoveAll(m.dir), os.CopyFS(m.dir, os.DirFS(saved))); err != nil {
			t.Error(err)
		}
		if m.source != "" {
			os.WriteFile(m.source, source, 0o644)
		}
	}
	t.Cleanup(restore)
	return restore
}

// fill writes into a created file what a person would.
func (m migrations) fill(t *testing.T, name string) {
	t.Helper()
	up, down := `CREATE TABLE "ProofThing" (id text PRIMARY KEY, label text NOT NULL);`, `DROP TABLE "ProofThing";`
	replace := []string{"\n-- Down Migration\n", up + "\n\n-- Down Migration\n" + down + "\n"}
	if m.tool == "knex" {
		replace = []string{"\n  `);", "\n    " + up + "\n  `);", "throw new Error(", "return knex.raw(`" + down + "`); // (", "function down()", "function down(knex)"}
	}
	path := filepath.Join(m.dir, name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.NewReplacer(replace...).Replace(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// toolRepos are repositories that keep their migrations by other tools than those of the starting repositories.
var toolRepos = map[string]struct {
	modules map[string]string
	files   map[string]string
}{
	"knex": {map[string]string{"knex": "3.3.0", "pg": "8.23.1"}, map[string]string{
		"knexfile.js":                          "export default {\n  client: 'pg',\n  connection: process.env.DATABASE_URL,\n  migrations: { directory: './db/migrations' },\n};\n",
		"db/migrations/20250101000000_init.js": "export async function up(knex) {\n  await knex.schema.createTable('shops', (table) => table.increments());\n}\n\nexport async function down(knex) {\n  await knex.schema.dropTable('shops');\n}\n",
	}},
	"drizzle": {map[string]string{"drizzle-orm": "0.45.1", "pg": "8.23.1"}, map[string]string{
		"drizzle.config.js":          "export default { dialect: 'postgresql', schema: './src/schema.js', out: './drizzle' };\n",
		"drizzle/0000_init.sql":      "CREATE TABLE \"shops\" (\"id\" serial PRIMARY KEY NOT NULL);\n--> statement-breakpoint\nCREATE INDEX \"shops_id\" ON \"shops\" (\"id\");\n",
		"drizzle/0000_init.down.sql": "DROP TABLE \"shops\";\n",
		"drizzle/meta/_journal.json": "{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n  \"entries\": [\n    { \"idx\": 0, \"version\": \"7\", \"when\": 1735689600000, \"tag\": \"0000_init\", \"breakpoints\": true }\n  ]\n}\n",
	}},
}

// TestProofMigrationTools: the tables of gaps land as migrations of Knex and of Drizzle, between which and the user's the
// created scripts make no difference.
func TestProofMigrationTools(t *testing.T) {
	needsProof(t)
	_, server := postgres(t)
	for tool, repo := range toolRepos {
		t.Run(tool, func(t *testing.T) {
			dir := t.TempDir()
			modules := maps.Clone(repo.modules)
			modules["express"] = "5.3.0"
			manifest, err := json.Marshal(map[string]any{"name": "shop", "private": true, "type": "module", "dependencies": modules})
			if err != nil {
				t.Fatal(err)
			}
			files := maps.Clone(repo.files)
			files["package.json"] = string(manifest)
			files["src/server.js"] = "import express from 'express';\n\nconst app = express();\napp.get('/', (_req, res) => res.send('shop'));\napp.listen(3000);\n"
			writeAll(t, dir, files)
			s := subject{}
			s.add(t, dir, "migrations")
			s.add(t, dir, "audit-log")
			s.runIn(t, dir, npmInstall)
			toolGoesUpAndDown(t, dir, newDatabase(t, server, tool))
		})
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// toolGoesUpAndDown applies all, takes all back and applies all again, by the tool and the created scripts.
func toolGoesUpAndDown(t *testing.T, dir, url string) {
	runs(t, dir, url, 0, " 0 findings", "migrate-check.mjs")
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs")
	up := schemaAt(t, url)
	if !strings.Contains(up, "audit_entries") || !strings.Contains(up, "shops") {
		t.Fatalf("a table is lacking:\n%s", up)
	}
	runs(t, dir, url, 0, "drift: none", "migrate-drift.mjs")
	runs(t, dir, url, 0, "init", "migrate-rollback.mjs", "--steps", "9")
	if down := schemaAt(t, url); strings.Contains(down, "audit_entries") || strings.Contains(down, "public.shops") {
		t.Errorf("something is left:\n%s", down)
	}
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs")
	if again := schemaAt(t, url); again != up {
		t.Errorf("up, down, up gives another schema:\n%s\nwas\n%s", again, up)
	}
	psql(t, url, "ALTER TABLE shops ADD COLUMN by_hand text")
	runs(t, dir, url, 2, "+ column public.shops.by_hand text", "migrate-drift.mjs")
}

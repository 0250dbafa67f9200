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

// toolRepos are repositories by the tool that keeps their migrations: what they are before the gap is closed, and what is
// answered where they have no tool.
var toolRepos = map[string]struct {
	modules map[string]string
	files   map[string]string
	answer  string
	own     bool // its modules cannot be installed beside those of the others
}{
	"sql":      {answer: "sql"},
	"prisma-7": {answer: "prisma"},
	"drizzle":  {answer: "drizzle"},
	"knex":     {answer: "knex"},
	"prisma-6": {modules: map[string]string{"prisma": "6.19.3"}, own: true, files: map[string]string{
		"prisma/schema.prisma":                                "datasource db {\n  provider = \"postgresql\"\n  url      = env(\"DATABASE_URL\")\n}\n\nmodel Shop {\n  id   Int    @id @default(autoincrement())\n  name String\n}\n",
		"prisma/migrations/20250101000000_init/migration.sql": "CREATE TABLE \"Shop\" (\"id\" SERIAL NOT NULL, \"name\" TEXT NOT NULL, CONSTRAINT \"Shop_pkey\" PRIMARY KEY (\"id\"));\n",
		"prisma/migrations/20250101000000_init/down.sql":      "DROP TABLE \"Shop\";\n",
		"prisma/migrations/migration_lock.toml":               "provider = \"postgresql\"\n",
	}},
}

// TestProofMigrationTools: whichever tool keeps the migrations, that of the repository or the one that is chosen where there
// is none, the created scripts do the same, and the tables of gaps land in its form.
func TestProofMigrationTools(t *testing.T) {
	needsProof(t)
	_, server := postgres(t)
	parent := t.TempDir() // one folder of modules serves all that can share it
	shared := map[string]string{}
	for tool, repo := range toolRepos {
		dir := filepath.Join(parent, tool)
		writeAll(t, dir, maps.Clone(repo.files))
		modules := map[string]string{"express": "5.3.0"}
		maps.Copy(modules, repo.modules)
		writeAll(t, dir, map[string]string{"package.json": manifest(t, modules), "src/server.js": plainServer})
		args := []string{"add", "migrations", "audit-log", "--dir", dir, "--yes"}
		if repo.answer != "" {
			args = append(args, "--set", "tool="+repo.answer)
		}
		if out, code := scaffold(t, args...); code != 0 {
			t.Fatalf("%s: exit %d\n%s", tool, code, out)
		}
		if !repo.own {
			maps.Copy(shared, modulesOf(t, dir))
		}
	}
	writeAll(t, parent, map[string]string{"package.json": manifest(t, shared)})
	subject{}.runIn(t, parent, npmInstall)
	for tool, repo := range toolRepos {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(parent, tool)
			if repo.own {
				subject{}.runIn(t, dir, npmInstall)
			}
			url := newDatabase(t, server, strings.ReplaceAll(tool, "-", "_"))
			if tool == "prisma-7" { // the rest is observed on the services that have it
				runs(t, dir, url, 0, "are there", "migrate-deploy.mjs")
				migrationsAreCreated(t, dir, url)
				return
			}
			schemaIsSafe(t, dir, url)
		})
	}
}

const plainServer = "import express from 'express';\n\nconst app = express();\napp.get('/', (_req, res) => res.send('shop'));\napp.listen(3000);\n"

func manifest(t *testing.T, modules map[string]string) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"name": "shop", "private": true, "type": "module", "dependencies": modules})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// modulesOf returns what a package.json asks for.
func modulesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	var m struct{ Dependencies, DevDependencies map[string]string }
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	if m.Dependencies == nil {
		m.Dependencies = map[string]string{}
	}
	maps.Copy(m.Dependencies, m.DevDependencies)
	return m.Dependencies
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

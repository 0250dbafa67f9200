package generators

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	"scaffold/patcher/prismasrc"
	"scaffold/stack"
	"scaffold/templates"
)

// writers give a migration the form of each tool.
var writers = map[string]func(*Context, migration) ([]patcher.FileEdit, error){
	"prisma": (*Context).prismaMigration, "drizzle": (*Context).drizzleMigration, "knex": (*Context).knexMigration, "sql": (*Context).sqlMigration,
}

// fresh returns the edit that creates a file of a migration. One that was created before stays as it is, and stays away
// where somebody deleted it: a database may have run it.
func (c *Context) fresh(m migration, name, text string) []patcher.FileEdit {
	if m.created != "" || c.Planned[name] != nil || c.Repo.Has(name) && string(c.Repo.Read(name)) == text {
		return nil
	}
	return []patcher.FileEdit{{Path: name, Edit: patcher.Create{Content: []byte(text)}}}
}

// prismaMigration is a folder with the SQL and what takes it back, and the model in the schema.
func (c *Context) prismaMigration(m migration) ([]patcher.FileEdit, error) {
	dir := path.Join(c.migrationDir(), m.stamp+"_"+m.name)
	edits, err := c.startTool()
	if err != nil {
		return nil, err
	}
	edits = append(edits, c.fresh(m, path.Join(dir, "migration.sql"), m.up)...)
	edits = append(edits, c.fresh(m, path.Join(dir, "down.sql"), m.down)...)
	if lock := path.Join(c.migrationDir(), "migration_lock.toml"); !c.Repo.Has(lock) && c.Planned[lock] == nil {
		text := "# Names the database that the migrations are written for.\nprovider = \"postgresql\"\n"
		edits = append(edits, patcher.FileEdit{Path: lock, Edit: patcher.Create{Content: []byte(text)}})
	}
	if strings.TrimSpace(m.model) != "" {
		edits = append(edits, patcher.FileEdit{Path: c.migrationSchema(), Edit: prismasrc.AddModel{Text: m.model, Before: c.modelsBehind(m)}})
	}
	return edits, nil
}

// modelsBehind are the names of the models of the tables that come after this one.
func (c *Context) modelsBehind(m migration) []string {
	var names []string
	for _, t := range c.ownTables() {
		of := *c
		of.Gap = t.gap
		if other, err := of.migration(t.Table); err == nil && other.table > m.table {
			for _, b := range modelsIn(other.model) {
				names = append(names, b.Name)
			}
		}
	}
	return names
}

func modelsIn(text string) []prismasrc.Block {
	schema, err := prismasrc.Parse([]byte(text))
	if err != nil {
		return nil
	}
	return schema.Blocks
}

// sqlMigration is one file of node-pg-migrate.
func (c *Context) sqlMigration(m migration) ([]patcher.FileEdit, error) {
	name := path.Join(c.migrationDir(), m.stamp+"_"+m.name+".sql")
	edits := c.fresh(m, name, "-- Up Migration\n"+m.up+"\n-- Down Migration\n"+m.down)
	more, err := c.App.Language.Require(c.Repo, c.App, map[string][]byte{name: []byte("import 'node-pg-migrate';\nimport 'pg';\n")})
	return append(edits, more...), err
}

// drizzleMigration is the SQL, what takes it back beside it, and a line of the journal.
func (c *Context) drizzleMigration(m migration) ([]patcher.FileEdit, error) {
	dir, tag := c.migrationDir(), m.stamp+"_"+m.name
	edits, err := c.startTool()
	if err != nil {
		return nil, err
	}
	edits = append(edits, c.fresh(m, path.Join(dir, tag+".sql"), m.up)...)
	edits = append(edits, c.fresh(m, path.Join(dir, tag+".down.sql"), m.down)...)
	if m.created != "" {
		return edits, nil
	}
	idx, _ := strconv.Atoi(m.stamp)
	journal := path.Join(dir, "meta/_journal.json")
	last := c.lastEntry(journal)
	return append(edits, patcher.FileEdit{Path: journal, Edit: journalEntry{jsonsrc.Append{
		Pointer: []string{"entries"},
		Value:   map[string]any{"idx": idx, "version": "7", "when": last.When + int64(m.table) + 1, "tag": tag, "breakpoints": true},
		Order:   []string{"idx", "version", "when", "tag", "breakpoints"},
		By:      "idx", Same: "tag",
	}}}), nil
}

// journalEntry adds a migration to Drizzle's journal, which it makes where there is none.
type journalEntry struct{ jsonsrc.Append }

func (e journalEntry) Apply(src []byte) ([]byte, error) {
	if src == nil {
		src = []byte("{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n  \"entries\": []\n}\n")
	}
	return e.Append.Apply(src)
}

// knexMigration is a module in the language of the others.
func (c *Context) knexMigration(m migration) ([]patcher.FileEdit, error) {
	ext, form := c.knexForm()
	quoted := strings.NewReplacer("\\", "\\\\", "`", "\\`", "${", "\\${")
	texts := struct{ Up, Down string }{indented(quoted.Replace(m.up)), indented(quoted.Replace(m.down))}
	text, _, err := templates.Render([]string{"migrations/tools"}, "knex-"+form, ".txt", texts, nil)
	if err != nil {
		return nil, err
	}
	edits, err := c.startTool()
	return append(edits, c.fresh(m, path.Join(c.migrationDir(), m.stamp+"_"+m.name+ext), string(text.Body))...), err
}

// indented puts SQL into a template string of a function: each line two steps in, the closing quote one.
func indented(sql string) string {
	lines := strings.Split(strings.TrimSpace(sql), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "    " + line
		}
	}
	return strings.Join(lines, "\n") + "\n  "
}

// knexForm returns the extension of the migrations and how they are written: as the newest of the user's is, else as Knex's
// configuration, else as the app's own code.
func (c *Context) knexForm() (ext, form string) {
	if c.tool() == "knex" && c.starts() {
		return ".mjs", "esm"
	}
	for _, name := range c.foreignMigrations() {
		if e := path.Ext(name); slices.Contains([]string{".js", ".cjs", ".mjs", ".ts", ".mts", ".cts"}, e) {
			ext = e
			form = "esm"
			if text := string(c.Repo.Read(name)); strings.Contains(text, "exports.up") || strings.Contains(text, "module.exports") {
				form = "cjs"
			}
		}
	}
	if config := path.Ext(c.App.Fact(stack.MigrationConfig)); ext == "" && (config == ".mjs" || config == ".cjs") {
		return config, map[string]string{".mjs": "esm", ".cjs": "cjs"}[config]
	}
	switch {
	case strings.HasSuffix(ext, "ts"), ext == "" && c.App.Is(stack.Types, "typescript"):
		form = "typescript"
		if ext == "" {
			ext = ".ts"
		}
	case ext == "":
		ext, form = ".js", "esm"
		if c.App.Is(stack.Modules, "cjs") {
			form = "cjs"
		}
	}
	return ext, form
}

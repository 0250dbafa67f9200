package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// Model is a table of the app's database, as the repository defines it.
type Model struct {
	Name    string // what the code calls it: "User"; the table's name where no code names it
	Table   string // what the database calls it: "users"
	Fields  []ModelField
	Key     []string   // names of the fields of the primary key
	Uniques [][]string // names of the fields of each further unique constraint
	Doc     string     // the comment above it
	By      string     // what defines it: "prisma", "drizzle", "sql"
	At      source.Pos
}

// ModelField is a column, or with a Relation and without a Column a field that stands for rows of another model.
type ModelField struct {
	Name     string // what the code calls it: "createdAt"
	Column   string // what the database calls it: "created_at"; "" for a relation of Prisma's
	Type     string // string, integer, bigint, float, decimal, boolean, datetime, date, time, json, bytes, uuid, enum; else as written
	Written  string // the type as it is written: "String", "varchar(320)"
	ID       bool   // it alone is the primary key
	Unique   bool   // it alone is unique
	Optional bool
	List     bool
	Default  string   // as it is written, "" for none; "autoincrement()" for what the database counts
	Enum     []string // values, as the database calls them
	Relation *Relation
	Doc      string
	At       source.Pos
}

// Relation says which rows of another model belong to a row.
type Relation struct {
	Model      string   // name of the other model
	Fields     []string // names of the fields here that hold the other's; nil where the other side holds them
	References []string // names of the fields there
	OnDelete   string   // cascade, restrict, set null, set default, no action
}

// Models returns the tables that the repository defines for the app: those of Prisma's schema, else of Drizzle's tables,
// else of migrations in SQL. Migrations that an earlier run created are left out.
func Models(repo *source.Repo, app *App) []Model {
	dirs := modelDirs(repo, app)
	return slices.Clone(source.Once(repo, "tables of "+strings.Join(dirs, " "), func() []Model { return readModels(repo, dirs) }))
}

func readModels(repo *source.Repo, dirs []string) []Model {
	for _, read := range []func(*source.Repo, []string) []Model{prismaModels, drizzleModels, sqlModels} {
		if found := read(repo, dirs); len(found) > 0 {
			return found
		}
	}
	return nil
}

// Field returns the model's field of that name, nil for none.
func (m Model) Field(name string) *ModelField {
	for i := range m.Fields {
		if m.Fields[i].Name == name {
			return &m.Fields[i]
		}
	}
	return nil
}

// Columns returns the fields that are columns.
func (m Model) Columns() []ModelField {
	return slices.DeleteFunc(slices.Clone(m.Fields), func(f ModelField) bool { return f.Column == "" })
}

// Links returns the relations by which the model's own columns name rows of others.
func (m Model) Links() []Relation {
	var all []Relation
	for _, f := range m.Fields {
		if f.Relation != nil && len(f.Relation.Fields) > 0 {
			all = append(all, *f.Relation)
		}
	}
	return all
}

// modelDirs returns the folders that may define the app's tables: its package, the packages of the repository that it
// depends on, and the workspace's root, each before those that it is only reached through.
func modelDirs(repo *source.Repo, app *App) []string {
	dirs := []string{app.Dir}
	if module, ok := app.Facts[Module]; ok {
		return append(dirs, path.Dir(module.At.Path))
	}
	pkgs := nodejs.Packages(repo)
	byName := map[string]string{}
	for dir, pkg := range pkgs {
		byName[pkg.Name] = dir
	}
	for i := 0; i < len(dirs); i++ {
		pkg := pkgs[dirs[i]]
		if pkg == nil {
			continue
		}
		for name := range pkg.Deps {
			if dir, ok := byName[name]; ok && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
		slices.Sort(dirs[i+1:])
	}
	if root, _, _ := nodejs.WorkspaceRoot(repo, pkgs, app.Dir); !slices.Contains(dirs, root) {
		dirs = append(dirs, root)
	}
	return dirs
}

var typeArguments = lazy.Regexp(`\(.*?\)|\[\]|unsigned| with(out)? time zone`)

// plainTypes are the types of columns, each with the names that databases and their libraries give it.
var plainTypes = []struct {
	plain string
	names []string
}{
	{"string", []string{"string", "text", "varchar", "character varying", "char", "character", "bpchar", "citext", "tinytext", "mediumtext", "longtext", "nvarchar", "inet", "cidr"}},
	{"integer", []string{"int", "int2", "int4", "integer", "smallint", "mediumint", "tinyint", "serial", "smallserial", "serial4", "increments"}},
	{"bigint", []string{"bigint", "int8", "bigserial", "serial8", "biginteger", "bigincrements"}},
	{"float", []string{"float", "real", "double", "double precision", "float4", "float8", "doubleprecision"}},
	{"decimal", []string{"decimal", "numeric", "money"}},
	{"boolean", []string{"boolean", "bool"}},
	{"datetime", []string{"datetime", "timestamp", "timestamptz"}},
	{"date", []string{"date"}},
	{"time", []string{"time", "timetz"}},
	{"json", []string{"json", "jsonb"}},
	{"bytes", []string{"bytes", "bytea", "blob", "binary", "varbinary", "longblob"}},
	{"uuid", []string{"uuid"}},
}

// plainType returns the plain name of a type, and the type as it is written where it has none.
func plainType(written string) string {
	bare := strings.TrimSpace(typeArguments().ReplaceAllString(strings.ToLower(written), ""))
	for _, t := range plainTypes {
		if slices.Contains(t.names, bare) {
			return t.plain
		}
	}
	return written
}

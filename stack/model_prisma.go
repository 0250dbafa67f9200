package stack

import (
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/prismasrc"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// PrismaSchema returns the files of the app's Prisma schema, the one with the datasource first; nil for none.
func PrismaSchema(repo *source.Repo, app *App) []string {
	return prismaFiles(repo, modelDirs(repo, app))
}

// prismaFiles returns the files of the first schema that one of the folders has.
func prismaFiles(repo *source.Repo, dirs []string) []string {
	for _, dir := range dirs {
		for _, at := range prismaPlaces(repo, dir) {
			if files := schemaFiles(repo, at); len(files) > 0 {
				return files
			}
		}
	}
	return nil
}

var schemaFlag = lazy.Regexp(`\bprisma\b.*?--schema[= ]["']?([^\s"'&;]+)`)

// prismaPlaces returns where a package's schema may lie, a file or a folder, the more certain places first.
func prismaPlaces(repo *source.Repo, dir string) []string {
	var places []string
	for _, ext := range []string{".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"} {
		for _, name := range []string{"prisma.config" + ext, ".config/prisma" + ext} {
			if at := configuredSchema(repo, path.Join(dir, name)); at != "" {
				places = append(places, path.Join(dir, at))
			}
		}
	}
	if pkg := nodejs.Packages(repo)[dir]; pkg != nil {
		var manifest struct{ Prisma struct{ Schema string } }
		_ = nodejs.DecodeJSON(pkg.Text, &manifest)
		if manifest.Prisma.Schema != "" {
			places = append(places, path.Join(dir, manifest.Prisma.Schema))
		}
		for _, name := range slices.Sorted(maps.Keys(pkg.Scripts)) {
			if m := schemaFlag().FindStringSubmatch(pkg.Scripts[name]); m != nil {
				places = append(places, path.Join(dir, m[1]))
			}
		}
	}
	places = append(places, path.Join(dir, "prisma/schema.prisma"), path.Join(dir, "schema.prisma"), path.Join(dir, "prisma/schema"))
	return append(places, onlySchema(repo, dir)...)
}

// onlySchema returns the schema that lies elsewhere in a package, where there is one alone.
func onlySchema(repo *source.Repo, dir string) []string {
	var found []string
	for _, name := range repo.Glob(dir, "**/*.prisma") {
		if !nodejs.AsideDir(path.Dir(name)) && strings.Contains(string(repo.Read(name)), "datasource ") {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// configuredSchema returns the schema that a prisma.config names, "" for none.
func configuredSchema(repo *source.Repo, name string) string {
	text := repo.Read(name)
	if text == nil {
		return ""
	}
	tree, err := ts.Parse(name, text)
	if err != nil {
		return ""
	}
	schema := ""
	tree.Root().Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindPropertyAssignment && n.Name().Source() == "schema" && schema == "" {
			schema = joined(n.Initializer())
		}
		return schema == ""
	})
	return schema
}

// joined returns the path that a literal says, or the literals of a call such as path.join('prisma', 'schema').
func joined(n ts.Node) string {
	n = n.Unwrap()
	if text, ok := n.Literal(); ok {
		return text
	}
	if n.Kind() != ts.KindCallExpression {
		return ""
	}
	var parts []string
	for _, arg := range n.Arguments().Nodes {
		if text, ok := arg.Literal(); ok {
			parts = append(parts, text)
		}
	}
	return path.Join(parts...)
}

// schemaFiles returns the files of a schema, which is a file, or a folder of them, the one with the datasource first.
func schemaFiles(repo *source.Repo, at string) []string {
	if repo.Has(at) {
		return []string{at}
	}
	files := repo.Glob(at, "**/*.prisma")
	slices.SortStableFunc(files, func(a, b string) int {
		return len(datasource(repo, b)) - len(datasource(repo, a))
	})
	return files
}

// datasource returns a text of one length where a file has a datasource, else none.
func datasource(repo *source.Repo, name string) string {
	if strings.Contains(string(repo.Read(name)), "datasource ") {
		return "yes"
	}
	return ""
}

// prismaModels reads the models of the first schema in the folders. A file that is no schema has none.
func prismaModels(repo *source.Repo, dirs []string) []Model {
	var models []Model
	enums := map[string][]string{}
	for _, name := range prismaFiles(repo, dirs) {
		text := repo.Read(name)
		schema, err := prismasrc.Parse(text)
		if err != nil {
			continue
		}
		for _, b := range schema.All("enum") {
			for _, v := range b.Values {
				enums[b.Name] = append(enums[b.Name], v.Column())
			}
		}
		for _, b := range schema.All("model") {
			if _, ignored := b.Attribute("ignore"); !ignored {
				models = append(models, prismaModel(name, text, b))
			}
		}
	}
	names := map[string]bool{}
	for _, m := range models {
		names[m.Name] = true
	}
	for i := range models {
		for j := range models[i].Fields {
			settle(&models[i].Fields[j], names, enums)
		}
	}
	return models
}

func prismaModel(name string, text []byte, b prismasrc.Block) Model {
	at := func(offset int) source.Pos {
		line, _ := patcher.At(text, offset)
		return source.Pos{Path: name, Line: line}
	}
	m := Model{Name: b.Name, Table: b.Table(), Doc: b.Doc, By: "prisma", At: at(b.Start)}
	for _, f := range b.Fields {
		field := prismaField(f)
		field.At = at(f.Start)
		if field.ID {
			m.Key = []string{f.Name}
		}
		m.Fields = append(m.Fields, field)
	}
	if id, ok := b.Attribute("id"); ok {
		m.Key = prismasrc.Names(id.Arg("fields", 0))
	}
	for _, a := range b.Attributes {
		if a.Name == "unique" {
			m.Uniques = append(m.Uniques, prismasrc.Names(a.Arg("fields", 0)))
		}
	}
	return m
}

func prismaField(f prismasrc.Field) ModelField {
	field := ModelField{Name: f.Name, Column: f.Column(), Written: f.Type, List: f.List, Optional: f.Optional, Doc: f.Doc}
	_, field.ID = f.Attribute("id")
	_, field.Unique = f.Attribute("unique")
	if a, ok := f.Attribute("default"); ok {
		field.Default = a.Arg("value", 0)
	}
	field.Type = plainType(f.Type)
	if _, uuid := f.Attribute("db.Uuid"); uuid {
		field.Type = "uuid"
	}
	if _, date := f.Attribute("db.Date"); date {
		field.Type = "date"
	}
	if a, ok := f.Attribute("relation"); ok {
		field.Relation = &Relation{
			Fields:     prismasrc.Names(a.Arg("fields", -1)),
			References: prismasrc.Names(a.Arg("references", -1)),
			OnDelete:   onDelete(a.Arg("onDelete", -1)),
		}
	}
	return field
}

// settle says whether a field's type is a model or an enum.
func settle(f *ModelField, models map[string]bool, enums map[string][]string) {
	if values, ok := enums[f.Written]; ok {
		f.Type, f.Enum = "enum", values
	}
	if !models[f.Written] {
		return
	}
	f.Column = ""
	if f.Relation == nil {
		f.Relation = &Relation{}
	}
	f.Relation.Model = f.Written
	if len(f.Relation.Fields) > 0 && f.Relation.OnDelete == "" {
		f.Relation.OnDelete = "restrict" // what Prisma does where the schema does not say
		if f.Optional {
			f.Relation.OnDelete = "set null"
		}
	}
}

var upperWithin = lazy.Regexp(`([a-z])([A-Z])`)

// onDelete writes SetNull and SET NULL as "set null".
func onDelete(said string) string {
	return strings.ToLower(upperWithin().ReplaceAllString(said, "$1 $2"))
}

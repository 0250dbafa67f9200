package stack

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/sqlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// TablesIn returns the tables that scripts make, given by name and read in the order of their names.
func TablesIn(scripts map[string][]byte) []Model {
	return sqlModels(source.Virtual(scripts), []string{"."})
}

// sqlModels reads the tables that the migrations of the first folder with any make.
func sqlModels(repo *source.Repo, dirs []string) []Model {
	for _, dir := range dirs {
		schema := &sqlsrc.Schema{}
		for _, name := range migrations(repo, dir) {
			schema.Read(name, string(repo.Read(name)))
		}
		if len(schema.Tables) == 0 {
			continue
		}
		var models []Model
		for _, t := range schema.Tables {
			models = append(models, sqlModel(repo, schema, t))
		}
		return models
	}
	return nil
}

var backwardName = lazy.Regexp(`(?i)(^|[._-])(down|rollback|undo|revert)\.sql$|^U\d`)

// migrations returns the scripts below a folder in the order in which they are run, those left out that take one back
// and those that an earlier run created.
func migrations(repo *source.Repo, dir string) []string {
	var all []string
	for _, name := range repo.Glob(dir, "**/*.sql") {
		if !nodejs.AsideDir(path.Dir(name)) && !backwardName().MatchString(path.Base(name)) && !repo.Owns(name) {
			all = append(all, name)
		}
	}
	slices.SortStableFunc(all, byNumber)
	return all
}

var digits = lazy.Regexp(`\d+|\D+`)

// byNumber compares two paths, numbers in them by what they count: V2 stands before V10.
func byNumber(a, b string) int {
	left, right := digits().FindAllString(a, -1), digits().FindAllString(b, -1)
	for i := range min(len(left), len(right)) {
		l, r := left[i], right[i]
		if l == r {
			continue
		}
		if isDigit(l[0]) && isDigit(r[0]) {
			l, r = strings.TrimLeft(l, "0"), strings.TrimLeft(r, "0")
			return cmp.Or(cmp.Compare(len(l), len(r)), cmp.Compare(l, r), cmp.Compare(a, b))
		}
		return cmp.Compare(l, r)
	}
	return cmp.Compare(len(left), len(right))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func sqlModel(repo *source.Repo, schema *sqlsrc.Schema, t *sqlsrc.Table) Model {
	at := func(name string, offset int) source.Pos {
		line, _ := patcher.At(repo.Read(name), offset)
		return source.Pos{Path: name, Line: line}
	}
	m := Model{Name: t.Name, Table: t.Name, Key: t.Key, By: "sql", At: at(t.Path, t.Start)}
	for _, c := range t.Columns {
		f := ModelField{Name: c.Name, Column: c.Name, Type: plainType(c.Type), Written: c.Type, Optional: !c.NotNull, Default: c.Default, At: at(c.Path, c.Start)}
		f.List = strings.HasSuffix(c.Type, "[]")
		f.ID = len(t.Key) == 1 && t.Key[0] == c.Name
		if f.ID {
			f.Optional = false
		}
		if values, ok := schema.Enums[strings.Trim(c.Type, `"`)]; ok {
			f.Type, f.Enum = "enum", values
		}
		m.Fields = append(m.Fields, f)
	}
	for _, u := range t.Uniques {
		if f := m.Field(u[0]); len(u) == 1 && f != nil {
			f.Unique = true
			continue
		}
		m.Uniques = append(m.Uniques, u)
	}
	for _, link := range t.Foreign {
		m.relate(schema, link)
	}
	return m
}

// relate notes a foreign key at the first of its columns.
func (m *Model) relate(schema *sqlsrc.Schema, link sqlsrc.ForeignKey) {
	f := m.Field(link.Columns[0])
	if f == nil {
		return
	}
	references := link.References
	if other := schema.Table(link.Table); references == nil && other != nil {
		references = other.Key
	}
	f.Relation = &Relation{Model: link.Table, Fields: link.Columns, References: references, OnDelete: cmp.Or(onDelete(link.OnDelete), "no action")}
}

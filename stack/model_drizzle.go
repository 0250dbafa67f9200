package stack

import (
	"bytes"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

var drizzleCore = lazy.Regexp(`^drizzle-orm/(pg|mysql|sqlite|gel|singlestore)-core$`)

// drizzle reads the tables that one or more files define.
type drizzle struct {
	tree   *ts.Source
	path   string
	enums  map[string][]string // values by the name of the function that makes a column of the type
	snake  bool                // columns without a name of their own are written in snake case
	models []Model
}

// drizzleModels reads the tables that the sources of the folders define.
func drizzleModels(repo *source.Repo, dirs []string) []Model {
	d := &drizzle{enums: map[string][]string{}}
	var trees []*ts.Source
	for _, dir := range drizzleDirs(repo, dirs) {
		for _, name := range repo.Under(dir) {
			if !nodejs.IsSource(name) || repo.Owns(name) || slices.ContainsFunc(trees, func(t *ts.Source) bool { return t.Path == name }) {
				continue
			}
			text := repo.Read(name)
			d.snake = d.snake || bytes.Contains(text, []byte("drizzle")) && snakeCasing().Match(text)
			if tree := drizzleTree(name, text); tree != nil {
				trees = append(trees, tree)
			}
		}
	}
	for _, tree := range trees {
		d.tree, d.path = tree, tree.Path
		d.each(d.enum)
	}
	for _, tree := range trees {
		d.tree, d.path = tree, tree.Path
		d.each(d.table)
	}
	return d.models
}

// drizzleDirs returns the folders in which a package depends on Drizzle: others are not read for its tables.
func drizzleDirs(repo *source.Repo, dirs []string) []string {
	var packages []string
	for dir, pkg := range nodejs.Packages(repo) {
		if _, ok := pkg.Range("drizzle-orm"); ok {
			packages = append(packages, dir)
		}
	}
	return slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool {
		return !slices.ContainsFunc(packages, func(pkg string) bool { return pkg == dir || inFolder(dir, pkg) || inFolder(pkg, dir) })
	})
}

var snakeCasing = lazy.Regexp(`casing:\s*['"]snake_case['"]`)

// drizzleTree parses a file that imports what tables are made with.
func drizzleTree(name string, text []byte) *ts.Source {
	if !bytes.Contains(text, []byte("drizzle-orm/")) {
		return nil
	}
	tree, err := ts.Parse(name, text)
	if err != nil || !slices.ContainsFunc(tree.Uses(), drizzleCore().MatchString) {
		return nil
	}
	return tree
}

// each shows every variable at the top of the file that a call makes.
func (d *drizzle) each(see func(name string, call ts.Node)) {
	for _, stmt := range d.tree.Statements() {
		for _, decl := range stmt.Declarations() {
			if call := decl.Initializer().Unwrap(); call.Kind() == ts.KindCallExpression && decl.Name().Ident() != "" {
				see(decl.Name().Ident(), call)
			}
		}
	}
}

// called is the last name of what is called: pgTable, and table of schema.table.
func called(call ts.Node) string {
	callee := call.Expression()
	if callee.Kind() == ts.KindPropertyAccessExpression {
		return callee.Name().Source()
	}
	return callee.Ident()
}

func (d *drizzle) enum(name string, call ts.Node) {
	args := call.Arguments().Nodes
	if called(call) != "pgEnum" || len(args) < 2 {
		return
	}
	d.enums[name] = texts(args[1])
}

// texts returns the literals in a list.
func texts(list ts.Node) []string {
	var all []string
	for _, e := range list.Unwrap().Elements().Nodes {
		if text, ok := e.Literal(); ok {
			all = append(all, text)
		}
	}
	return all
}

var tableMakers = []string{"pgTable", "mysqlTable", "sqliteTable", "table", "pgTableCreator"}

func (d *drizzle) table(name string, call ts.Node) {
	args := call.Arguments().Nodes
	if !slices.Contains(tableMakers, called(call)) || len(args) < 2 {
		return
	}
	table, ok := args[0].Literal()
	columns := returned(args[1])
	if !ok || columns.Kind() != ts.KindObjectLiteralExpression {
		return
	}
	m := Model{Name: name, Table: table, By: "drizzle", At: d.at(call)}
	d.columns(&m, columns)
	if len(args) > 2 {
		d.constraints(&m, args[2])
	}
	d.models = append(d.models, m)
}

// returned is an expression, or what a function without a block gives.
func returned(n ts.Node) ts.Node {
	n = n.Unwrap()
	if n.IsFunctionLike() {
		return n.Body().Unwrap()
	}
	return n
}

func (d *drizzle) at(n ts.Node) source.Pos {
	line, _ := d.tree.At(n.Start())
	return source.Pos{Path: d.path, Line: line}
}

// columns adds the properties of an object literal, and those of objects of the same file that are spread into it.
func (d *drizzle) columns(m *Model, object ts.Node) {
	for _, p := range object.Properties().Nodes {
		switch p.Kind() {
		case ts.KindSpreadAssignment:
			if decl := nodejs.DeclarationOf(p, p.Expression().Ident()); decl.Valid() {
				d.columns(m, decl.Initializer().Unwrap())
			}
		case ts.KindPropertyAssignment:
			if f, ok := d.column(strings.Trim(p.Name().Source(), `'"`), p.Initializer().Unwrap()); ok {
				f.At = d.at(p)
				if f.ID {
					m.Key = []string{f.Name}
				}
				m.Fields = append(m.Fields, f)
			}
		}
	}
}

// column reads a chain such as varchar('e_mail', { length: 320 }).notNull().unique().
func (d *drizzle) column(key string, chain ts.Node) (ModelField, bool) {
	f := ModelField{Name: key, Column: key, Optional: true}
	if d.snake {
		f.Column = strings.ToLower(upperWithin().ReplaceAllString(key, "${1}_$2"))
	}
	for chain.Kind() == ts.KindCallExpression && chain.Expression().Expression().Unwrap().Kind() == ts.KindCallExpression {
		d.method(&f, called(chain), chain.Arguments().Nodes)
		chain = chain.Expression().Expression().Unwrap()
	}
	if chain.Kind() != ts.KindCallExpression {
		return f, false
	}
	f.Written = called(chain)
	f.Type = plainType(f.Written)
	if values, ok := d.enums[f.Written]; ok {
		f.Type, f.Enum = "enum", values
	}
	for _, arg := range chain.Arguments().Nodes {
		if name, ok := arg.Literal(); ok {
			f.Column = name
		}
		for _, option := range arg.Unwrap().Properties().Nodes {
			if option.Name().Source() == "enum" {
				f.Type, f.Enum = "enum", texts(option.Initializer())
			}
		}
	}
	if strings.HasSuffix(f.Written, "serial") {
		f.Optional, f.Default = false, "autoincrement()"
	}
	return f, true
}

// method reads one call of a column's chain.
func (d *drizzle) method(f *ModelField, name string, args []ts.Node) {
	switch name {
	case "primaryKey":
		f.ID, f.Optional = true, false
	case "notNull":
		f.Optional = false
	case "unique":
		f.Unique = true
	case "array":
		f.List = true
	case "default", "$default", "$defaultFn":
		if len(args) > 0 {
			f.Default = args[0].Source()
		}
	case "defaultNow":
		f.Default = "now()"
	case "defaultRandom":
		f.Default = "uuid()"
	case "generatedAlwaysAsIdentity", "generatedByDefaultAsIdentity", "autoincrement":
		f.Default = "autoincrement()"
	case "references":
		f.Relation = reference(f.Name, args)
	}
}

// reference reads references(() => users.id, { onDelete: 'cascade' }).
func reference(own string, args []ts.Node) *Relation {
	if len(args) == 0 {
		return nil
	}
	target := returned(args[0])
	r := &Relation{Model: target.Expression().Ident(), Fields: []string{own}, References: []string{target.Name().Source()}, OnDelete: "no action"}
	if r.Model == "" {
		return nil
	}
	if len(args) > 1 {
		for _, option := range args[1].Unwrap().Properties().Nodes {
			if said, ok := option.Initializer().Literal(); ok && option.Name().Source() == "onDelete" {
				r.OnDelete = said
			}
		}
	}
	return r
}

// constraints reads the keys that several columns make up, wherever they stand in what a table is given third.
func (d *drizzle) constraints(m *Model, n ts.Node) {
	n.Walk(func(n ts.Node) bool {
		if n.Kind() != ts.KindCallExpression {
			return true
		}
		switch called(n) {
		case "primaryKey":
			m.Key = members(n)
		case "on":
			if made := n.Expression().Expression().Unwrap(); slices.Contains([]string{"unique", "uniqueIndex"}, called(made)) {
				m.Uniques = append(m.Uniques, members(n))
			}
		}
		return true
	})
}

// members returns the columns that a call names: table.a, table.b.
func members(call ts.Node) []string {
	var all []string
	for _, arg := range call.Arguments().Nodes {
		arg.Walk(func(n ts.Node) bool {
			if n.Kind() == ts.KindPropertyAccessExpression {
				all = append(all, n.Name().Source())
			}
			return true
		})
	}
	return all
}

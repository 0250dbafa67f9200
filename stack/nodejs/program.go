// Package nodejs says what the source of a Node package means: what a name stands for, and which file loads which.
package nodejs

import (
	"bytes"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/source"
)

// Program is the source of one package, parsed file by file as it is asked for.
type Program struct {
	Repo    *source.Repo
	Pkg     *Package
	Pkgs    map[string]*Package // all of the repository, by folder
	Config  *TSConfig           // nil without a tsconfig
	Modules map[string]*Module  // parsed so far, by path; nil for what cannot be parsed
	Own     []string            // the package's source files, those of packages inside it left out
	values  map[ts.Node]Value
	loaders map[string][]string // what importers found
}

// Module is one source file.
type Module struct {
	Path    string
	Tree    *ts.Source
	Imports map[string]Import // by local name
	Exports map[string]Export // by exported name, "=" for module.exports
	stars   []string          // specifiers of "export * from"
	whole   []string          // names that stand for module.exports
	Calls   []ts.Node         // all calls and constructions, in the order of the text
	Sets    []ts.Node         // all assignments
	loads   []string          // what loaded found, nil until it was asked
}

// Import is what a local name was imported as.
type Import struct {
	Spec string
	Name string // "default", "*", "=" for what require returns, else the exported name
	line int
}

// Export is what a module exports under a name: a value of its own, or another module's.
type Export struct {
	Value ts.Node
	Spec  string // of "export {x} from"
	name  string
}

var sourceExts = []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}

// IsSource tells whether a file holds code that Node runs.
func IsSource(name string) bool {
	if strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".min.js") {
		return false
	}
	return slices.Contains(sourceExts, path.Ext(name)) && !isTestName(path.Base(name))
}

// isStarter tells whether a file without extension is a program in the folder for those: bin/www.
func isStarter(name string) bool {
	return path.Ext(name) == "" && path.Base(path.Dir(name)) == "bin"
}

// ParsedAs returns the name that tells the parser a file's language.
func ParsedAs(name string) string {
	if isStarter(name) {
		return name + ".js"
	}
	return name
}

func isTestName(base string) bool {
	return strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.Contains(base, ".stories.") ||
		strings.Contains(base, ".e2e-spec.") || strings.HasPrefix(base, "jest.") || strings.HasPrefix(base, "vitest.")
}

// NewProgram returns the program of a package.
func NewProgram(repo *source.Repo, pkgs map[string]*Package, pkg *Package) *Program {
	p := &Program{Repo: repo, Pkg: pkg, Pkgs: pkgs, Modules: map[string]*Module{}, values: map[ts.Node]Value{}, loaders: map[string][]string{}}
	nested := map[string]bool{}
	for dir := range pkgs {
		if dir != pkg.Dir && Rel(pkg.Dir, dir+"/") != dir+"/" || pkg.Dir == "." && dir != "." {
			nested[dir] = true
		}
	}
	for _, f := range repo.Under(pkg.Dir) {
		if isStarter(f) && !bytes.HasPrefix(repo.Read(f), []byte("#!/usr/bin/env node")) || !isStarter(f) && !IsSource(f) || AsideDir(Rel(pkg.Dir, path.Dir(f))) || inside(nested, f) {
			continue
		}
		p.Own = append(p.Own, f)
	}
	return p
}

// In returns the program as a folder sees it, whose tsconfig may lead names elsewhere.
func (p *Program) In(dir string) *Program {
	q := *p
	q.Config = ReadTSConfig(p.Repo, dir)
	q.values = map[ts.Node]Value{}
	return &q
}

// IsOwn tells whether a file is one of the package's own.
func (p *Program) IsOwn(name string) bool {
	_, found := slices.BinarySearch(p.Own, name)
	return found
}

// inside tells whether one of the folders holds the file.
func inside(dirs map[string]bool, name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if dirs[dir] {
			return true
		}
	}
	return false
}

// Over returns the program as it is with another text for one file.
func (p *Program) Over(name string, s *ts.Source) *Program {
	q := *p
	q.values = map[ts.Node]Value{}
	q.Modules = make(map[string]*Module, len(p.Modules))
	for k, m := range p.Modules {
		if k != name {
			q.Modules[k] = m
		}
	}
	q.adopt(name, s)
	return &q
}

// Text returns the text of a file, nil when there is none.
func (p *Program) Text(name string) []byte { return p.Repo.Read(name) }

// Module returns a parsed file, nil when there is no such file or it cannot be parsed.
func (p *Program) Module(name string) *Module {
	if m, ok := p.Modules[name]; ok {
		return m
	}
	p.Modules[name] = nil
	text := p.Text(name)
	if text == nil {
		return nil
	}
	tree, err := ts.Parse(ParsedAs(name), text)
	if err != nil {
		return nil
	}
	return p.adopt(name, tree)
}

// line returns the line, from 1, of an offset.
func (m *Module) line(offset int) int { return 1 + strings.Count(m.Tree.Text()[:offset], "\n") }

// At returns the place of a node.
func (m *Module) At(n ts.Node) source.Pos { return source.Pos{Path: m.Path, Line: m.line(n.Start())} }

// read collects imports and exports.
func (m *Module) read() {
	for _, s := range m.Tree.Statements() {
		switch s.Kind() {
		case ts.KindImportDeclaration, ts.KindImportEqualsDeclaration:
			spec, _ := s.ModuleSpecifier().Literal()
			for _, b := range s.ImportBindings() {
				m.Imports[b.Local] = Import{spec, b.Imported, m.line(s.Start())}
			}
		case ts.KindExportDeclaration:
			m.readExports(s)
		case ts.KindExportAssignment:
			name := "default"
			if s.ExportEquals() {
				name = "="
			}
			m.Exports[name] = Export{Value: s.Expression()}
		default:
			m.readDeclaration(s)
		}
	}
	m.walk(Mentions(m.Tree.Text(), "require", "exports", "import("))
}

// Mentions tells whether a text holds one of the words.
func Mentions(text string, wanted ...string) bool {
	for _, w := range wanted {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// readExports collects "export {a as b}", "export {a} from" and "export * from".
func (m *Module) readExports(s ts.Node) {
	spec, from := s.ModuleSpecifier().Literal()
	names := 0
	s.Walk(func(n ts.Node) bool {
		if n.Kind() != ts.KindExportSpecifier {
			return true
		}
		names++
		local := n.Name()
		if n.PropertyName().Valid() {
			local = n.PropertyName()
		}
		e := Export{Value: local}
		if from {
			e = Export{Spec: spec, name: local.Source()}
		}
		m.Exports[strings.Trim(n.Name().Source(), `'"`)] = e
		return false
	})
	if from && names == 0 {
		if alias := exportedNamespace(s); alias != "" {
			m.Exports[alias] = Export{Spec: spec, name: "*"}
			return
		}
		m.stars = append(m.stars, spec)
	}
}

// exportedNamespace returns the name in "export * as name from".
func exportedNamespace(s ts.Node) string {
	for _, c := range s.Children() {
		if c.Kind() == ts.KindNamespaceExport {
			return c.Name().Ident()
		}
	}
	return ""
}

// readDeclaration collects an exported declaration.
func (m *Module) readDeclaration(s ts.Node) {
	if !s.Has(ts.KindExportKeyword) {
		return
	}
	if s.Kind() == ts.KindVariableStatement {
		for _, d := range s.Declarations() {
			if name := d.Name().Ident(); name != "" {
				m.Exports[name] = Export{Value: d}
			}
		}
		return
	}
	name := s.Name().Ident()
	if s.Has(ts.KindDefaultKeyword) {
		name = "default"
	}
	if name != "" {
		m.Exports[name] = Export{Value: s}
	}
}

// walk collects calls and assignments at any depth, and of CommonJS the require calls that are bound to names and the
// assignments to exports.
func (m *Module) walk(commonJS bool) {
	m.Tree.Root().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindCallExpression, ts.KindNewExpression:
			m.Calls = append(m.Calls, n)
		case ts.KindVariableDeclaration:
			if commonJS {
				m.readRequire(n)
			}
		case ts.KindBinaryExpression:
			left, op, right, _ := n.Binary()
			if op != ts.KindEqualsToken {
				break
			}
			m.Sets = append(m.Sets, n)
			if commonJS {
				m.readAssignment(left, right)
			}
		}
		return !n.IsType()
	})
}

// readRequire collects const x = require("m"), const {a, b: c} = require("m"), const x = require("m").y.
func (m *Module) readRequire(d ts.Node) {
	init := d.Initializer().Unwrap()
	if target := init.Dotted(); target == "module.exports" || target == "exports" {
		m.whole = append(m.whole, d.Name().Ident())
	}
	name := "="
	if init.Kind() == ts.KindPropertyAccessExpression {
		name, init = init.Name().Source(), init.Expression().Unwrap()
	}
	spec := required(init)
	if spec == "" {
		return
	}
	line := m.line(d.Start())
	if local := d.Name().Ident(); local != "" {
		m.Imports[local] = Import{spec, name, line}
		return
	}
	for _, e := range d.Name().Elements().Nodes {
		imported := e.Name().Ident()
		if e.PropertyName().Valid() {
			imported = e.PropertyName().Source()
		}
		m.Imports[e.Name().Ident()] = Import{spec, imported, line}
	}
}

// required returns the module that a call of require, or an awaited import, loads; "" for anything else.
func required(n ts.Node) string {
	if n.Kind() != ts.KindCallExpression {
		return ""
	}
	callee := n.Expression()
	if callee.Ident() != "require" && callee.Kind() != ts.KindImportKeyword {
		return ""
	}
	args := n.Arguments().Nodes
	if len(args) == 0 {
		return ""
	}
	spec, _ := args[0].Literal()
	return spec
}

// readAssignment collects module.exports = x, module.exports.y = x and exports.y = x.
func (m *Module) readAssignment(left, right ts.Node) {
	if l, op, r, ok := right.Unwrap().Binary(); ok && op == ts.KindEqualsToken { // a = module.exports = x
		if target := l.Dotted(); target == "module.exports" || target == "exports" {
			m.readAssignment(l, r)
		}
		right = r
	}
	target := left.Dotted()
	name, ok := strings.CutPrefix(target, "module.exports.")
	if !ok {
		name, ok = strings.CutPrefix(target, "exports.")
	}
	if root, rest, dotted := strings.Cut(target, "."); dotted && slices.Contains(m.whole, root) {
		name, ok = rest, true
	}
	switch {
	case target == "module.exports":
		m.Exports["="] = Export{Value: right}
	case ok && !strings.Contains(name, "."):
		m.Exports[name] = Export{Value: right}
	}
}

// adopt takes a text that was parsed already for one of the program's files.
func (p *Program) adopt(name string, s *ts.Source) *Module {
	m := &Module{Path: name, Tree: s, Imports: map[string]Import{}, Exports: map[string]Export{}}
	p.Modules[name] = m
	m.read()
	return m
}

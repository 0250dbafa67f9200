package stack

import (
	"bytes"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// nodeProgram is the source of one package, parsed file by file as it is asked for.
type nodeProgram struct {
	repo    *Repo
	pkg     *nodePackage
	pkgs    map[string]*nodePackage
	config  *tsconfig
	modules map[string]*nodeModule
	own     []string // the package's source files, those of packages inside it left out
	values  map[ts.Node]nodeValue
	loaders map[string][]string // what importers found
}

// nodeModule is one source file.
type nodeModule struct {
	path    string
	tree    *ts.Source
	imports map[string]nodeImport
	exports map[string]nodeExport
	stars   []string  // specifiers of "export * from"
	whole   []string  // names that stand for module.exports
	calls   []ts.Node // all calls and constructions, in the order of the text
	sets    []ts.Node // all assignments
	loads   []string  // what loaded found, nil until it was asked
}

// nodeImport is what a local name was imported as.
type nodeImport struct {
	spec string
	name string // "default", "*", "=" for what require returns, else the exported name
	line int
}

// nodeExport is what a module exports under a name: a value of its own, or another module's.
type nodeExport struct {
	value ts.Node
	spec  string // of "export {x} from"
	name  string
}

var sourceExts = []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}

// isSource tells whether a file holds code that Node runs.
func isSource(name string) bool {
	if strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".min.js") {
		return false
	}
	return slices.Contains(sourceExts, path.Ext(name)) && !isTestName(path.Base(name))
}

// isStarter tells whether a file without extension is a program in the folder for those: bin/www.
func isStarter(name string) bool {
	return path.Ext(name) == "" && path.Base(path.Dir(name)) == "bin"
}

// parsedAs returns the name that tells the parser a file's language.
func parsedAs(name string) string {
	if isStarter(name) {
		return name + ".js"
	}
	return name
}

func isTestName(base string) bool {
	return strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.Contains(base, ".stories.") ||
		strings.Contains(base, ".e2e-spec.") || strings.HasPrefix(base, "jest.") || strings.HasPrefix(base, "vitest.")
}

// newProgram returns the program of a package.
func newProgram(repo *Repo, pkgs map[string]*nodePackage, pkg *nodePackage) *nodeProgram {
	p := &nodeProgram{repo: repo, pkg: pkg, pkgs: pkgs, modules: map[string]*nodeModule{}, values: map[ts.Node]nodeValue{}, loaders: map[string][]string{}}
	nested := map[string]bool{}
	for dir := range pkgs {
		if dir != pkg.Dir && nodeRel(pkg.Dir, dir+"/") != dir+"/" || pkg.Dir == "." && dir != "." {
			nested[dir] = true
		}
	}
	for _, f := range repo.Under(pkg.Dir) {
		if isStarter(f) && !bytes.HasPrefix(repo.Read(f), []byte("#!/usr/bin/env node")) || !isStarter(f) && !isSource(f) || asideDir(nodeRel(pkg.Dir, path.Dir(f))) || inside(nested, f) {
			continue
		}
		p.own = append(p.own, f)
	}
	return p
}

// isOwn tells whether a file is one of the package's own.
func (p *nodeProgram) isOwn(name string) bool {
	_, found := slices.BinarySearch(p.own, name)
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

// over returns the program as it is with another text for one file.
func (p *nodeProgram) over(name string, s *ts.Source) *nodeProgram {
	q := *p
	q.values = map[ts.Node]nodeValue{}
	q.modules = make(map[string]*nodeModule, len(p.modules))
	for k, m := range p.modules {
		if k != name {
			q.modules[k] = m
		}
	}
	q.adopt(name, s)
	return &q
}

func (p *nodeProgram) text(name string) []byte { return p.repo.Read(name) }

// module returns a parsed file, nil when there is no such file or it cannot be parsed.
func (p *nodeProgram) module(name string) *nodeModule {
	if m, ok := p.modules[name]; ok {
		return m
	}
	p.modules[name] = nil
	text := p.text(name)
	if text == nil {
		return nil
	}
	tree, err := ts.Parse(parsedAs(name), text)
	if err != nil {
		return nil
	}
	return p.adopt(name, tree)
}

// line returns the line, from 1, of an offset.
func (m *nodeModule) line(offset int) int { return 1 + strings.Count(m.tree.Text()[:offset], "\n") }

// at returns the place of a node.
func (m *nodeModule) at(n ts.Node) Pos { return Pos{m.path, m.line(n.Start())} }

// read collects imports and exports.
func (m *nodeModule) read() {
	for _, s := range m.tree.Statements() {
		switch s.Kind() {
		case ts.KindImportDeclaration, ts.KindImportEqualsDeclaration:
			spec, _ := s.ModuleSpecifier().Literal()
			for _, b := range s.ImportBindings() {
				m.imports[b.Local] = nodeImport{spec, b.Imported, m.line(s.Start())}
			}
		case ts.KindExportDeclaration:
			m.readExports(s)
		case ts.KindExportAssignment:
			name := "default"
			if s.ExportEquals() {
				name = "="
			}
			m.exports[name] = nodeExport{value: s.Expression()}
		default:
			m.readDeclaration(s)
		}
	}
	m.walk(bytesHave(m.tree.Text(), "require", "exports", "import("))
}

func bytesHave(text string, wanted ...string) bool {
	for _, w := range wanted {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// readExports collects "export {a as b}", "export {a} from" and "export * from".
func (m *nodeModule) readExports(s ts.Node) {
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
		e := nodeExport{value: local}
		if from {
			e = nodeExport{spec: spec, name: local.Source()}
		}
		m.exports[strings.Trim(n.Name().Source(), `'"`)] = e
		return false
	})
	if from && names == 0 {
		if alias := exportedNamespace(s); alias != "" {
			m.exports[alias] = nodeExport{spec: spec, name: "*"}
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
func (m *nodeModule) readDeclaration(s ts.Node) {
	if !s.Has(ts.KindExportKeyword) {
		return
	}
	if s.Kind() == ts.KindVariableStatement {
		for _, d := range s.Declarations() {
			if name := d.Name().Ident(); name != "" {
				m.exports[name] = nodeExport{value: d}
			}
		}
		return
	}
	name := s.Name().Ident()
	if s.Has(ts.KindDefaultKeyword) {
		name = "default"
	}
	if name != "" {
		m.exports[name] = nodeExport{value: s}
	}
}

// walk collects calls and assignments at any depth, and of CommonJS the require calls that are bound to names and the
// assignments to exports.
func (m *nodeModule) walk(commonJS bool) {
	m.tree.Root().Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindCallExpression, ts.KindNewExpression:
			m.calls = append(m.calls, n)
		case ts.KindVariableDeclaration:
			if commonJS {
				m.readRequire(n)
			}
		case ts.KindBinaryExpression:
			left, op, right, _ := n.Binary()
			if op != ts.KindEqualsToken {
				break
			}
			m.sets = append(m.sets, n)
			if commonJS {
				m.readAssignment(left, right)
			}
		}
		return !n.IsType()
	})
}

// readRequire collects const x = require("m"), const {a, b: c} = require("m"), const x = require("m").y.
func (m *nodeModule) readRequire(d ts.Node) {
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
		m.imports[local] = nodeImport{spec, name, line}
		return
	}
	for _, e := range d.Name().Elements().Nodes {
		imported := e.Name().Ident()
		if e.PropertyName().Valid() {
			imported = e.PropertyName().Source()
		}
		m.imports[e.Name().Ident()] = nodeImport{spec, imported, line}
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
func (m *nodeModule) readAssignment(left, right ts.Node) {
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
		m.exports["="] = nodeExport{value: right}
	case ok && !strings.Contains(name, "."):
		m.exports[name] = nodeExport{value: right}
	}
}

// adopt takes a text that was parsed already for one of the program's files.
func (p *nodeProgram) adopt(name string, s *ts.Source) *nodeModule {
	m := &nodeModule{path: name, tree: s, imports: map[string]nodeImport{}, exports: map[string]nodeExport{}}
	p.modules[name] = m
	m.read()
	return m
}

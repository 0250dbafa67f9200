package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// nodeValue is what an expression comes down to: a piece of the repository's own code, a whole module of it, or
// something that a third-party module exports.
type nodeValue struct {
	in     *nodeModule
	node   ts.Node // function, class, call, literal…; none when the value is the module itself
	module string  // of a third-party module
	name   string  // what is taken from it, with dots; "" for its main export
}

func (v nodeValue) known() bool { return v.in != nil || v.module != "" }

// external returns "module#name".
func (v nodeValue) external() string {
	if v.module == "" {
		return ""
	}
	return v.module + "#" + v.name
}

const maxHops = 12

// resolve returns the path of the file that a specifier in a file means, "" for a third-party module or none.
func (p *nodeProgram) resolve(from, spec string) string {
	if strings.HasPrefix(spec, ".") {
		return p.onDisk(path.Join(path.Dir(from), spec))
	}
	if c := p.config; c != nil {
		for _, target := range c.mapped(spec) {
			if found := p.onDisk(target); found != "" {
				return found
			}
		}
	}
	if strings.HasPrefix(spec, "@/") || strings.HasPrefix(spec, "~/") || strings.HasPrefix(spec, "#/") {
		for _, base := range []string{path.Join(p.pkg.Dir, "src"), p.pkg.Dir} {
			if found := p.onDisk(path.Join(base, spec[2:])); found != "" {
				return found
			}
		}
	}
	return p.inWorkspace(spec)
}

// inWorkspace resolves the name of another package of the same repository.
func (p *nodeProgram) inWorkspace(spec string) string {
	for _, dir := range sortedDirs(p.pkgs) {
		pkg := p.pkgs[dir]
		if pkg.Name == "" || spec != pkg.Name && !strings.HasPrefix(spec, pkg.Name+"/") {
			continue
		}
		if spec != pkg.Name {
			sub := strings.TrimPrefix(spec, pkg.Name+"/")
			return cmpFirst(p.onDisk(path.Join(pkg.Dir, sub)), p.onDisk(path.Join(pkg.Dir, "src", sub)))
		}
		return cmpFirst(p.onDisk(path.Join(pkg.Dir, "src/index")), p.onDisk(path.Join(pkg.Dir, "index")), p.onDisk(path.Join(pkg.Dir, pkg.Main)))
	}
	return ""
}

func cmpFirst(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func sortedDirs(pkgs map[string]*nodePackage) []string { return sortedKeys(pkgs) }

// mapped returns the paths that tsconfig's paths and baseUrl give for a specifier.
func (c *tsconfig) mapped(spec string) []string {
	var targets []string
	base := c.BaseURL
	if base == "" {
		base = c.PathsDir
	}
	best := -1
	for pattern, to := range c.Paths {
		prefix, suffix, star := strings.Cut(pattern, "*")
		switch {
		case !star && pattern == spec:
			best = len(spec) + 1
			targets = joinAll(base, to, "")
		case star && len(prefix) > best && strings.HasPrefix(spec, prefix) && strings.HasSuffix(spec, suffix) && len(spec) >= len(prefix)+len(suffix):
			best = len(prefix)
			targets = joinAll(base, to, spec[len(prefix):len(spec)-len(suffix)])
		}
	}
	if c.BaseURL != "" {
		targets = append(targets, path.Join(c.BaseURL, spec))
	}
	return targets
}

func joinAll(base string, targets []string, star string) []string {
	var all []string
	for _, t := range targets {
		all = append(all, path.Join(base, strings.Replace(t, "*", star, 1)))
	}
	return all
}

// onDisk returns the source file that a path without, or with a built file's, extension stands for.
func (p *nodeProgram) onDisk(name string) string {
	if slices.Contains(sourceExts, path.Ext(name)) && p.repo.Has(name) {
		return name
	}
	stem := name
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs", ".cjs", ".jsx":
		stem = strings.TrimSuffix(name, ext)
	}
	for _, ext := range sourceExts {
		if p.repo.Has(stem + ext) {
			return stem + ext
		}
	}
	for _, ext := range sourceExts {
		if index := path.Join(name, "index"+ext); p.repo.Has(index) {
			return index
		}
	}
	return ""
}

// imported returns what an import of a name from a specifier comes down to.
func (p *nodeProgram) imported(from *nodeModule, spec, name string, hops int) nodeValue {
	file := p.resolve(from.path, spec)
	if file == "" {
		if prefix, _ := p.aliasOf(spec); prefix != "" || strings.HasPrefix(spec, ".") || hops > maxHops {
			return nodeValue{}
		}
		if name == "default" || name == "*" || name == "=" {
			name = ""
		}
		return nodeValue{module: strings.TrimPrefix(spec, "node:"), name: name}
	}
	m := p.module(file)
	if m == nil || hops > maxHops {
		return nodeValue{}
	}
	return p.exported(m, name, hops+1)
}

// exported returns what a module of the package exports under a name.
func (p *nodeProgram) exported(m *nodeModule, name string, hops int) nodeValue {
	if hops > maxHops {
		return nodeValue{}
	}
	if e, ok := m.exports[name]; ok {
		if e.spec != "" {
			return p.imported(m, e.spec, e.name, hops+1)
		}
		return p.value(m, e.value, hops+1)
	}
	whole, cjs := m.exports["="]
	switch {
	case (name == "default" || name == "*" || name == "=") && cjs:
		return p.value(m, whole.value, hops+1)
	case name == "*" || name == "=":
		return nodeValue{in: m}
	case cjs:
		return p.member(p.value(m, whole.value, hops+1), name, hops+1)
	}
	for _, spec := range m.stars {
		if file := p.resolve(m.path, spec); file != "" && p.module(file) != nil {
			if v := p.exported(p.module(file), name, hops+1); v.known() {
				return v
			}
		}
	}
	return nodeValue{}
}

// value follows names, imports and members from an expression to what it stands for. What cannot be followed comes
// back as the expression itself; a parameter, or a name that is not declared, as nothing.
func (p *nodeProgram) value(m *nodeModule, n ts.Node, hops int) nodeValue {
	n = n.Unwrap()
	if !n.Valid() || hops > maxHops {
		return nodeValue{}
	}
	if hops > 0 {
		return p.follow(m, n, hops)
	}
	v, ok := p.values[n]
	if !ok {
		v = p.follow(m, n, 0)
		p.values[n] = v
	}
	return v
}

// follow makes the steps that value remembers.
func (p *nodeProgram) follow(m *nodeModule, n ts.Node, hops int) nodeValue {
	switch n.Kind() {
	case ts.KindIdentifier:
		return p.named(m, n, hops)
	case ts.KindPropertyAccessExpression:
		name := n.Name().Source()
		if n.Expression().Kind() == ts.KindThisKeyword {
			return p.field(m, n, name, hops+1)
		}
		if whole := n.Expression().Dotted(); whole == "exports" || whole == "module.exports" {
			return p.exported(m, name, hops+1)
		}
		return p.member(p.value(m, n.Expression(), hops+1), name, hops+1)
	case ts.KindCallExpression:
		if spec := required(n); spec != "" {
			return p.imported(m, spec, "=", hops+1)
		}
		if bound := n.Expression(); bound.Kind() == ts.KindPropertyAccessExpression && bound.Name().Source() == "bind" {
			return p.value(m, bound.Expression(), hops+1)
		}
		made := p.value(m, n.Expression(), hops+1)
		if v := p.result(made, hops+1); v.known() {
			if inner := p.passedOn(m, n, made, v, hops+1); inner.known() {
				return inner
			}
			return v
		}
	case ts.KindVariableDeclaration:
		return p.value(m, n.Initializer(), hops+1)
	case ts.KindBinaryExpression:
		_, op, right, _ := n.Binary()
		if op == ts.KindEqualsToken || op == ts.KindBarBarToken || op == ts.KindQuestionQuestionToken {
			return p.value(m, right, hops+1)
		}
	}
	return nodeValue{in: m, node: n}
}

// result follows a call of one of the package's own functions to what it returns.
func (p *nodeProgram) result(f nodeValue, hops int) nodeValue {
	if f.in == nil || !f.node.IsFunctionLike() || hops > maxHops {
		return nodeValue{}
	}
	body := f.node.Body()
	if body.Kind() != ts.KindBlock {
		return p.value(f.in, body, hops+1)
	}
	var returned []ts.Node
	body.Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindReturnStatement && n.Expression().Valid() {
			returned = append(returned, n.Expression())
		}
		return !n.IsFunctionLike()
	})
	if len(returned) == 0 {
		return nodeValue{}
	}
	v := p.value(f.in, returned[len(returned)-1], hops+1)
	if v.node.Kind() == ts.KindParameter {
		return nodeValue{}
	}
	return v
}

// named follows an identifier.
func (p *nodeProgram) named(m *nodeModule, n ts.Node, hops int) nodeValue {
	name := n.Ident()
	decl := declarationOf(n, name)
	switch decl.Kind() {
	case ts.KindVariableDeclaration:
		if im, ok := m.imports[name]; ok && decl.Name().Ident() == "" { // a destructured require
			return p.imported(m, im.spec, im.name, hops+1)
		}
		if isNothing(decl.Initializer()) {
			return p.assigned(m, decl, name, hops+1)
		}
		if decl.Name().Ident() == "" {
			return p.member(p.value(m, decl.Initializer(), hops+1), destructured(decl, name), hops+1)
		}
		if v := p.value(m, decl.Initializer(), hops+1); v.known() {
			return v
		}
		return nodeValue{in: m, node: decl.Initializer().Unwrap()}
	case ts.KindParameter:
		v := nodeValue{in: m, node: decl}
		if decl.Name().Ident() == "" {
			v.name = "." + destructured(decl, name)
		}
		return v
	case 0:
		if im, ok := m.imports[name]; ok {
			return p.imported(m, im.spec, im.name, hops+1)
		}
		return nodeValue{}
	}
	return nodeValue{in: m, node: decl}
}

// assigned follows a variable that is declared first and given its value later, once; taking it back does not count.
func (p *nodeProgram) assigned(m *nodeModule, decl ts.Node, name string, hops int) nodeValue {
	var found []ts.Node
	for _, n := range m.sets {
		if left, _, right, _ := n.Binary(); left.Ident() == name && !isNothing(right) && declarationOf(left, name) == decl {
			found = append(found, right)
		}
	}
	if len(found) != 1 {
		return nodeValue{}
	}
	return p.value(m, found[0], hops+1)
}

// isNothing tells whether a declaration gives its name no value yet.
func isNothing(n ts.Node) bool {
	return !n.Valid() || n.Kind() == ts.KindNullKeyword || n.Ident() == "undefined"
}

// destructured returns the property that a name in a binding pattern is taken from.
func destructured(decl ts.Node, name string) string {
	for _, e := range decl.Name().Elements().Nodes {
		if e.Name().Ident() == name && e.PropertyName().Valid() {
			return e.PropertyName().Source()
		}
	}
	return name
}

// member follows value.name.
func (p *nodeProgram) member(v nodeValue, name string, hops int) nodeValue {
	switch {
	case hops > maxHops || !v.known():
		return nodeValue{}
	case v.node.Kind() == ts.KindParameter:
		v.name += "." + name
		return v
	case v.module != "":
		if v.name != "" && name != "default" {
			name = v.name + "." + name
		}
		return nodeValue{module: v.module, name: strings.TrimSuffix(name, "default")}
	case !v.node.Valid():
		return p.exported(v.in, name, hops+1)
	case v.node.Kind() == ts.KindNewExpression || v.node.Kind() == ts.KindClassDeclaration || v.node.Kind() == ts.KindClassExpression:
		return p.classMember(p.classOf(v, hops+1), name, hops+1)
	case v.node.Kind() == ts.KindCallExpression && name == "default":
		return v
	}
	for _, prop := range v.node.Properties().Nodes {
		if strings.Trim(prop.Name().Source(), `'"`) != name {
			continue
		}
		switch prop.Kind() {
		case ts.KindPropertyAssignment:
			return p.value(v.in, prop.Initializer(), hops+1)
		case ts.KindShorthandPropertyAssignment:
			return p.value(v.in, prop.Name(), hops+1)
		}
		return nodeValue{in: v.in, node: prop}
	}
	return nodeValue{}
}

// classOf returns the class that a value is, or is an instance of.
func (p *nodeProgram) classOf(v nodeValue, hops int) nodeValue {
	if v.node.Kind() == ts.KindNewExpression {
		return p.value(v.in, v.node.Expression(), hops+1)
	}
	return v
}

// field follows this.name in the class around a node.
func (p *nodeProgram) field(m *nodeModule, n ts.Node, name string, hops int) nodeValue {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if k := up.Kind(); k == ts.KindClassDeclaration || k == ts.KindClassExpression {
			return p.classMember(nodeValue{in: m, node: up}, name, hops+1)
		}
	}
	return nodeValue{}
}

// classMember returns a method, or the value that a field is given by its initialiser or by an assignment.
func (p *nodeProgram) classMember(class nodeValue, name string, hops int) nodeValue {
	if class.in == nil || !class.node.Valid() || hops > maxHops {
		return nodeValue{}
	}
	for _, member := range class.node.Members().Nodes {
		if member.Name().Source() != name {
			continue
		}
		if member.IsFunctionLike() {
			return nodeValue{in: class.in, node: member}
		}
		if !isNothing(member.Initializer()) {
			return p.value(class.in, member.Initializer(), hops+1)
		}
	}
	own := class.node.Name().Ident()
	for _, n := range class.in.sets {
		left, _, right, _ := n.Binary()
		target := left.Dotted()
		if n.Start() < class.node.Start() || n.End() > class.node.End() || target != "this."+name && (own == "" || target != own+"."+name) {
			continue
		}
		if v := p.value(class.in, right, hops+1); v.known() {
			return v
		}
	}
	for _, part := range class.node.Children() {
		for _, base := range part.Children() {
			if part.Kind() == ts.KindHeritageClause && base.Kind() == ts.KindExpressionWithTypeArguments {
				if v := p.value(class.in, base.Expression(), hops+1); v.in != nil && v.node != class.node {
					return p.classMember(v, name, hops+1)
				}
			}
		}
	}
	return nodeValue{}
}

// declarationOf returns the declaration that a name means at a node: a variable, a parameter, a function or a class;
// none when it is imported or global.
func declarationOf(n ts.Node, name string) ts.Node {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if up.IsFunctionLike() {
			for _, param := range up.Parameters().Nodes {
				if binds(param.Name(), name) {
					return param
				}
			}
		}
		for _, s := range up.Statements().Nodes {
			if d := declares(s, name); d.Valid() {
				return d
			}
		}
	}
	return ts.Node{}
}

// declares returns the declaration of a name that a statement holds.
func declares(s ts.Node, name string) ts.Node {
	switch s.Kind() {
	case ts.KindVariableStatement:
		for _, d := range s.Declarations() {
			if binds(d.Name(), name) {
				return d
			}
		}
	case ts.KindFunctionDeclaration, ts.KindClassDeclaration:
		if s.Name().Ident() == name {
			return s
		}
	}
	return ts.Node{}
}

// binds tells whether a name, or a pattern of names, binds the name.
func binds(pattern ts.Node, name string) bool {
	if pattern.Ident() != "" {
		return pattern.Ident() == name
	}
	for _, e := range pattern.Elements().Nodes {
		if binds(e.Name(), name) {
			return true
		}
	}
	return false
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

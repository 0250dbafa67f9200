package nodejs

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// Value is what an expression comes down to: a piece of the repository's own code, a whole module of it, or
// something that a third-party module exports.
type Value struct {
	In     *Module
	Node   ts.Node // function, class, call, literal…; none when the value is the module itself
	Module string  // of a third-party module
	Name   string  // what is taken from it, with dots; "" for its main export
}

// Known tells whether anything is known of the value.
func (v Value) Known() bool { return v.In != nil || v.Module != "" }

// External returns "module#name".
func (v Value) External() string {
	if v.Module == "" {
		return ""
	}
	return v.Module + "#" + v.Name
}

// MaxHops is how many steps one value is followed.
const MaxHops = 12

// Resolve returns the path of the file that a specifier in a file means, "" for a third-party module or none.
func (p *Program) Resolve(from, spec string) string {
	if strings.HasPrefix(spec, ".") {
		return p.onDisk(path.Join(path.Dir(from), spec))
	}
	if c := p.Config; c != nil {
		for _, target := range c.Mapped(spec) {
			if found := p.onDisk(target); found != "" {
				return found
			}
		}
	}
	if strings.HasPrefix(spec, "@/") || strings.HasPrefix(spec, "~/") || strings.HasPrefix(spec, "#/") {
		for _, base := range []string{path.Join(p.Pkg.Dir, "src"), p.Pkg.Dir} {
			if found := p.onDisk(path.Join(base, spec[2:])); found != "" {
				return found
			}
		}
	}
	return cmp.Or(p.inWorkspace(spec), p.fromRoot(spec))
}

// fromRoot resolves a specifier as seen from the package's folder or that of its sources, which NODE_PATH and some modules let
// Node look in: one that is no module of Node's and of which no manifest says that it is installed.
func (p *Program) fromRoot(spec string) string {
	first, _, _ := strings.Cut(spec, "/")
	if strings.ContainsAny(first, ":@#~") || ts.IsBuiltin(first) {
		return ""
	}
	for _, dir := range Ancestors(p.Pkg.Dir) {
		if _, ok := p.Pkgs[dir].Range(first); ok {
			return ""
		}
	}
	return cmp.Or(p.onDisk(path.Join(p.Pkg.Dir, spec)), p.onDisk(path.Join(p.Pkg.Dir, "src", spec)))
}

// inWorkspace resolves the name of another package of the same repository.
func (p *Program) inWorkspace(spec string) string {
	for _, dir := range slices.Sorted(maps.Keys(p.Pkgs)) {
		pkg := p.Pkgs[dir]
		if pkg.Name == "" || spec != pkg.Name && !strings.HasPrefix(spec, pkg.Name+"/") {
			continue
		}
		if spec != pkg.Name {
			sub := strings.TrimPrefix(spec, pkg.Name+"/")
			return cmp.Or(p.onDisk(path.Join(pkg.Dir, sub)), p.onDisk(path.Join(pkg.Dir, "src", sub)))
		}
		return cmp.Or(p.onDisk(path.Join(pkg.Dir, "src/index")), p.onDisk(path.Join(pkg.Dir, "index")), p.onDisk(path.Join(pkg.Dir, pkg.Main)))
	}
	return ""
}

// Mapped returns the paths that tsconfig's paths and baseUrl give for a specifier.
func (c *TSConfig) Mapped(spec string) []string {
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
func (p *Program) onDisk(name string) string {
	if slices.Contains(sourceExts, path.Ext(name)) && p.Repo.Has(name) {
		return name
	}
	stem := name
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs", ".cjs", ".jsx":
		stem = strings.TrimSuffix(name, ext)
	}
	for _, ext := range sourceExts {
		if p.Repo.Has(stem + ext) {
			return stem + ext
		}
	}
	for _, ext := range sourceExts {
		if index := path.Join(name, "index"+ext); p.Repo.Has(index) {
			return index
		}
	}
	return ""
}

// Imported returns what an import of a name from a specifier comes down to.
func (p *Program) Imported(from *Module, spec, name string, hops int) Value {
	file := p.Resolve(from.Path, spec)
	if file == "" {
		if prefix, _ := p.AliasOf(spec); prefix != "" || strings.HasPrefix(spec, ".") || hops > MaxHops {
			return Value{}
		}
		if name == "default" || name == "*" || name == "=" {
			name = ""
		}
		return Value{Module: strings.TrimPrefix(spec, "node:"), Name: name}
	}
	m := p.Module(file)
	if m == nil || hops > MaxHops {
		return Value{}
	}
	return p.Exported(m, name, hops+1)
}

// Exported returns what a module of the package exports under a name.
func (p *Program) Exported(m *Module, name string, hops int) Value {
	if hops > MaxHops {
		return Value{}
	}
	if e, ok := m.Exports[name]; ok {
		if e.Spec != "" {
			return p.Imported(m, e.Spec, e.name, hops+1)
		}
		return p.Value(m, e.Value, hops+1)
	}
	whole, cjs := m.Exports["="]
	switch {
	case (name == "default" || name == "*" || name == "=") && cjs:
		return p.Value(m, whole.Value, hops+1)
	case name == "*" || name == "=":
		return Value{In: m}
	case cjs:
		return p.Member(p.Value(m, whole.Value, hops+1), name, hops+1)
	}
	for _, spec := range m.stars {
		if file := p.Resolve(m.Path, spec); file != "" && p.Module(file) != nil {
			if v := p.Exported(p.Module(file), name, hops+1); v.Known() {
				return v
			}
		}
	}
	return Value{}
}

// Value follows names, imports and members from an expression to what it stands for. What cannot be followed comes
// back as the expression itself; a parameter, or a name that is not declared, as nothing.
func (p *Program) Value(m *Module, n ts.Node, hops int) Value {
	n = n.Unwrap()
	if !n.Valid() || hops > MaxHops {
		return Value{}
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
func (p *Program) follow(m *Module, n ts.Node, hops int) Value {
	switch n.Kind() {
	case ts.KindIdentifier:
		return p.named(m, n, hops)
	case ts.KindPropertyAccessExpression:
		name := n.Name().Source()
		if n.Expression().Kind() == ts.KindThisKeyword {
			return p.Field(m, n, name, hops+1)
		}
		if whole := n.Expression().Dotted(); whole == "exports" || whole == "module.exports" {
			return p.Exported(m, name, hops+1)
		}
		return p.Member(p.Value(m, n.Expression(), hops+1), name, hops+1)
	case ts.KindCallExpression:
		if spec := required(n); spec != "" {
			return p.Imported(m, spec, "=", hops+1)
		}
		if bound := n.Expression(); bound.Kind() == ts.KindPropertyAccessExpression && bound.Name().Source() == "bind" {
			return p.Value(m, bound.Expression(), hops+1)
		}
		made := p.Value(m, n.Expression(), hops+1)
		if v := p.result(made, hops+1); v.Known() {
			if inner := p.passedOn(m, n, made, v, hops+1); inner.Known() {
				return inner
			}
			return v
		}
	case ts.KindVariableDeclaration:
		return p.Value(m, n.Initializer(), hops+1)
	case ts.KindBinaryExpression:
		_, op, right, _ := n.Binary()
		if op == ts.KindEqualsToken || op == ts.KindBarBarToken || op == ts.KindQuestionQuestionToken {
			return p.Value(m, right, hops+1)
		}
	}
	return Value{In: m, Node: n}
}

// result follows a call of one of the package's own functions to what it returns.
func (p *Program) result(f Value, hops int) Value {
	if f.In == nil || !f.Node.IsFunctionLike() || hops > MaxHops {
		return Value{}
	}
	body := f.Node.Body()
	if body.Kind() != ts.KindBlock {
		return p.Value(f.In, body, hops+1)
	}
	var returned []ts.Node
	body.Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindReturnStatement && n.Expression().Valid() {
			returned = append(returned, n.Expression())
		}
		return !n.IsFunctionLike()
	})
	if len(returned) == 0 {
		return Value{}
	}
	v := p.Value(f.In, returned[len(returned)-1], hops+1)
	if v.Node.Kind() == ts.KindParameter {
		return Value{}
	}
	return v
}

// named follows an identifier.
func (p *Program) named(m *Module, n ts.Node, hops int) Value {
	name := n.Ident()
	decl := DeclarationOf(n, name)
	switch decl.Kind() {
	case ts.KindVariableDeclaration:
		if im, ok := m.Imports[name]; ok && decl.Name().Ident() == "" { // a destructured require
			return p.Imported(m, im.Spec, im.Name, hops+1)
		}
		if IsNothing(decl.Initializer()) {
			return p.Assigned(m, decl, name, hops+1)
		}
		if decl.Name().Ident() == "" {
			return p.Member(p.Value(m, decl.Initializer(), hops+1), Destructured(decl, name), hops+1)
		}
		if v := p.Value(m, decl.Initializer(), hops+1); v.Known() {
			return v
		}
		return Value{In: m, Node: decl.Initializer().Unwrap()}
	case ts.KindParameter:
		v := Value{In: m, Node: decl}
		if decl.Name().Ident() == "" {
			v.Name = "." + Destructured(decl, name)
		}
		return v
	case 0:
		if im, ok := m.Imports[name]; ok {
			return p.Imported(m, im.Spec, im.Name, hops+1)
		}
		return Value{}
	}
	return Value{In: m, Node: decl}
}

// Assigned follows a variable that is declared first and given its value later, once; taking it back does not count.
func (p *Program) Assigned(m *Module, decl ts.Node, name string, hops int) Value {
	var found []ts.Node
	for _, n := range m.Sets {
		if left, _, right, _ := n.Binary(); left.Ident() == name && !IsNothing(right) && DeclarationOf(left, name) == decl {
			found = append(found, right)
		}
	}
	if len(found) != 1 {
		return Value{}
	}
	return p.Value(m, found[0], hops+1)
}

// IsNothing tells whether a declaration gives its name no value yet.
func IsNothing(n ts.Node) bool {
	return !n.Valid() || n.Kind() == ts.KindNullKeyword || n.Ident() == "undefined"
}

// Destructured returns the property that a name in a binding pattern is taken from.
func Destructured(decl ts.Node, name string) string {
	for _, e := range decl.Name().Elements().Nodes {
		if e.Name().Ident() == name && e.PropertyName().Valid() {
			return e.PropertyName().Source()
		}
	}
	return name
}

// Member follows value.name.
func (p *Program) Member(v Value, name string, hops int) Value {
	switch {
	case hops > MaxHops || !v.Known():
		return Value{}
	case v.Node.Kind() == ts.KindParameter:
		v.Name += "." + name
		return v
	case v.Module != "":
		if v.Name != "" && name != "default" {
			name = v.Name + "." + name
		}
		return Value{Module: v.Module, Name: strings.TrimSuffix(name, "default")}
	case !v.Node.Valid():
		return p.Exported(v.In, name, hops+1)
	case v.Node.Kind() == ts.KindNewExpression || v.Node.Kind() == ts.KindClassDeclaration || v.Node.Kind() == ts.KindClassExpression:
		return p.classMember(p.classOf(v, hops+1), name, hops+1)
	case v.Node.Kind() == ts.KindCallExpression && name == "default":
		return v
	}
	for _, prop := range v.Node.Properties().Nodes {
		if strings.Trim(prop.Name().Source(), `'"`) != name {
			continue
		}
		switch prop.Kind() {
		case ts.KindPropertyAssignment:
			return p.Value(v.In, prop.Initializer(), hops+1)
		case ts.KindShorthandPropertyAssignment:
			return p.Value(v.In, prop.Name(), hops+1)
		}
		return Value{In: v.In, Node: prop}
	}
	return Value{}
}

// classOf returns the class that a value is, or is an instance of.
func (p *Program) classOf(v Value, hops int) Value {
	if v.Node.Kind() == ts.KindNewExpression {
		return p.Value(v.In, v.Node.Expression(), hops+1)
	}
	return v
}

// Field follows this.name in the class around a node.
func (p *Program) Field(m *Module, n ts.Node, name string, hops int) Value {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if k := up.Kind(); k == ts.KindClassDeclaration || k == ts.KindClassExpression {
			return p.classMember(Value{In: m, Node: up}, name, hops+1)
		}
	}
	return Value{}
}

// classMember returns a method, or the value that a field is given by its initialiser or by an assignment.
func (p *Program) classMember(class Value, name string, hops int) Value {
	if class.In == nil || !class.Node.Valid() || hops > MaxHops {
		return Value{}
	}
	for _, member := range class.Node.Members().Nodes {
		if member.Name().Source() != name {
			continue
		}
		if member.IsFunctionLike() {
			return Value{In: class.In, Node: member}
		}
		if !IsNothing(member.Initializer()) {
			return p.Value(class.In, member.Initializer(), hops+1)
		}
	}
	own := class.Node.Name().Ident()
	for _, n := range class.In.Sets {
		left, _, right, _ := n.Binary()
		target := left.Dotted()
		if n.Start() < class.Node.Start() || n.End() > class.Node.End() || target != "this."+name && (own == "" || target != own+"."+name) {
			continue
		}
		if v := p.Value(class.In, right, hops+1); v.Known() {
			return v
		}
	}
	for _, part := range class.Node.Children() {
		for _, base := range part.Children() {
			if part.Kind() == ts.KindHeritageClause && base.Kind() == ts.KindExpressionWithTypeArguments {
				if v := p.Value(class.In, base.Expression(), hops+1); v.In != nil && v.Node != class.Node {
					return p.classMember(v, name, hops+1)
				}
			}
		}
	}
	return Value{}
}

// DeclarationOf returns the declaration that a name means at a node: a variable, a parameter, a function or a class;
// none when it is imported or global.
func DeclarationOf(n ts.Node, name string) ts.Node {
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

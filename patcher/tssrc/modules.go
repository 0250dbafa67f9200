package tssrc

import (
	"slices"
	"strings"
)

// builtins are the modules of Node that have a name without "node:" as well.
var builtins = strings.Fields(`assert async_hooks buffer child_process cluster console constants crypto dgram
	diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process punycode
	querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib`)

// Modules returns the packages that a text imports, sorted: without Node's own, relative ones and subpath imports, and
// without the path inside a package. It is empty for a text that cannot be parsed.
func Modules(src []byte) []string {
	s := parseAny(src)
	if s == nil {
		return nil
	}
	var all []string
	for _, module := range s.Uses() {
		if name := packageOf(module); name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// packageOf returns the package that a specifier is in, "" when it is in none that could be installed.
func packageOf(module string) string {
	if module == "" || strings.ContainsAny(module[:1], "./#~") || strings.Contains(module, ":") || strings.HasPrefix(module, "@/") {
		return ""
	}
	parts := strings.SplitN(module, "/", 3)
	if strings.HasPrefix(module, "@") {
		if len(parts) == 1 {
			return ""
		}
		return parts[0] + "/" + parts[1]
	}
	if IsBuiltin(parts[0]) {
		return ""
	}
	return parts[0]
}

// IsBuiltin tells whether a name is that of one of Node's own modules.
func IsBuiltin(name string) bool { return slices.Contains(builtins, name) }

// parseAny reads a text whose name is not known.
func parseAny(src []byte) *Source {
	for _, name := range []string{"text.ts", "text.tsx", "text.js"} {
		if s, err := Parse(name, src); err == nil {
			return s
		}
	}
	return nil
}

// Exports returns the names of the values that a text exports, in their order, "default" among them; types are left
// out. It reads export as well as module.exports. It is empty for a text that cannot be parsed.
func Exports(src []byte) []string {
	s := parseAny(src)
	if s == nil {
		return nil
	}
	var all []string
	for _, stmt := range s.Statements() {
		all = append(all, exports(stmt)...)
	}
	return all
}

func exports(stmt Node) []string {
	switch stmt.Kind() {
	case KindExportAssignment:
		if stmt.ExportEquals() {
			return []string{"="}
		}
		return []string{"default"}
	case KindExportDeclaration:
		return exportedNames(stmt)
	case KindExpressionStatement:
		return assigned(stmt.Expression())
	case KindVariableStatement, KindFunctionDeclaration, KindClassDeclaration, KindEnumDeclaration:
		switch {
		case !stmt.Has(KindExportKeyword) || stmt.Has(KindDeclareKeyword):
			return nil
		case stmt.Has(KindDefaultKeyword):
			return []string{"default"}
		}
		return declared(stmt)
	}
	return nil
}

func exportedNames(stmt Node) []string {
	var all []string
	for _, spec := range exported(stmt).Nodes {
		if !spec.TypeOnly() && !stmt.TypeOnly() {
			all = append(all, spec.Name().Source())
		}
	}
	return all
}

// exported returns what stands in the braces of an export.
func exported(stmt Node) List {
	for _, child := range stmt.Children() {
		if child.Kind() == KindNamedExports {
			return child.Elements()
		}
	}
	return List{}
}

// declared returns the names that a statement declares.
func declared(stmt Node) []string {
	if stmt.Kind() != KindVariableStatement {
		return []string{stmt.Name().Source()}
	}
	var all []string
	for _, d := range stmt.Declarations() {
		all = append(all, bound(d.Name())...)
	}
	return all
}

// bound returns the names in an identifier or a pattern.
func bound(n Node) []string {
	if name := n.Ident(); name != "" {
		return []string{name}
	}
	var all []string
	for _, e := range n.Elements().Nodes {
		all = append(all, bound(e.Name())...)
	}
	return all
}

// assigned returns what an assignment to module.exports exports.
func assigned(n Node) []string {
	left, op, right, ok := n.Binary()
	if !ok || op != KindEqualsToken {
		return nil
	}
	switch target := left.Dotted(); {
	case strings.HasPrefix(target, "module.exports."):
		return []string{strings.TrimPrefix(target, "module.exports.")}
	case strings.HasPrefix(target, "exports."):
		return []string{strings.TrimPrefix(target, "exports.")}
	case target != "module.exports":
		return nil
	}
	if right.Kind() != KindObjectLiteralExpression {
		return []string{"="}
	}
	var all []string
	for _, p := range right.Properties().Nodes {
		if name := p.Name(); name.Valid() && name.Kind() != KindComputedPropertyName {
			all = append(all, strings.Trim(name.Source(), `'"`))
		}
	}
	return all
}

package stack

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// dotenvs are the modules that set variables from files.
var dotenvs = []string{"dotenv", "dotenv-safe", "dotenv-flow", "@dotenvx/dotenvx"}

// flowFiles are what dotenv-flow reads, the first to count first.
var flowFiles = []string{"`.env.${process.env.NODE_ENV ?? ''}.local`", "`.env.${process.env.NODE_ENV ?? ''}`", "'.env.local'", "'.env'"}

// envFilesNode lists the files that the code of an app sets variables from, as expressions: paths are as seen from the app's
// folder. Created code that is loaded before the user's has to read the same ones.
func envFilesNode(app *App) []string {
	p := siteOfNode(app).program
	f := envFiles{app: app, p: p}
	for _, name := range p.Reachable(app.Fact(Entry), app.At.Path) {
		m := p.Module(name)
		if p.Repo.Owns(name) || !loadsEnv().MatchString(m.Tree.Text()) {
			continue
		}
		if slices.ContainsFunc(m.Tree.Uses(), func(spec string) bool { return strings.HasPrefix(spec, "dotenv-flow/") }) {
			f.add(flowFiles...)
		}
		m.Tree.Root().Walk(func(n ts.Node) bool {
			if n.Kind() == ts.KindCallExpression {
				f.call(m, n)
			}
			return true
		})
	}
	return f.found
}

// envFiles collects the files that variables are set from.
type envFiles struct {
	app   *App
	p     *nodejs.Program
	found []string
}

func (f *envFiles) add(files ...string) {
	for _, file := range files {
		if !slices.Contains(f.found, file) {
			f.found = append(f.found, file)
		}
	}
}

// call looks at one call: process.loadEnvFile(path), or config({ path }) of a module for it.
func (f *envFiles) call(m *nodejs.Module, n ts.Node) {
	args := n.Arguments().Nodes
	if n.Expression().Dotted() == "process.loadEnvFile" {
		if len(args) == 0 {
			f.add("'.env'")
			return
		}
		f.file(f.value(m, args[0]))
		return
	}
	v := f.p.Value(m, n.Expression(), 0)
	if !slices.Contains(dotenvs, v.Module) || v.Name != "config" {
		return
	}
	var options nodejs.Value
	if len(args) > 0 {
		options = f.p.Value(m, args[0], 0)
	}
	switch {
	case options.Node.Valid() && nodejs.HasProperty(options.Node, "path"):
		f.option(options)
	case v.Module == "dotenv-flow":
		f.add(flowFiles...)
	default:
		f.add("'.env'")
	}
}

// option adds what the option path stands for.
func (f *envFiles) option(options nodejs.Value) {
	for _, prop := range options.Node.Properties().Nodes {
		if prop.Name().Source() == "path" && prop.Kind() == ts.KindPropertyAssignment {
			f.file(f.value(options.In, prop.Initializer()))
			return
		}
	}
	f.file(f.p.Member(options, "path", 0))
}

// value follows a name; any other expression stands for itself.
func (f *envFiles) value(m *nodejs.Module, n ts.Node) nodejs.Value {
	if name := n.Ident(); name == "" || name == "__dirname" {
		return nodejs.Value{In: m, Node: n.Unwrap()}
	}
	return f.p.Value(m, n, 0)
}

// file adds what a path, or a list of them, stands for. One that cannot be told is left out.
func (f *envFiles) file(v nodejs.Value) {
	if v.Node.Kind() == ts.KindArrayLiteralExpression {
		for _, e := range v.Node.Elements().Nodes {
			f.file(f.value(v.In, e))
		}
		return
	}
	if fixed, rest, ok := f.path(v); ok && rest == "" {
		f.add("'" + fixed + "'")
	} else if ok && fixed == "." {
		f.add(rest)
	}
}

// path returns a path as seen from the app's folder: its fixed part, and an expression behind it that only the environment
// decides, "" for none.
func (f *envFiles) path(v nodejs.Value) (fixed, rest string, ok bool) {
	n := v.Node.Unwrap()
	if text, literal := n.Literal(); literal {
		return path.Clean(text), "", !path.IsAbs(text) && !strings.ContainsAny(text, `'\`)
	}
	args := n.Arguments().Nodes
	callee := n.Expression().Ident()
	if n.Expression().Kind() == ts.KindPropertyAccessExpression {
		callee = n.Expression().Name().Source()
	}
	switch {
	case n.Source() == "import.meta.dirname", n.Source() == "__dirname":
		return nodejs.Rel(f.app.Dir, path.Dir(v.In.Path)), "", true
	case n.Kind() == ts.KindCallExpression && n.Expression().Dotted() == "process.cwd":
		return ".", "", true
	case n.Kind() == ts.KindCallExpression && callee == "fileURLToPath" && len(args) == 1:
		return f.path(f.value(v.In, args[0]))
	case n.Kind() == ts.KindNewExpression && callee == "URL" && len(args) == 2 && args[1].Source() == "import.meta.url":
		fixed, rest, ok = f.path(f.value(v.In, args[0]))
		return path.Join(nodejs.Rel(f.app.Dir, path.Dir(v.In.Path)), fixed), "", ok && rest == ""
	case n.Kind() == ts.KindCallExpression && (callee == "join" || callee == "resolve"):
		return f.joined(v.In, args)
	}
	if left, op, right, is := n.Binary(); is && op == ts.KindPlusToken {
		if text, literal := right.Literal(); literal {
			fixed, rest, ok = f.path(nodejs.Value{In: v.In, Node: left})
			return path.Join(fixed, text), "", ok && rest == ""
		}
	}
	return ".", n.Source(), n.Valid() && asksEnvironment(n)
}

// joined puts the parts of a path together, of which the last one may be decided by the environment.
func (f *envFiles) joined(m *nodejs.Module, parts []ts.Node) (fixed, rest string, ok bool) {
	fixed = "."
	for _, part := range parts {
		next, behind, known := f.path(f.value(m, part))
		if !known || rest != "" {
			return "", "", false
		}
		fixed, rest = path.Join(fixed, next), behind
	}
	return fixed, rest, true
}

// asksEnvironment tells whether an expression of one line has nothing in it but texts and variables of the environment.
func asksEnvironment(n ts.Node) bool {
	ok := !strings.Contains(n.Source(), "\n")
	n.Walk(func(n ts.Node) bool {
		switch n.Kind() {
		case ts.KindCallExpression, ts.KindNewExpression, ts.KindObjectLiteralExpression:
			ok = false
		case ts.KindPropertyAccessExpression:
			if strings.HasPrefix(n.Dotted(), "process.env.") {
				return false
			}
			ok = false
		case ts.KindIdentifier:
			ok = false
		}
		return ok
	})
	return ok
}

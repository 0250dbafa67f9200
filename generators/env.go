package generators

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"scaffold/patcher"
	"scaffold/patcher/dotenv"
	"scaffold/patcher/lines"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Env makes the configuration explicit: what the service reads, of which type, and what must be there.
var Env = &Gap{
	Name:  "env",
	Title: "Environment variables",
	Doc: "Finds every environment variable that the code reads and puts them in one validated, typed module that is loaded " +
		"first: a start with a missing or malformed variable ends at once, with all of them named and no value printed. " +
		"Templates list the variables for development, tests and production, without a secret in any of them.",
	Severity: "critical",
	Risk:     "A missing variable shows hours after the deploy, in the first request that needs it.",
	Seed:     "A1, B",
	Proof: "the app refuses to start on a missing or malformed variable and names all of them at once; no real secret in " +
		"a tracked file; every variable that the code reads is in .env.example",
	Pieces: []Piece{
		{
			Provides: stack.EnvValidation,
			What:     "refuse to start on a missing or malformed variable",
			Check:    Check{Name: "validated", Severity: "high", Minutes: 30, Needless: readsNothing},
			Files:    []stack.File{{Dir: "config", Role: "env"}},
			Calls:    []Call{{Seam: stack.Configuration, Symbol: "LoadEnv", Role: "env"}},
		},
		{
			What:  "list the environment variables",
			Check: Check{Name: "example", Severity: "medium", Minutes: 10, Needless: readsNothing, Seen: templateThere},
			Edits: envTemplates,
		},
	},
}

// envTemplates lists the variables for each environment. The local file holds a developer's own values, so git ignores
// it; the others are tracked and hold no secret.
func envTemplates(c *Context) ([]patcher.FileEdit, error) {
	base, variables := c.base(), c.Variables()
	sorted := func(name, header string, value func(Variable) string) patcher.FileEdit {
		all := keys(variables, value)
		return patcher.FileEdit{Path: path.Join(base, name), Edit: dotenv.Add{Header: header, Keys: all, Groups: [][]dotenv.Key{all}}}
	}
	example := keys(variables, Variable.example)
	edits := []patcher.FileEdit{
		{Path: c.example(), Edit: dotenv.Add{Header: exampleHeader, Keys: example, Groups: append(c.keyGroups(), example), Off: c.asked()}},
		sorted(".env.local", "Values for development on this machine. Git ignores this file.", Variable.local),
		sorted(".env.test", "Values for tests. Nothing secret belongs here.", Variable.test),
		sorted(".env.production", "What production sets, without the values: those belong in the platform's secret store.", Variable.production),
		{Path: path.Join(base, ".gitignore"), Edit: lines.Add{Line: ".env.local"}},
	}
	if slices.Contains(c.Repo.Files(), path.Join(base, ".gitignore")) {
		return edits, nil
	}
	edits[len(edits)-1].Path = ".gitignore"
	return edits, nil
}

// EnvFiles are the files that the created configuration sets variables from, as expressions: those that the user's own code
// reads, which comes too late for it, and the one for this machine.
func (d data) EnvFiles() string {
	files := d.context.ownEnvFiles()
	if len(files) == 0 {
		files = []string{"'.env'"}
	}
	if local := "'.env.local'"; !slices.Contains(files, local) {
		files = append(files, local)
	}
	return strings.Join(files, ", ")
}

// OwnEnvFiles are the files that the user's own code sets variables from, as expressions; "" for none.
func (d data) OwnEnvFiles() string {
	files := d.context.ownEnvFiles()
	if len(files) == 0 && d.App.Fact(stack.DotEnv) != "" {
		files = []string{"'.env'"}
	}
	return strings.Join(files, ", ")
}

func (c *Context) ownEnvFiles() []string {
	if c.App.Language.EnvFiles == nil {
		return nil
	}
	return c.App.Language.EnvFiles(c.App)
}

// exampleHeader is the first line of the template that lists every variable.
const exampleHeader = "What the service reads from its environment. Copy it to .env and fill it in."

func keys(variables []Variable, value func(Variable) string) []dotenv.Key {
	var all []dotenv.Key
	for _, v := range variables {
		all = append(all, dotenv.Key{Name: v.Name, Value: value(v), Doc: v.Doc})
	}
	return all
}

// exampleNames are the names that environment templates go by, the usual one first.
var exampleNames = []string{".env.example", ".env.sample", ".env.template", ".env.dist", "example.env", "env.example"}

// example is the path of the template that lists every variable: the one that is there, in the app's folder or the root where
// no other app stands, else .env.example in the app's folder.
func (c *Context) example() string {
	dirs := []string{c.base()}
	if c.App.Fact(stack.Around) == "" {
		dirs = append(dirs, ".")
	}
	for _, dir := range dirs {
		for _, name := range exampleNames {
			if c.Repo.Has(path.Join(dir, name)) {
				return path.Join(dir, name)
			}
		}
	}
	return path.Join(c.base(), exampleNames[0])
}

// envEdits list the variables that created texts read in the template.
func (c *Context) envEdits(read []EnvKey) []patcher.FileEdit {
	var all []dotenv.Key
	for _, k := range read {
		all = append(all, dotenv.Key{Name: k.Name, Value: c.value(k), Doc: k.Doc})
	}
	if len(all) == 0 {
		return nil
	}
	return []patcher.FileEdit{{Path: c.example(), Edit: dotenv.Add{Header: exampleHeader, Keys: all, Groups: c.keyGroups(), Off: c.asked()}}}
}

// asked tells whether the program refuses to start without any variable that the template has.
func (c *Context) asked() bool { return c.App.Fact(stack.AskedExample) != "" }

// keyGroups are the variables of all pieces, each in the first that has it: the order in which the template lists them,
// whichever gap was closed first.
func (c *Context) keyGroups() [][]dotenv.Key {
	var groups [][]dotenv.Key
	seen := map[string]bool{}
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			var group []dotenv.Key
			for _, k := range p.Env {
				if !seen[k.Name] {
					group = append(group, dotenv.Key{Name: k.Name, Value: c.value(k), Doc: k.Doc})
				}
				seen[k.Name] = true
			}
			if group != nil {
				groups = append(groups, group)
			}
		}
	}
	return groups
}

// reads returns the variables of a piece whose names stand in one of the texts that are no tests.
func (p *Piece) reads(texts map[string][]byte) []EnvKey {
	var read []EnvKey
	for _, k := range p.Env {
		for path, text := range texts {
			if !isTest(path) && holds(text, k.Name) {
				read = append(read, k)
				break
			}
		}
	}
	return read
}

// holds tells whether a name stands in a text as a word of its own.
func holds(text []byte, name string) bool {
	for from := 0; ; {
		at := bytes.Index(text[from:], []byte(name))
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(name)
		if (start == 0 || !inWord(text[start-1])) && (end == len(text) || !inWord(text[end])) {
			return true
		}
		from = start + 1
	}
}

func inWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// unset names the variables that have no default.
func (c *Context) unset(read []EnvKey) []string {
	var names []string
	for _, k := range read {
		if c.value(k) == "" {
			names = append(names, k.Name)
		}
	}
	return names
}

// value is the default of a variable, or the answer that is.
func (c *Context) value(k EnvKey) string {
	switch {
	case k.Answer == "":
		return k.Default
	case k.Form == "":
		return cmp.Or(c.allAnswers()[k.Answer], k.Default)
	}
	return fmt.Sprintf(k.Form, c.allAnswers()[k.Answer])
}

var envTemplate = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(\.?env([._-][\w.-]+)?[._-](example|sample|template|dist|defaults?)|\.?env[._-](example|sample|template)[._-][\w.-]+|[\w-]*(example|sample|template)[\w-]*\.env)$`)
})

// templateThere finds a template of variables that is there. Whether it has all is another check's to say.
func templateThere(repo *source.Repo, app *stack.App) Seen {
	if found, ok := app.Found[stack.EnvExample]; ok {
		return Seen{At: source.Pos{Path: found.At.Path, Line: max(1, found.At.Line)}, By: found.By}
	}
	for dir := app.Dir; ; dir = path.Dir(dir) {
		for _, file := range repo.Under(dir) {
			if path.Dir(file) == dir && envTemplate().MatchString(path.Base(file)) {
				return Seen{At: source.Pos{Path: file, Line: 1}, By: path.Base(file)}
			}
		}
		if dir == "." {
			return Seen{}
		}
	}
}

// readsNothing says why variables do not concern an app.
func readsNothing(repo *source.Repo, app *stack.App) string {
	if app.Language.Reads == nil || templateThere(repo, app).By != "" || len(app.Language.Reads(repo, app)) > 0 {
		return ""
	}
	return "it reads no environment variable by name"
}

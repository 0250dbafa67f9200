package generators

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"scaffold/stack"
)

// Variable is an environment variable that the app reads, with what its name and its use tell.
type Variable struct {
	Name     string
	Kind     string // string, int, number, port, bool, url, secret
	Required bool   // the service cannot work without it
	Default  string // the fallback in the code, "" for none
	Doc      string
}

// Variables returns what the app's code reads, and what the recorded gaps' code reads, sorted by name.
func (c *Context) Variables() []Variable {
	byName := map[string]Variable{}
	texts, docs := c.createdTexts(), c.keyDocs()
	for _, read := range c.reads() {
		if _, ok := byName[read.Name]; !ok && !ambient[read.Name] {
			v := variable(read)
			v.Doc = docs[read.Name]
			byName[read.Name] = v
		}
	}
	for _, g := range c.Gaps {
		for _, p := range g.Pieces {
			if !c.stands(&p, texts) {
				continue
			}
			for _, k := range p.reads(texts) {
				v := variable(stack.EnvRead{Name: k.Name, Default: c.value(k)})
				if own := byName[k.Name]; own.Default != "" {
					v = own // the value that the user's own code falls back to
				}
				v.Required, v.Doc = false, k.Doc
				byName[k.Name] = v
			}
		}
	}
	var all []Variable
	for _, v := range byName {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// stands tells whether a file of the piece is among the texts.
func (c *Context) stands(p *Piece, texts map[string][]byte) bool {
	return slices.ContainsFunc(p.Files, func(f stack.File) bool { return texts[c.place(f)] != nil }) ||
		slices.ContainsFunc(p.Root, func(f RootFile) bool { return texts[c.rootPath(f.Path)] != nil })
}

// keyDocs are what the variables of all gaps are for, by name. What the user's own code reads under such a name means the same.
func (c *Context) keyDocs() map[string]string {
	docs := maps.Clone(everywhere)
	for _, group := range c.keyGroups() {
		for _, k := range group {
			docs[k.Name] = k.Doc
		}
	}
	return docs
}

// everywhere are variables that mean the same in every service.
var everywhere = map[string]string{
	"PORT":     "Port that the service listens on.",
	"NODE_ENV": "What the process is for: development, test or production.",
}

// createdTexts are the files that the tool made: those that are there, and those of this run.
func (c *Context) createdTexts() map[string][]byte {
	texts := maps.Clone(c.Planned)
	for path := range c.Created {
		if texts[path] == nil {
			texts[path] = c.Repo.Read(path)
		}
	}
	return texts
}

// ambient are set by the system or the tools, not by a service's configuration.
var ambient = map[string]bool{
	"CI": true, "HOME": true, "PATH": true, "PWD": true, "USER": true, "SHELL": true, "TERM": true, "TMPDIR": true,
	"LANG": true, "HOSTNAME": true, "npm_package_version": true, "npm_package_name": true, "JEST_WORKER_ID": true,
	"VITEST": true, "GOPATH": true, "GOROOT": true,
}

func variable(read stack.EnvRead) Variable {
	v := Variable{Name: read.Name, Default: read.Default, Kind: kindOf(read.Name, read.Default)}
	v.Required = read.Default == "" && needed(v)
	if v.Kind == "secret" {
		v.Default = "" // a secret in the code is not carried into a template
	}
	return v
}

// kindOf tells a variable's type from its name and the fallback in the code.
func kindOf(name, fallback string) string {
	_, number := strconv.Atoi(fallback)
	ends := func(suffixes ...string) bool {
		return slices.ContainsFunc(suffixes, func(s string) bool { return name == s || strings.HasSuffix(name, "_"+s) })
	}
	switch {
	case ends("SECRET", "PASSWORD", "PASSWD", "TOKEN", "KEY", "PEPPER", "PASS", "PRIVATE_KEY", "CREDENTIALS"):
		return "secret"
	case ends("PORT") && (fallback == "" || number == nil):
		return "port"
	case ends("URL", "URI", "DSN") && (fallback == "" || strings.Contains(fallback, "://")):
		return "url"
	case fallback == "true" || fallback == "false":
		return "bool"
	case mayBeFraction(fallback) && ends("RATE", "RATIO", "SHARE", "FACTOR", "PERCENT", "WEIGHT", "THRESHOLD", "SCORE", "TEMPERATURE", "MULTIPLIER", "SAMPLER_ARG"):
		return "number"
	case fallback != "" && number == nil:
		return "int"
	}
	return "string"
}

// mayBeFraction tells whether a fallback is a number. One with a point is no proof of a fraction: versions have that form too.
func mayBeFraction(fallback string) bool {
	_, err := strconv.ParseFloat(fallback, 64)
	return err == nil
}

// needed tells whether a service that reads the variable without a fallback cannot do without it. Only names that
// leave no doubt count: a start that is refused for an optional variable is worse than a check that is left out.
func needed(v Variable) bool {
	for _, word := range []string{"DATABASE_URL", "MONGO", "JWT_SECRET", "SESSION_SECRET", "DB_URL", "DB_URI", "COOKIE_SECRET"} {
		if strings.Contains(v.Name, word) && (v.Kind == "secret" || v.Kind == "url") {
			return true
		}
	}
	return false
}

// example is the value in the template that documents every variable.
func (v Variable) example() string { return v.Default }

// local is the value for development: the fallback in the code.
func (v Variable) local() string { return v.Default }

// test is the value for tests.
func (v Variable) test() string {
	if v.Name == "NODE_ENV" || v.Name == "APP_ENV" {
		return "test"
	}
	return v.Default
}

// production is the value in production; what differs from machine to machine stays empty.
func (v Variable) production() string {
	switch {
	case v.Name == "NODE_ENV" || v.Name == "APP_ENV":
		return "production"
	case v.Kind == "url" || v.Kind == "secret":
		return ""
	}
	return v.Default
}

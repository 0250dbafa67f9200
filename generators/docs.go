package generators

import (
	"cmp"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
)

// Docs writes down what the code and the record say: the API, the database, how the service is run, and what was decided.
var Docs = &Gap{
	Name:  "docs",
	Title: "Documentation",
	Doc: "Describes the API in openapi.yaml from the routes that the code registers and the Zod schemas that guard them, and " +
		"for people in API.md; the database from its schema, with a diagram; how the service is started, watched, brought back " +
		"and mended, with the commands of this repository; how it is secured; and what was decided and why. A test in the " +
		"repository's own runner fails on a route that the description lacks.",
	Severity: "medium",
	Risk:     "At night nobody but the author knows how to bring the service back, and clients guess at the API.",
	Seed:     "A9",
	Proof: "every route of the running service is in the description and the reverse; the description passes its linter; every " +
		"command, path and link of the documents exists",
	Questions: docsQuestions,
	Pieces: []Piece{
		{
			Provides: stack.APIDescription,
			What:     "describe the API for programs",
			Check:    Check{Name: "openapi", Minutes: 60, ByRoutes: true, Seen: doubted("(?i)\\bopenapi:\\s*[\"'`]3|[\"'`]swagger-ui-\\w+[\"'`]|\\bopenapi\\.json\\b", "a description is made from the code, and whether it has everything is not to be seen")},
			When:     func(c *Context) bool { return len(c.App.Routes()) > 0 },
			Root:     []RootFile{{Path: "openapi.yaml"}, {Path: "redocly.yaml", Shared: true}},
		},
		{
			What:    "fail a test on a route that the description lacks",
			Check:   Check{Name: "openapi-test", Severity: "low", Minutes: 15, ByRoutes: true},
			When:    (*Context).comparable,
			Files:   []stack.File{{Dir: "lib", Role: "route-walk"}, {Dir: "lib", Role: "openapi", Test: true}, {Dir: "test", Role: "load-service"}},
			Scripts: docsScripts,
		},
		{
			Provides: stack.APIReference,
			What:     "describe the API for people",
			Check:    Check{Name: "api", Severity: "low", Minutes: 30, ByRoutes: true, Seen: fileThere(`(?i)postman_collection\.json$|^docs?/(.*/)?(api|endpoints|rest|http)[^/]*(/[^/]+)?\.(md|mdx|adoc|html|js)$`, "", "something describes the API, and whether it is for people to read is not to be seen")},
			When:     func(c *Context) bool { return len(c.App.Routes()) > 0 },
			Root:     []RootFile{{Path: "API.md"}},
		},
		{
			Provides: stack.SchemaDocument,
			What:     "describe the database",
			Check:    Check{Name: "database", Severity: "low", Minutes: 30, Needless: NoDatabase, Seen: fileThere(`(?i)\.dbml$|^docs?/(.*/)?(database|schema|erd|data-?model|db)[^/]*\.(md|mdx|sql|png|svg|dbml)$`, "", "something describes the database, and how well is not to be seen")},
			Root:     []RootFile{{Path: "docs/DATABASE.md"}},
		},
		{
			Provides: stack.Runbook,
			What:     "say how the service is run",
			Check:    Check{Name: "runbook", Minutes: 60, Seen: fileThere(`(?i)^(docs?/)?(.*/)?(deploy(ment|ing)?|self-?hosting|hosting|operations?)[^/]*\.(md|mdx)$`, "it says nothing about what to do when the service fails", "")},
			Root:     []RootFile{{Path: "docs/RUNBOOK.md"}},
		},
		{
			Provides: stack.SecurityPolicy,
			What:     "say how the service is secured",
			Check:    Check{Name: "security-policy", Minutes: 30, Seen: fileThere(`(?i)^(docs?/|\.github/)?security\.(md|txt|rst)$`, "it says how to report a hole, and not how the service is secured", "")},
			Root:     []RootFile{{Path: "docs/SECURITY.md"}},
		},
		{
			Provides: stack.Troubleshooting,
			What:     "say what to do about what goes wrong",
			Check:    Check{Name: "troubleshooting", Severity: "low", Minutes: 60},
			Root:     []RootFile{{Path: "docs/TROUBLESHOOTING.md"}},
		},
		{
			Provides: stack.DecisionRecords,
			What:     "record what was decided, and why",
			Check:    Check{Name: "decisions", Severity: "low", Minutes: 30},
			Root:     decisions,
		},
	},
}

// decisions are the records of what the answers to the gaps' questions decided. Their numbers stay the same whichever of
// them there are: a record is never called otherwise.
var decisions = []RootFile{
	{Path: "docs/ADR/0001-record-decisions.md"},
	{Path: "docs/ADR/0002-logger.md"},
	{Path: "docs/ADR/0003-error-format.md"},
	{Path: "docs/ADR/0004-security-headers.md"},
	{Path: "docs/ADR/0005-rate-limit-store.md"},
	{Path: "docs/ADR/0006-readiness.md"},
	{Path: "docs/ADR/0007-configuration.md"},
	{Path: "docs/ADR/0008-authentication.md"},
	{Path: "docs/ADR/0009-api-keys.md"},
	{Path: "docs/ADR/0010-validation.md"},
	{Path: "docs/ADR/0011-error-tracking.md"},
	{Path: "docs/ADR/0012-secrets.md"},
	{Path: "docs/ADR/0013-migrations.md"},
	{Path: "docs/ADR/0014-backup.md"},
	{Path: "docs/ADR/0015-uptime.md"},
	{Path: "docs/ADR/0016-monitoring.md"},
	{Path: "docs/ADR/0017-privacy.md"},
	{Path: "docs/ADR/0018-audit-log.md"},
}

func docsQuestions(*stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "report",
		Prompt:  "Where are security holes reported?",
		Help:    "A mail address or an address of a page; without one, by GitHub's private reports.",
		Default: "",
		Check: func(value string) error {
			if value != "" && !strings.Contains(value, "@") && !strings.HasPrefix(value, "https://") {
				return errors.New("want a mail address, or a page whose address begins with https://")
			}
			return nil
		},
	}}
}

// docsScripts is the command that holds the description against the routes.
func docsScripts(c *Context) []Script {
	test := c.place(stack.File{Dir: "lib", Role: "openapi", Test: true})
	rel := strings.TrimPrefix(test, strings.TrimPrefix(c.App.Dir+"/", "./"))
	run := map[string]string{"vitest": "vitest run ", "jest": "jest "}[c.App.Fact(stack.Runner)]
	return []Script{{Name: "docs:check", Run: run + rel, Dir: c.App.Dir}}
}

// comparable tells whether a test can hold the description against the routes: it is the one that is created, the test can
// get at the app, and there is no route that cannot be read or that OpenAPI spells otherwise than by its parameters' names.
func (c *Context) comparable() bool {
	return !c.App.Has(stack.APIDescription) && c.App.Is(stack.Runner, "jest", "vitest") && c.App.Fact(stack.Importable) != "" && len(c.App.Unread()) == 0 &&
		!slices.ContainsFunc(c.App.Routes(), func(r stack.Route) bool { return strings.ContainsAny(r.Path, "?(){}+") })
}

// Comparable tells whether a test can hold the description against the routes.
func (d data) Comparable() bool { return d.context.comparable() }

// ErrorForm is the form in which errors are answered: "problem", "envelope", or "" where that is not the tool's.
func (d data) ErrorForm() string {
	if !d.Has("errors") {
		return ""
	}
	return d.Answers["format"]
}

// about is what the manifest says of the app.
type about struct{ Name, Title, Version, Description, License string }

// About returns what the manifest says of the app.
func (d data) About() about {
	var manifest struct{ Version, Description, License string }
	_ = json.Unmarshal(d.context.Repo.Read(path.Join(d.context.base(), "package.json")), &manifest) // a manifest that is none says nothing
	a := about{Name: d.App.Name, Version: cmp.Or(manifest.Version, "0.0.0"), Description: manifest.Description}
	if manifest.License != "UNLICENSED" && !strings.Contains(manifest.License, " ") {
		a.License = manifest.License
	}
	a.Title = "API of " + d.App.Name
	return a
}

// Standing returns where a file of the repository is that the tool created, "" where it did not.
func (d data) Standing(name string) string {
	c := d.context
	if p := c.rootPath(name); c.Created[p] != "" || c.Planned[p] != nil {
		return p
	}
	return ""
}

// Up is the way from the file's folder to the repository's root: "../../".
func (d data) Up() string { return strings.Repeat("../", strings.Count(d.path, "/")) }

// In returns the answer to a question of any gap, "" where no gap asks it.
func (d data) In(key string) string { return d.Answers[key] }

// Place returns where the app has a feature of its own, "" where it has none.
func (d data) Place(feature string) string {
	found, ok := d.App.Found[stack.Feature(feature)]
	if !ok {
		return ""
	}
	return found.At.Path
}

// From returns the file that a fact was drawn from.
func (d data) From(fact string) string { return d.App.Facts[stack.Key(fact)].At.Path }

// ByPath lists what middleware answers that looks at the path itself, in the spelling of OpenAPI, as a
// list in code.
func (d data) ByPath() string {
	var all []string
	for _, r := range d.Routes() {
		if !r.ByPath {
			continue
		}
		for _, method := range methodsOf(r.Method) {
			for _, p := range openPaths(r.Path) {
				all = append(all, "'"+strings.ToUpper(method)+" "+p.path+"'")
			}
		}
	}
	if line := strings.Join(all, ", "); len(line) < 74 {
		return line
	}
	return "\n  " + strings.Join(all, ",\n  ") + ",\n"
}

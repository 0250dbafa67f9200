package stack

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// The features that tell people and programs what a service is. They belong to the repository, so they are looked for in
// its files.
const (
	APIDescription  Feature = "API description" // OpenAPI
	APIReference    Feature = "API reference"
	SchemaDocument  Feature = "database document"
	Runbook         Feature = "runbook"
	SecurityPolicy  Feature = "security policy"
	Troubleshooting Feature = "troubleshooting guide"
	DecisionRecords Feature = "decision records"
)

// documents are files that are a feature by their name, when they say something.
var documents = []struct {
	feature Feature
	name    func() *regexp.Regexp
	content func() *regexp.Regexp // nil for any
}{
	{APIDescription, lazy.Regexp(`(?i)(^|/)(openapi|swagger|api-?docs?)[^/]*\.(ya?ml|json)$`), lazy.Regexp(`(?m)^\s*["']?(openapi|swagger)["']?:\s*["']?[23]\.`)},
	{APIReference, lazy.Regexp(`(?i)^(docs?/)?api([-_]?(reference|docs|documentation))?\.md$`), nil},
	{SchemaDocument, lazy.Regexp(`(?i)^(docs?/)?(database|schema|erd|data[-_]?model)\.md$`), nil},
	{Runbook, lazy.Regexp(`(?i)^(docs?/)?(runbooks?/[^/]+|runbook|operations)\.md$`), nil},
	{SecurityPolicy, lazy.Regexp(`(?i)^(docs?/|\.github/)?security\.md$`), nil},
	{Troubleshooting, lazy.Regexp(`(?i)^(docs?/)?troubleshooting\.md$`), nil},
	{DecisionRecords, lazy.Regexp(`(?i)^(docs?/)?(architecture/)?(adrs?|decisions)/\d+[^/]*\.md$`), nil},
}

// findDocuments tells each app which documents the repository has. What an earlier run created is not looked at.
func findDocuments(repo *source.Repo, apps []*App) {
	found := map[Feature]Found{}
	for _, name := range repo.Files() {
		if !isDocument(name) || repo.Owns(name) || strings.Contains(name, "node_modules/") {
			continue
		}
		for _, d := range documents {
			if _, there := found[d.feature]; there || !d.name().MatchString(name) {
				continue
			}
			text := repo.Read(name)
			if d.content != nil && !d.content().Match(text) || d.content == nil && !says(text) {
				continue
			}
			found[d.feature] = Found{At: source.Pos{Path: name, Line: 1}, By: path.Base(name)}
		}
	}
	for _, app := range apps {
		if app.Found == nil {
			app.Found = map[Feature]Found{}
		}
		for feature, f := range found {
			if _, there := app.Found[feature]; !there {
				app.Found[feature] = f
			}
		}
	}
}

// isDocument keeps the expressions from most of a repository's files.
func isDocument(name string) bool {
	switch path.Ext(name) {
	case ".md":
		return true
	case ".yaml", ".yml", ".json":
		base := strings.ToLower(path.Base(name))
		return nodejs.Mentions(base, "openapi", "swagger", "api")
	}
	return false
}

// says tells whether a document holds more than a heading and a promise.
func says(text []byte) bool {
	lines := 0
	for _, line := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) > 0 {
			lines++
		}
	}
	return lines >= 5
}

// describers are modules that make a description of the API out of the code when the program runs.
var describers = map[string]bool{
	"swagger-jsdoc": true, "express-jsdoc-swagger": true, "tsoa": true, "@asteasolutions/zod-to-openapi": true, "zod-openapi": true, "express-zod-api": true,
	"swagger-autogen": true, "express-oas-generator": true, "@anatine/zod-openapi": true,
}

// describes notes that a file of the app loads a module that describes the API.
func (d *expressDetector) describes() {
	modules := d.modules()
	named := slices.Collect(maps.Keys(describers))
	if !slices.ContainsFunc(modules, func(m *nodejs.Module) bool { return nodejs.Mentions(m.Tree.Text(), named...) }) {
		return // what each call makes need not be known
	}
	for _, m := range modules {
		for _, n := range m.Calls {
			if made := d.p.Maker(d.p.Value(m, n, 0)); describers[made.Module] {
				d.add(APIDescription, m, n, made.Module+", from the code", "")
			}
		}
	}
}

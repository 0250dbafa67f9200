package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var docsChecks = []Check{
	ofRepository(closer("docs.readme", Medium, 30, "the README says how to start", "whoever is new asks, or guesses", readme)),
	closer("docs.openapi-complete", Low, 30, "the description of the API has every route", "clients do not know what there is", openAPIComplete),
	ofRepository(closer("docs.links", Low, 10, "links of the documents lead to files that there are", "whoever looks for help finds nothing", docLinks)),
}

var (
	readmeFile = lazy.Regexp(`(?i)^readme(\.md|\.rst|\.txt|\.adoc)?$`)
	command    = lazy.Regexp("(?m)^\\s*(```|\\$ )|`[^`\n]*(npm|pnpm|yarn|bun|go|make|docker)\\b[^`\n]*`|^ {4}\\S")
	specFile   = lazy.Regexp(`(?i)(^|/)(openapi|swagger)[^/]*\.(ya?ml|json)$`)
	param      = lazy.Regexp(`:\w+(\([^)]*\))?[?*+]?|\{[^}]*\}|\*\w*`)
	mdLink     = lazy.Regexp(`\]\(([^)#?\s:]+\.(?:md|ya?ml|json|sh|ts|js|go|mjs))(?:#[^)]*)?\)`)
)

func readme(v *View) []Outcome {
	for _, name := range v.Repo.Files() {
		if path.Dir(name) != "." && path.Dir(name) != v.App.Dir || !readmeFile().MatchString(path.Base(name)) {
			continue
		}
		text := v.Repo.Read(name)
		if line := lineOf(text, command()); line > 0 {
			return pass(source.Pos{Path: name, Line: line}, path.Base(name))
		}
		return partial(source.Pos{Path: name, Line: 1}, path.Base(name), "it names no command")
	}
	return fail(source.Pos{Path: "README.md"}, "there is none")
}

// shape is a path whose parameters have no names.
func shape(p string) string {
	return strings.TrimSuffix(param().ReplaceAllString(p, "{}"), "/")
}

func openAPIComplete(v *View) []Outcome {
	routes := v.App.Routes()
	if len(routes) == 0 {
		return v.noRoutes()
	}
	for _, name := range v.files(specFile().MatchString) {
		var spec struct {
			Paths   map[string]map[string]any
			Servers []struct{ URL string }
		}
		if yamlsrc.Decode(v.Repo.Read(name), &spec) != nil || len(spec.Paths) == 0 {
			continue
		}
		known := map[string]bool{}
		for p, methods := range spec.Paths {
			for method := range methods {
				known[strings.ToUpper(method)+" "+shape(p)] = true
				for _, server := range spec.Servers {
					_, rest, _ := strings.Cut(strings.TrimPrefix(server.URL, "https://"), "/")
					known[strings.ToUpper(method)+" /"+strings.Trim(rest, "/")+shape(p)] = true
				}
			}
		}
		if lacks := undescribed(routes, known); len(lacks) > 0 {
			return partial(source.Pos{Path: name, Line: 1}, path.Base(name), "it lacks "+some(lacks))
		}
		return pass(source.Pos{Path: name, Line: 1}, fmt.Sprintf("%s for %s", count(len(spec.Paths), "path"), count(len(routes), "route")))
	}
	return notApplicable("there is no description of the API yet")
}

func undescribed(routes []stack.Route, known map[string]bool) []string {
	var lacks []string
	for _, r := range routes {
		name := r.Method + " " + r.Path
		if r.IsProbe() || r.Method == "ALL" || r.ByPath || known[r.Method+" "+shape(r.Path)] || slices.Contains(lacks, name) {
			continue
		}
		lacks = append(lacks, name)
	}
	return lacks
}

func docLinks(v *View) []Outcome {
	var outcomes []Outcome
	read := ""
	names := v.files(func(name string) bool {
		return strings.HasSuffix(name, ".md") && (path.Dir(name) == "." || strings.HasPrefix(name, "docs/"))
	})
	for _, name := range names {
		text := v.Repo.Read(name)
		for _, m := range mdLink().FindAllSubmatchIndex(text, -1) {
			to := path.Join(path.Dir(name), string(text[m[2]:m[3]]))
			if strings.HasPrefix(string(text[m[2]:m[3]]), "/") {
				to = string(text[m[2]+1 : m[3]])
			}
			read = name
			if !strings.HasPrefix(to, "..") && !v.Repo.OnDisk(to) {
				at := source.Pos{Path: name, Line: 1 + strings.Count(string(text[:m[0]]), "\n")}
				outcomes = append(outcomes, Outcome{Status: Fail, At: at, Why: to + " is not there", Key: name + " " + to})
			}
		}
	}
	switch {
	case len(outcomes) > 20:
		return outcomes[:20]
	case len(outcomes) > 0:
		return outcomes
	case read == "":
		return notApplicable("no document links to a file")
	}
	return pass(source.Pos{Path: read, Line: 1}, "all links of "+count(len(names), "document"))
}

package audit

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var monitoringChecks = []Check{
	ofRepository(closer("monitoring.runbook-links", Low, 15, "alerts lead to what is to be done", "whoever is woken at night starts from nothing", runbookLinks)),
}

var (
	alertsFile  = lazy.Regexp(`(?m)^\s*-?\s*alert:\s*\S`)
	runbookLink = lazy.Regexp(`(?m)^\s*runbook_url:\s*["']?([^"'\s]+)`)
	inThisRepo  = lazy.Regexp(`^(?:https?://[^/]+/[^/]+/[^/]+/blob/[^/]+/|(?:\./)?)([\w./-]+\.md)(?:#.*)?$`)
)

func runbookLinks(v *View) []Outcome {
	names := v.files(func(name string) bool {
		ext := path.Ext(name)
		return (ext == ".yml" || ext == ".yaml") && alertsFile().Match(v.Repo.Read(name))
	})
	if len(names) == 0 {
		return notApplicable("there are no alerts yet")
	}
	linked := source.Pos{}
	for _, name := range names {
		text := v.Repo.Read(name)
		for _, m := range runbookLink().FindAllSubmatchIndex(text, -1) {
			linked = source.Pos{Path: name, Line: 1 + strings.Count(string(text[:m[2]]), "\n")}
			to := inThisRepo().FindSubmatch(text[m[2]:m[3]])
			if to != nil && !v.Repo.Has(string(to[1])) && !v.Repo.Has(path.Join(path.Dir(name), string(to[1]))) {
				return fail(linked, string(to[1])+" is not there")
			}
		}
	}
	if linked.Path == "" {
		return fail(v.at(names[0], alertsFile()), "no alert has a runbook_url")
	}
	return pass(linked, "runbook_url")
}

var privacyChecks = []Check{
	closer("privacy.data-map-complete", Medium, 30, "the data map has every table", "an export or an erasure leaves rows out", dataMapComplete),
}

// personalField finds columns that hold something of a person, whatever the language says about them besides.
var personalField = lazy.Regexp(`(?i)^(user_?)?(e_?mail|phone|(first|last|full)_?name|(ip|postal|street)_?address|birth_?(day|date)|date_?of_?birth)$`)

var mapFile = lazy.Regexp(`(?i)^privacy-?_?map\.[cm]?[jt]s$`)

// dataMapComplete looks for each table that holds people's data in the map that an earlier run made.
func dataMapComplete(v *View) []Outcome {
	var at source.Pos
	for _, name := range v.Repo.Under(v.App.Dir) {
		if v.Repo.Owns(name) && mapFile().MatchString(path.Base(name)) {
			at = source.Pos{Path: name, Line: 1}
		}
	}
	if at.Path == "" {
		return notApplicable("there is no data map yet")
	}
	text := string(v.Repo.Read(at.Path))
	var lacks []string
	for _, m := range stack.Models(v.Repo, v.App) {
		if personal := slices.IndexFunc(m.Fields, func(f stack.ModelField) bool { return personalField().MatchString(f.Name) }); personal < 0 {
			continue
		}
		if !strings.Contains(text, m.Table) && !strings.Contains(text, m.Name) {
			lacks = append(lacks, m.Name)
		}
	}
	if len(lacks) > 0 {
		return partial(at, path.Base(at.Path), "it lacks "+some(lacks))
	}
	return pass(at, path.Base(at.Path))
}

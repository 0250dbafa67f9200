package stack

import (
	"path"
	"regexp"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// Uptime is something outside the service that asks it on a schedule whether it is there.
const Uptime Feature = "uptime monitoring"

// monitor is a probe that was found, and the text that tells which app it is of.
type monitor struct {
	found Found
	text  string
}

// findMonitors tells each app which monitor probes it. A restart by the platform is none: nobody hears of it.
func findMonitors(repo *source.Repo, apps []*App) {
	monitors := append(scheduledProbes(repo), monitorConfigs(repo)...)
	for _, app := range apps {
		for _, m := range monitors {
			found, ok := m.of(app, apps)
			if !ok || app.Has(Uptime) {
				continue
			}
			if app.Found == nil {
				app.Found = map[Feature]Found{}
			}
			if _, there := app.Found[Uptime]; !there || found.Partial == "" {
				app.Found[Uptime] = found
			}
		}
	}
}

// of tells whether a monitor may be the app's. Where it names none of several, it is not known which it probes.
func (m monitor) of(app *App, all []*App) (Found, bool) {
	if len(all) == 1 || m.names(app) {
		return m.found, true
	}
	for _, other := range all {
		if m.names(other) {
			return Found{}, false
		}
	}
	found := m.found
	found.Partial = "it does not say which of the apps here it probes"
	return found, true
}

func (m monitor) names(app *App) bool {
	for _, name := range []string{app.Fact(Slug), app.Dir, app.Name} {
		if name != "" && name != "." && regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(name)+`\b`).MatchString(m.text) {
			return true
		}
	}
	return false
}

// configs are the files by which monitors are set up, and what in them says that something is monitored.
var configs = []struct {
	by      string
	word    string // which the name holds; looking for it first is what makes many files cheap
	name    func() *regexp.Regexp
	content func() *regexp.Regexp
}{
	{"Upptime", ".upptimerc.", lazy.Regexp(`^\.upptimerc\.ya?ml$`), lazy.Regexp(`(?m)^\s+-?\s*url:\s*\S`)},
	{"Checkly", ".check.", lazy.Regexp(`\.check\.[cm]?[jt]s$`), lazy.Regexp(`new\s+(Api|Url|Browser|MultiStep)(Check|Monitor)\s*\(`)},
	{"Gatus", "gatus", lazy.Regexp(`(^|/)gatus[^/]*\.ya?ml$|(^|/)gatus/[^/]+\.ya?ml$`), lazy.Regexp(`(?ms)^endpoints:.*^\s+-?\s*url:\s*\S`)},
	{"Terraform", ".tf", lazy.Regexp(`\.tf$`), lazy.Regexp(`(?m)^\s*resource\s+"(uptimerobot_monitor|betteruptime_monitor|checkly_(api_|url_)?(check|monitor)|` +
		`pingdom_check|statuscake_uptime_check|google_monitoring_uptime_check_config|aws_route53_health_check|` +
		`digitalocean_uptime_check|datadog_synthetics_test|newrelic_synthetics_monitor|azurerm_application_insights_(standard_)?web_test)"`)},
}

// monitorConfigs returns the monitors that are set up by a file of their own.
func monitorConfigs(repo *source.Repo) []monitor {
	var all []monitor
	for _, name := range repo.Files() {
		for _, config := range configs {
			if !strings.Contains(name, config.word) || !config.name().MatchString(name) || repo.Owns(name) {
				continue
			}
			text := repo.Read(name)
			at := config.content().FindIndex(text)
			if at == nil {
				continue
			}
			line := 1 + strings.Count(string(text[:at[1]]), "\n")
			all = append(all, monitor{Found{At: source.Pos{Path: name, Line: line}, By: config.by + ", " + path.Base(name)}, string(text)})
		}
	}
	return all
}

// pathIn finds the path of a request in how a probe was recognised.
var pathIn = lazy.Regexp("[\"'`\\s](/[A-Za-z0-9/_.-]*)")

// Path returns the path that a probe answers, as it stands where the route is made; "" when it is not known.
func (f Found) Path() string {
	if m := pathIn().FindStringSubmatch(f.By); m != nil {
		return m[1]
	}
	return ""
}

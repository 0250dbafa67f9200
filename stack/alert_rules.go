package stack

import (
	"bytes"
	"path"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

var (
	alertRule = lazy.Regexp(`(?m)^\s*-?\s*alert:\s*\S+`)
	alertExpr = lazy.Regexp(`(?m)^\s*-?\s*expr:`)
)

// findAlertRules tells the apps of the rules that the repository has for Prometheus.
func findAlertRules(repo *source.Repo, apps []*App) {
	for _, name := range repo.Files() {
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" || repo.Owns(name) || nodejs.AsideDir(path.Dir(name)) {
			continue
		}
		text := repo.Read(name)
		rule := alertRule().FindIndex(text)
		if rule == nil || !alertExpr().Match(text) {
			continue
		}
		for _, app := range apps {
			if _, there := app.Found[AlertRules]; there || app.Found == nil {
				continue
			}
			at := source.Pos{Path: name, Line: 1 + bytes.Count(text[:rule[0]], []byte("\n"))}
			app.Found[AlertRules] = Found{At: at, By: "alerts for Prometheus"}
		}
	}
}

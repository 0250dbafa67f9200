package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// trackers are the functions whose call starts sending errors somewhere.
var trackers = map[string]bool{
	"@sentry/node#init": true, "@sentry/bun#init": true, "@sentry/nestjs#init": true, "@sentry/node-core#init": true, "@sentry/node-core/light#init": true,
	"@bugsnag/js#start": true, "@bugsnag/node#start": true, "rollbar": true, "rollbar#init": true, "@honeybadger-io/js#configure": true,
	"@airbrake/node#Notifier": true, "raygun#Client": true, "@appsignal/nodejs#Appsignal": true, "elastic-apm-node#start": true,
}

// watchers are the modules that track errors and traces by being loaded.
var watchers = map[string]bool{"newrelic": true, "elastic-apm-node/start": true, "elastic-apm-node/start-no-register": true, "dd-trace/init": true, "@elastic/opentelemetry-node": true}

// tracers are the functions whose call starts collecting traces.
var tracers = map[string]bool{
	"@opentelemetry/sdk-node#NodeSDK": true, "@opentelemetry/sdk-trace-node#NodeTracerProvider": true, "dd-trace#init": true,
	"@azure/monitor-opentelemetry#useAzureMonitor": true, "applicationinsights#setup": true, "@honeycombio/opentelemetry-node#HoneycombSDK": true,
	"elastic-apm-node#start": true, "@google-cloud/trace-agent#start": true,
}

// watches looks for what tracks errors, traces and numbers: in the files of the app, and in those that its scripts load before.
func (d *expressDetector) watches() {
	d.queues()
	modules := d.modules()
	for _, name := range d.preloaded() {
		if m := d.p.Module(name); m != nil && !slices.Contains(d.files, name) {
			modules = append(modules, m)
		}
	}
	for _, m := range modules {
		for _, b := range m.Tree.Imports() {
			if watchers[b.Module] && !b.TypeOnly {
				d.add(ErrorTracker, m, b.Stmt, b.Module, "")
				d.add(Tracing, m, b.Stmt, b.Module, "")
			}
		}
		looks := d.lookouts(m.Tree.Text())
		for _, n := range m.Calls {
			for _, look := range looks {
				look(m, n)
			}
		}
	}
	for _, spec := range d.preloads() {
		if watchers[spec] {
			d.found[ErrorTracker] = Found{At: d.p.Pkg.At("start"), By: spec + " in the script start"}
			d.found[Tracing] = d.found[ErrorTracker]
		}
	}
}

// lookouts are the looks at a call that may find something in a file: it names one of their modules at all. The text is
// searched once for all of its calls, or a big program takes seconds.
func (d *expressDetector) lookouts(text string) []func(*nodejs.Module, ts.Node) {
	var looks []func(*nodejs.Module, ts.Node)
	if nodejs.Mentions(text, "sentry", "bugsnag", "rollbar", "honeybadger", "airbrake", "raygun", "appsignal", "elastic", "telemetry", "dd-trace", "applicationinsights", "trace-agent") {
		looks = append(looks, d.watching)
	}
	if nodejs.Mentions(text, "prom", "swagger-stats", "board", "arena", "agendash", "queuedash") {
		looks = append(looks, d.measures)
	}
	if nodejs.Mentions(text, "cache") {
		looks = append(looks, d.keeps)
	}
	return looks
}

// watching looks at one call for what tracks errors and traces.
func (d *expressDetector) watching(m *nodejs.Module, n ts.Node) {
	v := d.p.Value(m, n.Expression(), 0)
	name := plainName(v)
	switch {
	case trackers[name] && d.runs(n):
		d.add(ErrorTracker, m, n, shorten(n.Source()), d.untracked(m, n, v.Module))
	case tracers[name] && d.runs(n):
		d.add(Tracing, m, n, shorten(n.Source()), d.late(m, n))
	}
}

// plainName is a module with the name of what it exports: "rollbar" for its default export, "@sentry/node#init".
func plainName(v nodejs.Value) string {
	name := v.Module
	for _, part := range strings.Split(v.Name, ".") {
		if part != "" && part != "default" && part != "=" && part != "*" {
			name += "#" + part
		}
	}
	return name
}

// untracked says what keeps errors of requests from being tracked, "" for nothing.
func (d *expressDetector) untracked(m *nodejs.Module, n ts.Node, module string) string {
	if !strings.HasPrefix(module, "@sentry/") {
		return ""
	}
	version, _ := d.p.Pkg.Range(module)
	major := nodejs.Major(version)
	if major == 0 || major >= 8 {
		if late := d.late(m, n); late != "" {
			return late
		}
	}
	if major > 0 && major < 11 && !d.capturesErrors() {
		return "errors that reach the error handler are not captured: this version does so by setupExpressErrorHandler(app) or captureException"
	}
	return ""
}

// capturesErrors tells whether a file hands errors to Sentry, by its middleware or by itself.
func (d *expressDetector) capturesErrors() bool {
	for _, m := range d.modules() {
		for _, n := range m.Calls {
			switch lastName(n.Expression()) {
			case "setupExpressErrorHandler", "expressErrorHandler", "errorHandler", "captureException":
				if strings.HasPrefix(d.p.Value(m, n.Expression(), 0).Module, "@sentry/") {
					return true
				}
			}
		}
	}
	return false
}

// late says so when Express is loaded before a call that has to come first, "" when it comes in time. A file that a script
// loads before the program is always in time.
func (d *expressDetector) late(m *nodejs.Module, n ts.Node) string {
	if slices.Contains(d.preloaded(), m.Path) || d.app.Fact(Entry) == m.Path && d.app.Is(Runtime, "cjs") && d.before(m, n) {
		return ""
	}
	switch d.reaches(d.app.Fact(Entry), m.Path, map[string]bool{}) {
	case m.Path:
		if d.app.Is(Runtime, "esm") && slices.ContainsFunc(m.Tree.Uses(), loadsExpress) {
			break // imports come before all that the file does
		}
		return ""
	case "":
		return ""
	}
	return "Express is loaded before it, and what is loaded before it is not watched: load it first"
}

func loadsExpress(spec string) bool { return spec == "express" || strings.HasPrefix(spec, "express-") }

// before tells whether nothing but the call's own module and the environment is required above it.
func (d *expressDetector) before(m *nodejs.Module, n ts.Node) bool {
	for _, b := range m.Tree.Imports() {
		if b.Stmt.Start() < n.Start() && (loadsExpress(b.Module) || strings.HasPrefix(b.Module, ".") && d.reaches(d.p.Resolve(m.Path, b.Module), "", map[string]bool{}) != "") {
			return false
		}
	}
	return true
}

// reaches returns what comes first when a file is loaded: the one that is looked for, or "express"; "" for neither.
func (d *expressDetector) reaches(name, wanted string, seen map[string]bool) string {
	m := d.p.Module(name)
	if m == nil || seen[name] {
		return ""
	}
	seen[name] = true
	for _, b := range m.Tree.Imports() {
		if b.TypeOnly {
			continue
		}
		if loadsExpress(b.Module) && name != wanted {
			return "express"
		}
		if found := d.reaches(d.p.Resolve(name, b.Module), wanted, seen); found != "" {
			return found
		}
	}
	if name == wanted {
		return name
	}
	return ""
}

// preloads are what the package's scripts have Node load before a program: files and packages.
func (d *expressDetector) preloads() []string {
	var specs []string
	for _, command := range d.p.Pkg.Scripts {
		words := strings.Fields(command)
		for i, word := range words {
			flag, value, joined := strings.Cut(word, "=")
			if flag != "--import" && flag != "--require" && flag != "-r" {
				continue
			}
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			specs = append(specs, strings.Trim(value, `'"`))
		}
	}
	return specs
}

// preloaded are the source files of what the scripts have Node load before a program.
func (d *expressDetector) preloaded() []string {
	specs := d.preloads()
	if len(specs) == 0 {
		return nil
	}
	site := &nodeSite{program: d.p}
	var files []string
	for _, name := range d.p.Own {
		rel := nodejs.Rel(d.app.Dir, name)
		built, _ := site.built(d.app, rel)
		for _, spec := range specs {
			if spec = strings.TrimPrefix(spec, "./"); spec == rel || spec == built {
				files = append(files, name)
			}
		}
	}
	return files
}

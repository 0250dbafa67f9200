package audit

import (
	"path"
	"slices"

	"scaffold/stack"
	"scaffold/stack/lazy"
)

var authChecks = slices.Concat(authSource, []Check{
	closer("auth.route-guarded", High, 30, "whoever changes something is known", "strangers create, change and delete", routesGuarded),
	closer("auth.routes-decided", Medium, 30, "each open route is open on purpose", "a route that was forgotten stays open", routesDecided),
	closer("auth.admin-guarded", High, 30, "what administrators see is guarded", "strangers see and do what administrators may", adminGuarded),
})

var rateLimitChecks = []Check{
	closer("rate-limit.login", High, 20, "guessing passwords is limited strictly", "passwords and codes are guessed at the rate of the network", loginLimited),
}

var validationChecks = slices.Concat(validationSource, []Check{
	closer("validation.route-body", Medium, 30, "what a client sends is held against a schema", "whatever a client sends reaches the code", bodiesChecked),
})

var (
	openByNature = lazy.Regexp(`(?i)(^|/)(log-?in|log-?out|sign-?(in|up|out)|register|sessions?|auth|oauth2?|callback|token|refresh|forgot(-password)?|reset(-password)?|verify(-email)?|otp|magic-link|contact|subscribe|unsubscribe|newsletter|csp-report|report|graphql)(/|$)`)
	joins        = lazy.Regexp(`(?i)(^|/)(users?|accounts?|customers?|members?)/?$`)
	byOthers     = lazy.Regexp(`(?i)web-?hook|(^|/)hooks?(/|$)|stripe|callback|ipn`)
	guardName    = lazy.Regexp(`(?i)auth|require|ensure|protect|guard|verify|logged|permission|role|admin|jwt|session|token|user|access|policy|api-?key|signature|hmac|acl|rbac|publicRoute`)
	adminPath    = lazy.Regexp(`(?i)(^|/)(admin|administration|internal|backoffice|queues?|bull-?board)(/|$)`)
)

// harmless are modules whose middleware lets everybody through.
var harmless = map[string]bool{
	"helmet": true, "cors": true, "compression": true, "morgan": true, "pino-http": true, "cookie-parser": true, "body-parser": true, "hpp": true,
	"express-rate-limit": true, "express-slow-down": true, "response-time": true, "express": true, "multer": true, "express-validator": true, "express-winston": true,
}

// noRoutes says why nothing can be told of an app's routes.
func (v *View) noRoutes() []Outcome {
	if v.App.Front() {
		return notApplicable("pages ask the service")
	}
	if v.App.Framework.Routes == nil {
		return unknown(v.App.At, "the routes of "+v.App.Framework.Title+" are not read")
	}
	return notApplicable("it has no such route that could be read")
}

// each makes an outcome of every route that matters. What could not be read is said once.
func (v *View) each(matters func(stack.Route) bool, judge func(stack.Route) Outcome) []Outcome {
	var outcomes []Outcome
	seen := map[string]bool{}
	for _, r := range v.App.Routes() {
		key := r.Method + " " + r.Path
		if !matters(r) || r.IsProbe() || seen[key] {
			continue
		}
		seen[key] = true
		o := judge(r)
		o.At, o.Key = r.At, key
		outcomes = append(outcomes, o)
	}
	if len(outcomes) == 0 {
		return v.noRoutes()
	}
	for i, u := range v.App.Unread() {
		if i == 0 {
			outcomes = append(outcomes, Outcome{Status: Unknown, At: u.At, Why: "routes that cannot be read: " + u.Why, Key: "unread"})
		}
	}
	return outcomes
}

func routesGuarded(v *View) []Outcome {
	named, ours := v.openByName(), v.letThrough()
	return v.each(func(r stack.Route) bool {
		return r.Changes() && !openByNature().MatchString(r.Path)
	}, func(r stack.Route) Outcome {
		switch by := named[r.Method+" "+r.Path]; by {
		case "":
			return guarded(r, ours)
		case "publicRoutes":
			return Outcome{Status: Pass, By: "open by name, in publicRoutes"}
		default:
			return Outcome{Status: NotApplicable, Why: "it is listed in " + by + ", which another check is about"}
		}
	})
}

func adminGuarded(v *View) []Outcome {
	ours := v.letThrough()
	return v.each(func(r stack.Route) bool { return adminPath().MatchString(r.Path) }, func(r stack.Route) Outcome { return guarded(r, ours) })
}

// routesDecided looks at the list of routes that were open when the gap was closed.
func routesDecided(v *View) []Outcome {
	name := v.routeLists()
	if name == "" {
		return notApplicable("no list says which routes are open")
	}
	var open []string
	for route, list := range v.openByName() {
		if list != "publicRoutes" {
			open = append(open, route)
		}
	}
	slices.Sort(open)
	at := v.at(name, unguardedList())
	if len(open) > 0 {
		return fail(at, "nobody has said yet whether they are to be open: "+some(open))
	}
	return pass(at, "each open route is named")
}

var (
	routeLists    = lazy.Regexp(`(?i)^public-?_?routes\.[cm]?[jt]s$`)
	unguardedList = lazy.Regexp(`\bunguardedRoutes\b`)
	routeList     = lazy.Regexp(`(?s)\b(publicRoutes|unguardedRoutes)\b[^=\n]*=\s*\[(.*?)\]`)
	listedRoute   = lazy.Regexp(`['"]((?:GET|HEAD|POST|PUT|PATCH|DELETE|ALL|OPTIONS) [^'"]+)['"]`)
	exported      = lazy.Regexp(`(?m)^(?:export (?:async )?function|export const|exports\.|async function|function) ?(\w+)`)
)

// routeLists is the file that an earlier run made, in which the open routes are named; "" for none.
func (v *View) routeLists() string {
	for _, name := range v.Repo.Under(v.App.Dir) {
		if v.Repo.Owns(name) && routeLists().MatchString(path.Base(name)) {
			return name
		}
	}
	return ""
}

// openByName returns the routes that are named as open, each with the list that names it.
func (v *View) openByName() map[string]string {
	named := map[string]string{}
	if name := v.routeLists(); name != "" {
		for _, list := range routeList().FindAllSubmatch(v.Repo.Read(name), -1) {
			for _, route := range listedRoute().FindAllSubmatch(list[2], -1) {
				named[string(route[1])] = string(list[1])
			}
		}
	}
	return named
}

// letThrough are the functions of files that earlier runs made: what they refuse is known.
func (v *View) letThrough() map[string]bool {
	names := map[string]bool{}
	for _, name := range v.Repo.Under(v.App.Dir) {
		if v.Repo.Owns(name) {
			for _, m := range exported().FindAllSubmatch(v.Repo.Read(name), -1) {
				names[string(m[1])] = true
			}
		}
	}
	return names
}

// guarded says whether a route turns strangers away. Only where every function on the way is known to let them through is
// it said to be open.
func guarded(r stack.Route, ours map[string]bool) Outcome {
	for _, g := range r.Guards {
		if g.Name == "publicRoute" && ours[g.Name] {
			return Outcome{Status: Pass, By: "open by name, by publicRoute()"}
		}
		if len(g.Refuses) > 0 {
			return Outcome{Status: Pass, By: g.Text}
		}
	}
	if r.Closed || slices.Contains(r.Failures, 401) || slices.Contains(r.Failures, 403) {
		return Outcome{Status: Pass, By: "the handler turns strangers away"}
	}
	if byOthers().MatchString(r.Path) {
		return Outcome{Status: Unknown, Why: "another service calls it, and may sign what it sends"}
	}
	if r.Method == "POST" && joins().MatchString(r.Path) {
		return Outcome{Status: Unknown, Why: "it may be how people register"}
	}
	for _, g := range r.Guards {
		if !harmless[g.Module] && !ours[g.Name] && (guardName().MatchString(g.Name+g.Text) || g.Module != "") {
			return Outcome{Status: Unknown, Why: "whether " + g.Text + " turns strangers away is not to be seen"}
		}
	}
	return Outcome{Status: Fail, Why: "nothing on the way to it asks who sends the request"}
}

// loginLimited asks for a limit of its own on what lets somebody in: one that does not stand before every route.
func loginLimited(v *View) []Outcome {
	listed := v.limitedLogins()
	return v.each(stack.Route.LetsIn, func(r stack.Route) Outcome {
		if listed[r.Method+" "+r.Path] {
			return Outcome{Status: Pass, By: "named in the list of routes that are limited strictly"}
		}
		if limit := v.App.OwnLimit(r); limit != nil {
			return Outcome{Status: Pass, By: plain(limit.Text)}
		}
		if slices.ContainsFunc(r.Guards, stack.Guard.Limits) || v.stands("rate-limit", "by-address") {
			return Outcome{Status: Partial, By: "the limit of all requests", Why: tried(r) + " as fast as pages can be read"}
		}
		return Outcome{Status: Fail, Why: tried(r) + " without a limit"}
	})
}

// limitedLogins are the routes that a file of an earlier run names to limit them strictly.
func (v *View) limitedLogins() map[string]bool {
	listed := map[string]bool{}
	for _, name := range v.Repo.Under(v.App.Dir) {
		if v.Repo.Owns(name) && loginLimit().MatchString(path.Base(name)) {
			for _, route := range listedRoute().FindAllSubmatch(v.Repo.Read(name), -1) {
				listed[string(route[1])] = true
			}
		}
	}
	return listed
}

var loginLimit = lazy.Regexp(`(?i)^(service-|production-)?login-?_?rate-?_?limit\.[cm]?[jt]s$`)

func bodiesChecked(v *View) []Outcome {
	return v.each(func(r stack.Route) bool { return r.Reads != nil && !v.Repo.Owns(r.At.Path) }, func(r stack.Route) Outcome {
		if r.Unchecked() {
			return Outcome{Status: Fail, Why: "it reads the body at " + r.Reads.At.String() + " as it came"}
		}
		by := "a schema"
		switch {
		case r.Body != nil && r.Body.Name != "":
			by = r.Body.Name
		case r.Reads.By != "":
			by = r.Reads.By
		}
		return Outcome{Status: Pass, By: by}
	})
}

var makesAccounts = lazy.Regexp(`(?i)(sign-?up|regist(er|ration))/?$`)

// tried is what somebody does at a route that lets people in.
func tried(r stack.Route) string {
	if makesAccounts().MatchString(r.Path) {
		return "accounts can be made and addresses be tried"
	}
	return "passwords and codes can be tried"
}

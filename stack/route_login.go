package stack

import (
	"slices"
	"strings"

	"scaffold/stack/lazy"
)

// LetsIn tells whether a route gives somebody who is not known a way in: a login, a sign-up, a password reset, a code. At such
// a route secrets are guessed.
func (r Route) LetsIn() bool {
	if r.Method != "POST" || r.Closed || r.knowsSender() {
		return false
	}
	static := slices.DeleteFunc(strings.Split(strings.Trim(r.Path, "/"), "/"), func(part string) bool { return strings.HasPrefix(part, ":") })
	if len(static) == 0 {
		return false
	}
	last := static[len(static)-1]
	if wayInDeed().MatchString(last) && len(static) > 1 {
		return wayInObject().MatchString(static[len(static)-2])
	}
	return wayIn().MatchString(last)
}

var (
	wayIn = lazy.Regexp(`(?i)^(log-?[io]n|sign-?(in|up)|authenticate|register|registration|sessions?|` +
		`forgot(ten)?(-?password)?|(reset|recover|change)-?password|password(-?(reset|forgot|recovery|change))?|recovery|` +
		`otp|2fa|mfa|two-?factor|totp|magic-?link|verify-?(code|otp|email|phone|2fa|mfa)?)$`)
	// wayInDeed says nothing without what it is done to: password/reset, but not counter/reset.
	wayInDeed   = lazy.Regexp(`(?i)^(reset|recover|request|change|confirm|verify)$`)
	wayInObject = lazy.Regexp(`(?i)password|otp|2fa|mfa|factor|code|magic-?link|e-?mail|phone|^auth$`)
)

// knowsSender tells whether a route is for those only who are known already.
func (r Route) knowsSender() bool {
	return slices.ContainsFunc(r.Guards, func(g Guard) bool { return len(g.Refuses) > 0 || alreadyIn().MatchString(g.Name) })
}

var alreadyIn = lazy.Regexp(`(?i)isAuth|requireAuth|ensureAuth|authenticated|logged-?in|requireUser|requireLogin`)

// Limits tells whether a function on the way to a handler limits how often it is asked.
func (g Guard) Limits() bool {
	return limiters[g.Module] || limiterName().MatchString(g.Name) || limiterName().MatchString(g.Text)
}

var limiterName = lazy.Regexp(`(?i)limit|throttl|slow-?down|brute`)

// limiters are modules whose middleware limits requests.
var limiters = map[string]bool{"express-rate-limit": true, "rate-limiter-flexible": true, "express-slow-down": true, "express-brute": true}

// OwnLimit returns what limits a route and not every other one too, nil where nothing does.
func (a *App) OwnLimit(r Route) *Guard {
	for i, g := range r.Guards {
		if g.Limits() && (g.Own || a.limitedBy(g) < len(a.Routes())) {
			return &r.Guards[i]
		}
	}
	return nil
}

// limitedBy counts the routes on whose way a limiter stands.
func (a *App) limitedBy(limiter Guard) int {
	count := 0
	for _, r := range a.Routes() {
		if slices.ContainsFunc(r.Guards, func(g Guard) bool { return g.Limits() && g.At == limiter.At }) {
			count++
		}
	}
	return count
}

package stack

import (
	"path"
	"strings"

	"scaffold/stack/nodejs"
)

// nextPlaces are the files that Next.js finds by their place, below the folder of its app router.
var nextPlaces = map[string]string{
	"csp-report":   "csp-report/route",
	"error-page":   "error",
	"global-error": "global-error",
	"missing-page": "not-found",
	"health-live":  "health/live/route",

	"api-keys-page":    "api-keys/page",
	"api-keys-forms":   "api-keys/forms",
	"api-keys-actions": "api-keys/actions",

	"cookie-banner": "cookies/banner",
	"cookies-page":  "cookies/page",
}

// marked are the roles whose files hold markup.
var marked = map[string]bool{
	"error-page": true, "global-error": true, "missing-page": true, "api-keys-page": true, "api-keys-forms": true,
	"cookie-banner": true, "cookies-page": true,
}

// nextPlace returns the path of a created file that has a fixed one, "" for others.
func nextPlace(app *App, role string) string {
	site := app.Site.(*nextSite)
	if role == "proxy" {
		return path.Join(site.base, proxyName(app)+nextExt(app, false))
	}
	if role == "components" {
		return componentsPlace(app, role)
	}
	place := nextPlaces[role]
	if place == "" || site.app == "" {
		return ""
	}
	stem := path.Join(site.app, place)
	for _, ext := range []string{".tsx", ".ts", ".jsx", ".js"} {
		if site.program.Repo.Has(stem + ext) {
			return stem + ext // Next.js takes one of them only
		}
	}
	return stem + nextExt(app, marked[role])
}

// componentsPlace is where tests of components would stand, without the ending that tests have.
func componentsPlace(app *App, role string) string {
	test, site := placeNode(app, File{Dir: "test", Role: role, Test: true}), siteOfNode(app)
	for _, f := range site.program.Repo.Under(app.Dir) {
		if site.created(f) && nameWords(f) == role && testName().MatchString(f) {
			test = f // an earlier run put it there
		}
	}
	stem, _, _ := strings.Cut(path.Base(test), ".")
	return path.Join(path.Dir(test), stem+nextExt(app, true))
}

// proxyName is what Next.js calls the file that each request passes: middleware until 16.
func proxyName(app *App) string {
	if app.Major > 0 && app.Major < 16 {
		return "middleware"
	}
	return "proxy"
}

func nextExt(app *App, markup bool) string {
	ext := ".js"
	if app.Is(Types, "typescript") {
		ext = ".ts"
	}
	if markup {
		ext += "x"
	}
	return ext
}

// proxy returns the user's own file that each request passes, nil without one.
func (s *nextSite) proxy() *nodejs.Module {
	for _, name := range []string{"proxy", "middleware"} {
		for _, ext := range []string{".ts", ".js", ".mts", ".mjs", ".tsx", ".jsx"} {
			file := path.Join(s.base, name+ext)
			if s.program.Repo.Has(file) && !s.created(file) {
				return s.program.Module(file)
			}
		}
	}
	return nil
}

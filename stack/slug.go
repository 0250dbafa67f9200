package stack

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// Slug is the fact that names an app among several of its repository, in the names of files that stand in one folder for
// all of them: "api". An app without neighbours has none; a front is no neighbour of a service.
const Slug Key = "slug"

// Around is the fact that names the app in the repository's root to those that stand in folders below it.
const Around Key = "around"

// nameApart gives the apps of a repository that has several their short names: the services theirs, and then the fronts
// beside them those that are left.
func nameApart(apps []*App) {
	tellAround(apps)
	services, used := Services(apps), map[string]bool{}
	if len(services) > 1 {
		name(services, used)
	}
	if len(services) < len(apps) {
		name(slices.DeleteFunc(slices.Clone(apps), func(a *App) bool { return !a.Front() }), used)
	}
}

func tellAround(apps []*App) {
	at := slices.IndexFunc(apps, func(a *App) bool { return a.Dir == "." })
	if at < 0 {
		return
	}
	for _, app := range apps {
		if app.Dir != "." && app.Facts != nil {
			app.Facts[Around] = Fact{Value: apps[at].Name, At: apps[at].At}
		}
	}
}

func name(apps []*App, used map[string]bool) {
	count := map[string]int{}
	for _, app := range apps {
		count[shortName(app)]++
	}
	for _, app := range apps {
		slug := shortName(app)
		if count[slug] > 1 {
			slug = longName(app, slug)
		}
		whole := slug
		for n := 2; used[slug]; n++ {
			slug = whole + "-" + strconv.Itoa(n)
		}
		used[slug] = true
		if app.Facts == nil {
			app.Facts = map[Key]Fact{}
		}
		app.Facts[Slug] = Fact{Value: slug, At: source.Pos{Path: app.Dir}}
	}
}

// shortName is the last part of an app's folder; of one in the root, of its name. Of several in one folder each has its
// own variable besides.
func shortName(app *App) string {
	name := path.Base(app.Dir)
	if app.Dir == "." {
		name = path.Base(app.Name)
	}
	if _, variable, several := strings.Cut(app.ID, "#"); several {
		name += "-" + variable
	}
	if name = slugged(name); name == "" {
		return "root"
	}
	return name
}

// longName is the short one behind the folders above.
func longName(app *App, short string) string {
	return strings.Trim(slugged(path.Dir(app.Dir))+"-"+short, "-")
}

var notSlug = lazy.Regexp(`[^a-z0-9]+`)

func slugged(name string) string {
	return strings.Trim(notSlug().ReplaceAllString(strings.ToLower(name), "-"), "-")
}

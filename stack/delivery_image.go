package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// The images that programs of a language are built in or run in.
var (
	nodeBase = lazy.Regexp(`(?im)^FROM\s+(--platform=\S+\s+)?(\S*/)?(node|bun|nodejs\S*)(:|@|\s|$)|^(COPY|ADD)\s.*\bpackage(-lock|\*)?\.json\b`)
	goBase   = lazy.Regexp(`(?im)^FROM\s+(--platform=\S+\s+)?(\S*/)?(golang|go|go-toolset|ko)(:|@|\s|$)`)
)

var (
	fromLine    = lazy.Regexp(`(?im)^FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?`)
	userLine    = lazy.Regexp(`(?im)^USER\s+["']?([^\s:"']+)`)
	secretLine  = lazy.Regexp(`(?im)^(?:ENV|ARG)\s+\w*(?:SECRET|PASSWORD|TOKEN|PRIVATE_KEY)\w*[ =]["']?[^\s"'$]`)
	forOtherUse = lazy.Regexp(`(?i)(^|[._-])(dev|develop|development|local|test|ci|e2e)([._-]|$)`)
)

// findImage returns the Dockerfile of the app.
func findImage(repo *source.Repo, app *App, apps []*App) (Found, bool) {
	var best Found
	for _, name := range repo.Files() {
		file := path.Base(name)
		if !strings.Contains(strings.ToLower(file), "dockerfile") && file != "Containerfile" || strings.HasSuffix(file, ".dockerignore") ||
			repo.Owns(name) || forOtherUse().MatchString(strings.Replace(strings.ToLower(file), "dockerfile", "", 1)) {
			continue
		}
		text := repo.Read(name)
		if !app.isBase(name, string(text), len(apps) == 1 || app.Dir == ".") || !imageOf(repo, name, app, apps) {
			continue
		}
		found := Found{At: source.Pos{Path: name, Line: 1}, By: file, Partial: imageFaults(string(text))}
		if best.By == "" || best.Partial != "" && found.Partial == "" {
			best = found
		}
	}
	return best, best.By != ""
}

// isBase tells whether what a Dockerfile makes may run a program of the app's language.
func (a *App) isBase(name, text string, atRoot bool) bool {
	if a.Language == Node && !endsInNode(text) {
		return false
	}
	return a.Language.BaseImage().MatchString(text) || atRoot && packs(name, text, a)
}

// plainBase are images without a language, into which a program is put that was built before.
var plainBase = lazy.Regexp(`(?im)^FROM\s+(--platform=\S+\s+)?(\S*/)?(scratch|alpine|distroless\S*|static\S*|debian|ubuntu|busybox|ubi\S*|base\S*)(:|@|\s|$)`)

// packs tells whether a Dockerfile at the root puts a program into an image that was built outside of it.
func packs(name, text string, app *App) bool {
	starts := strings.Contains(text, "\nENTRYPOINT") || strings.Contains(text, "\nCMD")
	return app.Language == Go && path.Dir(name) == "." && starts && strings.Contains(text, "\nCOPY") && plainBase().MatchString(text)
}

// imageOf tells whether a Dockerfile may be the app's: it lies in the app's folder, or neither in another package nor names
// it another app.
func imageOf(repo *source.Repo, name string, app *App, apps []*App) bool {
	in := func(a *App) bool { return a.Dir != "." && strings.HasPrefix(name, a.Dir+"/") }
	if in(app) {
		return true
	}
	m := monitor{text: name + "\n" + string(repo.Read(name))}
	if elsewhere(repo, path.Dir(name), app) && !m.names(app) {
		return false
	}
	if len(apps) == 1 {
		return true
	}
	if slices.ContainsFunc(apps, func(other *App) bool { return other.Dir != app.Dir && in(other) }) {
		return false
	}
	if app.Dir == path.Dir(name) {
		return true
	}
	for _, other := range apps {
		if other != app && (in(other) || m.names(other)) && !m.names(app) {
			return false
		}
	}
	return true
}

// elsewhere tells whether a folder belongs to a package that the app is no part of.
func elsewhere(repo *source.Repo, dir string, app *App) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if dir == app.Dir || strings.HasPrefix(app.Dir, dir+"/") {
			return false
		}
		if repo.Has(dir+"/package.json") || repo.Has(dir+"/go.mod") {
			return true
		}
	}
	return false
}

// imageFaults says what an image should not do, "" for nothing.
func imageFaults(text string) string {
	stages := fromLine().FindAllStringIndex(text, -1)
	if len(stages) == 0 {
		return ""
	}
	var faults []string
	if runsAsRoot(text) {
		faults = append(faults, "it runs as root")
	}
	if secretLine().MatchString(text) {
		faults = append(faults, "it holds a secret")
	}
	return strings.Join(faults, " and ")
}

// bareImage finds images that hold no Node: a page that is built with it, or a program that it packs, is served from there.
var bareImage = lazy.Regexp(`(?i)(^|/)(nginx|nginx-unprivileged|httpd|caddy|debian|ubuntu|alpine|busybox|scratch|distroless/(static|base|cc)[\w-]*)(:|@|-|$)`)

// endsInNode tells whether what a Dockerfile makes may run Node: its last stage does not start from an image without it, or
// brings it along.
func endsInNode(text string) bool {
	stages := fromLine().FindAllStringSubmatchIndex(text, -1)
	at := len(stages) - 1
	for range stages {
		image := text[stages[at][2]:stages[at][3]]
		if parent := parentOf(stages, text, image); parent >= 0 && parent < at {
			at = parent
			continue
		}
		brought := strings.Contains(strings.ToLower(text[stages[at][3]:next(stages, at, len(text))]), "node")
		return brought || !bareImage().MatchString(image)
	}
	return true
}

// next returns the offset at which a stage ends.
func next(stages [][]int, at, end int) int {
	if at+1 < len(stages) {
		return stages[at+1][0]
	}
	return end
}

// parentOf returns the stage that is called like an image, -1 for none.
func parentOf(stages [][]int, text, image string) int {
	return slices.IndexFunc(stages, func(s []int) bool { return s[4] >= 0 && strings.EqualFold(text[s[4]:s[5]], image) })
}

// runsAsRoot follows the last stage down to the image that it starts from.
func runsAsRoot(text string) bool {
	stages := fromLine().FindAllStringSubmatchIndex(text, -1)
	at := len(stages) - 1
	for range stages {
		if users := userLine().FindAllStringSubmatch(text[stages[at][1]:next(stages, at, len(text))], -1); users != nil {
			user := users[len(users)-1][1]
			return user == "root" || user == "0"
		}
		image := text[stages[at][2]:stages[at][3]]
		parent := parentOf(stages, text, image)
		if parent < 0 || parent >= at {
			return !strings.Contains(image, "nonroot") && !strings.Contains(image, "chainguard") && !strings.Contains(image, "unprivileged")
		}
		at = parent
	}
	return true
}

// composeNames are the files that Docker Compose reads, and those that are often given to it.
var composeNames = lazy.Regexp(`(^|/)(docker[_-])?compose([._-][\w.-]+)?\.ya?ml$`)

// findCompose returns the file by which the services that the app uses are started for local work.
func findCompose(repo *source.Repo, app *App) (Found, bool) {
	var best Found
	for _, name := range repo.Files() {
		if !strings.Contains(name, "compose") || !composeNames().MatchString(name) || repo.Owns(name) || elsewhere(repo, path.Dir(name), app) {
			continue
		}
		var file struct {
			Services map[string]struct{ Image string }
		}
		if yamlsrc.Decode(repo.Read(name), &file) != nil || len(file.Services) == 0 {
			continue
		}
		images := ""
		for service, s := range file.Services {
			images += " " + s.Image + " " + service
		}
		found := Found{At: source.Pos{Path: name, Line: 1}, By: path.Base(name), Partial: lacking(repo, app, images)}
		if best.By == "" || best.Partial != "" && found.Partial == "" {
			best = found
		}
	}
	return best, best.By != ""
}

// lacking says which of the services that the app uses are not among the images.
func lacking(repo *source.Repo, app *App, images string) string {
	var lacks []string
	for _, service := range []struct {
		used  bool
		title string
		names []string
	}{
		{app.Is(Database, "postgres") && !embeds(repo, app), "PostgreSQL", []string{"postgres", "postgis", "timescale", "pgvector"}},
		{app.Is(Database, "mysql"), "MySQL", []string{"mysql", "mariadb"}},
		{app.Is(Database, "mongodb"), "MongoDB", []string{"mongo"}},
		{app.Fact(Redis) != "", "Redis", []string{"redis", "valkey", "dragonfly", "keydb"}},
	} {
		there := slices.ContainsFunc(service.names, func(name string) bool { return strings.Contains(images, name) })
		if service.used && !there {
			lacks = append(lacks, service.title)
		}
	}
	if lacks == nil {
		return ""
	}
	return "it has no " + strings.Join(lacks, " and no ")
}

var embedded = lazy.Regexp(`"(@[\w-]+/)?(better-sqlite3|sqlite3|libsql|client-sqlite)"\s*:|\b(modernc\.org/sqlite|mattn/go-sqlite3|glebarez/(go-)?sqlite|gorm\.io/driver/sqlite)\s+v`)

// embeds tells whether the app may as well keep its data in a file: then it starts without a server for it.
func embeds(repo *source.Repo, app *App) bool {
	for dir := app.Dir; ; dir = path.Dir(dir) {
		for _, name := range []string{"package.json", "go.mod"} {
			if file := path.Join(dir, name); repo.Has(file) {
				return embedded().Match(repo.Read(file))
			}
		}
		if dir == "." {
			return false
		}
	}
}

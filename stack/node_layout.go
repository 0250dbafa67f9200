package stack

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"

	"scaffold/stack/nodejs"
)

// folderNames are what each kind of folder is called, the usual name first.
var folderNames = map[string][]string{
	"middleware": {"middleware", "middlewares"},
	"lib":        {"lib", "libs", "utils", "util", "helpers"},
	"config":     {"config", "configs", "configuration"},
}

// placeNode returns the path of a created file: in the folder of its kind that is there, under a name in the style of
// its neighbours.
func placeNode(app *App, file File) string {
	site := siteOfNode(app)
	file = site.settled(app, file)
	dir := site.folder(app, file.Dir)
	name := site.styledName(dir, file)
	ext := extensionOf(app)
	if !file.Test {
		return site.stays(path.Join(dir, name+ext))
	}
	return site.testStays(app, dir, site.testPath(app, dir, name, ext))
}

// created tells whether an earlier run made the file.
func (s *nodeSite) created(name string) bool { return s.program.Repo.Owns(name) }

// extensionOf returns the extension of created files: .js where what package.json says about .js files holds.
func extensionOf(app *App) string {
	if app.Is(Types, "typescript") {
		if ext := path.Ext(app.At.Path); ext == ".mts" || ext == ".cts" {
			return ext
		}
		return ".ts"
	}
	if ext := path.Ext(app.At.Path); ext == ".mjs" || ext == ".cjs" {
		return ext
	}
	return ".js"
}

// folder returns the folder for files of a kind: one that is there in the source folder or not far below it, else the
// usual name.
func (s *nodeSite) folder(app *App, kind string) string {
	if kind, below, nested := strings.Cut(kind, "/"); nested { // routes/privacy stands where the routes do
		return path.Join(s.folder(app, kind), below)
	}
	source := path.Join(app.Dir, app.Fact(Source))
	names := folderNames[kind]
	if len(names) == 0 {
		names = []string{kind}
	}
	best, rank := "", 0
	for _, f := range s.program.Repo.Under(source) {
		if !nodejs.IsSource(f) {
			continue
		}
		for dir := path.Dir(f); dir != source && dir != "."; dir = path.Dir(dir) { // middleware/auth/check.js tells of middleware
			depth := strings.Count(nodejs.Rel(source, dir), "/")
			n := slices.Index(names, path.Base(dir))
			if n < 0 || depth > 2 || !between(nodejs.Rel(source, dir)) || nodejs.AsideDir(nodejs.Rel(app.Dir, dir)) {
				continue
			}
			r := 10*depth + n
			if s.created(f) && path.Dir(f) == dir {
				r -= 100 // an earlier run chose it
			}
			if best == "" || r < rank || r == rank && dir < best {
				best, rank = dir, r
			}
		}
	}
	return cmp.Or(best, s.sharedFolder(app, names), path.Join(source, names[0]))
}

// sharedFolder returns the folder outside of the app from which it loads files of a kind: libs/ beside apps/api. One that is
// a package of its own has its own dependencies, and is left alone.
func (s *nodeSite) sharedFolder(app *App, names []string) string {
	source := path.Join(app.Dir, app.Fact(Source))
	for _, f := range s.files {
		dir := path.Dir(f)
		outside := source != "." && f != source && !strings.HasPrefix(f, source+"/")
		if outside && slices.Contains(names, path.Base(dir)) && !s.packaged(dir, app.Dir) {
			return dir
		}
	}
	return ""
}

// packaged tells whether a folder belongs to another package than the app or the repository's root, or to another project of
// the workspace.
func (s *nodeSite) packaged(dir, app string) bool {
	for _, up := range nodejs.Ancestors(dir) {
		if s.program.Repo.Has(path.Join(up, "project.json")) && up != "." && up != app {
			return true
		}
		if s.program.Pkgs[up] != nil {
			return up != "." && up != app
		}
	}
	return false
}

// settled puts the configuration into the folder of libraries where the app has one and none for configuration.
func (s *nodeSite) settled(app *App, file File) File {
	const config, lib = "config", "lib"
	if file.Dir != config || s.hasFolder(app, config) || !s.hasFolder(app, lib) {
		return file
	}
	file.Dir = lib
	if file.Role == "env" {
		file.Role = config
	}
	return file
}

// hasFolder tells whether a file of the user's lies in the folder for files of a kind.
func (s *nodeSite) hasFolder(app *App, kind string) bool {
	dir := s.folder(app, kind)
	return slices.ContainsFunc(s.program.Repo.Under(dir), func(f string) bool { return !s.created(f) })
}

// layers are folders between the source folder and those of its kinds.
var layers = map[string]bool{
	"app": true, "main": true, "common": true, "shared": true, "core": true, "api": true, "server": true, "http": true, "web": true, "express": true,
	"infrastructure": true, "infra": true, "lib": true, "internal": true, "interfaces": true, "presentation": true, "adapters": true, "base": true,
	"config": true,
}

// between tells whether only layers stand above a folder.
func between(rel string) bool {
	parts := strings.Split(rel, "/")
	for _, part := range parts[:len(parts)-1] {
		if !layers[part] {
			return false
		}
	}
	return true
}

// nameStyle is how words are joined in file names.
type nameStyle int

const (
	camel nameStyle = iota
	kebab
	pascal
	snake
)

// styledName returns the stem of a created file in the style of the folder's other files.
func (s *nodeSite) styledName(dir string, file File) string {
	style, dotted := s.fileNamesIn(dir, file.Dir)
	words := strings.Split(file.Role, "-")
	name := joinWords(words, style)
	if dotted != "" && !strings.HasSuffix(file.Role, dotted) {
		name += "." + dotted
	}
	return name
}

// fileNamesIn returns how the files of a folder are called: how words are joined, and the word behind a dot that most of
// them carry, such as middleware in auth.middleware.ts. A folder without telling files asks those around it.
func (s *nodeSite) fileNamesIn(dir, kind string) (nameStyle, string) {
	styles, suffixes, files := s.countNames(dir)
	if styles[kebab]+styles[camel]+styles[pascal]+styles[snake] == 0 {
		styles, _, _ = s.countNames(path.Dir(dir))
	}
	if styles[kebab]+styles[camel]+styles[pascal]+styles[snake] == 0 {
		for _, f := range s.program.Repo.Under(path.Dir(dir)) {
			if !s.created(f) {
				countName(styles, f)
			}
		}
	}
	for _, suffix := range []string{kind, "middleware", "middlewares", "config", "util", "utils", "lib", "handler", "helper"} {
		if suffixes[suffix]*2 > files {
			return mostUsed(styles, kebab), suffix // those who write auth.middleware.ts write error-handler.middleware.ts
		}
	}
	return mostUsed(styles, camel), ""
}

// mostUsed returns the style that most names have, the usual one where none tells.
func mostUsed(styles map[nameStyle]int, usual nameStyle) nameStyle {
	style := usual
	for _, other := range []nameStyle{camel, kebab, snake} {
		if styles[other] > styles[style] {
			style = other
		}
	}
	// Capitals name classes, and what is created holds functions: only where nearly all files have them they are a style.
	if styles[pascal] > 2*(styles[kebab]+styles[camel]+styles[snake]) {
		style = pascal
	}
	return style
}

func (s *nodeSite) countNames(dir string) (styles map[nameStyle]int, suffixes map[string]int, files int) {
	styles, suffixes = map[nameStyle]int{}, map[string]int{}
	for _, f := range s.program.Repo.Under(dir) {
		if path.Dir(f) != dir || !nodejs.IsSource(f) || s.created(f) {
			continue
		}
		stem := strings.TrimSuffix(path.Base(f), path.Ext(f))
		if stem == "index" {
			continue
		}
		files++
		countName(styles, f)
		if _, suffix, ok := strings.Cut(stem, "."); ok {
			suffixes[suffix]++
		}
	}
	return styles, suffixes, files
}

// countName counts the style of one file's name, if it has several words.
func countName(styles map[nameStyle]int, name string) {
	if !nodejs.IsSource(name) {
		return
	}
	stem, _, _ := strings.Cut(path.Base(name), ".")
	switch {
	case stem != "" && unicode.IsDigit(rune(stem[0])): // a migration, named by its tool
	case strings.Contains(stem, "-"):
		styles[kebab]++
	case strings.Contains(stem, "_"):
		styles[snake]++
	case stem == "" || strings.ToLower(stem[1:]) == stem[1:]:
		if stem != "" && unicode.IsUpper(rune(stem[0])) {
			styles[pascal]++
		}
	case unicode.IsUpper(rune(stem[0])):
		styles[pascal]++
	default:
		styles[camel]++
	}
}

func joinWords(words []string, style nameStyle) string {
	switch style {
	case snake:
		return strings.Join(words, "_")
	case kebab:
		return strings.Join(words, "-")
	}
	var b strings.Builder
	for i, w := range words {
		if i > 0 || style == pascal {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	return b.String()
}

// testPath returns where the tests of a created file go: where most of the app's tests stand, and under their ending.
func (s *nodeSite) testPath(app *App, dir, name, ext string) string {
	infix, beside, folder := ".test", true, ""
	var specs, tests, besides, inFolder, inTests int
	folders := map[string]int{}
	for _, f := range s.program.Repo.Under(app.Dir) {
		base := path.Base(f)
		switch {
		case strings.Contains(base, ".spec."):
			specs++
		case strings.Contains(base, ".test."):
			tests++
		default:
			continue
		}
		switch rel := nodejs.Rel(app.Dir, f); {
		case path.Base(path.Dir(f)) == "__tests__":
			inFolder++
		case slices.Contains([]string{"tests", "test"}, strings.SplitN(rel, "/", 2)[0]):
			inTests++
			parts := strings.Split(path.Dir(rel), "/")
			root := parts[0]
			if len(parts) > 1 && (parts[1] == "unit" || parts[1] == "middlewares" || parts[1] == "middleware") {
				root = path.Join(root, parts[1])
			}
			folders[root]++
		default:
			besides++
		}
	}
	if specs > tests {
		infix = ".spec"
	}
	switch {
	case inFolder > besides && inFolder >= inTests:
		beside, folder = false, path.Join(dir, "__tests__")
	case inTests > besides:
		beside, folder = false, path.Join(app.Dir, s.testRoot(folders))
	}
	if beside && app.Dir != "." && !strings.HasPrefix(dir+"/", app.Dir+"/") { // the app's runner looks for tests in the app only
		beside, folder = false, path.Join(app.Dir, "test")
	}
	if beside {
		return path.Join(dir, name+infix+ext)
	}
	return path.Join(folder, name+infix+ext)
}

// testRoot returns the folder of unit tests, else the one that holds most.
func (s *nodeSite) testRoot(folders map[string]int) string {
	best := ""
	for name := range folders {
		unit := strings.HasSuffix(name, "/unit")
		switch {
		case best == "", unit && !strings.HasSuffix(best, "/unit"):
			best = name
		case folders[name] > folders[best] && unit == strings.HasSuffix(best, "/unit"), folders[name] == folders[best] && name < best:
			best = name
		}
	}
	return best
}

// nodeLink returns the specifier by which one file imports another.
func nodeLink(app *App, from, to string) string {
	rel := relative(path.Dir(from), to)
	ext := path.Ext(to)
	rel = strings.TrimSuffix(rel, ext)
	if !strings.HasPrefix(rel, ".") {
		rel = "./" + rel
	}
	switch want := app.Fact(Extension); {
	case ext == ".mjs" || ext == ".cjs":
		return rel + ext
	case want == ".ts":
		return rel + ext
	case want == ".js" || ext == ".mts" || ext == ".cts":
		return rel + strings.Replace(ext, "t", "j", 1)
	}
	return rel
}

// relative returns the path to a file as seen from a folder, both relative to the repository's root.
func relative(from, to string) string {
	a, b := strings.Split(path.Clean(from), "/"), strings.Split(path.Clean(to), "/")
	if from == "." {
		a = nil
	}
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	return strings.Repeat("../", len(a)) + strings.Join(b, "/")
}

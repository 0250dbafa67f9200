package stack

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/stack/source"
)

// Language is what all frameworks of a language share: where files go, how they are spelled, how a dependency is added.
type Language struct {
	Name string // template folder: "node", "go"
	Ext  string // of templates: ".ts", ".go"
	// Markup is the extension of templates that hold markup besides, "" in a language that has none.
	Markup string
	// Manifest is the file that names the dependencies.
	Manifest string
	// SourceExts are the extensions of files that hold source of the language.
	SourceExts []string
	// Home returns the folder that the source of the app's program lies below.
	Home func(app *App) string
	// Place returns the path of a created file in this app's layout and naming style.
	Place func(app *App, file File) string
	// Link returns the import of one created file from another, as text: "../lib/logger.js"; for Go the import path.
	Link func(app *App, from, to string) string
	// Finish gives a rendered text the target's style: types, module system, quotes, semicolons, indentation.
	Finish func(app *App, path string, text []byte) ([]byte, error)
	// Require returns the edits that add the third-party modules which the created texts import and the manifest
	// lacks, at the versions of templates' manifests that fit the app.
	Require func(repo *source.Repo, app *App, texts map[string][]byte) ([]patcher.FileEdit, error)
	// Reads lists the environment variables that the app's own code reads, by name, each with its first place.
	Reads func(repo *source.Repo, app *App) []EnvRead
	// EnvFiles lists the files that the app's own code sets variables from, as expressions of paths that are seen from its
	// folder, the first to count first; nil in a language whose created code is run behind that.
	EnvFiles func(app *App) []string
	// Spell returns a symbol in the language's spelling, from upper camel case: RequestId, CorsPolicy.
	Spell func(symbol string) string
	// Exports returns the names that a created text exports.
	Exports func(text []byte) []string
	// Package is the package name of the created files; "" where the language has none.
	Package func(app *App) string
	// Loggers are the logging libraries that there are templates for, the default first.
	Loggers []string
	// TestSuffix is what the template of a role's tests is called after the role: ".test", "_test".
	TestSuffix string
	// Install is the command that fetches what Require added, for the app's package manager.
	Install func(app *App) string
	// Port is the one that services of the language usually listen on.
	Port string
	// Command returns what does a thing when it is run in the repository's root, as App.Command says.
	Command func(app *App, name string, added []string) string
	// AddScripts returns the edits that put scripts where the language's tools run them by name; nil in a language that has
	// no such place. A script of that name is left as it is.
	AddScripts func(app *App, scripts []Script) []patcher.FileEdit
	// TestScripts are the commands that run tests by a runner, and TestRunner returns the edits that set it up where it is not:
	// coverage is the least share of lines, in percent. Both are nil in a language that brings its runner.
	TestScripts func(app *App, runner string) []Script
	TestRunner  func(app *App, runner, coverage string) ([]patcher.FileEdit, error)
	// RefuseRawSQL returns the edits that make the repository's linter refuse SQL which is put together from strings; nil in a
	// language whose linter does not know.
	RefuseRawSQL func(app *App) []patcher.FileEdit
	// Console returns the edits that write to the created logger, which is made with a library, what the app's own code writes to
	// the console; nil in a language whose console is none.
	Console func(app *App, library string, logger Code) []patcher.FileEdit
	// Image says how the app is built into a container image. preload are created files that are loaded before all others.
	Image func(app *App, preload []string) Image
	// BaseImage tells by its text that a Dockerfile builds or runs programs of the language.
	BaseImage func() *regexp.Regexp
	// Runs returns the command, in the app's folder, that runs a created file as a program of its own.
	Runs func(app *App, path string) string
	// Built returns the folder that the compiler writes to, relative to the app's; false where nothing is compiled. Nil in a
	// language without such a folder.
	Built func(app *App) (string, bool)
}

// File names a created file by its role; Place turns it into a path.
type File struct {
	Dir  string // kind of folder: "middleware", "lib", "config"; Go keeps all in one package
	Role string // "rate-limit": name of the template, and of the file in the target's style
	Test bool   // the file holds the tests of the role
}

// EnvRead is an environment variable that the app's code reads.
type EnvRead struct {
	Name    string
	Default string // the fallback in the code, "" for none or an expression
	At      source.Pos
}

// Sources returns the names of the files that hold source of the app's program, created ones among them.
func (l *Language) Sources(repo *source.Repo, app *App) []string {
	var names []string
	for _, name := range repo.Under(l.Home(app)) {
		if slices.Contains(l.SourceExts, path.Ext(name)) {
			names = append(names, name)
		}
	}
	return names
}

// TemplateExt returns the extension of the template for a created file.
func (l *Language) TemplateExt(path string) string {
	if l.Markup != "" && strings.HasSuffix(path, "x") {
		return l.Markup
	}
	return l.Ext
}

package generators

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"scaffold/stack"
	"scaffold/stack/source"
)

// What is read at most to look for a word: a repository may be as big as it likes.
const (
	mostSources = 5000
	mostSource  = 1 << 20 // bytes of one file
)

var (
	notRun = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(^|/)(node_modules|vendor|dist|build|public|static|docs?|examples?|mocks?|fixtures?|__mocks__|testdata|\.next|client|frontend|web)/|\.min\.js$|\.d\.ts$`)
	})
	testSource = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(\.|-|_)(test|spec)\.[cm]?[jt]sx?$|_test\.go$|(^|/)(__tests__|tests?|e2e|specs?)/`)
	})
)

// mention is where a pattern first stands in the app's own source, and the line; "" for nowhere. Comments are no source.
func mention(repo *source.Repo, app *stack.App, pattern *regexp.Regexp) (source.Pos, string) {
	return mentionIn(repo, app, pattern, func(name string) bool {
		return !testSource().MatchString(name) && !notRun().MatchString(within(app, name))
	})
}

// mentionInTests is the same for tests.
func mentionInTests(repo *source.Repo, app *stack.App, pattern *regexp.Regexp) (source.Pos, string) {
	return mentionIn(repo, app, pattern, func(name string) bool {
		return testSource().MatchString(name) && !strings.Contains(name, "node_modules/")
	})
}

func within(app *stack.App, name string) string { return strings.TrimPrefix(name, app.Dir+"/") }

func mentionIn(repo *source.Repo, app *stack.App, pattern *regexp.Regexp, wanted func(name string) bool) (source.Pos, string) {
	read := 0
	for _, name := range app.Language.Sources(repo, app) {
		if repo.Owns(name) || !wanted(name) {
			continue
		}
		text := repo.Read(name)
		if read++; read > mostSources || len(text) > mostSource || !pattern.Match(text) {
			continue
		}
		for i, line := range strings.Split(string(text), "\n") {
			line = strings.TrimSpace(line)
			comment := strings.HasPrefix(line, "//") || strings.HasPrefix(line, "*") || strings.HasPrefix(line, "/*")
			if !comment && pattern.MatchString(line) {
				return source.Pos{Path: name, Line: i + 1}, line
			}
		}
	}
	return source.Pos{}, ""
}

// doubted says that it cannot be told whether a piece is there: a pattern in the source speaks for it.
func doubted(pattern string, why string) func(*source.Repo, *stack.App) Seen {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(repo *source.Repo, app *stack.App) Seen {
		at, line := mention(repo, app, compiled())
		if line == "" {
			return Seen{}
		}
		return Seen{At: at, Doubt: why + ": " + line}
	}
}

// fileThere finds a file of the repository by its path: it does some of a piece and lacks the rest, or its doubt says why
// that cannot be told.
func fileThere(pattern, lacks, doubt string) func(*source.Repo, *stack.App) Seen {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(repo *source.Repo, _ *stack.App) Seen {
		for _, name := range repo.Files() {
			if !mayTell(name) || !compiled().MatchString(name) || repo.Owns(name) || strings.HasPrefix(name, ".") && !strings.HasPrefix(name, ".github/") || strings.Contains(name, "node_modules/") {
				continue
			}
			if doubt != "" {
				return Seen{At: source.Pos{Path: name, Line: 1}, Doubt: doubt}
			}
			return Seen{At: source.Pos{Path: name, Line: 1}, By: path.Base(name), Lacks: lacks}
		}
		return Seen{}
	}
}

// mayTell keeps the expressions from most of a repository's files: of sources only those are asked that are about secrets.
func mayTell(name string) bool {
	if !slices.Contains([]string{".ts", ".tsx", ".css", ".go"}, path.Ext(name)) {
		return true
	}
	lower := strings.ToLower(name)
	return strings.Contains(lower, "secret") || strings.Contains(lower, "rotate") || strings.Contains(lower, "key")
}

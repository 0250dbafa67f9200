package audit

import "scaffold/stack"

// language is what checks have to know of a language, so that none asks which one it is.
type language struct {
	read     func(*reading, *View) // notes what is seen in the app's source
	compiled func(*stack.App) bool // building the service takes more than running it does
	locks    []string              // the files that hold the exact versions of dependencies
	needs    string                // what a manifest that names a dependency holds
	version  string                // what stands before the number of a release: "Node "
	oldest   int                   // the oldest release that gets corrections
	named    func(*View) []runtime // the places besides images that name a release
	engines  func(*View) []Outcome // whether the release is held
	// never are the checks for what programs of the language do not do, or not so that it could go wrong, each with the reason.
	never map[string]string
}

// languageOf is a function, since what reads a language reaches the checks again.
func languageOf(app *stack.App) *language {
	if app.Language == stack.Go {
		return goLanguage()
	}
	return nodeLanguage()
}

// The oldest releases that get corrections are those of November 2026: Node 22 and Go 1.25.
func nodeLanguage() *language {
	return &language{
		read:     (*reading).readNode,
		compiled: func(app *stack.App) bool { return app.Is(stack.Types, "typescript") },
		needs:    "ependencies",
		locks:    []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"},
		version:  "Node ", oldest: 22,
		named:   nodeReleases,
		engines: nodeEngines,
		never: map[string]string{
			"performance.pool-bounded": "the pools of its libraries have a bound of their own",
		},
	}
}

func goLanguage() *language {
	return &language{
		read:     (*reading).readGo,
		compiled: func(*stack.App) bool { return true },
		needs:    "require",
		locks:    []string{"go.sum"},
		version:  "Go 1.", oldest: 25,
		named:   func(*View) []runtime { return nil }, // the go line is the oldest that may build it, not the one that does
		engines: goLineHeld,
		never: map[string]string{
			"errors.empty-catch":    "Go has no exceptions",
			"validation.eval":       "Go runs no text as code",
			"performance.sync-call": "Go runs other requests meanwhile",
			"testing.only":          "a Go test cannot keep others from running",
		},
	}
}

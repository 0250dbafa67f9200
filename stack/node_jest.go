package stack

import (
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// importJest imports Jest's functions in a test where the compiler is told of types that theirs are not among, and the
// repository has the module that they are imported from.
func (s *nodeSite) importJest(app *App, name string, text []byte) []byte {
	_, there := s.inherited("@jest/globals")
	if !there || !app.Is(Runner, "jest") || !app.Is(Types, "typescript") || !testFile().MatchString(name) || s.knowsTypes(app, "jest") {
		return text
	}
	var used []string
	for _, found := range jestFunction().FindAllSubmatch(text, -1) {
		if word := string(found[2]); !slices.Contains(used, word) {
			used = append(used, word)
		}
	}
	if len(used) == 0 {
		return text
	}
	slices.Sort(used)
	line := "import { " + strings.Join(used, ", ") + " } from '@jest/globals';\n"
	at := 0
	for _, found := range nodeImport().FindAllIndex(text, -1) {
		at = found[1]
	}
	return slices.Concat(text[:at], []byte(line), text[at:])
}

var (
	testFile     = lazy.Regexp(`[./](test|spec)s?\.[mc]?tsx?$`)
	jestFunction = lazy.Regexp(`(?m)(^|[^.\w'"])(afterAll|afterEach|beforeAll|beforeEach|describe|expect|it|jest|test)[.(]`)
	nodeImport   = lazy.Regexp(`(?m)^import [^;]* from 'node:[a-z_/]+';\n`)
)

// knowsTypes tells whether the compiler knows the types of a package without their being imported: those of all, or of a list.
func (s *nodeSite) knowsTypes(app *App, name string) bool {
	list, ok := s.listedTypes(app)
	return ok && (len(list) == 0 || slices.Contains(list, name))
}

// listedTypes returns the packages whose types tsconfig tells the compiler to know, none for all; ok is false where it cannot be read.
func (s *nodeSite) listedTypes(app *App) (list []string, ok bool) {
	var settings struct {
		CompilerOptions struct {
			Types []string `json:"types"`
		} `json:"compilerOptions"`
	}
	err := nodejs.DecodeJSON(s.program.Repo.Read(app.Fact(TSConfig)), &settings)
	return settings.CompilerOptions.Types, err == nil
}

package main

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	ts "scaffold/patcher/tssrc"
)

// answerSets are the answers on which it depends what created files import, beside the usual ones.
var answerSets = map[string][]string{
	"usual": nil,
	"other": {"logger=winston", "identity=clerk", "store=redis", "schemas=valibot", "tokens=cookie", "uploads=yes"},
}

// TestCreatedImportsAreDeclared: each package that a created or changed file imports is named in the package.json that the file belongs
// to, or in one above it. What a peer brings along is not there for a package manager that keeps packages apart.
func TestCreatedImportsAreDeclared(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"express", "express-backend", "express-cjs", "express-workspaces", "nextjs", "saas", "express-api"} {
		for name, answers := range answerSets {
			t.Run(layout+"/"+name, func(t *testing.T) {
				t.Parallel()
				dir := copyOf(t, layoutAt(t, layout))
				before := tree(t, dir)
				args := []string{"add", "--all", "--dir", dir, "--yes", "--allow-manual"}
				for _, answer := range answers {
					args = append(args, "--set", answer)
				}
				if out, code := scaffold(t, args...); !strings.Contains(out, "Done:") {
					t.Fatalf("exit %d\n%s", code, out)
				}
				for file, text := range tree(t, dir) {
					if text != before[file] && codeFile.MatchString(file) {
						undeclared(t, dir, file)
					}
				}
			})
		}
	}
}

var (
	codeFile = regexp.MustCompile(`\.[cm]?[jt]sx?$`)
	// forDevelopment tells the files that no service loads: tests, what they are set up by, and configuration of tools.
	forDevelopment = regexp.MustCompile(`\.(test|spec|config)\.|(^|/)(tests?|__tests__|scripts|testing|\.railway)/`)
)

func undeclared(t *testing.T, dir, file string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	there := declaredFor(t, dir, filepath.ToSlash(file))
	for _, module := range ts.Modules(text) {
		if !slices.Contains(there, module) {
			t.Errorf("%s imports %s, which no package.json of it names", file, module)
		}
	}
}

// declaredFor are the packages that the package.json of a file and those above it name.
func declaredFor(t *testing.T, dir, file string) []string {
	t.Helper()
	var names []string
	for at := path.Dir(file); ; at = path.Dir(at) {
		text, err := os.ReadFile(filepath.Join(dir, at, "package.json"))
		var manifest struct{ Dependencies, DevDependencies, PeerDependencies map[string]string }
		if err == nil {
			if err := json.Unmarshal(text, &manifest); err != nil {
				t.Fatal(err)
			}
		}
		for name := range manifest.Dependencies {
			names = append(names, name)
		}
		for name := range manifest.DevDependencies {
			if forDevelopment.MatchString(file) {
				names = append(names, name)
			}
		}
		if at == "." {
			return names
		}
	}
}

package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scaffold/generators"
	"scaffold/stack"
)

// mayImport is the table of docs/architecture.md: which of our packages each may import. A name ending in /* stands for
// all subpackages. The command line may import everything.
var mayImport = map[string][]string{
	"ask":        nil,
	"templates":  nil,
	"patcher":    nil,
	"patcher/*":  {"patcher"},
	"plan":       {"patcher"},
	"presets":    {"ask", "patcher", "patcher/yamlsrc"},
	"generators": {"ask", "patcher", "patcher/*", "plan", "stack", "stack/source", "templates"},

	"audit": {"generators", "patcher", "patcher/*", "stack", "stack/source", "stack/nodejs", "stack/golang", "stack/lazy"},

	"stack":        {"patcher", "patcher/*", "templates", "stack/source", "stack/nodejs", "stack/golang", "stack/lazy"},
	"stack/nodejs": {"patcher/*", "stack/source", "stack/lazy"},
	"stack/golang": {"patcher", "patcher/*", "stack/source", "stack/lazy"},
	"stack/source": nil,
	"stack/lazy":   nil,
}

// home is the one package that each third-party module is used in.
var home = map[string]string{
	"github.com/spf13/cobra":                "cmd",
	"golang.org/x/term":                     "cmd",
	"github.com/AlecAivazis/survey/v2":      "ask",
	"text/template":                         "templates",
	"html/template":                         "audit",
	"github.com/bmatcuk/doublestar/v4":      "stack/source",
	"github.com/dave/dst":                   "patcher/gosrc",
	"golang.org/x/tools/go/ast/astutil":     "patcher/gosrc",
	"github.com/tailscale/hujson":           "patcher/jsonsrc",
	"gopkg.in/yaml.v3":                      "patcher/yamlsrc",
	"github.com/pelletier/go-toml/v2":       "patcher/tomlsrc",
	"golang.org/x/mod/modfile":              "patcher/gomod",
	"github.com/microsoft/typescript-go":    "patcher/tssrc",
	"github.com/rogpeppe/go-internal/diff":  "plan",
	"github.com/rogpeppe/go-internal/txtar": "presets",
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestImportsFollowTheTable(t *testing.T) {
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, "scaffold/")
		allowed, bound := allowedFor(name)
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, "scaffold/")
			if isOwn && bound && !permits(allowed, own) {
				t.Errorf("%s imports %s, which the table does not allow", name, own)
			}
			if isOwn {
				continue
			}
			for module, room := range home {
				if (imported == module || strings.HasPrefix(imported, module+"/")) && name != room && !exempt(name, module) {
					t.Errorf("%s imports %s, whose home is %s", name, imported, room)
				}
			}
		}
	}
}

// exempt lists the second rooms of a package that is used for what it is in both.
func exempt(name, module string) bool {
	switch module {
	case "text/template":
		// The gaps name the type of the functions that they hand to templates; the floor is measured against ours.
		return name == "generators" || name == "bench/floor"
	case "golang.org/x/tools/txtar":
		return name == "presets" || strings.HasPrefix(name, "testdata/") || name == "patcher/patchertest"
	}
	return strings.HasPrefix(name, "testdata/")
}

func allowedFor(name string) (allowed []string, bound bool) {
	if allowed, ok := mayImport[name]; ok {
		return allowed, true
	}
	if strings.HasPrefix(name, "patcher/") {
		return mayImport["patcher/*"], true
	}
	return nil, false
}

func permits(allowed []string, own string) bool {
	return slices.Contains(allowed, own) ||
		strings.HasPrefix(own, "patcher/") && slices.Contains(allowed, "patcher/*")
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for dec.More() {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestAGapIsOneFileAndOneLine: outside its own file a gap's value stands in one line, that of the list. So adding a gap
// edits one shared line.
func TestAGapIsOneFileAndOneLine(t *testing.T) {
	sources := goSources(t, "generators", "cmd", "stack", "plan", "ask", "presets", "templates", "patcher")
	declared := regexp.MustCompile(`(?m)^var (\w+) = &Gap\{`)
	gaps := 0
	for own, text := range sources {
		for _, m := range declared.FindAllStringSubmatch(text, -1) {
			gaps++
			word := regexp.MustCompile(`(?m)^.*\bgenerators\.` + m[1] + `\b.*$|^\t` + m[1] + `,.*$`)
			var found []string
			for file, other := range sources {
				if file != own {
					for _, line := range word.FindAllString(other, -1) {
						found = append(found, file+": "+strings.TrimSpace(line))
					}
				}
			}
			if len(found) != 1 || !strings.HasPrefix(found[0], "generators/generators.go: ") {
				t.Errorf("%s of %s stands outside its file in %q, want one line of the list", m[1], own, found)
			}
		}
	}
	if gaps != len(generators.All) {
		t.Errorf("%d gaps are declared, %d listed", gaps, len(generators.All))
	}
}

// TestNoGapKnowsAFramework: no file of the gaps names a framework. So adding a framework touches no gap.
func TestNoGapKnowsAFramework(t *testing.T) {
	for file, text := range goSources(t, "generators") {
		for _, f := range stack.Frameworks {
			if regexp.MustCompile(`(?i)\b` + f.Name + `\b`).MatchString(withoutComments(text)) {
				t.Errorf("%s names %s", file, f.Name)
			}
		}
	}
}

// goSources reads the Go files below the folders that are not tests, by path.
func goSources(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			texts[filepath.ToSlash(name)] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return texts
}

func withoutComments(text string) string {
	return regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(text, "")
}

// TestNothingTalksToTheNetwork: the program has no code that could, so that it does the same without one. git is the only
// other program that it runs, and no git command that it uses leaves the machine.
func TestNothingTalksToTheNetwork(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, dep := range strings.Fields(string(out)) {
		if dep == "net/http" || dep == "crypto/tls" || dep == "net/rpc" || dep == "net/smtp" {
			t.Errorf("%s is linked in", dep)
		}
	}
	runs := map[string]bool{"scaffold/stack/source": true, "scaffold/plan": true} // git
	for _, p := range list(t) {
		ours := !strings.HasPrefix(p.ImportPath, "scaffold/testdata/") && !strings.HasPrefix(p.ImportPath, "scaffold/bench")
		if ours && (slices.Contains(p.Imports, "net") || slices.Contains(p.Imports, "os/exec") && !runs[p.ImportPath]) {
			t.Errorf("%s imports %q", p.ImportPath, p.Imports)
		}
	}
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// toolbox holds the linter and the compilers of TypeScript that are no part of a service: one install for all subjects,
// in a folder apart, since two compilers in one folder are both called tsc.
type toolbox struct {
	install func() error
	dir     string
}

func newToolbox(t *testing.T) *toolbox {
	box := &toolbox{dir: t.TempDir()}
	box.install = sync.OnceValue(func() error {
		if err := os.CopyFS(box.dir, os.DirFS("testdata/lint")); err != nil {
			return err
		}
		cmd := exec.Command(npmInstall[0][0], npmInstall[0][1:]...)
		cmd.Dir = box.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	})
	return box
}

// compilers are the lines of TypeScript beside that of the repository, by the name that npx finds them under.
var compilers = map[string]string{"tsc6": "typescript", "tsc7": "typescript-7"}

// lend puts the compilers into a service's folder of programs.
func (b *toolbox) lend(t *testing.T, dir string) {
	t.Helper()
	if err := b.install(); err != nil {
		t.Fatal(err)
	}
	for name, pkg := range compilers {
		tsc := filepath.Join(b.dir, "node_modules", pkg, "bin", "tsc")
		if err := os.Symlink(tsc, filepath.Join(dir, "node_modules", ".bin", name)); err != nil {
			t.Fatal(err)
		}
	}
}

// findings are what a linter says of a folder, with the lines. It is known again by file and text: other code may have come
// to stand above it.
type findings map[string][]int

// beyond returns what the linter says here and did not say there.
func (f findings) beyond(there findings) []string {
	var more []string
	for finding, lines := range f {
		if len(lines) > len(there[finding]) {
			more = append(more, fmt.Sprintf("%s, in lines %d", finding, lines))
		}
	}
	return more
}

// linted fails on what the linter says of the folder and has not said of the starting repository.
func (s subject) linted(t *testing.T, box *toolbox, dir string, start findings) {
	t.Helper()
	for _, finding := range s.lint(t, box, dir).beyond(start) {
		t.Error(finding)
	}
}

func (s subject) lint(t *testing.T, box *toolbox, dir string) findings {
	t.Helper()
	if s.eslint == "" {
		return golangci(t, filepath.Join(dir, s.dir))
	}
	if err := box.install(); err != nil {
		t.Fatal(err)
	}
	return eslint(t, box.dir, s.eslint, filepath.Join(dir, s.dir), ".")
}

func golangci(t *testing.T, dir string) findings {
	t.Helper()
	config, err := filepath.Abs("testdata/lint/golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename string
				Line     int
			}
		}
	}
	output(t, dir, &report, "go", "run", golangciVersion(t), "run", "--config", config, "--issues-exit-code=0",
		"--allow-serial-runners", "--show-stats=false", "--path-mode=abs", "--output.json.path=stdout", "./...")
	found := findings{}
	for _, issue := range report.Issues {
		found.add(t, dir, issue.Pos.Filename, issue.Pos.Line, issue.FromLinter, issue.Text)
	}
	return found
}

// golangciVersion is the one that the Makefile lints this repository with.
func golangciVersion(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^GOLANGCI := (\S+)$`).FindSubmatch(text)
	if m == nil {
		t.Fatal("the Makefile does not say which golangci-lint")
	}
	return string(m[1])
}

func eslint(t *testing.T, tools, config, dir string, folders ...string) findings {
	t.Helper()
	var report []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line            int
		}
	}
	args := []string{filepath.Join(tools, "node_modules/eslint/bin/eslint.js"), "--config", filepath.Join(tools, config), "--format", "json"}
	output(t, dir, &report, "node", append(args, folders...)...)
	found := findings{}
	for _, file := range report {
		for _, m := range file.Messages {
			found.add(t, dir, file.FilePath, m.Line, m.RuleID, m.Message)
		}
	}
	return found
}

func (f findings) add(t *testing.T, dir, file string, line int, rule, text string) {
	t.Helper()
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(resolved, file)
	if err != nil {
		t.Fatal(err)
	}
	finding := fmt.Sprintf("%s: %s (%s)", filepath.ToSlash(rel), text, rule)
	f[finding] = append(f[finding], line)
}

// output runs a linter and reads the JSON on the first line that it prints. ESLint exits with 1 where it finds something.
func output(t *testing.T, dir string, report any, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && (name != "node" || exit.ExitCode() != 1) {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, exit.Stderr)
	}
	if err := json.Unmarshal(out, report); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// What the starting repository had does not count, wherever it stands now; once more of it does.
func TestFindingsBeyond(t *testing.T) {
	start := findings{"main.go: unused (x)": {10}, "app.go: unused (x)": {3, 4}}
	for _, test := range []struct {
		name string
		now  findings
		want int
	}{
		{"nothing", findings{}, 0},
		{"the same", findings{"main.go: unused (x)": {10}}, 0},
		{"moved", findings{"main.go: unused (x)": {25}, "app.go: unused (x)": {5, 6}}, 0},
		{"one was mended", findings{"app.go: unused (x)": {3}}, 0},
		{"one more", findings{"main.go: unused (x)": {10, 30}}, 1},
		{"in another file", findings{"env.go: unused (x)": {10}}, 1},
		{"by another rule", findings{"main.go: unused (y)": {10}}, 1},
	} {
		if got := test.now.beyond(start); len(got) != test.want {
			t.Errorf("%s: got %q, want %d", test.name, got, test.want)
		}
	}
}

// The linters do find something: a finding in each language, at its file and line.
func TestProofLintersFind(t *testing.T) {
	needsProof(t)
	box := newToolbox(t)
	for _, test := range []struct{ eslint, file, text, want string }{
		{"", "main.go", "package main\n\nimport \"os\"\n\nfunc main() {\n\tos.Remove(\"x\")\n}\n", "main.go: Error return value of `os.Remove` is not checked (errcheck)"},
		{"eslint.typescript.js", "main.ts", "export const n: number = 1;\nexport const b = n && ({} as any).b;\n", "main.ts: Unexpected any. Specify a different type. (@typescript-eslint/no-explicit-any)"},
		{"eslint.javascript.js", "main.js", "const a = 1;\n", "main.js: 'a' is assigned a value but never used. (no-unused-vars)"},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{test.file: test.text, "go.mod": "module x\n\ngo 1.24\n", "tsconfig.json": `{"compilerOptions": {"strict": true}}`} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		found := subject{dir: ".", eslint: test.eslint}.lint(t, box, dir)
		if len(found[test.want]) == 0 {
			t.Errorf("%s: %q is not among %v", test.file, test.want, found)
		}
	}
}

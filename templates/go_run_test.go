package templates

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The created package compiles, vets, and passes the tests that come with it. Here that is what needs no module from
// outside: net/http, counts in memory, no database.
func TestGoTemplatesPassTheirOwnTests(t *testing.T) {
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "go.mod"), []byte("module shop\n\ngo 1.24\n"))
	created := goPackage{dir: filepath.Join(dir, "internal", "platform"), data: goData("nethttp", 0, goCases("")[0], nil), done: map[string]bool{}}
	for gap, roles := range map[string][]string{
		"shared":           {"chain"},
		"logging":          {"logger", "request-id", "request-logger"},
		"errors":           {"recover", "not-found", "error-handler"},
		"rate-limit":       {"rate-limit"},
		"security-headers": {"security"},
		"health":           {"health", "graceful-shutdown"},
		"secrets":          {"secrets", "key-ring"},
	} {
		for _, role := range roles {
			created.add(t, gap, role)
		}
	}
	for _, args := range [][]string{{"vet", "./..."}, {"test", "-count=1", "./..."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// goPackage is the package that created files make up.
type goPackage struct {
	dir  string
	data goValues
	done map[string]bool
}

// add creates the file of a role, those that it imports, and its tests.
func (p *goPackage) add(t *testing.T, gap, role string) {
	t.Helper()
	if p.done[role] {
		return
	}
	p.done[role] = true
	folders := []string{gap + "/nethttp", gap + "/go", "shared/nethttp", "shared/go"}
	text, ok, err := Render(folders, role, ".go", p.data, goFuncs(24))
	if err != nil || !ok {
		t.Fatalf("%s: there is no template, or %v", role, err)
	}
	if len(bytes.TrimSpace(text.Body)) == 0 {
		return
	}
	for _, each := range text.With {
		p.add(t, gap, each)
	}
	name := strings.ReplaceAll(role, "-", "")
	writeText(t, filepath.Join(p.dir, name+".go"), text.Body)
	if test, ok, err := Render(folders, role+"_test", ".go", p.data, goFuncs(24)); err != nil {
		t.Fatal(err)
	} else if ok {
		writeText(t, filepath.Join(p.dir, name+"_test.go"), test.Body)
	}
}

func writeText(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

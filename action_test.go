package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scaffold/patcher/yamlsrc"
)

// TestActionIsPinned: the action of this repository uses others by the same commits as created workflows do.
func TestActionIsPinned(t *testing.T) {
	text, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Using string
			Steps []struct{ Uses, Run, Shell string }
		}
		Outputs map[string]struct{ Value string }
	}
	if err := yamlsrc.Decode(text, &action); err != nil || action.Runs.Using != "composite" {
		t.Fatal(action.Runs.Using, err)
	}
	var pins struct {
		Actions map[string]struct{ Commit string }
	}
	known, err := os.ReadFile("templates/actions/actions.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(known, &pins); err != nil {
		t.Fatal(err)
	}
	for _, step := range action.Runs.Steps {
		name, commit, _ := strings.Cut(step.Uses, "@")
		owner := strings.Join(strings.SplitN(name, "/", 3)[:min(2, strings.Count(name, "/")+1)], "/")
		if step.Uses != "" && pins.Actions[owner].Commit != commit {
			t.Errorf("%s is not at the commit of templates/actions/actions.json", step.Uses)
		}
		if step.Run != "" && (step.Shell == "" || strings.Contains(step.Run, "${{")) {
			t.Errorf("a command of the action has no shell, or a text of strangers: %s", step.Run)
		}
	}
}

// TestActionScript runs what the action runs.
func TestActionScript(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "scaffold")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	repo := copyOf(t, "testdata/golden/express/repo")
	for _, test := range []struct {
		under string
		code  int
	}{{"", 0}, {"launchable", 8}, {"101", 2}} {
		temp := t.TempDir()
		cmd := exec.Command("scripts/action.sh")
		cmd.Env = append(os.Environ(), "SCAFFOLD="+bin, "RUNNER_TEMP="+temp, "DIRECTORY="+repo, "FAIL_UNDER="+test.under, "BASELINE=", "ONLY=",
			"GITHUB_STEP_SUMMARY="+temp+"/summary", "GITHUB_OUTPUT="+temp+"/output")
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != test.code {
			t.Errorf("--fail-under %q: exit %d, want %d\n%s", test.under, code, test.code, out)
		}
		summary, err := os.ReadFile(temp + "/summary")
		if err != nil || !strings.HasPrefix(string(summary), "# Production readiness: ") {
			t.Errorf("the summary is %q (%v)", summary, err)
		}
		output, err := os.ReadFile(temp + "/output")
		if want := regexp.MustCompile(`^sarif=.*/production-readiness\.sarif\nscore=\d+\nlevel=\n$`); err != nil || !want.Match(output) {
			t.Errorf("the outputs are %q (%v)", output, err)
		}
	}
}

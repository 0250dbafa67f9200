package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// flow is what is looked at in a workflow.
type flow struct {
	On          any
	Permissions yaml.Node
	Concurrency any
	Jobs        map[string]flowJob
}

type flowJob struct {
	RunsOn         string `yaml:"runs-on"`
	TimeoutMinutes int    `yaml:"timeout-minutes"`
	Uses           string
	Permissions    map[string]string
	Env            map[string]string
	Steps          []flowStep
}

type flowStep struct {
	Name, Uses, Run string
	With            map[string]string
	Env             map[string]string
}

// workflowsHold: the workflows pass actionlint and our own rules, and every command that the test workflow runs passes on the
// repository, with a PostgreSQL and a Redis as there.
func workflowsHold(t *testing.T, _ subject, dir string) {
	lintScripts(t, dir)
	workflowRules(t, dir)
	text, err := os.ReadFile(filepath.Join(dir, ".github/workflows/test.yml"))
	if err != nil {
		return // the repository's own workflow runs its tests
	}
	var f flow
	if err := yaml.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	_, database := postgres(t)
	_, cache := redis(t)
	for _, step := range f.Jobs["test"].Steps {
		if step.Run == "" || step.Name == "Install" {
			continue // was done before, and the starting repositories have no lockfile
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", step.Run)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CI=true", "DATABASE_URL="+database, "REDIS_URL="+cache, "NEXT_TELEMETRY_DISABLED=1", "GOFLAGS=-mod=mod")
		cmd.Env = append(cmd.Env, prismaEnv(t, dir)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", step.Run, err, out)
		}
	}
}

var pinned = regexp.MustCompile(`(?m)uses: +([\w./-]+)@(\S+)(?: +# +(v\d+\.\d+\.\d+))?$`)

// workflowRules are those that actionlint does not know.
func workflowRules(t *testing.T, dir string) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(dir, ".github/workflows/*.yml"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		if strings.HasPrefix(string(text), "name: ci") {
			continue // the starting repository's own
		}
		for _, m := range pinned.FindAllStringSubmatch(string(text), -1) {
			if len(m[2]) != 40 || m[3] == "" {
				t.Errorf("%s: %s is not pinned", base, m[0])
			}
		}
		var f flow
		if err := yaml.Unmarshal(text, &f); err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		if f.Permissions.Kind == 0 || f.Permissions.Value == "write-all" || f.Concurrency == nil {
			t.Errorf("%s: no permissions, or no concurrency", base)
		}
		if on, ok := f.On.(map[string]any); ok {
			if _, bad := on["pull_request_target"]; bad {
				t.Errorf("%s runs code of strangers with our rights", base)
			}
		}
		for id, job := range f.Jobs {
			jobRules(t, base+", "+id, job)
			commandsExist(t, base+", "+id, dir, job)
		}
	}
}

func jobRules(t *testing.T, where string, job flowJob) {
	t.Helper()
	if job.Uses == "" && (job.RunsOn != "ubuntu-24.04" || job.TimeoutMinutes == 0) {
		t.Errorf("%s: runs on %q for %d minutes", where, job.RunsOn, job.TimeoutMinutes)
	}
	for _, step := range job.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("%s: %s puts text into a command", where, step.Run)
		}
		if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
			t.Errorf("%s: a checkout leaves its credentials", where)
		}
	}
}

var (
	npmCommand  = regexp.MustCompile(`\bnpm (?:run )?([\w:-]+)`)
	calledFile  = regexp.MustCompile(`\bsh (scripts/[\w.-]+)`)
	npmBuiltins = []string{"ci", "install", "audit", "pkg", "prune", "test", "start"}
)

// commandsExist looks for each script of npm in a manifest and for each file in the repository.
func commandsExist(t *testing.T, where, dir string, job flowJob) {
	t.Helper()
	for _, step := range job.Steps {
		for _, m := range calledFile.FindAllStringSubmatch(step.Run, -1) {
			if _, err := os.Stat(filepath.Join(dir, m[1])); err != nil {
				t.Errorf("%s: there is no %s", where, m[1])
			}
		}
		for _, m := range npmCommand.FindAllStringSubmatch(step.Run, -1) {
			if !slices.Contains(npmBuiltins, m[1]) && !hasScript(t, dir, m[1]) {
				t.Errorf("%s: %s: there is no script %s", where, step.Run, m[1])
			}
		}
	}
}

func hasScript(t *testing.T, dir, script string) bool {
	t.Helper()
	for _, pattern := range []string{"package.json", "*/package.json", "*/*/package.json"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err == nil && regexp.MustCompile(`"`+regexp.QuoteMeta(script)+`": *"`).Match(text) {
				return true
			}
		}
	}
	return false
}

// TestWorkflowsOfEachHost: what every answer creates holds to the rules, and its commands exist.
func TestWorkflowsOfEachHost(t *testing.T) {
	var dirs []string
	for _, repo := range []string{"express", "chi"} {
		for _, hosting := range []string{"railway", "railway-toml", "docker", "aws"} {
			s := subject{repo: repo}
			dir := s.copied(t)
			for gap, args := range map[string][]string{"health": nil, "docker": nil, "infra": {"--set", "hosting=" + hosting}, "secrets": {"--set", "secrets-store=sops"}} {
				s.addWith(t, dir, gap, args)
			}
			s.add(t, dir, "ci")
			workflowRules(t, dir)
			dirs = append(dirs, dir)
		}
	}
	lintScripts(t, dirs...)
}

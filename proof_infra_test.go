package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// graphHolds: .railway/railway.ts fits the types of its package, and gives the graph that it should.
func graphHolds(t *testing.T, s subject, dir string) {
	file := filepath.Join(dir, ".railway/railway.ts")
	if _, err := os.Stat(file); err != nil {
		variablesAreCompared(t, dir)
		return // the repository runs elsewhere
	}
	if _, err := os.Stat(filepath.Join(dir, ".railway/package.json")); err == nil {
		s.runIn(t, dir, [][]string{{"npm", "--prefix", ".railway", "install", "--no-audit", "--no-fund", "--loglevel=error"}})
	}
	s.runIn(t, dir, [][]string{{"npx", "tsc", "-p", ".railway"}})
	const evaluate = `import { createRailwayContext, project } from 'railway/iac';
const { default: program } = await import(process.argv[2]);
for (const environment of ['staging', 'production']) {
  const made = await program(createRailwayContext({ environment }), project);
  console.log(JSON.stringify({ environment, made }));
}
`
	script := filepath.Join(dir, "graph.mts")
	if err := os.WriteFile(script, []byte(evaluate), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(script)
	cmd := exec.CommandContext(t.Context(), "npx", "tsx", script, file)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	graph := strings.ReplaceAll(string(out), " ", "")
	for _, want := range []string{
		`"builder":"DOCKERFILE"`, `"/health/ready"`, `"drainingSeconds":20`, `"restartPolicyType":"ON_FAILURE"`, "db:migrate:deploy",
		`"engine":"postgres"`, `"engine":"redis"`, "NODE_ENV", "SHUTDOWN_DRAIN_MS",
	} {
		if !strings.Contains(graph, want) {
			t.Errorf("the graph has no %s:\n%s", want, graph)
		}
	}
	if strings.Contains(graph, secret) || strings.Count(graph, `"environment":"`) < 2 {
		t.Errorf("the graph is not what it should be:\n%s", graph)
	}
	variablesAreCompared(t, dir)
}

// variablesAreCompared: the script names what an environment lacks and what it has too much, and prints no value.
func variablesAreCompared(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "scripts/env-check.sh", "-")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader("LOG_LEVEL=hunter2\nOLD_FLAG=hunter2\n")
	out, _ := cmd.CombinedOutput()
	for _, want := range []string{"not set: SHUTDOWN_GRACE_MS", "unknown: OLD_FLAG"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "hunter2") || strings.Contains(string(out), "LOG_LEVEL") {
		t.Errorf("it says too much:\n%s", out)
	}
}

// TestProofTerraform holds the files for AWS against Terraform itself: their form, and the tests of what needs no account.
func TestProofTerraform(t *testing.T) {
	needsProof(t)
	for _, repo := range []string{"express", "chi"} {
		s := subject{repo: repo}
		dir := s.copied(t)
		s.addWith(t, dir, "health", answers["health"])
		s.add(t, dir, "docker")
		s.addWith(t, dir, "infra", []string{"--set", "hosting=aws"})
		for _, args := range [][]string{
			{"fmt", "-check", "-diff", "-recursive", "infra"},
			{"-chdir=infra/modules/settings", "init", "-backend=false", "-input=false"},
			{"-chdir=infra/modules/settings", "validate"},
			{"-chdir=infra/modules/settings", "test"},
		} {
			cmd := exec.CommandContext(t.Context(), "terraform", args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: terraform %s: %v\n%s", repo, strings.Join(args, " "), err, out)
			}
		}
	}
}

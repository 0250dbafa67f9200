package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// withUptime returns a starting repository with the gap closed.
func withUptime(t *testing.T, settings ...string) string {
	t.Helper()
	dir := subject{repo: "express"}.copied(t)
	args := []string{"add", "uptime", "--dir", dir, "--yes"}
	for _, s := range settings {
		args = append(args, "--set", s)
	}
	if out, code := scaffold(t, args...); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	return dir
}

// script runs one of the repository's scripts and returns what it printed and its exit code.
func script(t *testing.T, dir string, env []string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append([]string{"UPTIME_PAUSE=0", "UPTIME_ATTEMPTS=2", "GITHUB_ACTIONS=", "UPTIME_URL="}, env...)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// lintScripts checks the workflows of repositories with actionlint, all in one run of it, since that is compiled first. It
// gives the scripts in them to shellcheck where that is installed.
func lintScripts(t *testing.T, dirs ...string) {
	t.Helper()
	if os.Getenv("PROOF") == "" {
		return
	}
	var workflows, scripts []string
	for _, dir := range dirs {
		found, _ := filepath.Glob(filepath.Join(dir, ".github/workflows/*.yml"))
		workflows = append(workflows, found...)
		found, _ = filepath.Glob(filepath.Join(dir, "scripts/*.sh"))
		scripts = append(scripts, found...)
	}
	if len(workflows) < len(dirs) || len(scripts) < len(dirs) {
		t.Fatalf("%d workflows and %d scripts in %d repositories", len(workflows), len(scripts), len(dirs))
	}
	args := append([]string{"run", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"}, workflows...)
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
	for _, name := range scripts {
		for _, args := range [][]string{{"dash", "-n", name}, {"shellcheck", "--severity=warning", name}} {
			if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, out)
			}
		}
	}
}

// TestProofUptimeLinted holds what every choice creates against the linters.
func TestProofUptimeLinted(t *testing.T) {
	needsProof(t)
	var dirs []string
	for _, alert := range []string{"issue", "webhook", "none"} {
		for _, interval := range []string{"5", "10", "30"} {
			dirs = append(dirs, withUptime(t, "alert="+alert, "interval="+interval))
		}
	}
	lintScripts(t, dirs...)
}

// outagesAreSeen runs the probe against a service that runs, that has stopped, and that is not ready because its database
// does not answer.
func outagesAreSeen(t *testing.T, s subject, dir string) {
	v := s.started(t, dir)
	probed(t, dir, v.url, 0, v.url+"/health/ready answered 200")
	v.stop()
	probed(t, dir, v.url, 1, "DOWN: "+v.url+"/health/ready did not answer: curl: (7)")
	v = s.started(t, dir, fmt.Sprintf("DATABASE_URL=postgres://app@127.0.0.1:%d/shop", freePort(t)))
	probed(t, dir, v.url, 1, "DOWN: "+v.url+"/health/ready answered 503")
}

func probed(t *testing.T, dir, url string, want int, says string) {
	t.Helper()
	out, code := script(t, dir, nil, "scripts/uptime.sh", url)
	if code != want || !strings.Contains(out, says) {
		t.Errorf("exit code %d, want %d and %q\n%s", code, want, says, out)
	}
}

func (v *service) stop() {
	v.cmd.Process.Kill()
	<-v.done
}

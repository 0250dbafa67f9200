package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bundlesStayWithinTheirBudget: the pages as they were built pass the budget that is set, and fail a smaller one, by name.
func bundlesStayWithinTheirBudget(t *testing.T, _ subject, dir string) {
	if _, err := os.Stat(filepath.Join(dir, "apps/web")); err != nil {
		return // a service without pages
	}
	check := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), "npm", "run", "--silent", "bundle:check")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check(); err != nil || !strings.Contains(out, "ok   /: ") {
		t.Errorf("the budget that is set: %v\n%s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "scripts/bundle-budget*.json"))
	if len(files) != 1 {
		t.Fatalf("budgets: %v", files)
	}
	budget, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.WriteFile(files[0], budget, 0o666) })
	small := strings.Replace(string(budget), `"pages": {}`, `"pages": { "/": 50 }`, 1)
	if err := os.WriteFile(files[0], []byte(small), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := check(); err == nil || !strings.Contains(out, "over /: ") || !strings.Contains(out, "ok   /cookies: ") {
		t.Errorf("a smaller budget for one page: %v\n%s", err, out)
	}
}

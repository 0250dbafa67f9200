package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seedNames are the files and folders that the first gap analysis names, under its numbers.
var seedNames = map[string][]string{
	"1 environment":     {".env.example", ".env.local", ".env.production", ".env.test", "libs/config.ts"},
	"3 errors and logs": {"libs/logger.ts", "apps/api/middleware/errorHandler.ts", "apps/api/middleware/requestLogger.ts"},
	"5 rate limits":     {"apps/api/middleware/rateLimit.ts", "apps/api/middleware/ddosProtection.ts"},
	"6 validation":      {"libs/validation.ts"},
	"7 headers":         {"apps/api/middleware/security.ts", "apps/web/middleware/csp.ts"},
	"9 documents":       {"API.md", "docs/SECURITY.md", "docs/RUNBOOK.md", "docs/ADR", "openapi.yaml"},
	"10 monitoring":     {"libs/monitoring.ts"},
	"11 privacy":        {"apps/api/routes/privacy", "docs/PRIVACY_POLICY.md", "docs/COOKIES.md"},
	"12 recovery":       {"docs/DISASTER_RECOVERY.md", ".github/workflows/backup.yml"},
	"14 workflows":      {".github/workflows/test.yml", ".github/workflows/deploy.yml", ".github/workflows/security.yml"},
	"15 infrastructure": {"railway.toml"},
}

// seedScripts are the commands that it names.
var seedScripts = []string{"db:migrate:create", "db:migrate:deploy", "db:migrate:rollback", "db:backup"}

// TestSeedNames: whoever read the gap analysis finds each file and command of it in a new repository of the layout that it
// describes.
func TestSeedNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if out, code := scaffold(t, "init", dir, "--preset", "saas", "--yes", "--set", "hosting=railway-toml"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	for row, names := range seedNames {
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s: %v", row, err)
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Scripts map[string]string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, name := range seedScripts {
		if strings.TrimSpace(manifest.Scripts[name]) == "" {
			t.Errorf("package.json has no script %s", name)
		}
	}
}

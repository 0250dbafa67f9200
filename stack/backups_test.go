package stack

import (
	"strings"
	"testing"
)

func backupOf(app *App) string {
	var all []string
	for _, f := range []Feature{BackupScript, ScheduledBackup} {
		if found, ok := app.Found[f]; ok {
			all = append(all, found.At.String()+" "+found.By)
		}
	}
	if fact := app.Fact(BackupCommand); fact != "" {
		all = append(all, fact)
	}
	return strings.Join(all, "; ")
}

// TestBackups looks at repositories that back a database up, or only seem to.
func TestBackups(t *testing.T) {
	const flow = "on:\n  schedule:\n    - cron: '7 2 * * *'\njobs:\n  a:\n    steps:\n      - run: "
	for _, test := range []struct {
		what  string
		files map[string]string
		want  string
	}{
		{"a script", map[string]string{"ops/save.sh": "set -eu\npg_dump \"$DATABASE_URL\" | gzip >x.gz\n"}, "ops/save.sh:2 pg_dump in save.sh"},
		{"a script over several lines", map[string]string{"save.sh": "# pg_dump\nname=x \\\n  y=z\npg_dump \\\n  --format=custom\n"}, "save.sh:4 pg_dump in save.sh"},
		{"a script and its command", map[string]string{
			"backend/scripts/backup.sh": "pg_dump >x\n", "backend/package.json": `{"scripts": {"db:backup": "cd .. && sh scripts/backup.sh", "save": "sh scripts/backup.sh"}}`,
		}, "backend/scripts/backup.sh:1 pg_dump in backup.sh; save"},
		{"a program", map[string]string{"backup.mjs": "import { spawn } from 'node:child_process';\nspawn('pg_dump', [url]);\n"}, "backup.mjs:2 pg_dump in backup.mjs"},
		{"a workflow", map[string]string{".github/workflows/b.yml": flow + "pg_dump $URL > x\n"}, ".github/workflows/b.yml:7 a scheduled workflow"},
		{"a workflow with a script", map[string]string{".github/workflows/b.yml": flow + "npm run backup\n", "package.json": `{"scripts": {"backup": "bash tools/dump.sh"}}`, "tools/dump.sh": "pg_dumpall >x\n"},
			"tools/dump.sh:1 pg_dumpall in dump.sh; .github/workflows/b.yml:7 a scheduled workflow; backup"},
		{"a container", map[string]string{"docker-compose.yml": "services:\n  b:\n    image: prodrigestivill/postgres-backup-local:16\n"}, "docker-compose.yml:3 a container that backs up"},
		{"Kubernetes", map[string]string{"k8s/backup.yaml": "kind: CronJob\nspec:\n  args: [pg_dump]\n"}, "k8s/backup.yaml:3 a CronJob"},
		{"Terraform", map[string]string{"db.tf": "resource x {\n  backup_retention_period = 7\n}\n"}, "db.tf:2 the database's own backups"},

		{"only the schema", map[string]string{"schema.sh": "pg_dump --schema-only >schema.sql\n"}, ""},
		{"only asked for", map[string]string{"check.sh": "command -v pg_dump || echo 'install pg_dump'\napt-get install pg_dump\n"}, ""},
		{"commented out", map[string]string{"save.sh": "# pg_dump $URL\n"}, ""},
		{"a word in a program", map[string]string{"src/tools.ts": "export const tools = ['pg_dump'];\n"}, ""},
		{"in a test", map[string]string{"test/save.sh": "pg_dump x\n"}, ""},
		{"not on a schedule", map[string]string{".github/workflows/b.yml": strings.Replace(flow, "schedule:\n    - cron: '7 2 * * *'", "push:", 1) + "pg_dump $URL > x\n"}, ""},
		{"switched off", map[string]string{".github/workflows/b.yml": strings.Replace(flow, "  a:\n", "  a:\n    if: false\n", 1) + "pg_dump $URL > x\n"}, ""},
		{"another schedule", map[string]string{".github/workflows/b.yml": flow + "npm run clean\n", "package.json": `{"scripts": {"clean": "rm -r dist", "backup": "pg_dump x"}}`}, ""},
		{"no backups kept", map[string]string{"db.tf": "  backup_retention_period = 0\n"}, ""},
	} {
		app := &App{Dir: ".", Facts: map[Key]Fact{}}
		findBackups(writeRepo(t, test.files, ""), []*App{app})
		if got := backupOf(app); got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}

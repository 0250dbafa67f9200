package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// migrated gives a database the tables of the service: by the created script, which runs the migration tool. Prisma is the
// exception, since its engine is fetched from the network when it first runs: its files are applied in order, each in one
// transaction, and written down in the table that Prisma keeps.
func migrated(t *testing.T, s subject, dir, url string) {
	t.Helper()
	locks := filesCalled(t, dir, "migration_lock.toml")
	if len(locks) == 0 {
		if out, code := nodeScript(t, dir, url, "migrate-deploy.mjs", "--no-backup"); code != 0 {
			t.Fatalf("migrate-deploy: exit code %d\n%s", code, out)
		}
		return
	}
	psql(t, url, prismaTable)
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(locks[0]), "*", "migration.sql"))
	slices.Sort(files)
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		if strings.TrimSpace(psql(t, url, "SELECT count(*) FROM _prisma_migrations WHERE migration_name = '"+name+"'")) != "0" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		psql(t, url, fmt.Sprintf(`%s
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
VALUES (gen_random_uuid(), '%s', now(), '%s', 1);`, text, hex.EncodeToString(sum[:]), name))
	}
}

// prismaTable is what Prisma makes for its own use.
const prismaTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`

// filesCalled returns the files of that name that are the repository's own.
func filesCalled(t *testing.T, dir, name string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && e.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if err == nil && e.Name() == name {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// nodeScript runs one of the created scripts against a database and returns what it printed and its exit code.
func nodeScript(t *testing.T, dir, url, name string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join("scripts", name)}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "DATABASE_URL="+url, "DATABASE_MIGRATION_URL=", "SHADOW_DATABASE_URL=", "NODE_ENV=", "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// psql runs SQL, all of it or nothing, and returns what it gives without decoration.
func psql(t *testing.T, url, sql string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--single-transaction", "--set=ON_ERROR_STOP=1", url)
	cmd.Stdin = strings.NewReader(sql)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v\n%s\n%s", err, sql, out)
	}
	return string(out)
}

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// migrated gives a database the tables of the service, by the created script, which runs the migration tool.
func migrated(t *testing.T, _ subject, dir, url string) {
	t.Helper()
	if out, code := nodeScript(t, dir, url, "migrate-deploy.mjs", "--no-backup"); code != 0 {
		t.Fatalf("migrate-deploy: exit code %d\n%s", code, out)
	}
}

// prismaEngine is the program that stands in for Prisma's schema engine, which Prisma fetches from the network. It is
// installed once and kept.
var prismaEngine = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(os.TempDir(), "scaffold-prisma-engine")
	for _, name := range []string{"package.json", "engine.mjs"} {
		text, err := os.ReadFile(filepath.Join("testdata/prisma", name))
		if err == nil {
			err = os.MkdirAll(dir, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o755)
		}
		if err != nil {
			return "", err
		}
	}
	cmd := exec.Command(npmInstall[0][0], npmInstall[0][1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return filepath.Join(dir, "engine.mjs"), nil
})

// prismaEnv is what Prisma's command line needs where the repository uses it.
func prismaEnv(t *testing.T, dir string) []string {
	t.Helper()
	if len(filesCalled(t, dir, "migration_lock.toml")) == 0 {
		return nil
	}
	engine, err := prismaEngine()
	if err != nil {
		t.Fatal(err)
	}
	return []string{"PRISMA_SCHEMA_ENGINE_BINARY=" + engine, "PRISMA_QUERY_ENGINE_LIBRARY=" + engine, "CHECKPOINT_DISABLE=1"}
}

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
	cmd.Env = append(cmd.Env, prismaEnv(t, dir)...)
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

// newDatabase makes an empty database on a server and returns its address.
func newDatabase(t *testing.T, server, name string) string {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "psql", "--no-psqlrc", "--quiet", server, "--command=CREATE DATABASE "+name).CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	return strings.Replace(server, "/postgres?", "/"+name+"?", 1)
}

// schemaAt returns the schema of a database as pg_dump writes it.
func schemaAt(t *testing.T, url string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", "--no-owner", url).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, out)
	}
	lines := strings.Split(string(out), "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, `\restrict`) || strings.HasPrefix(line, `\unrestrict`) // a number that is new each time
	}), "\n")
}

// addMigration writes a migration behind all others, in the form that the service's tool reads, and takes it away when the
// test ends or when the returned function is called.
func addMigration(t *testing.T, dir, name, up, down string) (remove func()) {
	t.Helper()
	m := migrationsIn(t, dir)
	before := map[string][]byte{}
	files := m.files(t, name, up, down)
	for file := range files {
		before[file], _ = os.ReadFile(filepath.Join(m.dir, file))
	}
	writeAll(t, m.dir, files)
	remove = func() {
		for file, text := range before {
			path := filepath.Join(m.dir, file)
			os.Remove(path)
			if text != nil {
				os.WriteFile(path, text, 0o644)
			} else if filepath.Dir(path) != m.dir {
				os.Remove(filepath.Dir(path)) // once it is empty
			}
		}
	}
	t.Cleanup(remove)
	return remove
}

// runs runs a created script and holds its exit code and what it says against what is wanted.
func runs(t *testing.T, dir, url string, code int, says string, name string, args ...string) {
	t.Helper()
	out, got := nodeScript(t, dir, url, name, args...)
	if got != code || !strings.Contains(out, says) {
		t.Errorf("%s %s: exit code %d, want %d and %q\n%s", name, strings.Join(args, " "), got, code, says, out)
	}
}

const (
	timeouts   = "SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = '30s';\n"
	ordersUp   = timeouts + "CREATE TABLE proof_orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric NOT NULL);\nCREATE INDEX proof_orders_total ON proof_orders (total);\n"
	ordersDown = "DROP TABLE proof_orders;\n"
)

// migrationsAreSafe: up, down and up again give one schema; a failing migration leaves nothing behind; the guard says why it
// stops one; what was changed by hand is found; first data arrives once.
func migrationsAreSafe(t *testing.T, _ subject, dir string) {
	_, server := postgres(t)
	schemaIsSafe(t, dir, newDatabase(t, server, "migrations"))
}

func schemaIsSafe(t *testing.T, dir, url string) {
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs", "--no-backup")
	t.Run("created", func(t *testing.T) { migrationsAreCreated(t, dir, url) })
	addMigration(t, dir, "proof_orders", ordersUp, ordersDown)
	runs(t, dir, url, 1, "has not been applied", "migrate-verify.mjs")
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs", "--no-backup")
	up := schemaAt(t, url)
	if !strings.Contains(up, "proof_orders_total") {
		t.Fatalf("the migration did nothing:\n%s", up)
	}
	runs(t, dir, url, 0, "are there", "migrate-verify.mjs")
	runs(t, dir, url, 0, "drift: none", "migrate-drift.mjs")
	runs(t, dir, url, 0, " 0 findings", "migrate-check.mjs")

	runs(t, dir, url, 0, "was taken back", "migrate-rollback.mjs", "--steps", "2")
	runs(t, dir, url, 0, "pending", "migrate-status.mjs")
	if down := schemaAt(t, url); strings.Contains(down, "proof_orders") {
		t.Error("the table is still there after a rollback")
	}
	runs(t, dir, url, 0, "are there", "migrate-deploy.mjs", "--no-backup")
	if again := schemaAt(t, url); again != up {
		t.Errorf("up, down, up gives another schema:\n%s", again)
	}
	guardStops(t, dir, url)
	failureLeavesNothing(t, dir, url, up)
	t.Run("seeds", func(t *testing.T) { seedsArriveOnce(t, dir, url) })

	psql(t, url, "ALTER TABLE proof_orders ADD COLUMN by_hand text")
	runs(t, dir, url, 2, "+ column public.proof_orders.by_hand text", "migrate-drift.mjs")
	runs(t, dir, url, 0, "applied", "migrate-status.mjs")
}

// guardStops: a table drop, a required column and a lock are findings; a waiver with a date lets one through.
func guardStops(t *testing.T, dir, url string) {
	t.Helper()
	remove := addMigration(t, dir, "proof_risk", `ALTER TABLE proof_orders ADD COLUMN note text NOT NULL;
ALTER TABLE proof_orders ALTER COLUMN total TYPE bigint;
ALTER TABLE proof_orders DROP COLUMN total;
CREATE INDEX other ON proof_orders (id);
CREATE INDEX CONCURRENTLY another ON proof_orders (id);
DROP TABLE proof_orders;
`, "")
	said, code := nodeScript(t, dir, url, "migrate-check.mjs")
	for _, rule := range []string{
		"require-lock-timeout", "adding-required-field", "changing-column-type", "ban-drop-column", "require-concurrent-index-creation",
		"concurrently-alone", "ban-drop-table", "down-missing",
	} {
		if code != 1 || !regexp.MustCompile(`(?m)^\S*proof_risk\S*:\d+: `+rule+": [A-Z`]").MatchString(said) {
			t.Errorf("exit code %d, and %s is not found\n%s", code, rule, said)
		}
	}
	remove()
	for waiver, says := range map[string]string{
		"-- waiver: ban-drop-table until 2999-01-01: nothing reads it\n": " 0 findings",
		"-- waiver: ban-drop-table until 2020-01-01: nothing reads it\n": "ended on 2020-01-01",
		"-- waiver: ban-drop-table\n":                                    "Want a date and a reason",
	} {
		remove = addMigration(t, dir, "proof_risk", waiver+timeouts+"DROP TABLE proof_orders;\n", "SELECT 1;\n")
		code := 1
		if says == " 0 findings" {
			code = 0
		}
		runs(t, dir, url, code, says, "migrate-check.mjs")
		remove()
	}
}

// failureLeavesNothing: what fails in its middle leaves the database as it was, on the way up and on the way down.
func failureLeavesNothing(t *testing.T, dir, url, before string) {
	t.Helper()
	remove := addMigration(t, dir, "proof_wrong", "CREATE TABLE half (id int);\nSELECT no_such_function();\n", "DROP TABLE half;\n")
	runs(t, dir, url, 1, "no_such_function", "migrate-deploy.mjs", "--no-backup")
	runs(t, dir, url, 1, "proof_wrong", "migrate-verify.mjs")
	remove()
	if len(filesCalled(t, dir, "migration_lock.toml")) > 0 {
		psql(t, url, "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%proof_wrong'") // Prisma remembers the attempt
	}
	addMigration(t, dir, "proof_orders", ordersUp, "DROP TABLE proof_orders;\nSELECT no_such_function();\n")
	runs(t, dir, url, 1, "nothing was changed", "migrate-rollback.mjs")
	addMigration(t, dir, "proof_orders", ordersUp, "-- Irreversible: the orders are gone\nDROP TABLE proof_orders;\n")
	runs(t, dir, url, 1, "--force", "migrate-rollback.mjs")
	addMigration(t, dir, "proof_orders", ordersUp, ordersDown)
	if after := schemaAt(t, url); after != before {
		t.Errorf("something is left behind:\n%s", after)
	}
}

// seedsArriveOnce: each file is run once, demo data only when it is asked for, and never in production.
func seedsArriveOnce(t *testing.T, dir, url string) {
	seeds := filepath.Join(filepath.Dir(migrationsIn(t, dir).dir), "seeds")
	t.Cleanup(func() { os.RemoveAll(seeds) })
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Join(seeds, "demo"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(seeds, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rows := func(want string) {
		t.Helper()
		if got := strings.TrimSpace(psql(t, url, "SELECT string_agg(total::text, ' ' ORDER BY total) FROM proof_orders")); got != want {
			t.Errorf("the table has %q, want %q", got, want)
		}
	}
	write("0001_first.sql", "INSERT INTO proof_orders (total) VALUES (1);\n")
	write("demo/0001_more.sql", "INSERT INTO proof_orders (total) VALUES (2);\n")
	runs(t, dir, url, 0, "0001_first.sql", "seed.mjs")
	runs(t, dir, url, 0, "", "seed.mjs")
	rows("1")
	runs(t, dir, url, 0, "demo/0001_more.sql", "seed.mjs", "--demo")
	rows("1 2")
	write("0002_wrong.sql", "INSERT INTO proof_orders (total) VALUES (3);\nSELECT no_such_function();\n")
	runs(t, dir, url, 1, "no_such_function", "seed.mjs")
	rows("1 2")
	write("0001_first.sql", "INSERT INTO proof_orders (total) VALUES (4);\n")
	runs(t, dir, url, 1, "was changed", "seed.mjs")
}

package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// vault is where a test keeps backups, and what opens them.
type vault struct {
	root, dir, url string // of the repository, of the backups, of the database
	key            string // path of the private key
	env            []string
}

// newVault makes a key pair and a folder for the backups of a database.
func newVault(t *testing.T, root, url string) *vault {
	t.Helper()
	v := &vault{root: root, dir: t.TempDir(), url: url, key: filepath.Join(t.TempDir(), "key.txt")}
	if out, err := exec.CommandContext(t.Context(), "age-keygen", "-o", v.key).CombinedOutput(); err != nil {
		t.Fatalf("age-keygen: %v\n%s", err, out)
	}
	text, err := os.ReadFile(v.key)
	public := regexp.MustCompile(`age1\w+`).Find(text)
	if err != nil || public == nil {
		t.Fatalf("%v\n%s", err, text)
	}
	v.env = []string{"BACKUP_AGE_RECIPIENT=" + string(public), "BACKUP_AGE_IDENTITY=" + v.key}
	return v
}

// run runs one of the scripts, and holds its exit code and what it says against what is wanted.
func (v *vault) run(t *testing.T, code int, says string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", args...)
	cmd.Dir = v.root
	cmd.Env = append(os.Environ(), append([]string{"DATABASE_URL=" + v.url, "DATABASE_MIGRATION_URL=", "BACKUP_DATABASE_URL=", "BACKUP_DIR=" + v.dir,
		"BACKUP_NAME=proof", "BACKUP_BUCKET=", "BACKUP_VERIFY_URL=", "CI=", "NODE_ENV="}, v.env...)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code || !strings.Contains(string(out), says) {
		t.Errorf("%s: exit code %d, want %d and %q\n%s", strings.Join(args, " "), got, code, says, out)
	}
	return string(out)
}

// newest returns the path of the newest backup.
func (v *vault) newest(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(v.dir, "proof-*.dump.*"))
	found = slices.DeleteFunc(found, func(name string) bool { return strings.HasSuffix(name, ".sha256") })
	if len(found) == 0 {
		t.Fatal("there is no backup")
	}
	return slices.Max(found)
}

// contents returns each table of a database with its rows and a checksum of them, counted here and not by the scripts.
func contents(t *testing.T, url string) string {
	t.Helper()
	var all strings.Builder
	tables := psql(t, url, `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`)
	for _, table := range strings.Fields(tables) {
		all.WriteString(table + " " + psql(t, url, "SELECT count(*), md5(string_agg(r::text, E'\n' ORDER BY r::text)) FROM "+table+" r"))
	}
	return all.String()
}

const ledger = `CREATE SCHEMA books;
CREATE TABLE books.ledger (id int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), amount numeric(12, 2), ratio float8, seal bytea, note text);
INSERT INTO books.ledger SELECT n, now() - n * interval '1 hour', n * 1.07, sqrt(n), sha256(n::text::bytea), CASE WHEN n % 7 = 0 THEN NULL ELSE E'line\n' || n || '|"é' END
  FROM generate_series(1, 500) n;
CREATE TABLE books.twins (v text);
INSERT INTO books.twins VALUES ('same'), ('same'), (NULL);`

// backupsComeBack: what was backed up, dropped and restored has the rows that it had; what is damaged, cut off or locked by
// another key is found; old ones go, and never the last good one.
func backupsComeBack(t *testing.T, s subject, dir string) {
	_, server := postgres(t)
	v := newVault(t, dir, newDatabase(t, server, "shop"))
	migrated(t, s, dir, v.url)
	psql(t, v.url, ledger)
	before := contents(t, v.url)

	v.run(t, 0, "backup: proof-", "scripts/backup.sh")
	v.run(t, 0, "can be restored", "scripts/backup-verify.sh")
	if text, _ := os.ReadFile(v.newest(t)); bytes.Contains(text, []byte("ledger")) {
		t.Error("the backup can be read without a key")
	}
	psql(t, v.url, "DELETE FROM books.ledger WHERE id > 250; DROP TABLE books.twins")
	v.run(t, 1, "--replace", "scripts/restore.sh", "latest", v.url)
	if out, err := exec.CommandContext(t.Context(), "psql", "--quiet", server, "--command=DROP DATABASE shop WITH (FORCE)").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	newDatabase(t, server, "shop")
	v.run(t, 0, "as they were", "scripts/restore.sh", "latest", v.url)
	if after := contents(t, v.url); after != before {
		t.Errorf("other rows are back:\n%s\nwant\n%s", after, before)
	}
	v.run(t, 0, "as they were", "scripts/restore.sh", "latest", v.url, "--replace")
	v.run(t, 0, "passed", "scripts/backup-drill.sh")
	if left := psql(t, v.url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'restored%'"); strings.TrimSpace(left) != "0" {
		t.Error("a scratch database is left over")
	}
	t.Run("damage", func(t *testing.T) { damageIsFound(t, v) })
	t.Run("retention", func(t *testing.T) { oldOnesGo(t, v) })
	v.url = strings.Replace(v.url, "/shop?", "/nowhere?", 1)
	v.run(t, 1, "could not be read", "scripts/backup.sh")
}

// damageIsFound: with the checksum that was written the file counts as damaged; with a checksum that fits the damage it
// cannot be decrypted; nor can it with another key.
func damageIsFound(t *testing.T, v *vault) {
	name := v.newest(t)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(name + ".sha256")
	if err != nil {
		t.Fatal(err)
	}
	write := func(file string, text []byte) {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flipped := slices.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for what, text := range map[string][]byte{"flipped": flipped, "cut off": whole[:len(whole)*2/3], "empty": {}} {
		write(name, text)
		if what != "empty" {
			v.run(t, 1, "is damaged", "scripts/backup-verify.sh")
		}
		write(name+".sha256", fmt.Appendf(nil, "%x\n", sha256.Sum256(text)))
		v.run(t, 1, "cannot be relied on", "scripts/backup-verify.sh")
		write(name+".sha256", sum)
	}
	write(name, whole)
	other := newVault(t, v.root, v.url)
	other.dir = v.dir
	other.run(t, 1, "cannot be decrypted", "scripts/backup-verify.sh")
	v.run(t, 0, "can be restored", "scripts/backup-verify.sh")
	if err := os.Remove(name + ".sha256"); err != nil {
		t.Fatal(err)
	}
	v.run(t, 1, "no finished backup", "scripts/backup-verify.sh")
	write(name+".sha256", sum)
}

// oldOnesGo prunes backups of 500 days, several on some, and counts what has to be left by a calendar of its own.
func oldOnesGo(t *testing.T, v *vault) {
	v = &vault{root: v.root, dir: t.TempDir(), url: v.url, env: v.env}
	day := time.Date(2026, 3, 4, 2, 23, 0, 0, time.UTC)
	var stamps []time.Time
	for n := range 500 {
		stamps = append(stamps, day.AddDate(0, 0, -n))
		if n%3 == 0 {
			stamps = append(stamps, day.AddDate(0, 0, -n).Add(9*time.Hour))
		}
	}
	ending := v.fill(t, stamps)
	unfinished := filepath.Join(v.dir, "proof-20260305T022300Z.dump."+ending) // on its way
	if err := os.WriteFile(unfinished, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := kept(stamps)
	v.run(t, 0, fmt.Sprintf("%d kept", len(want)), "scripts/backup-prune.sh")
	if got := v.finished(); !slices.Equal(got, want) {
		t.Errorf("left are\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
	if _, err := os.Stat(unfinished); err != nil {
		t.Error("one that is newer than all that were finished is gone")
	}
	// Nothing is to be kept by the calendar: the newest stays, and the newest that was verified.
	verified := want[len(want)-3]
	if err := os.WriteFile(filepath.Join(v.dir, "proof-"+verified+".verified"), []byte("verified"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.env = append(v.env, "BACKUP_KEEP_DAYS=0", "BACKUP_KEEP_WEEKS=0", "BACKUP_KEEP_MONTHS=0")
	v.run(t, 0, "2 kept", "scripts/backup-prune.sh")
	if got := v.finished(); !slices.Equal(got, []string{verified, want[len(want)-1]}) {
		t.Errorf("left are %v", got)
	}
	v.run(t, 0, "0 removed", "scripts/backup-prune.sh")
}

// fill writes finished backups of these times, and returns what their names end with.
func (v *vault) fill(t *testing.T, stamps []time.Time) string {
	t.Helper()
	settings, err := os.ReadFile(filepath.Join(v.root, "scripts/backup-settings.sh"))
	ending := regexp.MustCompile(`(?m)^ending=dump\.(\w+)$`).FindSubmatch(settings)
	if err != nil || ending == nil {
		t.Fatal("the ending of backups is not known", err)
	}
	for _, at := range stamps {
		for _, file := range []string{".dump." + string(ending[1]), ".dump." + string(ending[1]) + ".sha256", ".tables"} {
			if err := os.WriteFile(filepath.Join(v.dir, "proof-"+at.Format(stampLayout)+file), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return string(ending[1])
}

const stampLayout = "20060102T150405Z"

// finished returns the times of the finished backups, the oldest first.
func (v *vault) finished() []string {
	found, _ := filepath.Glob(filepath.Join(v.dir, "proof-*.sha256"))
	for i, name := range found {
		found[i] = strings.SplitN(strings.TrimPrefix(filepath.Base(name), "proof-"), ".", 2)[0]
	}
	return found
}

// kept says which of these times have to be left: the newest of each of the last 7 days, 4 weeks and 12 months that have one.
func kept(stamps []time.Time) []string {
	stamps = slices.Clone(stamps)
	slices.SortFunc(stamps, func(a, b time.Time) int { return b.Compare(a) })
	left := map[string]bool{}
	for _, rule := range []struct {
		period func(time.Time) string
		most   int
	}{
		{func(at time.Time) string { return at.Format("20060102") }, 7},
		{func(at time.Time) string { y, w := at.ISOWeek(); return fmt.Sprint(y, w) }, 4},
		{func(at time.Time) string { return at.Format("200601") }, 12},
	} {
		seen := map[string]bool{}
		for _, at := range stamps {
			if period := rule.period(at); !seen[period] && len(seen) < rule.most {
				seen[period] = true
				left[at.Format(stampLayout)] = true
			}
		}
	}
	var all []string
	for stamp := range left {
		all = append(all, stamp)
	}
	slices.Sort(all)
	return all
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// withBackup returns a starting repository with the gap closed.
func withBackup(t *testing.T, settings ...string) string {
	t.Helper()
	dir := subject{repo: "express"}.copied(t)
	args := []string{"add", "backup", "--dir", dir, "--yes"}
	for _, s := range settings {
		args = append(args, "--set", s)
	}
	if out, code := scaffold(t, args...); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	return dir
}

// TestProofBackupLinted holds what every choice creates against the linters.
func TestProofBackupLinted(t *testing.T) {
	needsProof(t)
	var dirs []string
	for _, encryption := range []string{"age", "gpg", "openssl"} {
		for _, rest := range [][]string{{"rpo=24", "pitr=no"}, {"rpo=6", "pitr=provider"}, {"rpo=1", "pitr=archive"}} {
			dirs = append(dirs, withBackup(t, append(rest, "encryption="+encryption)...))
		}
	}
	lintScripts(t, dirs...)
}

// TestProofBackupEncryption: what GnuPG and OpenSSL encrypt comes back, and not with another key.
func TestProofBackupEncryption(t *testing.T) {
	needsProof(t)
	_, server := postgres(t)
	url := newDatabase(t, server, "shop")
	psql(t, url, ledger)
	for encryption, env := range map[string]func(*testing.T) []string{"gpg": gpgKey, "openssl": passphrase} {
		t.Run(encryption, func(t *testing.T) {
			v := &vault{root: withBackup(t, "encryption="+encryption), dir: t.TempDir(), url: url, env: env(t)}
			v.run(t, 0, "backup: proof-", "scripts/backup.sh")
			v.run(t, 0, "can be restored", "scripts/backup-verify.sh")
			v.env = env(t)
			v.run(t, 1, "cannot be relied on", "scripts/backup-verify.sh")
		})
	}
}

func gpgKey(t *testing.T) []string {
	home, err := os.MkdirTemp("", "gpg") // a short path: it holds a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run()
		os.RemoveAll(home)
	})
	out, err := exec.CommandContext(t.Context(), "gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "backup").CombinedOutput()
	if err != nil {
		t.Fatalf("gpg: %v\n%s", err, out)
	}
	return []string{"GNUPGHOME=" + home, "BACKUP_GPG_RECIPIENT=backup"}
}

func passphrase(t *testing.T) []string {
	file := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(file, []byte("a long passphrase of "+t.Name()+strconv.FormatInt(time.Now().UnixNano(), 10)), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"BACKUP_PASSPHRASE_FILE=" + file}
}

// TestProofPointInTime: rows that were deleted by mistake are back in a cluster that is recovered to the moment before.
func TestProofPointInTime(t *testing.T) {
	needsProof(t)
	c := newCluster(t, withBackup(t, "pitr=archive"))
	c.run(t, "initdb", "-A", "trust", "-U", "app", "-D", c.path("data"), "--no-sync")
	archive := fmt.Sprintf("archive_mode = on\narchive_command = 'WAL_ARCHIVE=%s sh %s \"%%p\" \"%%f\"'\n", c.path("wal"), filepath.Join(c.repo, "scripts/wal-archive.sh"))
	appendTo(t, c.path("data/postgresql.conf"), archive)
	stop := c.start(t, "data")
	psql(t, c.url, "CREATE TABLE notes AS SELECT generate_series(1, 100) AS id")
	c.script(t, "scripts/base-backup.sh", c.path("base"))
	psql(t, c.url, "INSERT INTO notes SELECT generate_series(101, 150)")
	before := strings.TrimSpace(psql(t, c.url, "SELECT clock_timestamp()"))
	time.Sleep(20 * time.Millisecond)
	psql(t, c.url, "DELETE FROM notes")
	psql(t, c.url, "SELECT pg_switch_wal()")
	eventually(t, 20*time.Second, "the log is archived", func() error {
		if got := strings.TrimSpace(psql(t, c.url, "SELECT last_archived_time > '"+before+"' FROM pg_stat_archiver")); got != "t" {
			return fmt.Errorf("last archived: %q", got)
		}
		return nil
	})
	stop()
	c.script(t, "scripts/recover.sh", c.path("base"), c.path("recovered"), before)
	c.start(t, "recovered")
	eventually(t, 20*time.Second, "the recovery ends", func() error {
		if got := strings.TrimSpace(psql(t, c.url, "SELECT pg_is_in_recovery()")); got != "f" {
			return fmt.Errorf("in recovery: %q", got)
		}
		return nil
	})
	if got := strings.TrimSpace(psql(t, c.url, "SELECT count(*) FROM notes")); got != "150" {
		t.Errorf("%s rows are back, want 150", got)
	}
}

// cluster is a PostgreSQL whose folders the test moves about.
type cluster struct {
	repo, dir, bin, url string
	port                int
	as                  *syscall.Credential
}

func newCluster(t *testing.T, repo string) *cluster {
	t.Helper()
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.CopyFS(filepath.Join(dir, "scripts"), os.DirFS(filepath.Join(repo, "scripts"))); err != nil { // where its user may read
		t.Fatal(err)
	}
	c := &cluster{repo: dir, dir: dir, bin: postgresBin(t), port: freePort(t)}
	if err := os.Mkdir(c.path("wal"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, each := range []string{c.path("wal"), dir} {
		c.as = ordinaryUser(t, each)
	}
	c.url = fmt.Sprintf("postgres://app@127.0.0.1:%d/postgres?sslmode=disable", c.port)
	return c
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "WAL_ARCHIVE="+c.path("wal"), "BASE_BACKUP_URL="+c.url, "PATH="+c.bin+":"+os.Getenv("PATH"))
	if c.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	}
	return cmd
}

func (c *cluster) run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := c.command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func (c *cluster) script(t *testing.T, name string, args ...string) {
	t.Helper()
	c.run(t, "sh", append([]string{filepath.Join(c.repo, name)}, args...)...)
}

// start starts the server on a data folder.
func (c *cluster) start(t *testing.T, data string) (stop func()) {
	t.Helper()
	c.run(t, "pg_ctl", "-D", c.path(data), "-o", fmt.Sprintf("-p %d -k %s -h 127.0.0.1", c.port, c.dir), "-l", c.path(data+".log"), "-w", "start")
	stop = func() { c.command("pg_ctl", "-D", c.path(data), "-m", "fast", "-w", "stop").Run() }
	t.Cleanup(stop)
	return stop
}

func appendTo(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// server is a database server of a test: on a free port, in a temporary folder, stopped at the end.
type server struct {
	port  int
	begin func() *exec.Cmd
	cmd   *exec.Cmd
	ready func() error
}

func (s *server) start(t *testing.T) {
	t.Helper()
	s.cmd = s.begin()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, s.cmd.Path+" answers", s.ready)
}

// stop ends the server at once, as a crash would.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(syscall.SIGINT)
	s.cmd.Wait()
	s.cmd = nil
}

func redis(t *testing.T) (*server, string) {
	t.Helper()
	port := freePort(t)
	dir := t.TempDir()
	s := &server{port: port}
	s.begin = func() *exec.Cmd {
		return exec.Command("redis-server", "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir,
			"--save", "", "--appendonly", "no", "--loglevel", "warning")
	}
	s.ready = func() error {
		return exec.Command("redis-cli", "-p", strconv.Itoa(port), "ping").Run()
	}
	s.start(t)
	t.Cleanup(func() { s.stop(t) })
	return s, fmt.Sprintf("redis://127.0.0.1:%d", port)
}

// postgres starts a PostgreSQL, which refuses to run as root: then it runs as the user of its package, or as nobody.
func postgres(t *testing.T) (*server, string) {
	t.Helper()
	bin := postgresBin(t)
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := ordinaryUser(t, dir)
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-A", "trust", "-U", "app", "-D", data, "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	port := freePort(t)
	s := &server{port: port}
	s.begin = func() *exec.Cmd {
		return run("postgres", "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-h", "127.0.0.1", "-F")
	}
	s.ready = func() error {
		return exec.Command(filepath.Join(bin, "pg_isready"), "-h", "127.0.0.1", "-p", strconv.Itoa(port)).Run()
	}
	s.start(t)
	t.Cleanup(func() { s.stop(t) })
	return s, fmt.Sprintf("postgres://app@127.0.0.1:%d/postgres?sslmode=disable", port)
}

func postgresBin(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		t.Fatal("PostgreSQL is not installed; run make setup")
	}
	return filepath.Dir(found[len(found)-1])
}

// ordinaryUser returns the user that PostgreSQL runs as and gives it the folder; nil where we are not root.
func ordinaryUser(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			t.Fatal(err)
		}
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// runIn runs commands in a folder. gofmt's list of files counts as a failure, since it exits with 0.
func (s subject) runIn(t *testing.T, dir string, commands [][]string) {
	t.Helper()
	for _, args := range commands {
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Dir, cmd.WaitDelay = dir, time.Second
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
		cmd.Env = append(unset(os.Environ(), "NODE_ENV"), "CI=1", "GOFLAGS=-mod=mod", "JWT_SECRET="+secret)
		out, err := cmd.CombinedOutput()
		if err != nil || args[0] == "gofmt" && len(out) > 0 {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// unset leaves a variable out. Set to nothing it would still count as set.
func unset(env []string, name string) []string {
	return slices.DeleteFunc(env, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
}

const secret = "pN7wQz4tV9sLx2KfB6yRd8HmC3gJ5aEu"

// service is a started process and what it wrote.
type service struct {
	url  string
	cmd  *exec.Cmd
	done chan struct{}
	out  *log
}

// log collects what a process writes while others read it.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// launch starts the service with the environment given, without waiting for it.
func (s subject) launch(t *testing.T, dir string, env ...string) *service {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(s.start[0], s.start[1:]...)
	cmd.Dir = filepath.Join(dir, s.dir)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "NODE_ENV=production", "APP_ENV=production",
		"JWT_SECRET=" + secret, fmt.Sprintf("PORT=%d", port)}, env...)
	v := &service{url: fmt.Sprintf("http://127.0.0.1:%d", port), cmd: cmd, done: make(chan struct{}), out: &log{}}
	cmd.Stdout, cmd.Stderr = v.out, v.out
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // npm starts a shell, which starts node: all have to go
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(v.done)
	}()
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-v.done
	})
	return v
}

// start starts the service and waits until it answers.
func (s subject) started(t *testing.T, dir string, env ...string) *service {
	t.Helper()
	v := s.launch(t, dir, env...)
	eventually(t, 30*time.Second, "the service answers", func() error {
		select {
		case <-v.done:
			t.Fatalf("the service ended:\n%s", v.out)
		default:
		}
		_, err := v.try(http.MethodGet, "/health/live", nil)
		return err
	})
	return v
}

// wait returns the exit code of a process that ends by itself.
func (v *service) wait(t *testing.T, limit time.Duration) int {
	t.Helper()
	select {
	case <-v.done:
		return v.cmd.ProcessState.ExitCode()
	case <-time.After(limit):
		t.Fatalf("the service has not ended after %s:\n%s", limit, v.out)
		return -1
	}
}

func (v *service) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := v.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

// answer is what came back for a request.
type answer struct {
	status int
	header http.Header
	body   string
}

var client = &http.Client{
	Timeout:   10 * time.Second,
	Transport: &http.Transport{DisableKeepAlives: true},
}

func (v *service) try(method, path string, header map[string]string) (answer, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, v.url+path, nil)
	if err != nil {
		return answer{}, err
	}
	for key, value := range header {
		req.Header.Set(key, value)
	}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(res.Body)
	return answer{res.StatusCode, res.Header, body.String()}, err
}

func (v *service) get(t *testing.T, path string, header map[string]string) answer {
	t.Helper()
	return v.do(t, http.MethodGet, path, header)
}

func (v *service) do(t *testing.T, method, path string, header map[string]string) answer {
	t.Helper()
	a, err := v.try(method, path, header)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, v.out)
	}
	return a
}

func eventually(t *testing.T, limit time.Duration, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s: %v", limit, what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// leak is the password in a driver's message that the bad route of every starting repository throws. The client must not
// see it; the log has the message, with or without it.
const leak = "hunter2"

// envRefusesToStart: a missing and two malformed variables end the start with 78, all named, no value printed.
func envRefusesToStart(t *testing.T, s subject, dir string) {
	v := s.launch(t, dir, "JWT_SECRET=", "PORT=not-a-port", "RATE_LIMIT_MAX=many")
	if code := v.wait(t, 20*time.Second); code != 78 {
		t.Errorf("exit code %d, want 78\n%s", code, v.out)
	}
	for _, key := range []string{"JWT_SECRET", "PORT", "RATE_LIMIT_MAX"} {
		if !strings.Contains(v.out.String(), key) {
			t.Errorf("%s is not named:\n%s", key, v.out)
		}
	}
	for _, value := range []string{"not-a-port", "many"} {
		if strings.Contains(v.out.String(), value) {
			t.Errorf("the value %q is printed:\n%s", value, v.out)
		}
	}
}

// requestsAreLogged: one JSON line a request with the id of the response; no token, cookie or password.
func requestsAreLogged(t *testing.T, s subject, dir string) {
	v := s.started(t, dir)
	a := v.get(t, s.good+"?token=planted-token", map[string]string{
		"Authorization": "Bearer planted-token", "Cookie": "session=planted-cookie", "X-Request-Id": "from-the-client-1",
	})
	if id := a.header.Get("X-Request-Id"); id != "from-the-client-1" {
		t.Errorf("a sound id was not taken over: %q", id)
	}
	forged := v.get(t, s.good, map[string]string{"X-Request-Id": "<script>"})
	id := forged.header.Get("X-Request-Id")
	if id == "" || strings.Contains(id, "<") {
		t.Errorf("an unsound id was not replaced: %q", id)
	}
	for _, want := range []string{"from-the-client-1", id} {
		eventually(t, 3*time.Second, "one line for request "+want, func() error {
			if lines := logLines(v, want); len(lines) != 1 {
				return fmt.Errorf("%d lines\n%s", len(lines), v.out)
			}
			return nil
		})
	}
	line := logLines(v, id)[0]
	for _, word := range []string{"GET", s.good, "200"} {
		if !strings.Contains(line, word) {
			t.Errorf("the line does not tell %s: %s", word, line)
		}
	}
	if strings.Contains(v.out.String(), "planted") {
		t.Errorf("a secret was logged:\n%s", v.out)
	}
}

// logLines returns the JSON lines that hold an id and a status: the request log.
func logLines(v *service, id string) []string {
	var found []string
	for _, line := range strings.Split(v.out.String(), "\n") {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) == nil && strings.Contains(line, `"`+id+`"`) && fields["status"] != nil {
			found = append(found, line)
		}
	}
	return found
}

// errorsAreAnswered: thrown, rejected and unknown all end in one form; the client learns nothing, the log everything.
func errorsAreAnswered(t *testing.T, s subject, dir string) {
	v := s.started(t, dir)
	for _, path := range []string{s.bad, s.reject} {
		if path == "" {
			continue
		}
		a := v.get(t, path, nil)
		id := isProblem(t, v, path, a, http.StatusInternalServerError)
		if strings.Contains(a.body, leak) || strings.Contains(a.body, "at ") && strings.Contains(a.body, ".js:") {
			t.Errorf("%s leaks: %s", path, a.body)
		}
		eventually(t, 3*time.Second, "the log has the error of "+id, func() error {
			if !strings.Contains(strings.ToLower(v.out.String()), "refused") {
				return fmt.Errorf("log:\n%s", v.out)
			}
			return nil
		})
	}
	isProblem(t, v, "/nowhere", v.get(t, "/nowhere", nil), http.StatusNotFound)
}

// isProblem checks an answer in the form of RFC 9457, and returns its request id, which header and body agree on.
func isProblem(t *testing.T, v *service, path string, a answer, status int) string {
	t.Helper()
	if a.status != status || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%s: %d %s, want %d application/problem+json\n%s", path, a.status, a.header.Get("Content-Type"), status, v.out)
	}
	var problem struct {
		Title     string
		Status    int
		RequestID string `json:"requestId"`
	}
	if err := json.Unmarshal([]byte(a.body), &problem); err != nil {
		t.Errorf("%s: %v in %s", path, err, a.body)
	}
	id := a.header.Get("X-Request-Id")
	if problem.Status != status || problem.Title == "" || problem.RequestID == "" || problem.RequestID != id {
		t.Errorf("%s: body %s, header id %q", path, a.body, id)
	}
	return id
}

// wantHeaders is the table that answers are held against, on success and on failure.
var wantHeaders = map[string]string{
	"Content-Security-Policy":      `default-src 'none'`,
	"Strict-Transport-Security":    `max-age=\d+`,
	"X-Content-Type-Options":       `^nosniff$`,
	"X-Frame-Options":              `(?i)^deny$`,
	"Referrer-Policy":              `no-referrer|strict-origin`,
	"Cross-Origin-Opener-Policy":   `same-origin`,
	"Cross-Origin-Resource-Policy": `same-`,
}

const friend, stranger = "https://app.example.com", "https://evil.example.net"

func headersAreSent(t *testing.T, s subject, dir string) {
	v := s.started(t, dir, "CORS_ORIGINS="+friend)
	for path, status := range map[string]int{s.good: 200, s.bad: 500, "/nowhere": 404} {
		a := v.get(t, path, nil)
		if a.status != status {
			t.Errorf("%s: %d, want %d", path, a.status, status)
		}
		headers := wantHeaders
		if s.repo == "express-workspaces" {
			headers = map[string]string{"X-Content-Type-Options": "nosniff"} // its own helmet() stays as it is
		}
		for name, pattern := range headers {
			if value := a.header.Get(name); !regexp.MustCompile(pattern).MatchString(value) {
				t.Errorf("%s: %s is %q, want %s", path, name, value, pattern)
			}
		}
		if a.header.Get("X-Powered-By") != "" {
			t.Errorf("%s: X-Powered-By is sent", path)
		}
	}
	origins(t, s, v)
}

// origins: the listed one is let through, with its preflight; another gets no CORS header at all.
func origins(t *testing.T, s subject, v *service) {
	ask := func(origin string) answer {
		return v.do(t, http.MethodOptions, s.good, map[string]string{"Origin": origin, "Access-Control-Request-Method": "POST"})
	}
	if a := ask(friend); a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != friend {
		t.Errorf("preflight of %s: %d %v", friend, a.status, a.header)
	}
	for _, origin := range []string{stranger, "null"} {
		for _, a := range []answer{ask(origin), v.get(t, s.good, map[string]string{"Origin": origin})} {
			if allowed := a.header.Get("Access-Control-Allow-Origin"); allowed != "" {
				t.Errorf("%s is allowed: %s", origin, allowed)
			}
		}
	}
	if a := v.get(t, s.good, map[string]string{"Origin": friend}); a.header.Get("Access-Control-Allow-Origin") != friend {
		t.Errorf("%s is not allowed: %v", friend, a.header)
	}
}

// budgetIsShared: two processes on one Redis let exactly 60 of 70 through, whatever address is forged; without Redis they
// serve; with Redis back they limit again.
func budgetIsShared(t *testing.T, s subject, dir string) {
	store, url := redis(t)
	env := []string{"REDIS_URL=" + url, "RATE_LIMIT_MAX=60"}
	both := []*service{s.started(t, dir, env...), s.started(t, dir, env...)}

	passed, limited := hammer(t, s, both, 70)
	if passed != 60 {
		t.Errorf("%d of 70 passed, want 60\n%s", passed, both[0].out)
	}
	for _, name := range []string{"Retry-After", "RateLimit"} {
		if limited.header.Get(name) == "" {
			t.Errorf("no %s on a 429: %v", name, limited.header)
		}
	}
	if a := both[0].get(t, "/health/live", nil); a.status != 200 {
		t.Errorf("the probe is limited: %d", a.status)
	}

	store.stop(t)
	if a := both[0].get(t, s.good, nil); a.status != 200 {
		t.Errorf("Redis is down: %d, want 200\n%s", a.status, both[0].out)
	}
	store.start(t)
	eventually(t, 20*time.Second, "limited again", func() error {
		if passed, _ := hammer(t, s, both, 70); passed > 60 {
			return fmt.Errorf("%d of 70 passed", passed)
		}
		return nil
	})
}

// hammer sends requests to both in turn, each with a forged address, and returns how many passed and the last that did
// not. The nearest proxy, which the service trusts, appends the true address.
func hammer(t *testing.T, s subject, both []*service, n int) (passed int, limited answer) {
	t.Helper()
	for i := range n {
		a := both[i%2].get(t, s.good, map[string]string{"X-Forwarded-For": fmt.Sprintf("10.0.%d.1, 203.0.113.7", i)})
		switch a.status {
		case 200:
			passed++
		case 429:
			limited = a
		default:
			t.Fatalf("status %d\n%s", a.status, both[i%2].out)
		}
	}
	return passed, limited
}

// readinessFollowsTheDatabase: 503 soon after it stops, and 200 again when it is back, with no restart.
func readinessFollowsTheDatabase(t *testing.T, s subject, dir string) {
	db, url := postgres(t)
	v := s.started(t, dir, "DATABASE_URL="+url)
	ready := func(want int) func() error {
		return func() error {
			begun := time.Now()
			a := v.get(t, "/health/ready", nil)
			if took := time.Since(begun); took > 4*time.Second {
				t.Errorf("readiness took %s", took)
			}
			if strings.Contains(a.body, "127.0.0.1") || strings.Contains(a.body, "refused") {
				t.Errorf("readiness tells too much: %s", a.body)
			}
			if a.status != want {
				return fmt.Errorf("%d %s\n%s", a.status, a.body, v.out)
			}
			return nil
		}
	}
	eventually(t, 15*time.Second, "ready", ready(200))
	db.stop(t)
	eventually(t, 10*time.Second, "not ready without the database", ready(503))
	if a := v.get(t, "/health/live", nil); a.status != 200 {
		t.Errorf("alive without the database: %d", a.status)
	}
	db.start(t)
	eventually(t, 20*time.Second, "ready again", ready(200))
}

// requestInFlightSurvives SIGTERM; a new one is refused; the exit code is 0.
func requestInFlightSurvives(t *testing.T, s subject, dir string) {
	v := s.started(t, dir)
	type outcome struct {
		a   answer
		err error
	}
	inFlight := make(chan outcome)
	go func() {
		a, err := v.try(http.MethodGet, s.slow, nil)
		inFlight <- outcome{a, err}
	}()
	time.Sleep(400 * time.Millisecond)
	v.signal(t, syscall.SIGTERM)
	eventually(t, 1*time.Second, "a new request is refused or told to go", func() error {
		a, err := v.try(http.MethodGet, "/health/ready", nil)
		if err == nil && a.status != 503 {
			return fmt.Errorf("status %d", a.status)
		}
		return nil
	})
	got := <-inFlight
	if got.err != nil || got.a.status != 200 {
		t.Errorf("the request in flight: %v %d\n%s", got.err, got.a.status, v.out)
	}
	if code := v.wait(t, 15*time.Second); code != 0 {
		t.Errorf("exit code %d, want 0\n%s", code, v.out)
	}
}

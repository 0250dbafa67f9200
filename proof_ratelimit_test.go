package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// usersHaveBudgets: request N+1 of a user is refused, while another user and a stranger behind the same address are served.
// Where routes ask the user's own middleware who sends a request, users are known before that by their API keys.
func usersHaveBudgets(t *testing.T, s subject, dir string) {
	g := s.guarded(t, dir, "RATE_LIMIT_USER_MAX=8")
	users := []map[string]string{g.as(t, "admin")}
	if g.own {
		users = append(users, g.as(t, "member"))
	} else {
		_, key := g.create(t, users[0], `"api-keys:manage"`)
		users[0] = map[string]string{"X-API-Key": key}
	}
	const path = "/nowhere" // a limit comes before the question what there is
	for _, user := range users {
		var refused answer
		for i := range 9 {
			a := g.get(t, path, user)
			if i < 8 && a.status != http.StatusNotFound {
				t.Fatalf("request %d: %d %s\n%s", i+1, a.status, a.body, g.out)
			}
			refused = a
		}
		if refused.status != http.StatusTooManyRequests || refused.header.Get("Retry-After") == "" {
			t.Errorf("one too many: %d %v", refused.status, refused.header)
		}
		if limits := refused.header.Values("RateLimit"); !strings.Contains(strings.Join(limits, ","), `"user"; r=0`) {
			t.Errorf("RateLimit: %q", limits)
		}
	}
	if a := g.get(t, path, nil); a.status != http.StatusNotFound {
		t.Errorf("a stranger: %d %s", a.status, a.body)
	}
	if strings.Contains(g.out.String(), "ERR_ERL") {
		t.Errorf("the limiter warns of its settings:\n%s", g.out)
	}
}

// guessesAreLimited: a few guesses at the service's own login are heard, in whichever spelling of the path, then none.
func guessesAreLimited(t *testing.T, s subject, dir string) {
	if s.login == "" {
		return
	}
	v := s.started(t, dir, "RATE_LIMIT_AUTH_MAX=3")
	var statuses []int
	for _, path := range []string{s.login, s.login + "/", strings.ToUpper(s.login), s.login} {
		a, _ := v.send(t, http.MethodPost, path, `{"password":"guess"}`, nil)
		statuses = append(statuses, a.status)
	}
	if want := []int{401, 401, 401, 429}; !slices.Equal(statuses, want) {
		t.Errorf("guesses got %v, want %v\n%s", statuses, want, v.out)
	}
	if a := v.get(t, s.good, nil); a.status != http.StatusOK {
		t.Errorf("another route: %d", a.status)
	}
}

// queuedRoute serves work that takes a while, and tells in which order it began.
const queuedRoute = `
import express from 'express';
import { setTimeout } from 'node:timers/promises';
const { limitConcurrency } = await import('./%s');
const begun = [];
const report = limitConcurrency({ running: 1, waiting: 3 }, async (name) => {
  begun.push(name);
  await setTimeout(400);
});
const app = express();
app.get('/begun', (_req, res) => res.json(begun));
app.get('/reports/:name', (req, res, next) => {
  report(req.params.name).then(() => res.send('made'), next);
});
app.listen(process.env.PORT);
`

// queuesAreBounded: of six requests one runs and three wait in order; the others are told at once to come back later.
func queuesAreBounded(t *testing.T, s subject, dir string) {
	s.start = []string{"node", s.write(t, dir, "queued-route.mjs", fmt.Sprintf(queuedRoute, s.built(t, dir, "lib", "limit-concurrency")))}
	v := s.started(t, dir)
	var all sync.WaitGroup
	answers := make([]answer, 6)
	for i := range answers {
		all.Go(func() {
			a, err := v.try(http.MethodGet, fmt.Sprintf("/reports/%d", i), nil)
			if err != nil {
				t.Errorf("%v\n%s", err, v.out)
			}
			answers[i] = a
		})
		time.Sleep(30 * time.Millisecond) // they are to arrive in this order
	}
	all.Wait()
	for i, a := range answers {
		want := http.StatusOK
		if i > 3 {
			want = http.StatusServiceUnavailable
		}
		if a.status != want || want == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "" {
			t.Errorf("request %d: %d %v, want %d", i, a.status, a.header, want)
		}
	}
	if a := v.get(t, "/begun", nil); a.body != `["0","1","2","3"]` {
		t.Errorf("begun in the order %s", a.body)
	}
}

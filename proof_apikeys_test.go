package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// create makes an API key and returns its id and the key itself.
func (g *guarded) create(t *testing.T, header map[string]string, scopes string) (id, key string) {
	t.Helper()
	a, fields := g.send(t, http.MethodPost, g.prefix+"/api-keys", `{"name":"reports","scopes":[`+scopes+`]}`, header)
	if a.status != http.StatusCreated || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("create: %d %v %s\n%s", a.status, a.header, a.body, g.out)
	}
	return fmt.Sprint(fields["id"]), fmt.Sprint(fields["key"])
}

// withKey is the status of a request with an API key for the list of keys.
func (g *guarded) withKey(t *testing.T, key string) int {
	t.Helper()
	return g.get(t, g.prefix+"/api-keys", map[string]string{"X-API-Key": key}).status
}

// keysAreGuarded: the key is shown once and stands nowhere else; revoked, expired, unknown and out-of-scope keys are refused;
// bad ones are throttled; a replaced one goes on for a while.
func keysAreGuarded(t *testing.T, s subject, dir string) {
	g := s.guarded(t, dir, "LOG_LEVEL=debug")
	admin, member := g.as(t, "admin"), g.as(t, "member")
	for role, want := range map[string]int{"admin": 200, "member": 403, "": 401} {
		header := map[string]map[string]string{"admin": admin, "member": member}[role]
		if a := g.get(t, g.prefix+"/api-keys", header); a.status != want {
			t.Errorf("%q lists keys: %d, want %d\n%s", role, a.status, want, g.out)
		}
	}
	id, key := g.create(t, admin, `"api-keys:manage"`)
	_, narrow := g.create(t, admin, `"queues:read"`)
	if status := g.withKey(t, key); status != http.StatusOK {
		t.Errorf("a good key: %d\n%s", status, g.out)
	}
	if status := g.withKey(t, narrow); status != http.StatusForbidden {
		t.Errorf("a key without the scope: %d", status)
	}
	a, fields := g.send(t, http.MethodPost, g.prefix+"/api-keys/"+id+"/rotate", `{"overlapHours":1}`, admin)
	next := fmt.Sprint(fields["key"])
	if a.status != http.StatusCreated || g.withKey(t, key) != http.StatusOK || g.withKey(t, next) != http.StatusOK {
		t.Errorf("replacement: %d %s", a.status, a.body)
	}
	g.keyEnds(t, admin, id, key, next)

	list := g.get(t, g.prefix+"/api-keys", admin).body
	kept := list + psql(t, g.db, "SELECT * FROM api_keys") + g.out.String()
	for _, plain := range []string{key, narrow, next} {
		if strings.Contains(kept, strings.SplitN(plain, "_", 3)[2]) {
			t.Errorf("the secret of %.15s… is kept or logged", plain)
		}
	}
	if !strings.Contains(list, `"lastUsedAt":"`) {
		t.Errorf("no last use: %s", list)
	}
	g.guessesAreThrottled(t)
}

// keyEnds: revoked, expired, forged and unknown keys get 401.
func (g *guarded) keyEnds(t *testing.T, admin map[string]string, id, key, next string) {
	t.Helper()
	if a := g.do(t, http.MethodDelete, g.prefix+"/api-keys/"+id, admin); a.status != http.StatusNoContent {
		t.Fatalf("revoke: %d %s", a.status, a.body)
	}
	parts := strings.SplitN(next, "_", 3)
	psql(t, g.db, "UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = '"+parts[1]+"'")
	forged := "sk_" + parts[1] + "_" + strings.Repeat("A", 43)
	for what, bad := range map[string]string{"revoked": key, "expired": next, "forged": forged, "unknown": "sk_000000000000_" + strings.Repeat("A", 43)} {
		if status := g.withKey(t, bad); status != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", what, status)
		}
	}
}

// guessesAreThrottled: of forty bad keys most are not even looked at.
func (g *guarded) guessesAreThrottled(t *testing.T) {
	t.Helper()
	v := g.s.started(t, g.dir, append(g.env, "RATE_LIMIT_AUTH_MAX=5")...)
	seen := map[int]int{}
	for n := range 40 {
		a := v.get(t, g.prefix+"/api-keys", map[string]string{"X-API-Key": fmt.Sprintf("sk_%012x_%s", n, strings.Repeat("A", 43))})
		seen[a.status]++
	}
	if seen[401] != 5 || seen[429] != 35 {
		t.Errorf("of 40 bad keys: %v, want 5 times 401 and 35 times 429\n%s", seen, v.out)
	}
}

// keysAreManagedInABrowser: the page makes a key, shows it once and revokes it, with the keyboard alone, and its policy lets
// nothing else run.
func keysAreManagedInABrowser(t *testing.T, s subject, dir string) {
	g := s.guarded(t, dir)
	admin := g.as(t, "admin")
	var seen struct {
		Key, After, State string
		Violations        []string
		Injected          bool
	}
	browse(t, &seen, "api-keys.mjs", g.url+g.prefix+"/api-keys/admin", "admin@site.test", password, strings.TrimPrefix(admin["Authorization"], "Bearer "))
	if !strings.HasPrefix(seen.Key, "sk_") || strings.Contains(seen.After, seen.Key) {
		t.Errorf("the key is shown once: %+v", seen)
	}
	if seen.State != "revoked" || len(seen.Violations) > 0 || seen.Injected {
		t.Errorf("the page: %+v\n%s", seen, g.out)
	}
	if status := g.withKey(t, seen.Key); status != http.StatusUnauthorized {
		t.Errorf("the key that was revoked on the page: %d", status)
	}
	var kept struct {
		Keys []struct{ Name, State string }
	}
	if err := json.Unmarshal([]byte(g.get(t, g.prefix+"/api-keys", admin).body), &kept); err != nil || len(kept.Keys) != 1 || kept.Keys[0].State != "revoked" {
		t.Errorf("%v %+v", err, kept)
	}
}

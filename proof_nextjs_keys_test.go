package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// keyAPI answers as the service does to whoever manages API keys.
type keyAPI struct {
	mu   sync.Mutex
	keys []map[string]any
	seen []string // addresses of visitors
	said []string // decisions about cookies
}

const planted = "sk_k1_a-secret-that-is-shown-once"

func (api *keyAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	api.mu.Lock()
	defer api.mu.Unlock()
	var body map[string]any
	json.NewDecoder(r.Body).Decode(&body) // a request without one has none
	api.seen = append(api.seen, r.Header.Get("X-Forwarded-For"))
	login := r.Method+r.URL.Path == "POST/auth/login"
	switch {
	case login && body["password"] == "right":
		answerJSON(w, 200, map[string]any{"accessToken": "token", "expiresIn": 900})
	case login || r.Header.Get("Authorization") != "Bearer token":
		answerJSON(w, 401, map[string]any{"detail": "Nobody is known by that."})
	case strings.Contains(r.URL.Path, "/privacy/consents/"):
		api.said = append(api.said, fmt.Sprint(r.Method, " ", r.URL.Path, " ", body["granted"]))
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet:
		answerJSON(w, 200, map[string]any{"keys": append([]map[string]any{}, api.keys...), "scopes": []string{"notes:read", "notes:write"}})
	case r.Method == http.MethodPost:
		api.keys = append(api.keys, map[string]any{
			"id": "k1", "name": body["name"], "scopes": body["scopes"], "state": "active", "expiresAt": "2030-01-01T00:00:00.000Z", "lastUsedAt": nil,
		})
		answerJSON(w, 201, map[string]any{"id": "k1", "key": planted})
	case strings.HasSuffix(r.URL.Path, "/api-keys/k1"):
		api.keys[0]["state"] = "revoked"
		w.WriteHeader(http.StatusNoContent)
	default:
		answerJSON(w, 404, map[string]any{"detail": "There is no such key."})
	}
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// keysAreManagedOnAPage: in a browser, a wrong password is told so; a key is made, shown once and not again after a reload, and
// revoked; scripts cannot read the session; what was decided about cookies is told to the service once it is known who decided.
func keysAreManagedOnAPage(t *testing.T, s subject, dir string) {
	if _, err := os.Stat(filepath.Join(dir, "apps/web")); err != nil {
		return // a service without pages
	}
	api := &keyAPI{}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	v := s.pages(t, dir, "API_URL="+server.URL)
	var seen struct {
		Refused, Key, Script string
		Again                bool
		Faults               []string
	}
	browse(t, &seen, "keys.mjs", v.url+"/api-keys", "ann@example.com", "right")
	if seen.Refused != "Nobody is known by that." || seen.Key != planted || seen.Again || seen.Script != "cookie_consent=1" || len(seen.Faults) > 0 {
		t.Errorf("%+v\n%s", seen, v.out)
	}
	if api.keys[0]["state"] != "revoked" || !slices.Contains(api.seen, "127.0.0.1") && !slices.Contains(api.seen, "::ffff:127.0.0.1") {
		t.Errorf("the service has %v, and was asked by %v", api.keys, api.seen)
	}
	slices.Sort(api.said)
	if want := []string{"PUT /privacy/consents/analytics false", "PUT /privacy/consents/marketing false"}; !slices.Equal(api.said, want) {
		t.Errorf("what was decided about cookies was told as %q, want %q", api.said, want)
	}
	if strings.Contains(v.out.String(), planted) {
		t.Errorf("the key is in the log:\n%s", v.out)
	}
}

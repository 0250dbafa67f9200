package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// clerkAPI answers as Clerk's backend API does to whoever looks for users and changes what is kept of them.
type clerkAPI struct {
	mu    sync.Mutex
	role  string   // of the one user that there is
	wrote []string // requests that changed something
}

func (api *clerkAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	api.mu.Lock()
	defer api.mu.Unlock()
	var body struct {
		Public map[string]string `json:"public_metadata"`
	}
	json.NewDecoder(r.Body).Decode(&body) // a request without one has none
	known := slices.Contains(r.URL.Query()["email_address"], "ada@site.test")
	user := map[string]any{
		"id": "user_ada", "object": "user", "email_addresses": []any{}, "phone_numbers": []any{}, "web3_wallets": []any{},
		"external_accounts": []any{}, "public_metadata": map[string]any{"role": api.role, "team": "blue"},
	}
	switch {
	case r.Header.Get("Authorization") != "Bearer sk_test_planted":
		answerJSON(w, 401, map[string]any{"errors": []any{}})
	case r.Method == http.MethodGet && r.URL.Path == "/v1/users/count":
		answerJSON(w, 200, map[string]any{"object": "total_count", "total_count": 1})
	case r.Method == http.MethodGet && r.URL.Path == "/v1/users" && known:
		answerJSON(w, 200, []any{user})
	case r.Method == http.MethodGet && r.URL.Path == "/v1/users":
		answerJSON(w, 200, []any{})
	case r.Method == http.MethodPatch && r.URL.Path == "/v1/users/user_ada/metadata":
		api.role = body.Public["role"]
		api.wrote = append(api.wrote, api.role)
		answerJSON(w, 200, user)
	default:
		answerJSON(w, 404, map[string]any{"errors": []any{}})
	}
}

// rolesAreSeededInClerk: the script shows what would change and changes nothing; told to, it changes that, once; who is not
// known to Clerk is named, and ends it with 1.
func rolesAreSeededInClerk(t *testing.T, s subject, dir string) {
	t.Helper()
	if s.eslint == "" {
		return // Clerk is for services in TypeScript and JavaScript
	}
	api := &clerkAPI{role: "member"}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	seed := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "node", append([]string{s.built(t, dir, "scripts", "seed-roles")}, args...)...)
		cmd.Dir = filepath.Join(dir, s.dir)
		cmd.Env = append(cmd.Environ(), "CLERK_SECRET_KEY=sk_test_planted", "CLERK_API_URL="+server.URL)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, step := range []struct {
		args  []string
		says  string
		wrote int
	}{
		{[]string{"Ada@site.test=admin"}, "ada@site.test: would be admin now, was member", 0},
		{[]string{"ada@site.test=admin", "--apply"}, "ada@site.test: is admin now, was member", 1},
		{[]string{"ada@site.test=admin", "--apply"}, "ada@site.test: is admin already", 1},
	} {
		if out, err := seed(step.args...); err != nil || !strings.Contains(out, step.says) {
			t.Errorf("seed %q: %v\n%s", step.args, err, out)
		}
		if len(api.wrote) != step.wrote {
			t.Errorf("seed %q changed %q", step.args, api.wrote)
		}
	}
	if out, err := seed("bob@site.test=admin", "--apply"); err == nil || !strings.Contains(out, "bob@site.test: not known") {
		t.Errorf("somebody who is not known: %v\n%s", err, out)
	}
}

package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// guarded is a running service with a database, and how people are known to it.
type guarded struct {
	*service
	s      subject
	dir    string
	db     string
	prefix string // of its own routes
	own    bool   // it has sessions of its own; else tokens are signed as the user's middleware reads them
	env    []string
}

const pepper = "a-pepper-of-more-than-32-characters-for-tests"

func (s subject) guarded(t *testing.T, dir string, env ...string) *guarded {
	t.Helper()
	makeClient(t, dir)
	_, db := postgres(t)
	g := &guarded{s: s, dir: dir, db: db, own: s.repo != "express-backend"}
	if !g.own {
		g.prefix = "/api"
	}
	for _, table := range []string{"auth_accounts", "auth_refresh_tokens", "api_keys"} {
		g.migrate(t, table)
	}
	g.env = append([]string{"DATABASE_URL=" + db, "SESSION_SECRET=" + secret, "API_KEY_PEPPER=" + pepper, "RATE_LIMIT_AUTH_MAX=1000", "RATE_LIMIT_MAX=100000"}, env...)
	g.service = s.started(t, dir, g.env...)
	return g
}

// makeClient makes the database client of a new repository, which is not there after the install. The engine is needed for
// migrations only.
func makeClient(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "libs/db/ungenerated.d.ts")); err != nil {
		return
	}
	if _, err := os.Stat(filepath.Join(dir, "dist/libs/db/generated")); err != nil {
		subject{}.runIn(t, dir, [][]string{{"env", "PRISMA_SCHEMA_ENGINE_BINARY=/bin/true", "npm", "run", "db:generate"}, {"npm", "run", "build"}})
	}
}

// migrate runs the created migration of a table, where there is one.
func (g *guarded) migrate(t *testing.T, table string) {
	t.Helper()
	name := regexp.MustCompile(`(^|/)\d+_` + table + `(/migration)?\.sql$`)
	err := filepath.WalkDir(g.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && (e.Name() == "node_modules" || e.Name() == "dist") {
			return fs.SkipDir
		}
		if err == nil && name.MatchString(filepath.ToSlash(path)) {
			text, _ := os.ReadFile(path)
			up, _, _ := strings.Cut(string(text), "-- Down Migration")
			psql(t, g.db, up)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// send sends JSON with the headers given, and returns the answer with its JSON.
func (v *service) send(t *testing.T, method, path, body string, header map[string]string) (answer, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, v.out)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{}
	_ = json.Unmarshal(text, &fields)
	return answer{res.StatusCode, res.Header, string(text)}, fields
}

const password = "planted-password-of-nobody"

// session registers somebody where that is not done, logs them in, and returns both of their tokens.
func (g *guarded) session(t *testing.T, email string) (access, refresh string) {
	t.Helper()
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
	g.send(t, http.MethodPost, g.prefix+"/auth/register", body, nil)
	a, fields := g.send(t, http.MethodPost, g.prefix+"/auth/login", body, nil)
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
		t.Fatalf("login: %d %s %v\n%s", a.status, a.body, a.header, g.out)
	}
	return fmt.Sprint(fields["accessToken"]), fmt.Sprint(fields["refreshToken"])
}

// as returns the header of a request of somebody with the role.
func (g *guarded) as(t *testing.T, role string) map[string]string {
	t.Helper()
	token := signed(fmt.Sprintf(`{"id":"user-%s","role":%q}`, role, strings.ToUpper(role)))
	if g.own {
		email := role + "@site.test"
		g.session(t, email)
		g.seed(t, email+"="+role, "--apply")
		token, _ = g.session(t, email)
	}
	return map[string]string{"Authorization": "Bearer " + token}
}

// signed returns a token as jsonwebtoken signs it with the service's secret.
func signed(claims string) string {
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(claims))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

// seed runs the script that gives people their roles.
func (g *guarded) seed(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{g.s.built(t, g.dir, "scripts", "seed-roles")}, args...)...)
	cmd.Dir = filepath.Join(g.dir, g.s.dir)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+g.db)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("seed-roles %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// accessFollowsTheMatrix: each role gets each permission that the matrix gives it, 403 for the others, and a stranger 401.
func accessFollowsTheMatrix(t *testing.T, s subject, dir string) {
	g := s.guarded(t, dir)
	admin, member := g.as(t, "admin"), g.as(t, "member")
	name := s.write(t, dir, "matrix.mjs", g.matrixService(t))
	s.start = []string{"node", name}
	v := s.started(t, dir, g.env...)
	var matrix map[string][]string
	if err := json.Unmarshal([]byte(v.get(t, "/matrix", nil).body), &matrix); err != nil || len(matrix) < 5 {
		t.Fatalf("%v %v", err, matrix)
	}
	for permission, roles := range matrix {
		for role, header := range map[string]map[string]string{"admin": admin, "member": member, "": nil} {
			want := http.StatusForbidden
			switch {
			case role == "":
				want = http.StatusUnauthorized
			case slices.Contains(roles, role):
				want = http.StatusOK
			}
			if a := v.get(t, "/"+strings.Replace(permission, ":", "-", 1), header); a.status != want {
				t.Errorf("%q at %s: %d, want %d\n%s", role, permission, a.status, want, v.out)
			}
		}
	}
	for _, token := range []string{"Bearer x.y.z", admin["Authorization"] + "A", "Bearer " + signed(`{"id":"u","role":"ADMIN","exp":1000}`)} {
		if a := v.get(t, "/queues-read", map[string]string{"Authorization": token}); a.status != http.StatusUnauthorized {
			t.Errorf("a bad token: %d", a.status)
		}
	}
}

// matrixService has a route for each permission, guarded by what was created.
func (g *guarded) matrixService(t *testing.T) string {
	t.Helper()
	authenticate := ""
	if g.own {
		authenticate = fmt.Sprintf("const { authenticate } = await import('./%s');\napp.use(authenticate());", g.s.built(t, g.dir, "middleware", "session-auth"))
	}
	return fmt.Sprintf(`
import express from 'express';
const { permissions } = await import('./%s');
const { requirePermission } = await import('./%s');
const app = express();
%s
app.get('/health/live', (_req, res) => res.end());
app.get('/matrix', (_req, res) => res.json(permissions));
for (const name of Object.keys(permissions)) app.get('/' + name.replace(':', '-'), requirePermission(name), (_req, res) => res.end());
app.use((error, _req, res, _next) => res.status(error.status ?? 500).end());
app.listen(process.env.PORT);
`, g.s.built(t, g.dir, "lib", "permissions"), g.s.built(t, g.dir, "lib", "principal"), authenticate)
}

// sessionsAreSafe: a refresh token that comes again ends its family; the keys rotate; roles are seeded after a look; nothing
// secret is kept or logged.
func sessionsAreSafe(t *testing.T, s subject, dir string) {
	if s.repo == "express-backend" {
		return // it has authentication of its own, without refresh tokens
	}
	g := s.guarded(t, dir)
	access, first := g.session(t, "ada@site.test")
	refresh := func(token string) (int, string) {
		a, fields := g.send(t, http.MethodPost, g.prefix+"/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, token), nil)
		return a.status, fmt.Sprint(fields["refreshToken"])
	}
	status, second := refresh(first)
	if status != http.StatusOK || second == first {
		t.Fatalf("refresh: %d\n%s", status, g.out)
	}
	for _, token := range []string{first, second} {
		if status, _ := refresh(token); status != http.StatusUnauthorized {
			t.Errorf("a token of a family with a reused one: %d", status)
		}
	}
	if out := g.seed(t, "ada@site.test=admin"); !strings.Contains(out, "would be admin") || strings.Contains(psql(t, g.db, "SELECT roles FROM auth_accounts"), "admin") {
		t.Errorf("a look has changed something: %s", out)
	}
	g.seed(t, "ada@site.test=admin", "--apply")
	if out := g.seed(t, "ada@site.test=admin", "--apply"); !strings.Contains(out, "already") {
		t.Errorf("the second time: %s", out)
	}
	kept := psql(t, g.db, "SELECT * FROM auth_accounts") + psql(t, g.db, "SELECT * FROM auth_refresh_tokens") + g.out.String()
	for _, plain := range []string{password, first, second, access} {
		if strings.Contains(kept, plain) {
			t.Errorf("a secret is kept or logged: %.12s…", plain)
		}
	}
	_, another := g.session(t, "grace@site.test")
	rotated := g.s.started(t, dir, append(g.env, "SESSION_SECRET=8zK3vQmT1xWc7RyB5nLd9HsJ2fGpA4uE,"+secret)...)
	if a, _ := rotated.send(t, http.MethodPost, g.prefix+"/auth/logout-everywhere", "", map[string]string{"Authorization": "Bearer " + access}); a.status != http.StatusNoContent {
		t.Errorf("a token of the key before: %d\n%s", a.status, rotated.out)
	}
	if status, _ := refresh(another); status != http.StatusOK {
		t.Errorf("somebody else was logged out, too: %d", status)
	}
	ada := strings.TrimSpace(psql(t, g.db, "SELECT id FROM auth_accounts WHERE email = 'ada@site.test'"))
	eventually(t, 5*time.Second, "the log says who asked", func() error {
		return holds(rotated.out.String(), fmt.Sprintf(`"userId":%q`, ada))
	})
}

// newRoutesAreNoticed: the test that walks the routes passes, and fails on a route that was added without a guard.
func newRoutesAreNoticed(t *testing.T, s subject, dir string) {
	folder := filepath.Join(dir, s.dir)
	walk := func() (string, error) {
		runner := []string{"vitest", "run", "public-routes", "publicRoutes"}
		if s.repo != "" {
			runner = []string{"jest", "public-?routes"}
		}
		cmd := exec.CommandContext(t.Context(), "npx", runner...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "NODE_ENV=test", "JWT_SECRET="+secret)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := walk(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var files []string
	for _, pattern := range []string{"src/app.ts", "apps/api/app.ts", "app.js"} {
		found, _ := filepath.Glob(filepath.Join(folder, pattern))
		files = append(files, found...)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.WriteFile(files[0], text, 0o666) })
	born := regexp.MustCompile(`const app = express\(\);?`)
	changed := born.ReplaceAllString(string(text), "$0\napp.get('/unguarded', (_req, res) => { res.end(); });")
	if err := os.WriteFile(files[0], []byte(changed), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := walk(); err == nil || !strings.Contains(out, "GET /unguarded") {
		t.Errorf("an unguarded route is not noticed: %v\n%s", err, out)
	}
}

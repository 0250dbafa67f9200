package main

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// answersAreCompressed: a large answer comes as the client asks for it, a small one as it is.
func answersAreCompressed(t *testing.T, s subject, dir string) {
	v := s.started(t, dir)
	long := "/nowhere/" + strings.Repeat("again-and-", 200) // an answer about it names it
	for accepted, want := range map[string]string{"br, gzip": "br", "gzip": "gzip", "identity": ""} {
		a := v.get(t, long, map[string]string{"Accept-Encoding": accepted})
		if got := a.header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: %q, want %q (%d bytes)", accepted, got, want, len(a.body))
		}
		if want != "" && (len(a.body) > 1000 || !strings.Contains(a.header.Get("Vary"), "Accept-Encoding")) {
			t.Errorf("%s: %d bytes, Vary %q", accepted, len(a.body), a.header.Get("Vary"))
		}
		if want == "gzip" {
			if _, err := gzip.NewReader(strings.NewReader(a.body)); err != nil {
				t.Error(err)
			}
		}
	}
	if a := v.get(t, "/none", map[string]string{"Accept-Encoding": "br"}); a.header.Get("Content-Encoding") != "" {
		t.Errorf("a small answer is compressed: %v", a.header)
	}
}

// cachedRoute is a service that lists notes by way of the created cache. A sequence counts the queries that are made.
const cachedRoute = `
import express from 'express';
import pg from 'pg';
const { cached, invalidate } = await import('./%s');
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const list = () => pool.query("SELECT nextval('asked') AS asked, array_agg(text) AS texts FROM notes");
const app = express();
app.get('/notes', async (_req, res) => {
  const { texts } = await cached('notes', { seconds: 60, tags: ['notes'] }, async () => (await list()).rows[0]);
  res.json(texts);
});
app.post('/notes/:text', async (req, res) => {
  await pool.query('INSERT INTO notes VALUES ($1)', [req.params.text]);
  await invalidate('notes');
  res.end();
});
app.listen(process.env.PORT);
`

// queriesAreSpared: fifty cold requests make one query; another process answers without one; after a write both are fresh;
// and without Redis both still answer.
func queriesAreSpared(t *testing.T, s subject, dir string) {
	_, db := postgres(t)
	psql(t, db, "CREATE SEQUENCE asked; CREATE TABLE notes (text text); INSERT INTO notes VALUES ('first')")
	store, url := redis(t)
	s.start = []string{"node", s.write(t, dir, "cached-route.mjs", fmt.Sprintf(cachedRoute, s.built(t, dir, "lib", "cache")))}
	env := []string{"DATABASE_URL=" + db, "REDIS_URL=" + url}
	a, b := s.started(t, dir, env...), s.started(t, dir, env...)

	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if got, err := a.try(http.MethodGet, "/notes", nil); err != nil || got.status != http.StatusOK {
				t.Errorf("%v %d\n%s", err, got.status, a.out)
			}
		})
	}
	all.Wait()
	asked := func(want string, when string) {
		t.Helper()
		if got := strings.TrimSpace(psql(t, db, "SELECT last_value FROM asked")); got != want {
			t.Errorf("%s: %s queries, want %s", when, got, want)
		}
	}
	asked("1", "fifty cold requests")
	b.get(t, "/notes", nil)
	asked("1", "a request to the other process")
	b.do(t, http.MethodPost, "/notes/second", nil)
	for _, v := range []*service{a, b} {
		if got := v.get(t, "/notes", nil); !strings.Contains(got.body, "second") {
			t.Errorf("stale after a write: %s", got.body)
		}
	}
	asked("2", "after a write")
	store.stop(t)
	if got := a.get(t, "/notes", nil); got.status != http.StatusOK || !strings.Contains(got.body, "second") {
		t.Errorf("without Redis: %d %s", got.status, got.body)
	}
}

// write puts a file into the service's folder for the time of the test.
func (s subject) write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(path) })
	return name
}

// built returns where a created file of the service is run from, relative to its folder, whichever way the words of its name
// are joined.
func (s subject) built(t *testing.T, dir, folder, name string) string {
	t.Helper()
	for _, pattern := range []string{"dist/apps/*/" + folder, "dist/" + folder, "dist/*", folder} {
		found, _ := filepath.Glob(filepath.Join(dir, s.dir, pattern, "*.js"))
		for _, file := range found {
			if strings.EqualFold(strings.TrimSuffix(filepath.Base(file), ".js"), strings.ReplaceAll(name, "-", "")) || filepath.Base(file) == name+".js" {
				rel, _ := filepath.Rel(filepath.Join(dir, s.dir), file)
				return rel
			}
		}
	}
	t.Fatalf("%s is not built", name)
	return ""
}

// indexesAreAdvised: the index that a foreign key lacks is named, one that is there is not, and more connections than there
// are end the script with 1.
func indexesAreAdvised(t *testing.T, _ subject, dir string) {
	files, _ := filepath.Glob(filepath.Join(dir, "scripts/db-advice*.sh"))
	if len(files) != 1 {
		t.Fatalf("scripts: %v", files)
	}
	_, url := postgres(t)
	psql(t, url, `CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE shops (id int PRIMARY KEY);
		CREATE TABLE orders (id int PRIMARY KEY, buyer int REFERENCES users, shop int REFERENCES shops);
		CREATE INDEX ON orders (shop)`)
	advice := func(env ...string) (string, error) {
		cmd := exec.Command(files[0])
		cmd.Env = append(os.Environ(), append(env, "DATABASE_URL="+url+"&schema=public")...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := advice("REPLICAS=2", "DB_POOL_MAX=10")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(out, "CREATE INDEX CONCURRENTLY ON orders (buyer);") || strings.Contains(out, "(shop)") {
		t.Errorf("advice:\n%s", out)
	}
	if out, err = advice("REPLICAS=20", "DB_POOL_MAX=10"); err == nil || !strings.Contains(out, "Too many") {
		t.Errorf("twenty processes: %v\n%s", err, out)
	}
}

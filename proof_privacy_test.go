package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// person is somebody who uses the service of a proof.
type person struct {
	id, email string
	header    map[string]string
}

// populated starts a service on a database with all its migrations, and two people in it.
func (s subject) populated(t *testing.T, dir string, env ...string) (g *guarded, ada, bob person) {
	t.Helper()
	makeClient(t, dir)
	_, db := postgres(t)
	migrated(t, s, dir, db)
	g = &guarded{s: s, dir: dir, db: db, own: s.repo != "express-backend"}
	if !g.own {
		g.prefix = "/api"
	}
	g.env = append([]string{"DATABASE_URL=" + db, "SESSION_SECRET=" + secret, "API_KEY_PEPPER=" + pepper, "RATE_LIMIT_AUTH_MAX=1000", "RATE_LIMIT_MAX=100000"}, env...)
	g.service = s.started(t, dir, g.env...)
	return g, g.person(t, "ada"), g.person(t, "bob")
}

// person makes somebody known to the service.
func (g *guarded) person(t *testing.T, name string) person {
	t.Helper()
	p := person{id: "user-" + name, email: name + "@site.test"}
	if g.own {
		access, _ := g.session(t, p.email)
		p.id = strings.TrimSpace(psql(t, g.db, "SELECT id FROM auth_accounts WHERE email = '"+p.email+"'"))
		p.header = map[string]string{"Authorization": "Bearer " + access}
		return p
	}
	p.header = map[string]string{"Authorization": "Bearer " + signed(fmt.Sprintf(`{"id":%q,"role":"DOCTOR"}`, p.id))}
	psql(t, g.db, fmt.Sprintf(`INSERT INTO users (id, email, password_hash, name) VALUES ('%[1]s', '%[2]s', 'planted-hash', 'Name of %[2]s');
INSERT INTO patients (id, first_name, last_name, date_of_birth) VALUES ('patient-%[1]s', 'Pat', 'Ient', '1980-01-01');
INSERT INTO appointments (id, patient_id, doctor_id, starts_at) VALUES ('appointment-%[1]s', 'patient-%[1]s', '%[1]s', now());
INSERT INTO audit_logs (id, user_id, action, resource, ip) VALUES ('log-%[1]s', '%[1]s', 'read', '/x', '192.0.2.7')`, p.id, p.email))
	return p
}

// program runs a created program of the service, and returns what it prints and its exit code.
func (g *guarded) program(t *testing.T, name string, args ...string) (string, int) {
	t.Helper()
	return g.node(t, append([]string{g.s.built(t, g.dir, "scripts", name)}, args...)...)
}

// node runs a file of the service with its settings.
func (g *guarded) node(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = filepath.Join(g.dir, g.s.dir)
	cmd.Env = append(append(os.Environ(), "NODE_ENV=production", "JWT_SECRET="+secret), g.env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// holding returns the tables with a row in which a text stands, in whichever column.
func holding(t *testing.T, db, text string) []string {
	t.Helper()
	var found []string
	for table := range strings.FieldsSeq(psql(t, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
		if strings.TrimSpace(psql(t, db, fmt.Sprintf(`SELECT count(*) FROM "%s" r WHERE r::text ILIKE '%%%s%%'`, table, text))) != "0" {
			found = append(found, table)
		}
	}
	return found
}

// peopleAreErased: an export holds what is a person's and nothing of another's, and is what its schema says; after an
// erasure, which can be taken back until its date, no table and no log has them, and the others are as they were; what a
// backup brings back is erased again.
func peopleAreErased(t *testing.T, s subject, dir string) {
	g, ada, bob := s.populated(t, dir)
	for _, p := range []person{ada, bob} {
		if a, _ := g.send(t, http.MethodPut, g.prefix+"/privacy/consents/analytics", `{"granted":true}`, p.header); a.status != http.StatusNoContent {
			t.Fatalf("consent: %d %s\n%s", a.status, a.body, g.out)
		}
	}
	g.exports(t, ada, bob)
	before := psql(t, g.db, g.accounts())
	g.waits(t, ada)
	g.comesDue(t, ada)
	if found := holding(t, g.db, ada.email); len(found) > 0 {
		t.Errorf("after the erasure %s holds the address", found)
	}
	if strings.Contains(g.out.String(), ada.email) {
		t.Errorf("the log holds the address:\n%s", g.out)
	}
	if found := holding(t, g.db, ada.id); g.own && !slices.Equal(found, []string{"privacy_erasures"}) {
		t.Errorf("after the erasure %s hold the id", found)
	}
	if found := holding(t, g.db, bob.email); len(found) == 0 {
		t.Error("somebody else is gone, too")
	}
	g.replays(t, ada, bob, before)
	g.retains(t)
}

// askErased sends that a person wants to be erased.
func (g *guarded) askErased(t *testing.T, p person, confirm, password string) (answer, map[string]any) {
	t.Helper()
	return g.send(t, http.MethodDelete, g.prefix+"/privacy/account", fmt.Sprintf(`{"confirm":%q,"password":%q}`, confirm, password), p.header)
}

// confirmation is what a request says that erases an account.
const confirmation = "delete my account"

// waits asks that a person be erased: not by mistake and not by a session alone. Until the date they are there, the export
// says it, and they can take it back.
func (g *guarded) waits(t *testing.T, p person) {
	t.Helper()
	if a, _ := g.askErased(t, p, "yes", password); a.status != http.StatusBadRequest {
		t.Errorf("an erasure by mistake: %d", a.status)
	}
	if a, _ := g.askErased(t, p, confirmation, "a guess"); g.own && a.status != http.StatusForbidden {
		t.Errorf("an erasure without the password: %d", a.status)
	}
	a, first := g.askErased(t, p, confirmation, password)
	due, err := time.Parse(time.RFC3339, fmt.Sprint(first["dueAt"]))
	if days := time.Until(due).Hours() / 24; a.status != http.StatusAccepted || err != nil || days < 13.9 || days > 14 {
		t.Fatalf("an erasure: %d %s\n%s", a.status, a.body, g.out)
	}
	if a, export := g.send(t, http.MethodGet, g.prefix+"/privacy/export", "", p.header); !strings.Contains(fmt.Sprint(export["tables"]), "due_at:"+fmt.Sprint(first["dueAt"])) {
		t.Errorf("the export does not say that it is pending: %s", a.body)
	}
	if out, code := g.program(t, "apply-retention", "--apply"); code != 0 || len(holding(t, g.db, p.email)) == 0 {
		t.Errorf("erased before the date: %d\n%s", code, out)
	}
	for _, want := range []int{http.StatusNoContent, http.StatusNotFound} {
		if a, _ := g.send(t, http.MethodDelete, g.prefix+"/privacy/account/erasure", "", p.header); a.status != want {
			t.Errorf("taking it back: %d, want %d", a.status, want)
		}
	}
	if _, pending := g.send(t, http.MethodGet, g.prefix+"/privacy/account/erasure", "", p.header); pending["dueAt"] != nil {
		t.Errorf("still pending: %v", pending)
	}
}

// comesDue lets the date of an erasure come: the job shows it, does it, and has nothing more to do.
func (g *guarded) comesDue(t *testing.T, p person) {
	t.Helper()
	if a, _ := g.askErased(t, p, confirmation, password); a.status != http.StatusAccepted {
		t.Fatalf("an erasure: %d %s\n%s", a.status, a.body, g.out)
	}
	psql(t, g.db, "UPDATE privacy_erasure_requests SET due_at = now() - interval '1 minute' WHERE subject = '"+p.id+"'")
	if a, _ := g.send(t, http.MethodDelete, g.prefix+"/privacy/account/erasure", "", p.header); a.status != http.StatusNotFound {
		t.Errorf("taken back after its date: %d", a.status)
	}
	for _, run := range []struct {
		args []string
		says string
		gone bool
	}{{nil, p.id + " would be erased", false}, {[]string{"--apply"}, p.id + " erased", true}, {[]string{"--apply"}, "", true}} {
		out, code := g.program(t, "apply-retention", run.args...)
		said := strings.Contains(out, p.id)
		if code != 0 || said != (run.says != "") || !strings.Contains(out, run.says) || run.gone != (len(holding(t, g.db, p.email)) == 0) {
			t.Errorf("the job %v: %d\n%s", run.args, code, out)
		}
	}
}

// accounts reads the rows of people as statements that put them back, as a backup does.
func (g *guarded) accounts() string {
	if g.own {
		return "SELECT format('INSERT INTO auth_accounts (id, email, password_hash) VALUES (%L, %L, %L);', id, email, password_hash) FROM auth_accounts WHERE email LIKE 'ada%'"
	}
	return "SELECT format('UPDATE users SET email = %L, name = %L WHERE id = %L;', email, name, id) FROM users WHERE email LIKE 'ada%'"
}

// exports looks at the export of one person.
func (g *guarded) exports(t *testing.T, p, other person) {
	t.Helper()
	a, export := g.send(t, http.MethodGet, g.prefix+"/privacy/export", "", p.header)
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("export: %d %s\n%s", a.status, a.body, g.out)
	}
	if !strings.Contains(a.body, p.email) || strings.Contains(a.body, other.email) || strings.Contains(a.body, other.id) {
		t.Errorf("the export is not that of %s alone: %s", p.email, a.body)
	}
	if strings.Contains(a.body, "password_hash") {
		t.Errorf("the export shows a hash: %s", a.body)
	}
	_, schema := g.send(t, http.MethodGet, g.prefix+"/privacy/export/schema", "", p.header)
	if what := invalid(schema, export, "the export"); what != "" {
		t.Errorf("%s\n%s", what, a.body)
	}
	tables, _ := export["tables"].(map[string]any)
	for table, column := range map[string]string{"privacy_consents": "subject", "auth_accounts": "id", "auth_refresh_tokens": "account_id", "users": "id", "audit_logs": "user_id"} {
		rows, ok := tables[table].([]any)
		if !ok {
			continue
		}
		want := strings.TrimSpace(psql(t, g.db, fmt.Sprintf("SELECT count(*) FROM %s WHERE %s::text = '%s'", table, column, p.id)))
		if fmt.Sprint(len(rows)) != want {
			t.Errorf("%d rows of %s are exported, there are %s", len(rows), table, want)
		}
	}
}

// invalid says what a value has that its schema does not allow, "" for nothing. It knows the words that the schema uses.
func invalid(schema any, value any, at string) string {
	s, ok := schema.(map[string]any)
	if !ok {
		if schema == false {
			return at + " must not be there"
		}
		return ""
	}
	if want, ok := s["const"]; ok && want != value {
		return fmt.Sprintf("%s is %v, want %v", at, value, want)
	}
	properties, _ := s["properties"].(map[string]any)
	switch s["type"] {
	case "string":
		if _, ok := value.(string); !ok {
			return at + " is no string"
		}
	case "array":
		rows, ok := value.([]any)
		if !ok {
			return at + " is no list"
		}
		for _, row := range rows {
			if what := invalid(s["items"], row, at+"[]"); what != "" {
				return what
			}
		}
	case "object":
		fields, ok := value.(map[string]any)
		if !ok {
			return at + " is no object"
		}
		for _, name := range asList(s["required"]) {
			if _, ok := fields[fmt.Sprint(name)]; !ok {
				return fmt.Sprintf("%s lacks %v", at, name)
			}
		}
		for name, field := range fields {
			inner, known := properties[name]
			if !known && s["additionalProperties"] == false {
				return at + " has " + name
			}
			if what := invalid(inner, field, at+"."+name); known && what != "" {
				return what
			}
		}
	}
	return ""
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}

// replays puts a person back and forgets what another one asked for, as a restored backup does, and runs the erasure list.
func (g *guarded) replays(t *testing.T, p, waiting person, backup string) {
	t.Helper()
	g.askErased(t, waiting, confirmation, password)
	psql(t, g.db, backup)
	if len(holding(t, g.db, p.email)) == 0 {
		t.Fatal("nothing was put back")
	}
	list, code := g.program(t, "personal-data-request", "erasures")
	var erased []map[string]string
	if err := json.Unmarshal([]byte(list), &erased); code != 0 || err != nil || len(erased) != 2 || erased[0]["subject"] != p.id || erased[1]["dueAt"] == "" {
		t.Fatalf("the erasure list: %d %v\n%s", code, err, list)
	}
	file := filepath.Join(t.TempDir(), "erasures.json")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	psql(t, g.db, "DELETE FROM privacy_erasure_requests")
	if out, code := g.program(t, "personal-data-request", "replay", file); code != 0 || len(holding(t, g.db, p.email)) == 0 {
		t.Errorf("a look has erased: %d\n%s", code, out)
	}
	if out, code := g.program(t, "personal-data-request", "replay", file, "--apply"); code != 0 || len(holding(t, g.db, p.email)) > 0 {
		t.Errorf("the list does not erase again: %d\n%s", code, out)
	}
	if _, pending := g.send(t, http.MethodGet, g.prefix+"/privacy/account/erasure", "", waiting.header); pending["dueAt"] != erased[1]["dueAt"] {
		t.Errorf("after a restore %v waits, want %v", pending, erased[1])
	}
	if out, code := g.program(t, "personal-data-request", "keep", waiting.id); code != 0 || len(holding(t, g.db, waiting.email)) == 0 {
		t.Errorf("keep: %d\n%s", code, out)
	}
}

// retains deletes what was kept for long enough, after a look.
func (g *guarded) retains(t *testing.T) {
	t.Helper()
	psql(t, g.db, "INSERT INTO privacy_erasures (person, subject, erased_at) VALUES ('nobody', 'nobody-1', now() - interval '5 years')")
	old := func() bool {
		return strings.Contains(psql(t, g.db, "SELECT subject FROM privacy_erasures"), "nobody-1")
	}
	if out, code := g.program(t, "apply-retention"); code != 0 || !old() || !strings.Contains(out, "privacy_erasures: 1 rows") {
		t.Errorf("a look: %d\n%s", code, out)
	}
	if out, code := g.program(t, "apply-retention", "--apply"); code != 0 || old() {
		t.Errorf("retention: %d\n%s", code, out)
	}
}

// newColumnsAreNoticed: the test of the data map passes, and fails on a new column that looks personal.
func newColumnsAreNoticed(t *testing.T, s subject, dir string) {
	runner := []string{"vitest", "run", "privacy-map", "privacyMap"}
	if s.repo != "" {
		runner = []string{"jest", "privacy-?[mM]ap"}
	}
	test := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), "npx", runner...)
		cmd.Dir, cmd.Env = filepath.Join(dir, s.dir), append(os.Environ(), "NODE_ENV=test", "JWT_SECRET="+secret)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := test(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	changed, text := "", ""
	if schemas := filesCalled(t, dir, "schema.prisma"); len(schemas) > 0 {
		was, err := os.ReadFile(schemas[0])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.WriteFile(schemas[0], was, 0o666) })
		changed, text = schemas[0], string(was)+"\nmodel Planted {\n  id String @id\n  homePhone String\n  phone String @map(\"phone_number\")\n}\n"
	} else {
		changed = filepath.Join(filepath.Dir(filesLike(t, dir, "_privacy_consents.sql")), "9999999999999_planted.sql")
		text = "CREATE TABLE \"Planted\" (\n  id text NOT NULL,\n  phone_number text NOT NULL\n);\n"
		t.Cleanup(func() { os.Remove(changed) })
	}
	if err := os.WriteFile(changed, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := test(); err == nil || !strings.Contains(out, "Planted.phone_number") {
		t.Errorf("a personal column is not noticed: %v\n%s", err, out)
	}
}

// filesLike returns the one file whose name ends so.
func filesLike(t *testing.T, dir, end string) string {
	t.Helper()
	found := ""
	for _, pattern := range []string{"*", "*/*", "*/*/*", "*/*/*/*"} {
		if files, _ := filepath.Glob(filepath.Join(dir, pattern+end)); len(files) > 0 {
			found = files[0]
		}
	}
	if found == "" {
		t.Fatalf("no file ends with %s", end)
	}
	return found
}

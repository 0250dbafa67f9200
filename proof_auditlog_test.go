package main

import (
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// denied runs SQL that the database must refuse.
func denied(t *testing.T, url, sql string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url, "--command="+sql).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "append-only") {
		t.Errorf("%s is not refused: %v\n%s", sql, err, out)
	}
}

// unguardedSQL runs SQL as somebody who takes the table's guards away.
func unguardedSQL(t *testing.T, url, sql string) {
	t.Helper()
	psql(t, url, "ALTER TABLE audit_entries DISABLE TRIGGER ALL; "+sql+"; ALTER TABLE audit_entries ENABLE TRIGGER ALL")
}

// auditLogHolds: what people do is recorded without their addresses; the table refuses changes; a change by force, one
// with the chain worked out anew, and an end that was cut off are seen; old entries go behind a seal.
func auditLogHolds(t *testing.T, s subject, dir string) {
	g, ada, bob := s.populated(t, dir, "AUDIT_LOG_KEY="+secret, "AUDIT_LOG_DAYS=30")
	recorded := func() string {
		return psql(t, g.db, "SELECT action, target, status, actor FROM audit_entries e LEFT JOIN audit_actors a ON a.pseudonym = e.pseudonym ORDER BY seq")
	}
	for _, p := range []person{ada, bob} {
		g.send(t, http.MethodPut, g.prefix+"/privacy/consents/analytics?token=planted", `{"granted":true}`, p.header)
	}
	want := "PUT " + g.prefix + "/privacy/consents/:purpose|" + g.prefix + "/privacy/consents/analytics|204|" + bob.id
	eventually(t, 5*time.Second, "a request is recorded", func() error { return holds(recorded(), want) })
	if rows := psql(t, g.db, "SELECT * FROM audit_entries"); strings.Contains(rows, "planted") || strings.Contains(rows, "127.0.0.1") || strings.Contains(rows, "@") {
		t.Errorf("the log holds what it must not:\n%s", rows)
	}
	if kept := strings.TrimSpace(psql(t, g.db, "SELECT count(*) FROM audit_entries WHERE request_id IS NULL OR ip_hash IS NULL")); kept != "0" {
		t.Errorf("%s entries have no request or no address", kept)
	}
	for _, sql := range []string{"UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries", "TRUNCATE audit_entries"} {
		denied(t, g.db, sql)
	}
	g.reads(t, ada)
	g.auditBreaks(t)
	g.auditSeals(t)
}

func holds(text, part string) error {
	if strings.Contains(text, part) {
		return nil
	}
	return &missing{text, part}
}

// missing is a text that lacks a part.
type missing struct{ text, part string }

func (m *missing) Error() string { return "there is no " + m.part + " in\n" + m.text }

// reads looks at who may read the log.
func (g *guarded) reads(t *testing.T, member person) {
	t.Helper()
	for want, header := range map[int]map[string]string{http.StatusUnauthorized: nil, http.StatusForbidden: member.header, http.StatusOK: g.asAdmin(t)} {
		a, fields := g.send(t, http.MethodGet, g.prefix+"/audit-log?actor="+member.id, "", header)
		if a.status != want || want == http.StatusOK && len(asList(fields["entries"])) == 0 {
			t.Errorf("%d, want %d: %s\n%s", a.status, want, a.body, g.out)
		}
	}
}

// asAdmin returns the header of an administrator.
func (g *guarded) asAdmin(t *testing.T) map[string]string {
	t.Helper()
	if !g.own {
		return g.as(t, "admin")
	}
	g.session(t, "admin@site.test")
	psql(t, g.db, "UPDATE auth_accounts SET roles = '{admin}' WHERE email = 'admin@site.test'")
	token, _ := g.session(t, "admin@site.test")
	return map[string]string{"Authorization": "Bearer " + token}
}

var noted = regexp.MustCompile(`the last is (\S+)`)

// auditBreaks changes the log by force, each time in another way.
func (g *guarded) auditBreaks(t *testing.T) {
	t.Helper()
	out, code := g.program(t, "verify-audit-log")
	head := noted.FindStringSubmatch(out)
	if code != 0 || head == nil {
		t.Fatalf("a whole log: %d\n%s", code, out)
	}
	psql(t, g.db, "CREATE TABLE kept AS SELECT * FROM audit_entries")
	for _, sql := range []string{
		"UPDATE audit_entries SET target = '/nothing' WHERE seq = 1",
		"UPDATE audit_entries SET pseudonym = gen_random_uuid() WHERE seq = 2",
		"DELETE FROM audit_entries WHERE seq = 2",
		"UPDATE audit_entries SET hash = encode(sha256('x'), 'base64') WHERE seq = 2",
		"DELETE FROM audit_entries WHERE seq = (SELECT max(seq) FROM audit_entries)",
	} {
		unguardedSQL(t, g.db, sql)
		if out, code := g.program(t, "verify-audit-log", head[1]); code != 1 || !strings.Contains(out, "broken") {
			t.Errorf("%s is not seen: %d\n%s", sql, code, out)
		}
		unguardedSQL(t, g.db, "DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM kept")
	}
	psql(t, g.db, "DROP TABLE kept")
	if out, code := g.program(t, "verify-audit-log", head[1]); code != 0 {
		t.Errorf("put back: %d\n%s", code, out)
	}
}

// auditSeals makes a log with old entries, and seals those.
func (g *guarded) auditSeals(t *testing.T) {
	t.Helper()
	unguardedSQL(t, g.db, "DELETE FROM audit_entries")
	old := g.s.write(t, g.dir, "old-entries.mjs", `
const Now = Date;
let days = 90;
globalThis.Date = class extends Now { constructor(...args) { if (args.length > 0) super(...args); else super(Now.now() - (days -= 30) * 86_400_000); } };
const { recordAudit } = await import('./`+g.s.built(t, g.dir, "lib", "audit-log")+`');
for (const target of ['a', 'b', 'c']) await recordAudit({ action: 'planted', target });
process.exit();
`)
	if out, code := g.node(t, old); code != 0 {
		t.Fatalf("%d\n%s", code, out)
	}
	for _, args := range [][]string{nil, {"--apply"}} {
		if out, code := g.program(t, "seal-audit-log", args...); code != 0 || !strings.Contains(out, "2 entries older than 30 days") {
			t.Errorf("seal %v: %d\n%s", args, code, out)
		}
	}
	if left := strings.TrimSpace(psql(t, g.db, "SELECT string_agg(target, ',') FROM audit_entries")); left != "c" {
		t.Errorf("what is left is %s", left)
	}
	if out, code := g.program(t, "verify-audit-log"); code != 0 || !strings.Contains(out, "1 entries, all whole") {
		t.Errorf("behind the seal: %d\n%s", code, out)
	}
	psql(t, g.db, "UPDATE audit_checkpoints SET hash = 'x'")
	if out, code := g.program(t, "verify-audit-log"); code != 1 {
		t.Errorf("a forged seal: %d\n%s", code, out)
	}
}

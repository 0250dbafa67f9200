package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const metricsToken = "planted-token-of-more-than-32-characters"

// requestsAreMeasured: the counter of a route's pattern moves with the requests, and only who knows the token is told.
func requestsAreMeasured(t *testing.T, s subject, dir string) {
	good, bad := s.good, s.failure(t, dir)
	if good == "" {
		good = "/notes"
	}
	v := s.started(t, dir, "METRICS_TOKEN="+metricsToken)
	if a := v.get(t, "/metrics", nil); a.status != http.StatusUnauthorized {
		t.Errorf("without the token: %d", a.status)
	}
	before := v.count(t, good, 200)
	for range 3 {
		v.get(t, good+"?page=planted", nil)
	}
	if moved := v.count(t, good, 200) - before; moved != 3 {
		t.Errorf("the counter of %s moved by %d, want 3\n%s", good, moved, v.scrape(t))
	}
	v.get(t, bad, nil)
	if n := v.count(t, bad, 500); n != 1 {
		t.Errorf("the counter of %s is %d, want 1\n%s", bad, n, v.scrape(t))
	}
	text := v.scrape(t)
	if strings.Contains(text, "planted") || strings.Contains(text, "/health") {
		t.Errorf("the metrics name what they should not:\n%s", text)
	}
	dashboardLoads(t, dir, text)
}

func (v *service) scrape(t *testing.T) string {
	t.Helper()
	a := v.get(t, "/metrics", map[string]string{"Authorization": "Bearer " + metricsToken})
	if a.status != http.StatusOK {
		t.Fatalf("/metrics: %d\n%s", a.status, v.out)
	}
	return a.body
}

// count returns how many requests of a route were answered with a status.
func (v *service) count(t *testing.T, route string, status int) int {
	t.Helper()
	time.Sleep(50 * time.Millisecond) // a request is counted when its connection has taken the answer
	line := fmt.Sprintf(`http_request_duration_seconds_count{method="GET",route=%q,status_code="%d"} `, route, status)
	_, rest, ok := strings.Cut(v.scrape(t), line)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var metricName = regexp.MustCompile(`\b(http|db|nodejs|process|queue)_\w+`)

// dashboardLoads: the dashboard is JSON with what Grafana asks for, and what its panels query is in the metrics.
func dashboardLoads(t *testing.T, dir, metrics string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "monitoring/dashboard*.json"))
	if len(files) == 0 {
		t.Fatal("there is no dashboard")
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		UID           string `json:"uid"`
		Title         string `json:"title"`
		SchemaVersion int    `json:"schemaVersion"`
		Panels        []struct {
			ID      int
			Targets []struct{ Expr string }
		} `json:"panels"`
	}
	if err := json.Unmarshal(text, &board); err != nil || board.UID == "" || board.Title == "" || board.SchemaVersion == 0 || len(board.Panels) == 0 {
		t.Fatalf("the dashboard does not load: %v %+v", err, board)
	}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			for _, name := range metricName.FindAllString(target.Expr, -1) {
				if !strings.Contains(metrics, name) {
					t.Errorf("panel %d asks for %s, which the service does not tell", panel.ID, name)
				}
			}
		}
	}
}

// alertsFire: the rules pass their checker, and fire in their tests; where an alert sends people to is there.
func alertsFire(t *testing.T, _ subject, dir string) {
	at := filepath.Join(dir, "monitoring")
	for _, check := range []struct{ pattern, tool, args string }{
		{"alerts*.yml", "promtool", "check rules"},
		{"alerts.test*.yml", "promtool", "test rules"},
		{"prometheus*.yml", "promtool", "check config --syntax-only"},
		{"alertmanager*.yml", "amtool", "check-config"},
	} {
		files, _ := filepath.Glob(filepath.Join(at, check.pattern))
		files = slices.DeleteFunc(files, func(f string) bool {
			return strings.Contains(f, ".test") != strings.Contains(check.pattern, ".test")
		})
		if len(files) == 0 {
			t.Errorf("no file %s", check.pattern)
		}
		for _, f := range files {
			cmd := exec.Command(check.tool, append(strings.Fields(check.args), f)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s %s: %v\n%s", check.tool, check.args, err, out)
			}
			runbooksExist(t, dir, f)
		}
	}
}

var runbook = regexp.MustCompile(`runbook_url: (\S+)#(\S+)`)

func runbooksExist(t *testing.T, dir, rules string) {
	t.Helper()
	text, err := os.ReadFile(rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range runbook.FindAllSubmatch(text, -1) {
		doc, err := os.ReadFile(filepath.Join(dir, string(m[1])))
		if err != nil {
			t.Error(err)
		}
		if !regexp.MustCompile(`(?mi)^#+ ` + string(m[2]) + `$`).Match(doc) {
			t.Errorf("%s has no heading for #%s", m[1], m[2])
		}
	}
}

// span is one step of a trace, as it arrived at a collector.
type span struct{ trace, id, scope, name string }

// collector takes traces by OTLP over HTTP.
type collector struct {
	*httptest.Server
	mu    sync.Mutex
	raw   bytes.Buffer
	spans []span
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.raw.Write(body)
		c.spans = append(c.spans, spansOf(body)...)
	}))
	t.Cleanup(c.Close)
	return c
}

// spansOf reads ExportTraceServiceRequest.resource_spans.scope_spans.
func spansOf(body []byte) []span {
	var all []span
	for _, resource := range fieldsOf(body, 1) {
		for _, group := range fieldsOf(resource, 2) {
			scope := ""
			for _, s := range fieldsOf(group, 1) {
				scope = string(first(fieldsOf(s, 1)))
			}
			for _, s := range fieldsOf(group, 2) {
				id := func(field uint64) string { return fmt.Sprintf("%x", first(fieldsOf(s, field))) }
				all = append(all, span{trace: id(1), id: id(2), scope: scope, name: string(first(fieldsOf(s, 5)))})
			}
		}
	}
	return all
}

func first(all [][]byte) []byte {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// fieldsOf returns the values of one length-delimited field of a protocol buffer message.
func fieldsOf(msg []byte, number uint64) [][]byte {
	var found [][]byte
	for len(msg) > 0 {
		key, n := binary.Uvarint(msg)
		if n <= 0 {
			return found
		}
		msg = msg[n:]
		size, skip := uint64(0), 0
		switch key & 7 {
		case 0:
			_, skip = binary.Uvarint(msg)
		case 1:
			size = 8
		case 2:
			size, skip = binary.Uvarint(msg)
		case 5:
			size = 4
		}
		if skip < 0 || uint64(len(msg)) < uint64(skip)+size {
			return found
		}
		if key&7 == 2 && key>>3 == number {
			found = append(found, msg[skip:uint64(skip)+size])
		}
		msg = msg[uint64(skip)+size:]
	}
	return found
}

// requestsAreTraced: the spans of one request arrive under one trace, its SQL among them; no query and no probe does;
// the log's line of the request names the trace and its span.
func requestsAreTraced(t *testing.T, s subject, dir string) {
	c := newCollector(t)
	env := []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + c.URL, "OTEL_BSP_SCHEDULE_DELAY=200"}
	path, scopes := s.good, []string{"instrumentation-http", "instrumentation-express"}
	if s.preset != "" {
		path = "/notes"
	}
	if s.preset == "saas" {
		makeClient(t, dir)
		env = append(env, "DATABASE_URL="+notesDatabase(t, dir))
		scopes = append(scopes, "instrumentation-pg")
	}
	s.start = []string{"npm", "start", "--silent"}
	v := s.started(t, dir, env...)
	if a := v.get(t, path+"?token=planted-query", nil); a.status != http.StatusOK {
		t.Fatalf("%s: %d\n%s", path, a.status, v.out)
	}
	eventually(t, 10*time.Second, "one trace with all its spans", func() error { return c.joins(scopes, path) })
	c.isInLog(t, v, path)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, word := range []string{"planted-query", "/health/"} {
		if bytes.Contains(c.raw.Bytes(), []byte(word)) {
			t.Errorf("the traces hold %s", word)
		}
	}
}

// isInLog: the line of the request names the trace that was sent, and a span of it.
func (c *collector) isInLog(t *testing.T, v *service, path string) {
	t.Helper()
	var line struct {
		Trace string `json:"trace_id"`
		Span  string `json:"span_id"`
	}
	for _, text := range strings.Split(v.out.String(), "\n") {
		if strings.Contains(text, `"`+path+`"`) && strings.Contains(text, "trace_id") {
			if err := json.Unmarshal([]byte(text), &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.ContainsFunc(c.spans, func(s span) bool { return s.trace == line.Trace && s.id == line.Span }) {
		t.Errorf("the log names span %q of trace %q, and there are %+v\n%s", line.Span, line.Trace, c.spans, v.out)
	}
}

// joins tells whether one trace has spans of all scopes, and one of them the route's name.
func (c *collector) joins(scopes []string, route string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := map[string]map[string]bool{}
	for _, s := range c.spans {
		if seen[s.trace] == nil {
			seen[s.trace] = map[string]bool{}
		}
		seen[s.trace][s.scope] = true
		seen[s.trace][s.name] = true
	}
	for _, trace := range seen {
		has := func(scope string) bool { return trace["@opentelemetry/"+scope] }
		if trace["GET "+route] && !slices.ContainsFunc(scopes, func(scope string) bool { return !has(scope) }) {
			return nil
		}
	}
	return fmt.Errorf("spans: %+v", c.spans)
}

// notesDatabase returns a database with the tables of the new repository.
func notesDatabase(t *testing.T, dir string) string {
	t.Helper()
	_, url := postgres(t)
	files, _ := filepath.Glob(filepath.Join(dir, "prisma/migrations/*_notes/migration.sql"))
	if len(files) != 1 {
		t.Fatalf("migrations: %v", files)
	}
	cmd := exec.Command(filepath.Join(postgresBin(t), "psql"), url, "-v", "ON_ERROR_STOP=1", "-q", "-f", files[0])
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	return url
}

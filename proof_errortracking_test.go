package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ingest takes events as Sentry does, and keeps them.
type ingest struct {
	*httptest.Server
	mu  sync.Mutex
	got []event
}

// event is what was sent about an error.
type event struct {
	text        string
	Type        string            `json:"-"`
	Release     string            `json:"release"`
	Environment string            `json:"environment"`
	Tags        map[string]string `json:"tags"`
	Exception   struct {
		Values []struct {
			Value string `json:"value"`
		} `json:"values"`
	} `json:"exception"`
}

func newIngest(t *testing.T) *ingest {
	t.Helper()
	i := &ingest{}
	i.Server = httptest.NewServer(http.HandlerFunc(i.take))
	t.Cleanup(i.Close)
	return i
}

// dsn is the address that a service sends to.
func (i *ingest) dsn() string { return strings.Replace(i.URL, "://", "://0123456789abcdef@", 1) + "/7" }

// take reads an envelope: a line of headers, then for each item a line that names its type, and the item.
func (i *ingest) take(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		if unpacked, err := gzip.NewReader(body); err == nil {
			body = unpacked
		}
	}
	text, _ := io.ReadAll(body)
	lines := bytes.Split(text, []byte("\n"))
	i.mu.Lock()
	defer i.mu.Unlock()
	for n := 1; n+1 < len(lines); n += 2 {
		var head struct{ Type string }
		if json.Unmarshal(lines[n], &head) != nil || head.Type != "event" {
			continue
		}
		e := event{text: string(text)}
		_ = json.Unmarshal(lines[n+1], &e)
		i.got = append(i.got, e)
	}
	fmt.Fprint(w, "{}")
}

func (i *ingest) events() []event {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]event(nil), i.got...)
}

// errorsArrive: one event for an error, with the request's id and the release, and without anything that the request kept
// secret; none for what is the client's fault; and the last one also where the process is told to end at once.
func errorsArrive(t *testing.T, s subject, dir string) {
	path := s.failure(t, dir)
	for _, start := range [][]string{s.start, {"npm", "start", "--silent"}} {
		s.start = start
		in := newIngest(t)
		v := s.started(t, dir, "SENTRY_DSN="+in.dsn(), "RELEASE=1a2b3c")
		a := v.get(t, "/nowhere", nil)
		if a.status != http.StatusNotFound {
			t.Errorf("/nowhere: %d", a.status)
		}
		v.post(t, path, `{"broken`)
		a = v.failing(t, path)
		v.signal(t, syscall.SIGTERM)
		eventually(t, 10*time.Second, "an event arrives", func() error {
			if len(in.events()) == 0 {
				return fmt.Errorf("none\n%s", v.out)
			}
			return nil
		})
		v.wait(t, 15*time.Second)
		in.holds(t, a.header.Get("X-Request-Id"))
	}
}

// failure is a path whose route throws. A new repository has none: it is put into what was built of it.
func (s subject) failure(t *testing.T, dir string) string {
	t.Helper()
	if s.bad != "" {
		return s.bad
	}
	name := filepath.Join(dir, s.dir, "dist/notes/router.js")
	if found, _ := filepath.Glob(filepath.Join(dir, s.dir, "dist/apps/*/routes/notes.js")); len(found) == 1 {
		name = found[0]
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const made = "const router = Router();"
	thrown := made + "router.get('/thrown', () => { throw new Error('connect ECONNREFUSED postgres://app:' + ['hunter', 2].join('') + '@db'); });"
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), made, thrown, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.WriteFile(name, text, 0o666) })
	return "/notes/thrown"
}

// post sends a body that a parser refuses, where there is one.
func (v *service) post(t *testing.T, path, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

// failing asks for what throws, with secrets everywhere in the request.
func (v *service) failing(t *testing.T, path string) answer {
	t.Helper()
	body := `{"password":"planted-password"}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.url+path+"?token=planted-query", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{
		"Content-Type": {"application/json"}, "Cookie": {"theme=planted-cookie"}, "Authorization": {"Basic planted-basic"},
		"X-Secret": {"planted-key"},
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusInternalServerError {
		t.Errorf("%s: %d", path, res.StatusCode)
	}
	return answer{status: res.StatusCode, header: res.Header}
}

// holds checks the one event that there is.
func (i *ingest) holds(t *testing.T, id string) {
	t.Helper()
	all := i.events()
	if len(all) != 1 {
		t.Fatalf("%d events, want 1: %+v", len(all), all)
	}
	e := all[0]
	if id == "" || e.Tags["request_id"] != id {
		t.Errorf("the event names request %q, the answer %q", e.Tags["request_id"], id)
	}
	if e.Release != "1a2b3c" || e.Environment != "production" {
		t.Errorf("release %q, environment %q", e.Release, e.Environment)
	}
	if at := strings.Index(e.text, "planted"); at >= 0 {
		t.Errorf("the event gives away what the request kept secret: %s", e.text[at:min(at+40, len(e.text))])
	}
	for _, v := range e.Exception.Values {
		if strings.Contains(v.Value, leak) {
			t.Errorf("the message gives a password away: %s", v.Value)
		}
	}
	if len(e.Exception.Values) == 0 {
		t.Error("the event has no exception")
	}
}

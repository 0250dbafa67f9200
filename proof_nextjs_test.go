package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// browse runs a script of testdata/browser and reads the JSON that it prints.
func browse(t *testing.T, seen any, script string, args ...string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/browser")); err != nil {
		t.Fatal(err)
	}
	subject{}.runIn(t, dir, npmInstall)
	cmd := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join(dir, script)}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, stderrOf(err))
	}
	if err := json.Unmarshal(out, seen); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

func stderrOf(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(exit.Stderr)
	}
	return ""
}

// pages starts the front of a service, in front of an API that answers every request with an empty list.
func (s subject) pages(t *testing.T, dir string, env ...string) *service {
	t.Helper()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "[]")
	}))
	t.Cleanup(api.Close)
	front := subject{dir: "apps/web", start: []string{"npx", "next", "start"}}
	return front.started(t, dir, append([]string{"API_URL=" + api.URL, "NEXT_TELEMETRY_DISABLED=1"}, env...)...)
}

var nonceIn = regexp.MustCompile(`script-src 'nonce-([^']+)' 'strict-dynamic'`)

// pagesAreGuarded: every script of a page has the nonce of its answer, also of one that there is not, and no two answers have
// the same; in a browser nothing that was put into the page runs, and the page itself loses nothing; reports are taken.
func pagesAreGuarded(t *testing.T, s subject, dir string) {
	if _, err := os.Stat(filepath.Join(dir, "apps/web")); err != nil {
		return // a service without pages
	}
	v := s.pages(t, dir)
	nonces := map[string]bool{}
	for path, status := range map[string]int{"/": 200, "/?again": 200, "/nowhere": 404} {
		a := v.get(t, path, nil)
		m := nonceIn.FindStringSubmatch(a.header.Get("Content-Security-Policy"))
		if a.status != status || m == nil || nonces[m[1]] {
			t.Fatalf("%s: %d %v\n%s", path, a.status, a.header, v.out)
		}
		nonces[m[1]] = true
		scripts, with := strings.Count(a.body, "<script"), strings.Count(a.body, ` nonce="`+m[1]+`"`)
		if scripts == 0 || with < scripts {
			t.Errorf("%s: %d of %d scripts have the nonce", path, with, scripts)
		}
		for _, name := range []string{"Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"} {
			if a.header.Get(name) == "" {
				t.Errorf("%s: no %s", path, name)
			}
		}
	}
	guardedInABrowser(t, v)
	reportsAreTaken(t, v)

	trial := s.pages(t, dir, "CSP_MODE=report-only").get(t, "/", nil)
	if trial.header.Get("Content-Security-Policy") != "" || !nonceIn.MatchString(trial.header.Get("Content-Security-Policy-Report-Only")) {
		t.Errorf("report-only: %v", trial.header)
	}
}

// guardedInABrowser puts scripts and a style into the page on its way: without the policy they run, with it none does.
func guardedInABrowser(t *testing.T, v *service) {
	t.Helper()
	var seen struct {
		Hydrated      bool
		Violations    []string
		Grave         []string
		Guarded, Open map[string]string
	}
	browse(t, &seen, "policy.mjs", v.url+"/")
	if !seen.Hydrated || len(seen.Violations) > 0 {
		t.Errorf("the page's own scripts: run %v, blocked %q", seen.Hydrated, seen.Violations)
	}
	if len(seen.Open) != 4 || len(seen.Guarded) != 0 {
		t.Errorf("what was put into the page ran: %v, without the policy: %v", seen.Guarded, seen.Open)
	}
	if len(seen.Grave) > 0 {
		t.Errorf("the policy is weak: %q", seen.Grave)
	}
}

func reportsAreTaken(t *testing.T, v *service) {
	t.Helper()
	const report = `[{"type":"csp-violation","body":{"documentURL":"https://app.example.com/?token=planted","effectiveDirective":"script-src-elem","blockedURL":"inline"}}]`
	res, err := client.Post(v.url+"/csp-report", "application/reports+json", strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Errorf("a report is answered %d", res.StatusCode)
	}
	eventually(t, 3*time.Second, "the report is logged", func() error {
		if !strings.Contains(v.out.String(), "script-src-elem") {
			return fmt.Errorf("log:\n%s", v.out)
		}
		return nil
	})
	if strings.Contains(v.out.String(), "planted") {
		t.Errorf("the query of an address is logged:\n%s", v.out)
	}
}

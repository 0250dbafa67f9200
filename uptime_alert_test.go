package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stand returns a folder with a program gh that writes down how it is called, and answers for the label that is asked
// for and for the run before.
func stand(t *testing.T, open, stale, before string) (env []string, calls func() string) {
	t.Helper()
	dir := t.TempDir()
	program := `#!/bin/sh
case $* in
"issue list --label $OPEN "*) echo 7 ;;
"issue list"*) ;;
"issue view"*) echo "$STALE" ;;
"run list --workflow uptime.yml "*) echo "$BEFORE" ;;
*) echo "$*" >>"$CALLS" ;;
esac
`
	if err := os.WriteFile(filepath.Join(dir, "gh"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(dir, "calls")
	env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "CALLS=" + log, "OPEN=" + open, "STALE=" + stale, "BEFORE=" + before,
		"GH_REPO=acme/shop", "GITHUB_RUN_ID=42", "GITHUB_SERVER_URL=https://github.com",
		"GITHUB_WORKFLOW_REF=acme/shop/.github/workflows/uptime.yml@refs/heads/main"}
	return env, func() string {
		text, _ := os.ReadFile(log)
		return string(text)
	}
}

func report(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestUptimeIssue: one issue an outage, a comment only when the last is old, closed on recovery; a certificate has one
// of its own.
func TestUptimeIssue(t *testing.T) {
	dir := withUptime(t, "alert=issue")
	const down, soon = "uptime: DOWN: https://a.example.com/health/ready answered 503 after 0.1 s", "uptime: the certificate of a.example.com ends within 14 days: May 1"
	for _, test := range []struct {
		what, outcome, report, open, stale string
		want                               []string // begin of each call
	}{
		{"it begins", "failure", down, "", "", []string{"label create uptime-probe --color", "issue create --label uptime-probe --title The service does not answer --body"}},
		{"it lasts", "failure", down, "uptime-probe", "false", nil},
		{"it lasts for an hour", "failure", down, "uptime-probe", "true", []string{"issue comment 7 --body"}},
		{"it ends", "success", "uptime: up", "uptime-probe", "", []string{"issue close 7 --comment It answers again."}},
		{"all is well", "success", "uptime: up", "", "", nil},
		{"a certificate", "success", soon, "", "", []string{"label create uptime-probe-certificate", "issue create --label uptime-probe-certificate"}},
		{"it is renewed", "success", "uptime: up", "uptime-probe-certificate", "", []string{"issue close 7 --comment It has been renewed."}},
	} {
		env, calls := stand(t, test.open, test.stale, "")
		out, code := script(t, dir, env, "scripts/uptime-alert.sh", test.outcome, report(t, test.report))
		got := calls()
		n := strings.Count("\n"+got, "\nlabel ") + strings.Count("\n"+got, "\nissue ")
		if code != 0 || n != len(test.want) {
			t.Errorf("%s: exit code %d, %d calls, want %d\n%s%s", test.what, code, n, len(test.want), got, out)
		}
		for _, want := range test.want {
			if !strings.Contains("\n"+got, "\n"+want) {
				t.Errorf("%s: no call %q in\n%s", test.what, want, got)
			}
		}
		if len(test.want) > 0 && !(strings.Contains(got, test.report) && strings.Contains(got, "https://github.com/acme/shop/actions/runs/42")) {
			t.Errorf("%s: neither report nor run in\n%s", test.what, got)
		}
	}
}

// TestUptimeWebhook: a message with each failed probe, one on recovery, none while all is well; a webhook that refuses is
// a failure, one that is not set is not.
func TestUptimeWebhook(t *testing.T) {
	dir := withUptime(t, "alert=webhook")
	var body []byte
	status := 200
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
	}))
	defer hook.Close()
	for _, test := range []struct {
		outcome, report, before, url string
		status, code                 int
		want                         string // in the message, "" for none
	}{
		{outcome: "failure", report: `attempt 1` + "\n" + `DOWN: said "no\way"`, url: hook.URL, want: `DOWN: said "no\way" https://github.com/acme/shop/actions/runs/42`},
		{outcome: "success", report: "up", before: "failure", url: hook.URL, want: "The service answers again."},
		{outcome: "success", report: "up", before: "success", url: hook.URL},
		{outcome: "success", report: "up", url: hook.URL},
		{outcome: "failure", report: "DOWN", url: hook.URL, status: 403, code: 22, want: "DOWN"},
		{outcome: "failure", report: "DOWN"},
	} {
		body, status = nil, max(test.status, 200)
		env, _ := stand(t, "", "", test.before)
		out, code := script(t, dir, append(env, "WEBHOOK_URL="+test.url), "scripts/uptime-alert.sh", test.outcome, report(t, test.report))
		var message struct{ Text string }
		if body != nil {
			if err := json.Unmarshal(body, &message); err != nil {
				t.Errorf("%s: %v in %s", test.report, err, body)
			}
		}
		if code != test.code || (test.want == "") != (body == nil) || !strings.Contains(message.Text, test.want) {
			t.Errorf("%s %s: exit code %d, sent %s\n%s", test.outcome, test.report, code, body, out)
		}
	}
}

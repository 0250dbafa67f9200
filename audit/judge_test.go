package audit

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"scaffold/generators"
)

func found(check, gap string, status Status, severity Severity) Finding {
	return Finding{Check: check, Gap: gap, Status: status, Severity: severity, Level: levelOf(severity)}
}

func judged(findings ...Finding) *Report {
	r := &Report{Findings: findings}
	r.judge()
	return r
}

func TestScore(t *testing.T) {
	many := []Finding{found("auth.a", "auth", Pass, Critical), found("backup.a", "backup", Pass, Critical)}
	for i := range 100 {
		many = append(many, found(fmt.Sprintf("docs.%d", i), "docs", Fail, Low))
	}
	tests := []struct {
		name     string
		findings []Finding
		score    int
		status   string
	}{
		{"nothing was looked at", nil, 100, "100% production-ready, hardened"},
		{"all is there", []Finding{found("auth.a", "auth", Pass, Critical)}, 100, "100% production-ready, hardened"},
		{"what is in part counts half", []Finding{found("docs.a", "docs", Partial, Medium)}, 50, "50% production-ready, production"},
		{"what does not apply and what is not known do not count", []Finding{
			found("docs.a", "docs", Pass, Medium), found("docs.b", "docs", NotApplicable, Medium), found("env.a", "env", Unknown, Critical),
		}, 100, "100% production-ready, hardened"},
		{"the grave counts more within a gap", []Finding{found("docs.a", "docs", Pass, Critical), found("docs.b", "docs", Fail, Low)}, 90, "90% production-ready, production"},
		{"many light findings cost no more than their gap", many, 90, "90% production-ready, production"},
		{"a critical one is not hidden by a good mean", append([]Finding{found("env.a", "env", Fail, Critical)}, many[:2]...), 66, "66% production-ready, not to be launched yet"},
		{"a high one", []Finding{found("logging.a", "logging", Fail, High)}, 0, "0% production-ready, launchable"},
	}
	for _, test := range tests {
		r := judged(test.findings...)
		if r.Score != test.score || r.Status != test.status {
			t.Errorf("%s: %d, %q", test.name, r.Score, r.Status)
		}
	}
}

// TestMoreIsNeverLess: a check that passes never lowers the score, one that fails never raises it, and both stay in their bounds.
func TestMoreIsNeverLess(t *testing.T) {
	base := []Finding{found("auth.a", "auth", Fail, Critical), found("docs.a", "docs", Partial, Medium), found("logging.a", "logging", Pass, High)}
	was := judged(base...).Score
	for _, g := range generators.All {
		for _, s := range severities {
			if got := judged(append([]Finding{found("x.a", g.Name, Pass, s)}, base...)...).Score; got < was || got > 100 {
				t.Errorf("one more of %s that passes: %d after %d", g.Name, got, was)
			}
			if got := judged(append([]Finding{found("x.a", g.Name, Fail, s)}, base...)...).Score; got > was || got < 0 {
				t.Errorf("one more of %s that fails: %d after %d", g.Name, got, was)
			}
		}
	}
}

func TestLevels(t *testing.T) {
	r := judged(found("logging.a", "logging", Fail, High), found("docs.a", "docs", Fail, Low))
	if got := fmt.Sprint(r.Levels); got != "[{launchable true 0} {production false 1} {hardened false 2}]" {
		t.Error(got)
	}
	if !r.Holds(Launchable) || r.Holds(Production) || r.Reached() != Launchable {
		t.Error(r.Reached())
	}
	if !IsLevel("hardened") || IsLevel("good") {
		t.Error("IsLevel")
	}
}

const today = "2026-06-15"

func policyOf(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := ParsePolicy([]byte(text), today)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPolicy(t *testing.T) {
	p := policyOf(t, `version: 1
waivers:
  - {check: docs.a, owner: ops, reason: soon, until: 2026-06-15}
  - {check: docs.b, owner: ops, reason: soon, until: 2026-06-14}
  - {check: docs.c, owner: ops, reason: gone, until: 2027-01-01}
  - {check: auth.a, key: GET /a, owner: ops, reason: open, until: 2027-01-01}
  - {check: auth.a, app: web, owner: ops, reason: open, until: 2027-01-01}
severities:
  logging.a: low
gaps:
  infra: another repository has it
`)
	open, other, web := found("auth.a", "auth", Fail, Critical), found("auth.a", "auth", Fail, Critical), found("auth.a", "auth", Fail, Critical)
	open.Key, other.Key, web.App = "GET /a", "GET /b", "web"
	r := &Report{Findings: []Finding{
		found("docs.a", "docs", Fail, Medium), found("docs.b", "docs", Fail, Medium), found("docs.c", "docs", Pass, Medium),
		open, other, web, found("logging.a", "logging", Fail, High), found("infra.a", "infra", Fail, Medium),
	}}
	p.apply(r)
	r.judge()
	var got []string
	for _, f := range r.Findings {
		got = append(got, fmt.Sprint(f.Check, " ", f.Severity, " ", f.Level, " ", f.Open()))
	}
	want := "docs.a medium hardened false, docs.b medium hardened true, docs.c medium hardened false, auth.a critical launchable false, " +
		"auth.a critical launchable true, auth.a critical launchable false, logging.a low hardened true"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	if len(r.Stale) != 2 || r.Stale[0].Stale != "it ended" || r.Stale[1].Stale != "no finding needs it" {
		t.Errorf("stale: %+v", r.Stale)
	}
	if len(r.Notes) != 1 || r.Notes[0] != "infra does not concern this repository: another repository has it" {
		t.Errorf("notes: %q", r.Notes)
	}
}

func TestPolicyIsRefused(t *testing.T) {
	for text, what := range map[string]string{
		"version: 2\n":          "version 2",
		"version: 1\nmore: 1\n": "more",
		"version: 1\nwaivers:\n  - {check: a, owner: b, reason: c, until: soon}\n": "until when",
		"version: 1\nwaivers:\n  - {check: a, owner: b, until: 2027-01-01}\n":      "reason",
		"version: 1\nwaivers:\n  - {check: a, reason: b, until: 2027-01-01}\n":     "owner",
		"version: 1\nseverities: {docs.a: grave}\n":                                "a severity is",
		"version: 1\ngaps: {cooking: we do not}\n":                                 "no gap called cooking",
		"version: 1\ngaps: {docs: ''}\n":                                           "has a reason",
		"version: [\n":                                                             PolicyPath,
	} {
		_, err := ParsePolicy([]byte(text), today)
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), PolicyPath) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if p, err := ParsePolicy(nil, today); err != nil || len(p.Waivers) != 0 {
		t.Error("no policy", p, err)
	}
}

func TestBaseline(t *testing.T) {
	first := sample()
	baseline := first.Baseline()
	if string(baseline) != header+"backup.scheduled|apps/api\ndocs.runbook|\nenv.tracked-secrets||JWT_SECRET\nsecurity-headers.cors|apps/api\n" {
		t.Errorf("%s", baseline)
	}
	moved := sample()
	for i := range moved.Findings {
		moved.Findings[i].At.Line += 10
	}
	if fresh := moved.Against(baseline); fresh != 0 || !moved.Findings[0].Known {
		t.Errorf("%d findings are fresh where only lines moved", fresh)
	}
	more := found("auth.a", "auth", Fail, Critical)
	moved.Findings = append(moved.Findings, more)
	if fresh := moved.Against(baseline); fresh != 1 {
		t.Errorf("%d findings are fresh, and one is", fresh)
	}
	if fresh := sample().Against(nil); fresh != 4 {
		t.Errorf("%d findings are fresh against nothing", fresh)
	}
	if empty := judged().Baseline(); string(empty) != header {
		t.Errorf("%s", empty)
	}
}

// TestChecks holds what is said of each check together.
func TestChecks(t *testing.T) {
	gaps, names := map[string]bool{}, map[string]bool{}
	for _, g := range generators.All {
		gaps[g.Name] = true
	}
	shape := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$`)
	for _, c := range Checks() {
		if names[c.Name] || !shape.MatchString(c.Name) || !strings.HasPrefix(c.Name, c.Gap+".") || !gaps[c.Gap] {
			t.Errorf("%s: its name", c.Name)
		}
		names[c.Name] = true
		if c.Title == "" || c.Impact == "" || c.Severity.weight() < 0 || c.Level.weight() < 0 || c.Minutes <= 0 || c.Look == nil {
			t.Errorf("%s: something of it is not said", c.Name)
		}
		if strings.HasSuffix(c.Title, ".") || strings.HasSuffix(c.Impact, ".") {
			t.Errorf("%s: it ends with a full stop", c.Name)
		}
	}
	t.Logf("%d checks", len(names))
}

package audit

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is a report with all that one can hold.
func sample() *Report {
	r := &Report{
		Version: formatVersion, Tool: "1.2.3",
		Apps: []AppReport{{ID: "apps/api", Name: "shop", Framework: "Express", At: Place{"apps/api/src/app.ts", 12}}},
		Findings: []Finding{
			{
				Check: "env.tracked-secrets", Gap: "env", Title: "no secrets are tracked", Status: Fail, Severity: Critical, Level: Launchable,
				Impact: "whoever reads the repository has them", Minutes: 30, At: Place{"a folder/[id]/.env", 3}, Why: "JWT_SECRET has a value", Key: "JWT_SECRET",
			},
			{
				Check: "backup.scheduled", Gap: "backup", App: "apps/api", Title: "back up on a schedule", Status: Partial, Severity: Critical, Level: Launchable,
				Impact: "data is lost", Minutes: 45, At: Place{"scripts/backup.sh", 9}, Evidence: "pg_dump | gzip", Why: "nothing runs it", Fix: "scaffold add backup",
			},
			{
				Check: "security-headers.cors", Gap: "security-headers", App: "apps/api", Title: "answer from an allow-list", Status: Fail, Severity: High,
				Level: Production, Impact: "other sites read answers", Minutes: 15, At: Place{"apps/api/src/app.ts", 14}, Fix: "scaffold add security-headers",
				Known: true,
			},
			{
				Check: "docs.runbook", Gap: "docs", Title: "say how it is run", Status: Fail, Severity: Medium, Level: Hardened, Impact: "nobody knows how",
				Minutes: 60, At: Place{"docs/RUNBOOK.md", 0}, Fix: "scaffold add docs",
			},
			{
				Check: "docker.image", Gap: "docker", App: "apps/api", Title: "build an image", Status: Fail, Severity: Low, Level: Hardened, Impact: "it runs here only",
				Minutes: 30, At: Place{Path: "Dockerfile"}, Waived: &Waiver{Check: "docker.image", Owner: "ops", Reason: "the platform builds", Until: "2026-12-31"},
			},
			{Check: "testing.api", Gap: "testing", App: "apps/api", Title: "test over HTTP", Status: Unknown, Severity: High, Level: Production, Why: "the runner is not known"},
			{
				Check: "logging.structured", Gap: "logging", App: "apps/api", Title: "write structured logs", Status: Pass, Severity: High, Level: Production,
				At: Place{"apps/api/src/log.ts", 1}, Evidence: "pino(<b>)",
			},
			{Check: "privacy.rights", Gap: "privacy", App: "apps/api", Title: "erase people", Status: NotApplicable, Severity: High, Level: Production, Why: "no database"},
		},
		Stale: []Waiver{{Check: "ci.tests", Owner: "dev", Reason: "soon", Until: "2025-01-01", Stale: "it ended"}},
		Notes: []string{"infra does not concern this repository: another one has it"},
	}
	r.judge()
	return r
}

func plainPaint(_, text string) string { return text }

func TestForms(t *testing.T) {
	r := sample()
	html, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	sarif, err := r.SARIF()
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{
		"report.txt":   r.Text(Look{Paint: plainPaint, Verbose: true}),
		"report.md":    r.Markdown(),
		"report.sarif": string(sarif),
		"report.html":  string(html),
		"report.json":  string(document) + "\n",
	} {
		golden(t, name, got)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is another; if that is right, run go test ./audit -update\n%s", file, got)
	}
}

func TestColoursAreTheOnlyDifference(t *testing.T) {
	paint := func(kind, text string) string { return "<" + kind + ">" + text + "</>" }
	plain := sample().Text(Look{Paint: plainPaint})
	coloured := regexp.MustCompile(`</?(bold|dim|good|bad)?>`).ReplaceAllString(sample().Text(Look{Paint: paint}), "")
	if plain != coloured {
		t.Errorf("without its colours\n%s\nis not\n%s", coloured, plain)
	}
}

// TestPageIsWhole: the page is one file, and what stands in a repository is text in it.
func TestPageIsWhole(t *testing.T) {
	r := sample()
	r.Findings[0].Why = `<script>alert(1)</script>`
	page, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`(?i)https?://|<script|<link|@import|url\(|\bsrc=`).FindAllString(string(page), -1); found != nil {
		t.Errorf("the page has %q", found)
	}
	if !strings.Contains(string(page), `name="viewport"`) {
		t.Error("the page does not fit a telephone")
	}
}

// TestSARIF holds a log against what the standard demands of the objects that are used.
func TestSARIF(t *testing.T) {
	text, err := sample().SARIF()
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Schema, Version string
		Runs            []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID                   string
						ShortDescription     struct{ Text string }
						FullDescription      struct{ Text string }
						DefaultConfiguration struct{ Level string }
					}
				}
			}
			Results []struct {
				RuleID, Level, BaselineState string
				Message                      struct{ Text string }
				PartialFingerprints          map[string]string
				Suppressions                 []struct{ Kind string }
				Locations                    []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine int }
					}
				}
			}
		}
	}
	decoder := json.NewDecoder(strings.NewReader(strings.Replace(string(text), `"$schema"`, `"schema"`, 1)))
	if err := decoder.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || log.Schema == "" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name == "" {
		t.Fatalf("the log is %+v", log)
	}
	levels, rules := []string{"none", "note", "warning", "error"}, map[string]bool{}
	for _, rule := range log.Runs[0].Tool.Driver.Rules {
		if rules[rule.ID] || rule.ID == "" || rule.ShortDescription.Text == "" || rule.FullDescription.Text == "" || !slices.Contains(levels, rule.DefaultConfiguration.Level) {
			t.Errorf("the rule %+v", rule)
		}
		rules[rule.ID] = true
	}
	uri := regexp.MustCompile(`^[\w./%~!$&'()*+,;=@-]+$`)
	for _, result := range log.Runs[0].Results {
		if !rules[result.RuleID] || result.Message.Text == "" || !slices.Contains(levels, result.Level) || len(result.PartialFingerprints) == 0 {
			t.Errorf("the result %+v", result)
		}
		if !slices.Contains([]string{"", "new", "unchanged", "updated", "absent"}, result.BaselineState) {
			t.Errorf("the baseline state %s", result.BaselineState)
		}
		for _, at := range result.Locations {
			if at := at.PhysicalLocation; !uri.MatchString(at.ArtifactLocation.URI) || at.Region != nil && at.Region.StartLine < 1 {
				t.Errorf("the place %+v", at)
			}
		}
		for _, s := range result.Suppressions {
			if s.Kind != "external" && s.Kind != "inSource" {
				t.Errorf("the suppression %+v", s)
			}
		}
	}
	if got := len(log.Runs[0].Results); got != 5 {
		t.Errorf("%d results of 5", got)
	}
}

// TestTextsOfARepositoryAreTame: what is read from a repository cannot end a line, a cell or a colour.
func TestTextsOfARepositoryAreTame(t *testing.T) {
	for text, want := range map[string]string{
		"a\x1b[31mb":             "a [31mb",
		"a\n\n# b\tc":            "a # b c",
		"":                       "",
		strings.Repeat("ä", 500): strings.Repeat("ä", longest-1) + "…",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is told as %q", text, got)
		}
	}
	if got := cell("a|b\n<c>"); got != `a\|b &lt;c>` {
		t.Error(got)
	}
	if got := code("a`b|c"); got != "`a'b\\|c`" {
		t.Error(got)
	}
	for path, want := range map[string]string{"a b/[id].ts": "a%20b/%5Bid%5D.ts", "a:b": "./a:b", "ä%": "%C3%A4%25"} {
		if got := uri(path); got != want {
			t.Errorf("%s is spelt %s", path, got)
		}
	}
}

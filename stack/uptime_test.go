package stack

import (
	"strings"
	"testing"
)

// TestMonitors looks at repositories in which something asks the service whether it is there, or only seems to.
func TestMonitors(t *testing.T) {
	const probe = "name: checks\non:\n  schedule:\n    - cron: '7 * * * *'\njobs:\n  a:\n    steps:\n      - run: "
	for _, test := range []struct{ what, path, text, want string }{
		{"a scheduled request that fails", "w.yml", probe + "curl -fsS https://shop.example.com/health\n", "w.yml:8 a scheduled workflow"},
		{"a variable", "w.yml", probe + "curl --fail \"${{ vars.HEALTH_URL }}\"\n", "w.yml:8 a scheduled workflow"},
		{"a status that is read", "w.yml", probe + "|\n          code=$(curl -s -o /dev/null -w '%{http_code}' https://x.example.com/readyz)\n          [ $code = 200 ]\n", "w.yml:9 a scheduled workflow"},
		{"broken into lines", "w.yaml", probe + "|\n          curl --silent --fail \\\n            https://x.example.com/api/ping\n", "w.yaml:9 a scheduled workflow"},
		{"named so", "uptime.yml", probe + "wget -q https://x.example.com/\n", "uptime.yml:8 a scheduled workflow"},
		{"an action", "w.yml", strings.Replace(probe, "run: ", "uses: jtalk/url-health-check-action@v4\n", 1), "w.yml:8 jtalk/url-health-check-action@v4"},
		{"any answer counts", "w.yml", probe + "curl -s https://x.example.com/health\n", "w.yml:8 a scheduled workflow; it takes any answer for a good one, an error status too"},
		{"goes on", "w.yml", probe + "curl -f https://x.example.com/health || true\n", "w.yml:8 a scheduled workflow; it goes on when the request fails"},
		{"Terraform", "infra/main.tf", "resource \"uptimerobot_monitor\" \"api\" {\n}\n", "infra/main.tf:1 Terraform, main.tf"},
		{"Upptime", ".upptimerc.yml", "owner: a\nsites:\n  - name: b\n    url: https://b.example.com\n", ".upptimerc.yml:4 Upptime, .upptimerc.yml"},
		{"Checkly", "__checks__/api.check.ts", "new ApiCheck('api', {})\n", "__checks__/api.check.ts:1 Checkly, api.check.ts"},

		{"not on a schedule", "w.yml", strings.Replace(probe, "schedule:\n    - cron: '7 * * * *'", "push:", 1) + "curl -f https://x.example.com/health\n", ""},
		{"a schedule in a comment", "w.yml", strings.Replace(probe, "schedule:\n    - cron: '7 * * * *'", "push: # schedule", 1) + "curl -f https://x.example.com/health\n", ""},
		{"of this machine", "uptime.yml", probe + "curl -f http://localhost:3000/health\n", ""},
		{"of a container beside", "w.yml", probe + "curl -f http://app:3000/health\n", ""},
		{"of this machine by a variable", "w.yml", probe + "curl -f $BASE/health\n        env:\n          BASE: http://127.0.0.1:80\n", ""},
		{"has something done", "w.yml", probe + "curl -f -X POST https://x.example.com/jobs/health\n", ""},
		{"asks for something else", "w.yml", probe + "curl -f https://x.example.com/rates.json\n", ""},
		{"tells another that a job ran", "w.yml", probe + "curl -f https://hc-ping.com/7a/ping\n", ""},
		{"only installs it", "uptime.yml", probe + "apt-get install curl jq\n", ""},
		{"commented out", "w.yml", probe + "|\n          # curl -f https://x.example.com/health\n          echo\n", ""},
		{"switched off", "w.yml", strings.Replace(probe, "  a:\n", "  a:\n    if: ${{ false }}\n", 1) + "curl -f https://x.example.com/health\n", ""},
		{"no YAML", "w.yml", "on: [schedule\n", ""},
		{"not where workflows are", "docs/w.yml", probe + "curl -f https://x.example.com/health\n", ""},
		{"a restart by the platform", "fly.toml", "[[http_service.checks]]\n  path = \"/health\"\n", ""},
		{"a readiness probe of Kubernetes", "k8s/app.yaml", "readinessProbe:\n  httpGet:\n    path: /health\n", ""},
		{"a data source", "main.tf", "data \"uptimerobot_monitor\" \"api\" {\n}\n", ""},
		{"Upptime without sites", ".upptimerc.yml", "owner: a\nsites: []\n", ""},
	} {
		name := test.path
		if strings.HasPrefix(name, "w.") || strings.HasPrefix(name, "uptime.") {
			name = ".github/workflows/" + name
		}
		app := &App{Dir: "."}
		findMonitors(writeRepo(t, map[string]string{name: test.text}, ""), []*App{app})
		want := test.want
		if want != "" && strings.HasPrefix(name, ".github/") {
			want = ".github/workflows/" + want
		}
		if got := monitorOf(app); got != want {
			t.Errorf("%s: got %q, want %q", test.what, got, want)
		}
	}
}

func monitorOf(app *App) string {
	found, ok := app.Found[Uptime]
	if !ok {
		return ""
	}
	return strings.TrimSuffix(found.At.String()+" "+found.By+"; "+found.Partial, "; ")
}

// TestMonitorScript: a script that a scheduled workflow runs is read, one that nothing runs is not.
func TestMonitorScript(t *testing.T) {
	const flow = "on:\n  schedule:\n    - cron: '7 * * * *'\njobs:\n  a:\n    steps:\n      - run: node ops/check.mjs\n"
	files := map[string]string{
		".github/workflows/w.yml": flow,
		"ops/check.mjs":           "const res = await fetch('https://x.example.com/health');\nif (!res.ok) process.exit(1);\n",
	}
	app := &App{Dir: "."}
	findMonitors(writeRepo(t, files, ""), []*App{app})
	if got, want := monitorOf(app), ".github/workflows/w.yml:7 a scheduled workflow with ops/check.mjs"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	files[".github/workflows/w.yml"] = strings.Replace(flow, "check", "other", 1)
	app = &App{Dir: "."}
	findMonitors(writeRepo(t, files, ""), []*App{app})
	if got := monitorOf(app); got != "" {
		t.Errorf("a script that nothing runs: %q", got)
	}
}

// TestMonitorOfOneApp: of several apps only the one that is named has the probe; where none is, it is not told.
func TestMonitorOfOneApp(t *testing.T) {
	for line, want := range map[string][2]string{
		"curl -f https://api.example.com/health":     {"a scheduled workflow", ""},
		"curl -f https://example.com/apps/web/ready": {"", "a scheduled workflow"},
		"curl -f https://example.com/health": {
			"a scheduled workflow; it does not say which of the apps here it probes", "a scheduled workflow; it does not say which of the apps here it probes",
		},
	} {
		apps := []*App{{Dir: "apps/api"}, {Dir: "apps/web"}}
		nameApart(apps)
		text := "on:\n  schedule:\n    - cron: '7 * * * *'\njobs:\n  a:\n    steps:\n      - run: " + line + "\n"
		findMonitors(writeRepo(t, map[string]string{".github/workflows/w.yml": text}, ""), apps)
		for i, app := range apps {
			got := strings.TrimPrefix(monitorOf(app), ".github/workflows/w.yml:7 ")
			if got != want[i] {
				t.Errorf("%s, %s: got %q, want %q", line, app.Dir, got, want[i])
			}
		}
	}
}

func TestFoundPath(t *testing.T) {
	for by, want := range map[string]string{
		"app.get('/readyz', (req, res) => …": "/readyz", "the route GET /health/ready": "/health/ready", "the route /ready, which checks": "/ready",
		"createTerminus(server, …": "", "middleware.heartbeat(router)": "",
	} {
		if got := (Found{By: by}).Path(); got != want {
			t.Errorf("%s: got %q, want %q", by, got, want)
		}
	}
}

package stack

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// byStep are the features that a step of a workflow provides by what it runs or uses.
var byStep = []struct {
	feature Feature
	runs    func() *regexp.Regexp
	uses    func() *regexp.Regexp
}{
	{
		TestWorkflow,
		lazy.Regexp(`(?m)(^|[\s;&|/"'])((npm|pnpm|yarn|bun)(\s+(run|--?\S+|-w\s+\S+))*\s+(test|t)\b|go test\b|(npx\s+)?(vitest|jest|mocha)\b|node --test\b|(make|task|just)\s+([^\s;&|]+\s+)*([\w-]+[:_-])?(tests?|check|ci|coverage)([:_-][\w-]+)?(\s|$)|` +
			`(npx\s+)?(turbo|nx)\s[^\n]*\btest\b|gotestsum\b|npm start test\b|(\./|bash |sh )?scripts/(run-?)?(tests?|coverage|check)\.sh\b)`),
		nil,
	},
	{
		SecurityWorkflow,
		lazy.Regexp(`\b(npm|pnpm|yarn)(\s+npm)?\s+audit\b|\bgovulncheck\b|\bgosec\b|\bsnyk\s+test\b|\bosv-scanner\b|\bsemgrep\b|\btrivy\b|\bgrype\b`),
		lazy.Regexp(`^(github/codeql-action/|actions/dependency-review-action|snyk/actions|aquasecurity/trivy-action|returntocorp/semgrep|semgrep/semgrep|golang/govulncheck-action|` +
			`google/osv-scanner-action|ossf/scorecard-action|securego/gosec)`),
	},
	{
		DeployWorkflow,
		lazy.Regexp(`\brailway\s+(up|redeploy)\b|\bfly(ctl)?\s+deploy\b|\bvercel\b[^\n]*--prod|\bnetlify\s+deploy\b|\bheroku\b[^\n]*(push|release)|\bkubectl\s+(apply|set\s+image|rollout)|\bhelm\s+(upgrade|install)\b|` +
			`\bterraform\s+apply\b|\baws\s+(ecs\s+update-service|deploy|lambda\s+update-function-code|s3\s+sync)|\bgcloud\s+(run|app)\s+deploy\b|\b(sls|serverless)\s+deploy\b|\bwrangler\s+(deploy|publish)\b|` +
			`\bpulumi\s+up\b|\bcdk\s+deploy\b|\bdokku\b|\bssh\s[^\n]*@|\bdocker\s+stack\s+deploy\b|api\.render\.com/deploy|RENDER_DEPLOY_HOOK`),
		lazy.Regexp(`^(amondnet/vercel-action|superfly/flyctl-actions/[^@]*deploy|akhileshns/heroku-deploy|aws-actions/amazon-ecs-deploy-task-definition|google-github-actions/deploy-|azure/webapps-deploy|` +
			`appleboy/ssh-action|cloudflare/wrangler-action|bervProject/railway-deploy|johnbeynon/render-deploy-action|digitalocean/app_action)`),
	},
	{
		SecretScan,
		lazy.Regexp(`\b(gitleaks|trufflehog|detect-secrets|ggshield)\b`),
		lazy.Regexp(`^(gitleaks/gitleaks-action|trufflesecurity/trufflehog|GitGuardian/ggshield-action)`),
	},
}

// findWorkflows says which features the workflows of the user's own provide: by what they run, not by how they are called.
func findWorkflows(repo *source.Repo) map[Feature]Found {
	found := map[Feature]Found{}
	callers := workflowCallers(repo)
	for _, name := range repo.Under(".github/workflows") {
		var w workflow
		text := repo.Read(name)
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" || repo.Owns(name) || yamlsrc.Decode(text, &w) != nil {
			continue
		}
		w.callers = callers[name]
		w.provides(name, string(text), found)
	}
	for _, other := range otherCI {
		if !repo.Has(other.name) || repo.Owns(other.name) {
			continue
		}
		text := repo.Read(other.name)
		if other.name == ".travis.yml" && travisTests().Match(text) && !travisScript().Match(text) {
			keep(found, TestWorkflow, Found{At: source.Pos{Path: other.name, Line: 1}, By: "Travis CI, which runs the tests where no script is given"})
		}
		for _, known := range byStep {
			if line, ok := lineOf(text, known.runs()); ok {
				keep(found, known.feature, Found{At: source.Pos{Path: other.name, Line: line}, By: other.by})
			}
		}
	}
	return found
}

// workflowCallers returns the workflows that call each workflow of the repository.
func workflowCallers(repo *source.Repo) map[string][]workflow {
	callers := map[string][]workflow{}
	for _, name := range repo.Under(".github/workflows") {
		var w workflow
		if text := repo.Read(name); !strings.Contains(string(text), "./.github/workflows/") || yamlsrc.Decode(text, &w) != nil {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
			if called, ok := strings.CutPrefix(w.Jobs[id].Uses, "./"); ok && !off(w.Jobs[id].If) {
				callers[called] = append(callers[called], w)
			}
		}
	}
	return callers
}

// otherCI are the pipelines of other services.
var otherCI = []struct{ name, by string }{
	{".gitlab-ci.yml", "GitLab CI"}, {".circleci/config.yml", "CircleCI"}, {"azure-pipelines.yml", "Azure Pipelines"},
	{"bitbucket-pipelines.yml", "Bitbucket Pipelines"}, {"Jenkinsfile", "Jenkins"}, {".travis.yml", "Travis CI"}, {"cloudbuild.yaml", "Cloud Build"}, {"appveyor.yml", "AppVeyor"}, {".drone.yml", "Drone"},
}

var (
	travisTests  = lazy.Regexp(`(?m)^language:\s*["']?(node_js|go)\b`)
	travisScript = lazy.Regexp(`(?m)^script:`)
)

// keep takes a finding in unless there is a better one.
func keep(found map[Feature]Found, feature Feature, f Found) {
	if old, there := found[feature]; !there || old.Partial != "" && f.Partial == "" {
		found[feature] = f
	}
}

func (w workflow) provides(name, text string, found map[Feature]Found) {
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		job := w.Jobs[id]
		for _, step := range job.Steps {
			if off(job.If) || off(step.If) {
				continue
			}
			for _, known := range byStep {
				if !known.runs().MatchString(step.Run) && (known.uses == nil || !known.uses().MatchString(step.Uses)) {
					continue
				}
				if partial, counts := w.starts(known.feature); counts {
					keep(found, known.feature, Found{At: source.Pos{Path: name, Line: step.line(text)}, By: "a workflow", Partial: partial})
				}
			}
		}
	}
}

// starts tells whether what starts the workflow makes it count for a feature, and what it lacks.
func (w workflow) starts(feature Feature) (partial string, counts bool) {
	switch feature {
	case TestWorkflow:
		if !w.on("pull_request") {
			partial = "it does not run on pull requests"
		}
		return partial, w.on("pull_request", "push", "merge_group")
	case DeployWorkflow:
		return "", w.on("push", "release", "workflow_run", "workflow_dispatch", "schedule")
	}
	return "", true
}

// on tells whether one of the events starts the workflow, or one that calls it.
func (w workflow) on(events ...string) bool {
	if slices.ContainsFunc(w.callers, func(caller workflow) bool { return caller.on(events...) }) {
		return true
	}
	switch on := w.On.(type) {
	case string:
		return slices.Contains(events, on)
	case []any:
		return slices.ContainsFunc(on, func(event any) bool { name, _ := event.(string); return slices.Contains(events, name) })
	case map[string]any:
		return slices.ContainsFunc(events, func(event string) bool { _, ok := on[event]; return ok })
	}
	return false
}

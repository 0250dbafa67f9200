package stack

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// The features that bring a service to where it runs. They belong to the repository, so they are looked for in its files
// and not in the program.
const (
	ContainerImage    Feature = "container image"
	LocalServices     Feature = "services for local work"
	TestWorkflow      Feature = "test workflow"
	SecurityWorkflow  Feature = "security workflow"
	DeployWorkflow    Feature = "deploy workflow"
	DependencyUpdates Feature = "dependency updates"
	Infrastructure    Feature = "infrastructure as code"
	SecretScan        Feature = "secret scan"
)

// findDelivery tells each app which of these the repository has for it. What an earlier run created is not looked at.
func findDelivery(repo *source.Repo, apps []*App) {
	if len(apps) == 0 {
		return
	}
	shared := findWorkflows(repo)
	findByFile(repo, shared)
	for _, app := range apps {
		if app.Found == nil {
			app.Found = map[Feature]Found{}
		}
		for feature, found := range shared {
			app.Found[feature] = found
		}
		if found, ok := findImage(repo, app, apps); ok {
			app.Found[ContainerImage] = found
		}
		if found, ok := findCompose(repo, app); ok {
			app.Found[LocalServices] = found
		}
	}
}

// byFile are files that say by being there, or by what is in them, that something is done.
var byFile = []struct {
	feature Feature
	by      string
	name    func() *regexp.Regexp
	content func() *regexp.Regexp // nil for any
	partial string
}{
	{feature: Infrastructure, by: "Railway", name: lazy.Regexp(`(^|/)\.railway/railway\.(ts|js)$`)},
	{feature: Infrastructure, by: "Railway", name: lazy.Regexp(`(^|/)railway\.(toml|json)$`), partial: "Railway does not read it any more from 2026-12-01, but .railway/railway.ts"},
	{feature: Infrastructure, by: "Fly.io", name: lazy.Regexp(`(^|/)fly\.toml$`)},
	{feature: Infrastructure, by: "Render", name: lazy.Regexp(`(^|/)render\.yaml$`)},
	{feature: Infrastructure, by: "Terraform", name: lazy.Regexp(`\.tf$`), content: lazy.Regexp(`(?m)^\s*(resource|module)\s+"`)},
	{feature: Infrastructure, by: "Pulumi", name: lazy.Regexp(`(^|/)Pulumi\.ya?ml$`)},
	{feature: Infrastructure, by: "AWS CDK", name: lazy.Regexp(`(^|/)cdk\.json$`)},
	{feature: Infrastructure, by: "Serverless Framework", name: lazy.Regexp(`(^|/)serverless\.(ya?ml|ts)$`)},
	{feature: Infrastructure, by: "Helm", name: lazy.Regexp(`(^|/)Chart\.yaml$`)},
	{feature: Infrastructure, by: "Kubernetes", name: lazy.Regexp(`\.ya?ml$`), content: lazy.Regexp(`(?m)^kind:\s*(Deployment|StatefulSet)\s*$`)},
	{feature: Infrastructure, by: "Docker Compose", name: lazy.Regexp(`(^|/)(docker-)?compose[._-](prod|production)\.ya?ml$`), content: lazy.Regexp(`(?m)^services:`)},
	{feature: Infrastructure, by: "App Engine", name: lazy.Regexp(`(^|/)app\.ya?ml$`), content: lazy.Regexp(`(?m)^(runtime|env):\s*\S`)},
	{feature: Infrastructure, by: "Vercel", name: lazy.Regexp(`^(apps/[^/]+/)?vercel\.json$`)},
	{feature: DependencyUpdates, by: "Dependabot", name: lazy.Regexp(`^\.github/dependabot\.ya?ml$`), content: lazy.Regexp(`(?m)package-ecosystem:`)},
	{feature: DependencyUpdates, by: "Renovate", name: lazy.Regexp(`^(\.github/)?(renovate\.json5?|\.renovaterc(\.json5?)?)$`)},
	{feature: SecretScan, by: "a pre-commit hook", name: lazy.Regexp(`^\.pre-commit-config\.ya?ml$`), content: lazy.Regexp(`gitleaks|trufflehog|detect-secrets|ggshield`)},
}

// mayBeDelivery keeps the expressions from most of a repository's files.
func mayBeDelivery(name string) bool {
	base, ext := path.Base(name), path.Ext(name)
	if ext == ".json" { // most are manifests
		return slices.ContainsFunc([]string{"railway", "cdk", "vercel", "renovate", ".renovaterc"}, func(word string) bool { return strings.HasPrefix(base, word) })
	}
	return slices.Contains([]string{".tf", ".yml", ".yaml", ".toml", ".json5", ".renovaterc"}, ext) || strings.HasPrefix(path.Dir(name), ".railway") ||
		base == "serverless.ts"
}

func findByFile(repo *source.Repo, found map[Feature]Found) {
	for _, name := range repo.Files() {
		if !mayBeDelivery(name) || repo.Owns(name) {
			continue
		}
		for _, known := range byFile {
			if !known.name().MatchString(name) {
				continue
			}
			if f, there := found[known.feature]; there && f.Partial == "" {
				continue
			}
			line, ok := 1, true
			if known.content != nil {
				line, ok = lineOf(repo.Read(name), known.content())
			}
			if ok {
				found[known.feature] = Found{At: source.Pos{Path: name, Line: line}, By: known.by, Partial: known.partial}
			}
		}
	}
}

func lineOf(text []byte, pattern *regexp.Regexp) (int, bool) {
	at := pattern.FindIndex(text)
	if at == nil {
		return 0, false
	}
	return 1 + strings.Count(string(text[:at[0]]), "\n"), true
}

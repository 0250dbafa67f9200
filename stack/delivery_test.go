package stack

import (
	"strings"
	"testing"
)

const nodeImageText = "FROM node:22-slim\nWORKDIR /app\nCOPY . .\n"

// TestDelivery looks at repositories in which something is built, tested, scanned or deployed, or only seems to be.
func TestDelivery(t *testing.T) {
	const onPull = "on: [push, pull_request]\njobs:\n  a:\n    steps:\n      - run: "
	for _, test := range []struct {
		what, path, text string
		feature          Feature
		want             string
	}{
		{"tests by npm", ".github/workflows/w.yml", onPull + "npm test\n", TestWorkflow, "a workflow"},
		{"tests of a workspace", ".github/workflows/w.yml", onPull + "npm run -w apps/api test\n", TestWorkflow, "a workflow"},
		{"tests by Go", ".github/workflows/w.yaml", onPull + "go test ./...\n", TestWorkflow, "a workflow"},
		{"tests after the merge only", ".github/workflows/w.yml", strings.Replace(onPull, "[push, pull_request]", "push", 1) + "yarn test\n", TestWorkflow, "a workflow; it does not run on pull requests"},
		{"tests elsewhere", ".gitlab-ci.yml", "test:\n  script:\n    - npm test\n", TestWorkflow, "GitLab CI"},
		{"only called so", ".github/workflows/test.yml", onPull + "npm run build\n", TestWorkflow, ""},
		{"switched off", ".github/workflows/w.yml", strings.Replace(onPull, "  a:\n", "  a:\n    if: false\n", 1) + "npm test\n", TestWorkflow, ""},
		{"tests at night", ".github/workflows/w.yml", strings.Replace(onPull, "[push, pull_request]", "{schedule: [{cron: '1 1 * * *'}]}", 1) + "npm test\n", TestWorkflow, ""},

		{"CodeQL", ".github/workflows/w.yml", strings.Replace(onPull, "run: ", "uses: github/codeql-action/init@v4\n", 1), SecurityWorkflow, "a workflow"},
		{"an audit", ".github/workflows/w.yml", onPull + "pnpm audit --prod\n", SecurityWorkflow, "a workflow"},
		{"deploys by a command", ".github/workflows/w.yml", onPull + "flyctl deploy --remote-only\n", DeployWorkflow, "a workflow"},
		{"only called deploy", ".github/workflows/deploy.yml", onPull + "npm run build\n", DeployWorkflow, ""},
		{"a scan", ".github/workflows/w.yml", strings.Replace(onPull, "run: ", "uses: gitleaks/gitleaks-action@v3\n", 1), SecretScan, "a workflow"},
		{"a hook", ".pre-commit-config.yaml", "repos:\n  - repo: x/gitleaks\n", SecretScan, "a pre-commit hook"},
		{"Renovate", "renovate.json", "{}\n", DependencyUpdates, "Renovate"},
		{"Dependabot without anything", ".github/dependabot.yml", "version: 2\n", DependencyUpdates, ""},

		{"Railway", ".railway/railway.ts", "export default 1;\n", Infrastructure, "Railway"},
		{"Railway as it was", "railway.toml", "[deploy]\n", Infrastructure, "Railway; Railway does not read it any more from 2026-12-01, but .railway/railway.ts"},
		{"Terraform", "infra/main.tf", "resource \"a_b\" \"c\" {\n}\n", Infrastructure, "Terraform"},
		{"Vercel", "vercel.json", "{}\n", Infrastructure, "Vercel"},
		{"the CDK", "infra/cdk.json", "{}\n", Infrastructure, "AWS CDK"},
		{"Railway by JSON", "railway.json", "{}\n", Infrastructure, "Railway; Railway does not read it any more from 2026-12-01, but .railway/railway.ts"},
		{"Renovate by its other name", ".renovaterc.json", "{}\n", DependencyUpdates, "Renovate"},
		{"variables alone", "infra/variables.tf", "variable \"a\" {\n}\n", Infrastructure, ""},
		{"Kubernetes", "k8s/app.yaml", "apiVersion: apps/v1\nkind: Deployment\n", Infrastructure, "Kubernetes"},

		{"an image", "Dockerfile", nodeImageText + "USER node\nCMD [\"node\", \"a.js\"]\n", ContainerImage, "Dockerfile"},
		{"as root", "Dockerfile", nodeImageText, ContainerImage, "Dockerfile; it runs as root"},
		{"a user of the stage below", "Dockerfile", strings.Replace(nodeImageText, "\n", " AS base\nUSER node\n", 1) + "FROM base\n", ContainerImage, "Dockerfile"},
		{"a user of the build alone", "Dockerfile", nodeImageText + "USER node\nFROM node:22-slim\n", ContainerImage, "Dockerfile; it runs as root"},
		{"with a secret", "Dockerfile", nodeImageText + "ENV JWT_SECRET=abc\nUSER node\n", ContainerImage, "Dockerfile; it holds a secret"},
		{"for development", "Dockerfile.dev", nodeImageText, ContainerImage, ""},
		{"of a page", "Dockerfile", strings.Replace(nodeImageText, "\n", " AS build\n", 1) + "FROM nginx:1.29-alpine\nCOPY --from=build /app/dist /srv\n", ContainerImage, ""},
		{"that brings Node", "Dockerfile", "FROM alpine:3.22\nRUN apk add nodejs npm\nCOPY package.json .\nUSER nobody\n", ContainerImage, "Dockerfile"},
		{"on a base of their own", "docker/dockerfile", "FROM example/base:2\nCOPY package.json package-lock.json ./\nUSER node\n", ContainerImage, "dockerfile"},
		{"of something else", "docker/proxy/Dockerfile", "FROM nginx\n", ContainerImage, ""},

		{"compose", "docker-compose.yml", "services:\n  db:\n    image: postgres:17\n", LocalServices, "docker-compose.yml"},
		{"compose without the database", "compose.yaml", "services:\n  mail:\n    image: mailpit\n", LocalServices, "compose.yaml; it has no PostgreSQL"},
		{"compose without services", "compose.yaml", "name: a\n", LocalServices, ""},
	} {
		app := &App{Dir: ".", Language: Node, Facts: map[Key]Fact{Database: {Value: "postgres"}}}
		findDelivery(writeRepo(t, map[string]string{test.path: test.text}, ""), []*App{app})
		got := ""
		if found, ok := app.Found[test.feature]; ok {
			got = strings.TrimSuffix(found.By+"; "+found.Partial, "; ")
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}

// TestImageOfAnotherPackage: a Dockerfile in a package that the app is no part of is not the app's, unless it names it.
func TestImageOfAnotherPackage(t *testing.T) {
	for text, want := range map[string]string{nodeImageText: "", nodeImageText + "COPY server /server\n": "Dockerfile"} {
		app := &App{Dir: "server", Language: Node}
		files := map[string]string{"client/Dockerfile": text, "client/package.json": "{}", "server/package.json": "{}"}
		findDelivery(writeRepo(t, files, ""), []*App{app})
		if got := app.Found[ContainerImage].By; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestComposeOfAnotherPackage: what another package starts for itself is not the app's.
func TestComposeOfAnotherPackage(t *testing.T) {
	const text = "services:\n  db:\n    image: postgres:17\n"
	for name, want := range map[string]string{"shop/compose.yaml": "", "compose.yaml": "compose.yaml", "blog/compose.yaml": "compose.yaml"} {
		app := &App{Dir: "blog", Language: Node}
		findDelivery(writeRepo(t, map[string]string{name: text, "shop/package.json": "{}", "blog/package.json": "{}"}, ""), []*App{app})
		if got := app.Found[LocalServices].By; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestImageOfSeveralApps: each app has the Dockerfile that lies in its folder.
func TestImageOfSeveralApps(t *testing.T) {
	apps := []*App{{Dir: "apps/api", Language: Node}, {Dir: "apps/web", Language: Node}}
	nameApart(apps)
	findDelivery(writeRepo(t, map[string]string{"apps/api/Dockerfile": nodeImageText}, ""), apps)
	if !(apps[0].Found[ContainerImage].By == "Dockerfile" && apps[1].Found[ContainerImage].By == "") {
		t.Errorf("got %+v and %+v", apps[0].Found, apps[1].Found)
	}
}

package generators

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/templates"
)

// Infra writes down where the service runs, so that an environment can be made again from the repository.
var Infra = &Gap{
	Name:  "infra",
	Title: "Infrastructure as code",
	Doc: "Describes the service, its database and Redis, and how they are connected, for staging and production: the command that " +
		"migrates before a deploy, the path that says a release is ready, how long the old one may finish its requests. A " +
		"script compares the variables of an environment with those that the service reads. Secrets are named, never written.",
	Severity:  "medium",
	Risk:      "Where the service runs is known to the one who clicked it together, and cannot be made again.",
	Seed:      "A15",
	Proof:     "the file matches the types of its service and gives the expected graph; terraform's format and tests pass",
	Questions: infraQuestions,
	Pieces: []Piece{
		{
			Provides: stack.Infrastructure,
			What:     "write down where the service runs",
			Check:    Check{Name: "as-code", Minutes: 60},
			Root: []RootFile{
				{Path: ".railway/railway.ts", Shared: true},
				{Path: ".railway/tsconfig.json", Shared: true},
				{Path: ".railway/package.json", Shared: true},
				{Path: "railway.toml", Shared: true},
				{Path: "compose.production.yaml", Shared: true},
				{Path: "infra/modules/settings/settings.tf", Shared: true},
				{Path: "infra/modules/settings/settings.tftest.hcl", Shared: true},
				{Path: "infra/modules/network/network.tf", Shared: true},
				{Path: "infra/modules/data/data.tf", Shared: true},
				{Path: "infra/modules/service/service.tf", Shared: true},
				{Path: "infra/modules/stack/stack.tf", Shared: true},
				{Path: "infra/environments/staging/staging.tf", Shared: true},
				{Path: "infra/environments/production/production.tf", Shared: true},
				{Path: "docs/INFRASTRUCTURE.md", Shared: true},
			},
			Edits: infraTypes,
		},
		{
			What:  "compare the variables of an environment with those that the service reads",
			Check: Check{Name: "env-check", Severity: "low", Minutes: 15, Needless: readsNothing},
			Root:  []RootFile{{Path: "scripts/env-check.sh", Mode: 0o755}},
			Scripts: func(c *Context) []Script {
				return []Script{{Name: c.scriptName("env:check"), Run: "sh " + c.rootPath("scripts/env-check.sh")}}
			},
		},
	},
}

func infraQuestions(app *stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "hosting",
		Prompt:  "Where does the service run?",
		Help:    "Railway reads railway.toml no longer than until 2026-12-01; .railway/railway.ts takes its place.",
		Default: defaultHosting(app),
		Choices: []ask.Choice{
			{Value: "railway", Title: "Railway, by .railway/railway.ts"},
			{Value: "railway-toml", Title: "Railway, by railway.toml"},
			{Value: "docker", Title: "one server with Docker Compose"},
			{Value: "aws", Title: "AWS by Terraform: Fargate, RDS, ElastiCache"},
		},
	}}
}

// defaultHosting follows the repository.
func defaultHosting(app *stack.App) string {
	if app.Is(stack.Host, "docker") {
		return "docker"
	}
	return "railway"
}

// infraTypes adds the package that .railway/railway.ts imports to the manifest of the repository, where it has one in its root.
func infraTypes(c *Context) ([]patcher.FileEdit, error) {
	if c.allAnswers()["hosting"] != "railway" || !c.rootManifest() {
		return nil, nil
	}
	edits, err := c.App.Language.Require(c.Repo, c.App, map[string][]byte{"railway.ts": []byte("import 'railway/iac';\n")})
	for i := range edits {
		edits[i].Path = "package.json" // of the folder that the file stands in, wherever the app's is
	}
	return edits, err
}

// rootManifest tells whether what the app requires is installed in the repository's root.
func (c *Context) rootManifest() bool { return c.App.Language == stack.Node && c.image().Dir == "." }

// RailwayVersion is the version of the package that .railway/railway.ts imports, where it needs a manifest of its own; else "".
func (d data) RailwayVersion() (string, error) {
	if d.context.rootManifest() || d.Hosting() != "railway" || !d.Creates(string(stack.Infrastructure)) {
		return "", nil
	}
	text, err := templates.Manifest("npm/package.json")
	if err != nil {
		return "", err
	}
	var manifest struct{ DevDependencies map[string]string }
	err = json.Unmarshal(text, &manifest)
	return manifest.DevDependencies["railway"], err
}

// hosts are the answers that stand for infrastructure of the user's own.
var hosts = map[string]string{"Railway": "railway", "Fly.io": "fly"}

// Hosting is where the service runs: by the user's own infrastructure, else by the answer; "" for a place that is not known.
func (d data) Hosting() string {
	if found, ok := d.App.Found[stack.Infrastructure]; ok {
		return hosts[found.By]
	}
	return d.context.allAnswers()["hosting"]
}

// HasImage tells whether there is a Dockerfile, ours or the user's.
func (d data) HasImage() bool { return d.Has("docker") || !d.Creates(string(stack.ContainerImage)) }

// Dockerfile is the path of the app's.
func (d data) Dockerfile() string {
	if found, ok := d.App.Found[stack.ContainerImage]; ok {
		return found.At.Path
	}
	return d.context.rootPath("Dockerfile")
}

// ReadyPath is the path that answers 200 while the service can work, "" for none.
func (d data) ReadyPath() string {
	if path := d.App.Found[stack.Readiness].Path(); requestPath(path) == nil {
		return path
	}
	if d.Has("health") {
		return "/health/ready"
	}
	return d.LivePath()
}

// Setting is a variable that an environment sets: to a value, to that of another resource, or to what is kept at the platform.
type setting struct{ Name, Value, From string }

// Settings are the variables that the service reads and that an environment has to know, sorted by name.
func (d data) Settings() []setting {
	var all []setting
	mode := "NODE_ENV"
	if d.App.Language != stack.Node {
		mode = d.ModeVariable()
	}
	all = append(all, setting{Name: mode, Value: "production"})
	for _, v := range d.context.Variables() {
		s := setting{Name: v.Name}
		switch {
		case v.Name == mode || v.Name == "PORT":
			continue
		case v.Name == "DATABASE_URL" && d.managed() != "":
			s.From = d.managed()
		case v.Name == "REDIS_URL" && d.Uses("redis"):
			s.From = "redis"
		case v.Name == "TRUST_PROXY_HOPS":
			s.Value = "1" // the platform's
		case v.Name == "SHUTDOWN_DRAIN_MS":
			s.Value = strconv.Itoa(drain * 1000)
		case v.Name == "SHUTDOWN_DRAIN_DELAY":
			s.Value = strconv.Itoa(drain) + "s"
		case v.Default != "":
			continue
		}
		all = append(all, s)
	}
	return all
}

// PlainWidth is the length of the longest name among the settings that are no secrets, for files that align them.
func (d data) PlainWidth() int {
	width := 0
	for _, s := range d.Settings() {
		if s.Value != "" || s.From == "redis" {
			width = max(width, len(s.Name))
		}
	}
	return width
}

// managed is the database that hosts offer with the service, "" for none.
func (d data) managed() string {
	for _, name := range []string{"postgres", "mysql"} {
		if d.Uses(name) {
			return name
		}
	}
	return ""
}

// drain is for how many seconds a release that leaves says so before it stops listening.
const drain = 5

// StopSeconds is how long a release that leaves may take: what it waits, what requests in flight may take, and some more.
func (d data) StopSeconds() int {
	grace := 20
	if d.App.Language == stack.Node {
		grace = 10
	}
	return drain + grace + 5
}

// MigrateInImage is the command that migrates the database inside the image, "" where the image cannot.
func (d data) MigrateInImage() string {
	command := d.DB("migrate:deploy")
	switch {
	case !d.Has("migrations") || command == "":
		return ""
	case !d.HasImage():
		return command // the host builds an image of all that is here
	case d.Creates(string(stack.ContainerImage)) && d.Image().Migrator:
		return "cd /app && " + command
	}
	return ""
}

// BuildContext is the folder that the app's Dockerfile copies from: the root for ours, for the user's the folder that it lies in
// where that has a manifest and the file names no path from the root.
func (d data) BuildContext() string {
	found, ok := d.App.Found[stack.ContainerImage]
	if !ok {
		return "."
	}
	dir, repo := path.Dir(found.At.Path), d.context.Repo
	manifest := repo.Has(path.Join(dir, "package.json")) || repo.Has(path.Join(dir, "go.mod"))
	if manifest && !strings.Contains(string(repo.Read(found.At.Path)), dir+"/") {
		return dir
	}
	return "."
}

// InContext is a path as seen from the folder that the Dockerfile copies from.
func (d data) InContext(name string) string { return strings.TrimPrefix(name, d.BuildContext()+"/") }

// EnvExample is the path of the template that lists every variable.
func (d data) EnvExample() string { return d.context.example() }

// RequiredNames are the variables that the service does not start without.
func (d data) RequiredNames() string {
	var names []string
	for _, v := range d.context.Variables() {
		if v.Required {
			names = append(names, v.Name)
		}
	}
	return strings.Join(names, " ")
}

package generators

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack"
)

// ciStep is a step of a workflow that runs one command of the repository.
type ciStep struct{ Name, Run string }

// setup is what a workflow needs before it can run the repository's commands.
type setup struct {
	Uses, Input, Value string // an action and the file or version that it is told
	Cache, Lock        string // of the package manager, "" where there is no lockfile to tell one cache from another
	Before             string // makes the package manager available, "" where it is
}

// Setup returns what brings the app's toolchain to the machine of a workflow.
func (d data) Setup() setup {
	image := d.Image()
	manifest := func(name string) string { return path.Join(image.Dir, name) }
	if d.App.Language == stack.Go {
		return setup{Uses: "actions/setup-go", Input: "go-version-file", Value: manifest("go.mod")}
	}
	s := setup{Uses: "actions/setup-node", Input: "node-version", Value: d.NodeVersion(), Before: image.Setup}
	manager := strings.TrimSuffix(d.App.Fact(stack.Manager), "-berry")
	lock := map[string]string{"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock"}[manager]
	if lock != "" && d.locked() {
		s.Cache, s.Lock = manager, manifest(lock)
	}
	return s
}

// locked tells whether an install follows a lockfile.
func (d data) locked() bool { return !strings.HasSuffix(d.Command("install"), "npm install") }

// PrepareSteps make the repository ready for its other commands.
func (d data) PrepareSteps() []ciStep {
	image := d.Image()
	steps := []ciStep{{"Install", d.Command("install")}}
	for _, command := range image.Generate {
		if image.Dir != "." {
			command = "cd " + image.Dir + " && " + command
		}
		steps = append(steps, ciStep{"Generate", command})
	}
	return steps
}

// CheckSteps are the commands that a change has to pass, those that the repository has.
func (d data) CheckSteps() []ciStep {
	steps := d.PrepareSteps()
	add := func(name string, commands ...string) {
		for _, command := range commands {
			if command != "" {
				steps = append(steps, ciStep{name, linter(command)})
				return
			}
		}
	}
	add("Build", d.Command("build")) // first: in a workspace the others need what it makes
	add("Pages stay within their budget", d.Command("bundle:check"))
	add("Lint", d.Command("lint"))
	add("Formatting", d.Command("format:check"), d.Command("check:format"))
	add("Types", d.Command("typecheck"))
	if d.Has("migrations") {
		add("Migrations are safe", d.DB("migrate:check"))
		if d.Uses("postgres") {
			add("Migrate", d.DB("migrate:deploy"))
			add("Migrations are complete", d.DB("drift"))
		}
	}
	if d.App.Fact(stack.Runner) != "" {
		add("Test", d.Command("test"))
		add("Integration tests", d.Command("test:integration"))
	}
	for _, front := range d.App.FrontTests() {
		add("Install the pages", front.Install)
		add("Test the pages", front.Run)
	}
	add("Documents follow the code", d.Command("docs:check"), d.Command("openapi:check"))
	return steps
}

// linter runs a linter that the machines of workflows do not have.
func linter(command string) string {
	return strings.Replace(command, "golangci-lint run", "go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run", 1)
}

// AuditCommand is the command that looks for known holes in dependencies, "" where there is none or no lockfile.
func (d data) AuditCommand() string {
	command := d.Command("audit")
	if command == "" || !d.locked() {
		return ""
	}
	if slices.Contains([]string{"npm", "pnpm"}, d.App.Fact(stack.Manager)) {
		command += " --audit-level=high"
	}
	return command
}

// Ecosystem is what proposes updates of the app's dependencies calls them.
func (d data) Ecosystem() string {
	switch {
	case d.App.Language == stack.Go:
		return "gomod"
	case d.App.Is(stack.Manager, "bun"):
		return "bun"
	}
	return "npm"
}

// Creates tells whether a feature is ours to add, because the user has none.
func (d data) Creates(feature string) bool {
	_, found := d.App.Found[stack.Feature(feature)]
	return !found
}

// Slashed is a folder of the repository as files of GitHub's name it.
func (d data) Slashed(dir string) string { return path.Join("/", dir) }

// ImageDir is the folder of the app's Dockerfile.
func (d data) ImageDir() string {
	if found, ok := d.App.Found[stack.ContainerImage]; ok {
		return path.Dir(found.At.Path)
	}
	return path.Dir(d.context.rootPath("Dockerfile"))
}

// DeploySteps migrate the database from the machine of the workflow, where neither the image nor the host does.
func (d data) DeploySteps() []ciStep {
	command := d.DB("migrate:deploy")
	if !d.Has("migrations") || command == "" || d.MigrateInImage() != "" {
		return nil
	}
	return append(d.PrepareSteps(), ciStep{"Migrate", command})
}

package stack

import (
	"path"
	"slices"
)

// goCommands are what the toolchain itself does; they run in the module's folder.
var goCommands = map[string]string{
	"install": "go mod download",
	"build":   "go build ./...",
	"test":    "go test ./...",
	"lint":    "go vet ./...",
	"audit":   "go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...",
}

// goLinters are the configurations of golangci-lint.
var goLinters = []string{".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"}

func commandGo(app *App, name string, _ []string) string {
	site := siteOf(app)
	dir := site.module.Dir
	command := goCommands[name]
	switch name {
	case "start", "dev":
		command = "go run " + mainPackage(app, dir)
	case "lint":
		has := func(file string) bool { return site.program.Tree.Repo.Has(path.Join(dir, file)) }
		if slices.ContainsFunc(goLinters, has) {
			command = "golangci-lint run"
		}
	}
	if command == "" {
		return ""
	}
	return in(dir, command)
}

// mainPackage returns the main package as go run takes it, from the module's folder.
func mainPackage(app *App, dir string) string {
	main := path.Dir(app.Fact(Entry))
	if rel := folderFrom(dir, main); rel != "" && rel != "." {
		return "./" + rel
	}
	return "."
}

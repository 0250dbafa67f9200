package stack

import (
	"path"
	"slices"
	"strings"
)

// goAssets are folders that Go programs read while they run, where they are not embedded.
var goAssets = []string{"assets", "config", "configs", "migrations", "public", "static", "templates", "views", "web"}

func imageGo(app *App, _ []string) Image {
	site := siteOf(app)
	m := site.module
	repo := site.program.Tree.Repo
	manifests := ImageCopy{From: []string{path.Join(m.Dir, "go.mod"), path.Join(m.Dir, "go.sum") + "*"}, To: path.Join(m.Dir) + "/"}
	image := Image{
		Dir: m.Dir, Manifests: []ImageCopy{manifests}, Cache: "/go/pkg/mod", Install: "go mod download", Port: app.Language.Port,
		Package: mainPackage(app, m.Dir), Native: app.Is(Database, "sqlite"),
	}
	if app.Fact(Workspace) == "go.work" {
		image.Manifests = []ImageCopy{{From: []string{"."}, To: "./"}} // its modules may replace each other
	}
	for _, dir := range goAssets {
		plain := func(name string) bool { return !strings.HasSuffix(name, ".go") }
		if slices.ContainsFunc(repo.Under(path.Join(m.Dir, dir)), plain) {
			image.Assets = append(image.Assets, dir)
		}
	}
	return image
}

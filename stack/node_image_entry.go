package stack

import (
	"path"
	"strings"

	"scaffold/stack/nodejs"
)

// entry returns the command that starts a service which no script starts, nil where nothing tells how.
func (n *nodeImage) entry() []string {
	source := nodejs.Rel(n.app.Dir, n.app.Fact(Entry))
	if nx := n.site.nx(n.app); nx.Name != "" && n.app.Dir == n.root {
		return []string{"node", nodejs.Rel(n.root, nx.file())}
	}
	if !n.app.Is(Types, "typescript") {
		return []string{"node", source}
	}
	if file, ok := n.site.built(n.app, source); ok {
		return []string{"node", file}
	}
	if _, ok := n.site.inherited("tsx"); ok {
		return []string{"node", "--import", "tsx", source}
	}
	return nil
}

// nxProject is how Nx builds a service: its name, and the target of its project.json.
type nxProject struct {
	Name    string `json:"name"`
	Targets struct {
		Build struct {
			Executor string `json:"executor"`
			Options  struct {
				OutputPath string `json:"outputPath"`
				OutputFile string `json:"outputFileName"`
				Main       string `json:"main"`
			} `json:"options"`
		} `json:"build"`
	} `json:"targets"`
	dir string
}

// nx returns the project that the entry belongs to, without a name where Nx builds none or does not say what it makes.
func (s *nodeSite) nx(app *App) nxProject {
	for _, dir := range nodejs.Ancestors(path.Dir(app.Fact(Entry))) {
		text := s.program.Repo.Read(path.Join(dir, "project.json"))
		project := nxProject{dir: dir}
		if text == nil || nodejs.DecodeJSON(text, &project) != nil {
			continue
		}
		if build := project.Targets.Build.Options; build.OutputPath != "" && build.Main != "" {
			return project
		}
		break
	}
	return nxProject{}
}

// file is what is made of the project's main file, relative to the repository's root. A compiler keeps the layout of the
// sources, a bundler puts the file on top.
func (p nxProject) file() string {
	build := p.Targets.Build
	name := path.Base(build.Options.Main)
	if strings.HasSuffix(build.Executor, ":tsc") || strings.HasSuffix(build.Executor, ":swc") {
		name = nodejs.Rel(p.dir, build.Options.Main)
	}
	name = strings.TrimSuffix(name, path.Ext(name)) + ".js"
	if build.Options.OutputFile != "" {
		name = build.Options.OutputFile
	}
	return path.Join(build.Options.OutputPath, name)
}

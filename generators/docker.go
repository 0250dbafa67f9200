package generators

import (
	"path"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/lines"
	"scaffold/stack"
)

// Docker packs the service into an image, and starts what it needs beside it on a developer's machine.
var Docker = &Gap{
	Name:  "docker",
	Title: "Docker",
	Doc: "Builds the service in one stage and runs it in another that holds only what it needs, as a user without rights, " +
		"with a health check and without a package manager between the process and its signals. No secret and no local " +
		"file gets in. A compose file starts the database and Redis that the service uses.",
	Severity: "medium",
	Risk:     "What runs in production is put together by hand: it differs from machine to machine, runs as root and carries local secrets.",
	Seed:     "B",
	Proof:    "Docker's own build checks pass; the image's steps, run in order outside Docker, give a server that starts and answers",
	Pieces: []Piece{
		{
			Provides: stack.ContainerImage,
			What:     "build an image of the service",
			Check:    Check{Name: "image", Minutes: 30},
			Root:     []RootFile{{Path: "Dockerfile"}},
			Edits:    dockerIgnore,
		},
		{
			Provides: stack.LocalServices,
			What:     "start the service's database and Redis for local work",
			Check:    Check{Name: "compose", Severity: "low", Minutes: 15},
			Root:     []RootFile{{Path: "compose.yaml", Shared: true}},
		},
	},
}

// dockerIgnore keeps out of the image what is local, secret, or made by the build.
func dockerIgnore(c *Context) ([]patcher.FileEdit, error) {
	if c.App.Language == stack.Node && len(c.image().Start) == 0 {
		return nil, c.unstarted()
	}
	out := []string{".git", ".github", ".scaffold", "**/.env", "**/.env.*", "**/*.log", "**/*.pem", "**/*.key"}
	if built := c.App.Language.Built; built != nil {
		out = append(out, "**/node_modules", "**/coverage")
		if dir, ok := built(c.App); ok {
			out = append(out, "**/"+dir)
		}
	}
	var edits []patcher.FileEdit
	for _, line := range out {
		edits = append(edits, patcher.FileEdit{Path: ".dockerignore", Edit: lines.Add{Line: line}})
	}
	return edits, nil
}

// unstarted refuses an image of a service of which nothing says how it runs outside of development.
func (c *Context) unstarted() error {
	return &patcher.Problem{
		Kind: patcher.NotUnderstood, Path: path.Join(c.base(), "package.json"),
		What: "no script start says how the service is run once it is built",
		Todo: "add one to the scripts and run again",
		Code: `"start": "node dist/server.js"`,
	}
}

// Image says how the app is built into a container image.
func (d data) Image() stack.Image { return d.context.image() }

func (c *Context) image() stack.Image {
	var preload []string
	for _, g := range c.Gaps {
		for i := range g.Pieces {
			p := &g.Pieces[i]
			if c.Has(g.Name) && !c.others(g, p) {
				preload = append(preload, c.preloads(p)...)
			}
		}
	}
	slices.Sort(preload)
	return c.App.Image(preload...)
}

// others tells whether the user's own provides what the piece would.
func (c *Context) others(g *Gap, p *Piece) bool {
	of := *c
	of.Gap = g
	_, found := c.App.Found[p.Provides]
	return found && !of.landed(p) || !c.wants(g, p)
}

func (c *Context) preloads(p *Piece) []string {
	var all []string
	for _, call := range p.Calls {
		if call.Seam == stack.Preload {
			all = append(all, c.place(c.file(call.Role)))
		}
	}
	return all
}

// ImageName is what the image is called on a machine that builds it: the last part of the app's name.
func (d data) ImageName() string {
	name := strings.ToLower(path.Base(d.App.Name))
	if name == "." || name == "/" || name == "" {
		return "service"
	}
	return name
}

// GoVersion is the line of Go that the app is built with.
func (d data) GoVersion() string {
	if line := d.App.Fact(stack.Toolchain); line != "" {
		return line
	}
	return "1"
}

// LivePath is the path that answers while the process runs: the app's own, else the one that closing the health gap gives it;
// "" for none.
func (d data) LivePath() string {
	for _, feature := range []stack.Feature{stack.Liveness, stack.Readiness} {
		if found := d.App.Found[feature].Path(); requestPath(found) == nil {
			return found
		}
	}
	if d.Has("health") {
		return "/health/live"
	}
	return ""
}

// Uses tells whether the app works with a service: postgres, mysql, mongodb or redis.
func (d data) Uses(service string) bool {
	a := d.context.allAnswers()
	if service == "redis" {
		return d.App.Fact(stack.Redis) != "" || d.App.Is(stack.Queue, "bullmq", "bull", "asynq") ||
			d.Has("rate-limit") && a["store"] == "redis" || d.Has("health") && a["redis"] == "yes"
	}
	return d.App.Is(stack.Database, service) || d.Has("health") && a["database"] == service
}

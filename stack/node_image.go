package stack

import (
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/stack/nodejs"
)

// nodeImage is what is needed to say how an app is built: the packages that it consists of, those that it depends on first.
type nodeImage struct {
	app     *App
	site    *nodeSite
	root    string // folder of the workspace, or of the package
	manager string
	parts   []*nodejs.Package
	several bool // the root is a workspace
}

func imageNode(app *App, preload []string) Image {
	site := siteOfNode(app)
	n := &nodeImage{app: app, site: site, root: site.home().Dir, manager: app.Fact(Manager)}
	n.several = n.root != site.program.Pkg.Dir
	n.collect(site.program.Pkg)
	image := Image{
		Dir: n.root, Manifests: n.manifests(), Install: n.install(), Generate: n.generate(), Prisma: n.prisma(), Build: n.builds(),
		Start: n.start(preload), Port: app.Language.Port,
	}
	switch n.manager {
	case "pnpm":
		image.Setup, image.Cache = "corepack enable", "/root/.local/share/pnpm/store"
	case "yarn":
		image.Setup, image.Cache = "corepack enable", "/usr/local/share/.cache"
	case "yarn-berry":
		image.Setup, image.Cache = "corepack enable", "/root/.yarn/berry/cache"
	case "bun":
		image.Setup, image.Cache = "npm install --global bun@1", "/root/.bun/install/cache"
	default:
		image.Cache = "/root/.npm"
	}
	image.Prune, image.Migrator = n.prune()
	return image
}

// collect lists a package behind those of the workspace that it depends on.
func (n *nodeImage) collect(pkg *nodejs.Package) {
	if slices.Contains(n.parts, pkg) {
		return
	}
	for _, dir := range slices.Sorted(maps.Keys(n.site.program.Pkgs)) {
		other := n.site.program.Pkgs[dir]
		if _, ok := pkg.Range(other.Name); ok && other != pkg && other.Name != "" && n.several && inFolder(n.root, dir) {
			n.collect(other)
		}
	}
	n.parts = append(n.parts, pkg)
}

func inFolder(root, dir string) bool { return root == "." || strings.HasPrefix(dir, root+"/") }

// manifests are the files that an install reads.
func (n *nodeImage) manifests() []ImageCopy {
	repo := n.site.program.Repo
	top := []string{path.Join(n.root, "package.json")}
	lock := map[string]string{"pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock", "yarn-berry": "yarn.lock", "bun": "bun.lock*"}[n.manager]
	if lock == "" {
		lock = "package-lock.json*" // there is none before the first install
	}
	top = append(top, path.Join(n.root, lock))
	for _, name := range []string{".npmrc", "pnpm-workspace.yaml", ".yarnrc.yml"} {
		if repo.Has(path.Join(n.root, name)) {
			top = append(top, path.Join(n.root, name))
		}
	}
	all := []ImageCopy{{From: top, To: path.Join(n.root) + "/"}}
	if !n.several {
		return all
	}
	for _, dir := range slices.Sorted(maps.Keys(n.site.program.Pkgs)) {
		if dir != n.root && inFolder(n.root, dir) {
			all = append(all, ImageCopy{From: []string{path.Join(dir, "package.json")}, To: dir + "/"})
		}
	}
	return all
}

// install leaves out what only other apps of the workspace need, where the package manager can.
func (n *nodeImage) install() string {
	command := n.site.installLocked(n.app, ".")
	if n.several && n.manager == "npm" {
		command += n.workspaces() + " --include-workspace-root"
	}
	return command
}

func (n *nodeImage) workspaces() string {
	flags := ""
	for _, pkg := range n.parts {
		flags += " -w " + nodejs.Rel(n.root, pkg.Dir)
	}
	return flags
}

// prisma tells whether one of the packages has Prisma's command line.
func (n *nodeImage) prisma() bool {
	return slices.ContainsFunc(n.all(), func(pkg *nodejs.Package) bool {
		_, ok := pkg.Range("prisma")
		return ok
	})
}

// generate returns the commands that make Prisma's client. They read the schema and connect to nothing.
func (n *nodeImage) generate() []string {
	for _, pkg := range n.all() {
		if _, ok := pkg.Range("prisma"); !ok || !MakesPrismaClient(n.site.program.Repo, pkg.Dir) {
			continue
		}
		for _, script := range slices.Sorted(maps.Keys(pkg.Scripts)) {
			if strings.TrimSpace(pkg.Scripts[script]) == "prisma generate" {
				return []string{runInWorkspace(strings.TrimSuffix(n.manager, "-berry"), ".", n.seen(pkg), script)}
			}
		}
		return []string{in(n.seen(pkg).Dir, "npx prisma generate")}
	}
	return nil
}

// all are the packages of the app and the root of the workspace.
func (n *nodeImage) all() []*nodejs.Package {
	if n.several {
		return append(slices.Clone(n.parts), n.site.home())
	}
	return n.parts
}

// seen returns the package with its folder as seen from the root.
func (n *nodeImage) seen(pkg *nodejs.Package) *nodejs.Package {
	moved := *pkg
	moved.Dir = "."
	if pkg.Dir != n.root {
		moved.Dir = nodejs.Rel(n.root, pkg.Dir)
	}
	return &moved
}

func (n *nodeImage) builds() []string {
	if nx := n.site.nx(n.app); nx.Name != "" {
		return []string{"npx nx build " + nx.Name}
	}
	var all []string
	for _, pkg := range n.parts {
		if pkg.Scripts["build"] != "" {
			all = append(all, runInWorkspace(strings.TrimSuffix(n.manager, "-berry"), ".", n.seen(pkg), "build"))
		}
	}
	return all
}

// migrators are the programs that migrate databases.
var migrators = []string{"prisma", "drizzle-kit", "knex", "node-pg-migrate", "typeorm", "sequelize-cli", "db-migrate"}

// prune returns the commands that leave out what only the build needs, and whether what migrates the database stays. A
// program that is listed as one of development is moved first: deploys need it.
func (n *nodeImage) prune() (commands []string, migrator bool) {
	for _, pkg := range n.all() {
		for _, name := range migrators {
			if _, ok := pkg.Deps[name]; ok {
				migrator = true
			}
			version, ok := pkg.DevDeps[name]
			if !ok {
				continue
			}
			if n.manager != "npm" {
				return nil, true // nothing is left out: the others have no way to keep one package
			}
			migrator = true
			at := ""
			if dir := n.seen(pkg).Dir; dir != "." {
				at = " -w " + dir
			}
			commands = append(commands, "npm pkg set"+at+" 'dependencies."+name+"="+version+"'", "npm pkg delete"+at+" devDependencies."+name)
		}
	}
	if n.startsBySource() {
		return nil, migrator
	}
	switch n.manager {
	case "pnpm":
		commands = append(commands, "rm -rf node_modules", "pnpm install --frozen-lockfile --prod --ignore-scripts")
	case "yarn":
		commands = append(commands, "yarn install --frozen-lockfile --production --ignore-scripts")
	case "yarn-berry":
		commands = append(commands, "yarn workspaces focus --production "+n.site.program.Pkg.Name)
	case "bun":
		commands = append(commands, "rm -rf node_modules", "bun install --frozen-lockfile --production")
	default:
		commands = append(commands, "npm prune --omit=dev"+n.kept())
	}
	return commands, migrator
}

func (n *nodeImage) kept() string {
	if !n.several {
		return ""
	}
	return n.workspaces() + " --include-workspace-root"
}

// startsBySource tells a service that is run by a tool of development.
func (n *nodeImage) startsBySource() bool {
	start := n.start(nil)
	return len(start) > 0 && start[0] != "node" || slices.ContainsFunc(start, func(word string) bool {
		return strings.Contains(word, "tsx") || strings.Contains(word, "ts-node")
	})
}

// start returns the command of the package's own script without the package manager around it, which would stand between
// the process and the signals that it gets.
func (n *nodeImage) start(preload []string) []string {
	script := n.site.program.Pkg.Scripts["start"]
	if i := strings.LastIndex(script, "&&"); i >= 0 {
		script = script[i+2:]
	}
	words := strings.Fields(script)
	for len(words) > 0 && (words[0] == "cross-env" || words[0] == "exec" || strings.Contains(words[0], "=")) {
		words = words[1:]
	}
	words = slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "--env-file") }) // there is no such file
	if len(words) == 0 || words[0] != "node" || strings.ContainsAny(script, "'\"|;$&<>") {
		if script != "" {
			return []string{"npm", "start"}
		}
		if words = n.entry(); words == nil {
			return nil
		}
	}
	var flags []string
	for _, name := range preload {
		file := nodejs.Rel(n.app.Dir, name)
		if n.app.Is(Types, "typescript") {
			built, ok := n.site.built(n.app, file)
			if !ok {
				continue
			}
			file = built
		}
		if flag := "./" + file; n.app.Is(Runtime, "esm") && !slices.Contains(words, flag) {
			flags = append(flags, "--import", flag)
		}
	}
	return slices.Concat(words[:1], flags, words[1:])
}

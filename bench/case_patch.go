//go:build linux

package main

import "path/filepath"

// routers is how many routers the app has that is patched.
const routers = 8

// patchCase is one change to one Express app: shown by scaffold, made by the peers.
func (b *bench) patchCase() testCase {
	return testCase{
		name:  "patch one app",
		setup: b.makeApp,
		contestants: func() []contestant {
			dir := filepath.Join(b.memory, "patched")
			app, manifest := filepath.Join(dir, "src/app.ts"), filepath.Join(dir, "package.json")
			fresh := func() error { return service(routers).fresh(dir) }
			peer := func(name string, args []string) contestant {
				return contestant{
					name: name, prepare: fresh, check: func(string) error { return usesHelmet(dir) },
					command: func() command { return command{dir: dir, args: args} },
				}
			}
			return []contestant{
				b.dryRun(b.app),
				peer("babel + magic-string", b.node("patch-babel.mjs", app, manifest)),
				peer("ast-grep", b.astGrep("scan", "--rule", filepath.Join(b.peers, "patch.yml"), "--update-all", app, manifest)),
			}
		},
		goals: []goal{
			{id: "P6", what: "`add --dry-run`, one app", metric: cpu, ours: "scaffold add --dry-run", reference: "babel + magic-string", must: 0.6},
			{id: "P6", what: "`add --dry-run`, one app", metric: cpu, ours: "scaffold add --dry-run", reference: "ast-grep"},
		},
	}
}

// makeApp makes the repository of one app.
func (b *bench) makeApp() error {
	if b.app != "" {
		return nil
	}
	b.app = filepath.Join(b.disk, "app")
	if err := service(routers).fresh(b.app); err != nil {
		return err
	}
	return commit(b.app)
}

func (b *bench) dryRun(dir string) contestant {
	args := []string{b.scaffold, "add", "security-headers", "--dry-run", "--yes"}
	return contestant{
		name:    "scaffold add --dry-run",
		command: func() command { return command{dir: dir, args: args} },
		check: func(printed string) error {
			return contains(printed, "+++ b/src/app.ts", "+app.use(", `+    "helmet": "`)
		},
	}
}

func usesHelmet(dir string) error {
	t, err := read(dir)
	if err != nil {
		return err
	}
	if err := contains(t["src/app.ts"], "import helmet from 'helmet';", "const app = express();\n\napp.use(helmet());\n"); err != nil {
		return err
	}
	return contains(t["package.json"], `    "helmet": "^8.1.0"`)
}

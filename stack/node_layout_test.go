package stack

import "testing"

func TestPlaceNode(t *testing.T) {
	const manifest = "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n"
	for _, c := range []struct {
		name, files string
		file        File
		want        string
	}{
		{"nothing there", "", File{Dir: "middleware", Role: "rate-limit"}, "middleware/rateLimit.js"},
		{"kebab", "-- middleware/is-admin.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middleware/rate-limit.js"},
		{"plural folder", "-- middlewares/x.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/rateLimit.js"},
		{"folder of tests only", "-- test/middlewares/x.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middleware/rateLimit.js"},
		{"camel", "-- middlewares/isAdmin.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/rateLimit.js"},
		{"snake", "-- middlewares/is_admin.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/rate_limit.js"},
		{"a class among functions", "-- middlewares/isAdmin.js --\n-- middlewares/ApiError.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/rateLimit.js"},
		{"capitals", "-- middlewares/IsAdmin.js --\n-- middlewares/HasKey.js --\n-- middlewares/index.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/RateLimit.js"},
		{"word behind a dot", "-- middlewares/auth.middleware.js --\n-- middlewares/log.middleware.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middlewares/rate-limit.middleware.js"},
		{"style of the neighbours", "-- services/userStore.js --\n", File{Dir: "config", Role: "app-env"}, "config/appEnv.js"},
		{"utils serve as lib", "-- utils/date.js --\n", File{Dir: "lib", Role: "logger"}, "utils/logger.js"},
		{"lib before utils", "-- utils/date.js --\n-- lib/db.js --\n", File{Dir: "lib", Role: "logger"}, "lib/logger.js"},
		{"below a layer", "-- common/middleware/a.js --\n", File{Dir: "middleware", Role: "health"}, "common/middleware/health.js"},
		{"migrations have no style", "-- migrations/20200101_a_b.js --\n-- migrations/20200102_c_d.js --\n-- jobs/sendMail.js --\n", File{Dir: "middleware", Role: "rate-limit"}, "middleware/rateLimit.js"},
		{"folders in it", "-- app/middleware/auth/a.js --\n", File{Dir: "middleware", Role: "health"}, "app/middleware/health.js"},
		{"folders in one of a feature", "-- billing/middleware/auth/a.js --\n", File{Dir: "middleware", Role: "health"}, "middleware/health.js"},
		{"below a feature", "-- billing/middleware/a.js --\n", File{Dir: "middleware", Role: "health"}, "middleware/health.js"},
		{"test beside", "", File{Dir: "lib", Role: "logger", Test: true}, "lib/logger.test.js"},
		{"spec beside", "-- a.spec.js --\n", File{Dir: "lib", Role: "logger", Test: true}, "lib/logger.spec.js"},
		{"test folder", "-- tests/unit/a.test.js --\n-- tests/integration/b.test.js --\n-- tests/integration/c.test.js --\n", File{Dir: "lib", Role: "logger", Test: true}, "tests/unit/logger.test.js"},
		{"folder beside", "-- lib/__tests__/a.test.js --\n", File{Dir: "lib", Role: "logger", Test: true}, "lib/__tests__/logger.test.js"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := onlyApp(t, manifest+c.files+server)
			if got := placeNode(app, c.file); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestPlaceIgnoresCreatedFiles(t *testing.T) {
	repo := nodeTree(t, "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n-- lib/fooBar.js --\n-- lib/a-b.js --\n-- lib/c-d.js --\n"+server)
	repo.Own(map[string]string{"lib/a-b.js": "", "lib/c-d.js": ""})
	app := expressApps(t, repo)[0]
	if got := placeNode(app, File{Dir: "lib", Role: "e-f"}); got != "lib/eF.js" {
		t.Errorf("got %s", got)
	}
}

func TestNodeLink(t *testing.T) {
	for _, c := range []struct{ extension, from, to, want string }{
		{"", "src/app.ts", "src/lib/a.ts", "./lib/a"},
		{".js", "src/app.ts", "src/lib/a.ts", "./lib/a.js"},
		{".ts", "src/http/app.ts", "src/lib/a.ts", "../lib/a.ts"},
		{"", "index.js", "lib/a.js", "./lib/a"},
		{"", "bin/www", "lib/a.js", "../lib/a"},
		{"", "a/b/c.mts", "a/d.mts", "../d.mjs"},
		{"", "a.mjs", "b.mjs", "./b.mjs"},
		{".js", "apps/api/src/x.ts", "apps/api/src/y.ts", "./y.js"},
	} {
		app := &App{Facts: map[Key]Fact{Extension: {Value: c.extension}}}
		if got := nodeLink(app, c.from, c.to); got != c.want {
			t.Errorf("%s to %s with %q: got %s, want %s", c.from, c.to, c.extension, got, c.want)
		}
	}
}

func TestSourceDir(t *testing.T) {
	for in, want := range map[string]string{
		"server.js": ".", "src/app.ts": "src", "backend/server.js": "backend", "server/src/server.ts": "server/src", "config/express.js": ".",
		"src/loaders/express.ts": "src", "app/index.js": "app", "apps/api/src/main.ts": "apps/api/src", "server/config/express.js": "server", "bin/www": ".",
	} {
		if got := sourceDir(in); got != want {
			t.Errorf("%s gives %s, want %s", in, got, want)
		}
	}
}

func TestLinkUnderAnotherAlias(t *testing.T) {
	const tree = `-- package.json --
{"dependencies": {"express": "^4.0.0"}}
-- tsconfig.json --
{"compilerOptions": {"baseUrl": ".", "paths": {"@infra/*": ["src/infra/*"], "@http/*": ["src/http/*"], "@wide/*": ["src/*"]}}}
-- src/infra/cors.ts --
export const cors = 1;
-- src/infra/app.ts --
import express from 'express';
import { cors } from '@infra/cors';
const app = express();
app.get('/', (req, res) => res.send(cors));
app.listen(3000);
`
	for _, c := range []struct{ to, want string }{
		{"src/http/health.ts", "@http/health"},
		{"src/infra/health.ts", "@infra/health"},
		{"src/jobs/health.ts", "@wide/jobs/health"},
		{"lib/health.ts", "../../lib/health"},
	} {
		_, app := onlyApp(t, tree)
		if got := linkIn(siteOfNode(app).program, app, "src/infra/app.ts", c.to); got != c.want {
			t.Errorf("%s: got %s, want %s", c.to, got, c.want)
		}
	}
}

// TestLinkInStaysAsItIs: what was imported under an alias is not imported once more, now that the file has one import more.
func TestLinkInStaysAsItIs(t *testing.T) {
	const head = `-- package.json --
{"dependencies": {"express": "^4.0.0"}}
-- tsconfig.json --
{"compilerOptions": {"paths": {"@infra/*": ["./src/infra/*"], "@shared/*": ["./src/shared/*"]}}}
-- src/index.ts --
import express from "express";
import { a } from "@infra/a";
import { b } from "@infra/b";
import { c } from "./c";
`
	const tail = `
const app = express();
app.use(a, b, c);
app.listen(1);
`
	for _, more := range []string{"", "import { log } from \"@shared/log\";\n"} {
		_, app := onlyApp(t, head+more+tail)
		p := app.Site.(*expressSite).program
		if got := linkIn(p, app, "src/index.ts", "src/shared/log.ts"); got != "@shared/log" {
			t.Errorf("with %q: %s", more, got)
		}
	}
	_, app := onlyApp(t, head+"import { d } from './d';\n"+tail)
	if got := linkIn(app.Site.(*expressSite).program, app, "src/index.ts", "src/shared/log.ts"); got != "./shared/log" {
		t.Errorf("among as many relative ones: %s", got)
	}
}

// TestLinkInKeepsTheSpelling: of two aliases that lead to a file the one stays that it was imported under, also where those
// that were added since are more under the other.
func TestLinkInKeepsTheSpelling(t *testing.T) {
	_, app := onlyApp(t, `-- package.json --
{"dependencies": {"express": "^4.0.0"}}
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"], "@utils/*": ["./src/utils/*"]}}}
-- src/utils/log.ts --
export const log = 1;
-- src/index.ts --
import '@/instrument';
import '@/tracing';
import '@utils/log';
import express from 'express';
const app = express();
app.listen(1);
`)
	if got := linkIn(app.Site.(*expressSite).program, app, "src/index.ts", "src/utils/log.ts"); got != "@utils/log" {
		t.Error(got)
	}
}

// TestPlaceBesideApps: where an app in apps/ loads its libraries from a folder beside it, they go there.
func TestPlaceBesideApps(t *testing.T) {
	const api = "-- apps/api/server.ts --\nimport express from 'express';\nimport { db } from '../../libs/db';\nconst app = express();\napp.get('/', (_req, res) => res.json(db));\napp.listen(1);\n" +
		"-- apps/api/middleware/requireUser.ts --\n-- apps/web/page.tsx --\n-- libs/db.ts --\nexport const db = 1;\n"
	const manifest = "package.json --\n{\"dependencies\": {\"express\": \"^5.0.0\"}}\n"
	for what, files := range map[string]string{"one package": "-- " + manifest + api, "a package an app": "-- package.json --\n{\"workspaces\": [\"apps/*\"]}\n-- apps/api/" + manifest + api} {
		_, app := onlyApp(t, files)
		for _, want := range []struct {
			file File
			path string
		}{
			{File{Dir: "middleware", Role: "error-handler"}, "apps/api/middleware/errorHandler.ts"},
			{File{Dir: "lib", Role: "logger"}, "libs/logger.ts"},
			{File{Dir: "config", Role: "env"}, "libs/config.ts"},
			{File{Dir: "routes/privacy", Role: "privacy"}, "apps/api/routes/privacy/privacy.ts"},
		} {
			if got := placeNode(app, want.file); got != want.path {
				t.Errorf("%s: got %s, want %s", what, got, want.path)
			}
		}
	}
	_, app := onlyApp(t, "-- libs/package.json --\n{\"name\": \"libs\"}\n-- package.json --\n{\"workspaces\": [\"apps/*\", \"libs\"]}\n-- apps/api/"+manifest+api)
	if got := placeNode(app, File{Dir: "lib", Role: "logger"}); got != "apps/api/lib/logger.ts" {
		t.Errorf("a package of its own: got %s", got)
	}
}

// TestPlaceStays: what an earlier run created stays where it is, however the user's files are called by now.
func TestPlaceStays(t *testing.T) {
	owned := map[string]string{"utils/trustProxy.js": "", "utils/trustProxy.test.js": "", "middleware/rateLimit.js": "", "tests/rateLimit.test.js": ""}
	files := "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n" + server
	for name := range owned {
		files += "-- " + name + " --\n"
	}
	for _, users := range []string{"lib/a-b.js", "lib/c-d.js", "middleware/e-f.js", "middleware/g-h.js", "src/a.spec.js", "test/b.spec.js"} {
		files += "-- " + users + " --\n"
	}
	repo := nodeTree(t, files)
	repo.Own(owned)
	app := expressApps(t, repo)[0]
	for want, file := range map[string]File{
		"utils/trustProxy.js":       {Dir: "lib", Role: "trust-proxy"},
		"utils/trustProxy.test.js":  {Dir: "lib", Role: "trust-proxy", Test: true},
		"middleware/rateLimit.js":   {Dir: "middleware", Role: "rate-limit"},
		"tests/rateLimit.test.js":   {Dir: "middleware", Role: "rate-limit", Test: true},
		"middleware/not-found.js":   {Dir: "middleware", Role: "not-found"},
		"middleware/trust-proxy.js": {Dir: "middleware", Role: "trust-proxy"},
	} {
		if got := placeNode(app, file); got != want {
			t.Errorf("%v: got %s, want %s", file, got, want)
		}
	}
}

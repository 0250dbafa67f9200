package stack

import (
	"maps"
	"strings"
	"testing"
)

// TestExpressTracking finds what tracks errors, traces and numbers by what is called, and says what it lacks.
func TestExpressTracking(t *testing.T) {
	manifest := func(deps string) string {
		return `{"name":"shop","type":"module","scripts":{"start":"node src/server.js"},"dependencies":{"express":"5.1.0",` + deps + `}}`
	}
	const server = "import './instrument.js';\nimport express from 'express';\nconst app = express();\napp.get('/', (_req, res) => res.send('ok'));\napp.listen(3000);\n"
	const late = "import express from 'express';\nimport './instrument.js';\nconst app = express();\napp.get('/', (_req, res) => res.send('ok'));\napp.listen(3000);\n"
	const sentry = "import * as Sentry from '@sentry/node';\nSentry.init({ dsn: process.env.SENTRY_DSN });\n"
	for name, test := range map[string]struct {
		deps, server, instrument, script string
		feature                          Feature
		want                             string // of what is lacking, "whole" for nothing, "" where the feature is not there
	}{
		"first":             {`"@sentry/node":"11.1.0"`, server, sentry, "", ErrorTracker, "whole"},
		"late":              {`"@sentry/node":"11.1.0"`, late, sentry, "", ErrorTracker, "loaded before it"},
		"by a flag":         {`"@sentry/node":"11.1.0"`, strings.Replace(late, "import './instrument.js';\n", "", 1), sentry, "node --import ./src/instrument.js src/server.js", ErrorTracker, "whole"},
		"old, not handed":   {`"@sentry/node":"8.2.0"`, server, sentry, "", ErrorTracker, "setupExpressErrorHandler"},
		"old, handed":       {`"@sentry/node":"8.2.0"`, server + "Sentry.setupExpressErrorHandler(app);\nimport * as Sentry from '@sentry/node';\n", sentry, "", ErrorTracker, "whole"},
		"not called":        {`"@sentry/node":"11.1.0"`, server, "import * as Sentry from '@sentry/node';\nexport const unused = () => Sentry.init({});\n", "", ErrorTracker, ""},
		"only a word":       {`"@sentry/node":"11.1.0"`, server, "export const sentry = 'init';\n", "", ErrorTracker, ""},
		"bugsnag":           {`"@bugsnag/js":"8.0.0"`, server, "import Bugsnag from '@bugsnag/js';\nBugsnag.start({ apiKey: 'x' });\n", "", ErrorTracker, "whole"},
		"rollbar":           {`"rollbar":"2.0.0"`, server, "import Rollbar from 'rollbar';\nexport const rollbar = new Rollbar({});\n", "", ErrorTracker, "whole"},
		"new relic":         {`"newrelic":"12.0.0"`, server, "import 'newrelic';\n", "", Tracing, "whole"},
		"otel":              {`"@opentelemetry/sdk-node":"0.200.0"`, server, "import { NodeSDK } from '@opentelemetry/sdk-node';\nnew NodeSDK({}).start();\n", "", Tracing, "whole"},
		"prom-client":       {`"prom-client":"15.0.0"`, server + "app.get('/metrics', async (_req, res) => res.send(await register.metrics()));\nimport { register } from 'prom-client';\n", "", "", Metrics, "whole"},
		"counted, not told": {`"prom-client":"15.0.0"`, server, "import { Counter } from 'prom-client';\nexport const orders = new Counter({ name: 'orders', help: 'orders' });\n", "", Metrics, ""},
		"prom bundle":       {`"express-prom-bundle":"8.0.0"`, server + "app.use(bundle({}));\nimport bundle from 'express-prom-bundle';\n", "", "", Metrics, "whole"},
		"compression":       {`"compression":"1.8.0"`, server + "app.use(compression());\nimport compression from 'compression';\n", "", "", Compression, "whole"},
		"cache-manager":     {`"cache-manager":"7.0.0"`, server, "import { createCache } from 'cache-manager';\nexport const cache = createCache();\n", "", Cache, "whole"},
		"board":             {`"@bull-board/api":"9.10.1"`, server, "import { createBullBoard } from '@bull-board/api';\ncreateBullBoard({ queues: [] });\n", "", QueueBoard, "whole"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"package.json": manifest(test.deps), "src/server.js": test.server, "src/instrument.js": test.instrument}
			if test.script != "" {
				files["package.json"] = strings.Replace(files["package.json"], "node src/server.js", test.script, 1)
			}
			found, err := Detect(writeRepo(t, maps.Clone(files), ""))
			if err != nil || len(found.Apps) != 1 {
				t.Fatal(err, found)
			}
			got, there := found.Apps[0].Found[test.feature]
			switch {
			case there != (test.want != ""):
				t.Errorf("found: %t %+v", there, got)
			case test.want == "whole" && got.Partial != "", test.want != "whole" && !strings.Contains(got.Partial, test.want):
				t.Errorf("partial: %q, want %q", got.Partial, test.want)
			}
		})
	}
}

// TestPreloadScript puts the flag where node runs the program and does nothing else, in one order whichever came first.
func TestPreloadScript(t *testing.T) {
	for command, want := range map[string]string{
		"node dist/server.js":                            "node --import ./dist/instrument.js dist/server.js",
		"node ./dist/server.js --port 1":                 "node --import ./dist/instrument.js ./dist/server.js --port 1",
		"NODE_ENV=production node dist/server.js":        "NODE_ENV=production node --import ./dist/instrument.js dist/server.js",
		"node --env-file .env dist/server.js":            "node --env-file .env --import ./dist/instrument.js dist/server.js",
		"node --import ./dist/tracing.js dist/server.js": "node --import ./dist/instrument.js --import ./dist/tracing.js dist/server.js",
		"node dist/worker.js":                            "",
		"npm run build && node dist/server.js":           "",
		"nodemon dist/server.js":                         "",
		"node -r":                                        "",
	} {
		e := preloadScript{Script: "start", Entry: "dist/server.js", File: "./dist/instrument.js"}
		got, ok := e.preloaded(command)
		if ok != (want != "") || got != want {
			t.Errorf("%s: %q %t, want %q", command, got, ok, want)
		}
		if again, ok := e.preloaded(got); want != "" && (!ok || again != got) {
			t.Errorf("%s a second time: %q", command, again)
		}
	}
}

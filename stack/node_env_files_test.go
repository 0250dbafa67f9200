package stack

import (
	"strings"
	"testing"
)

// TestEnvFiles: whichever way a program sets variables from files, and in whichever module system, the files are known by
// their paths from the app's folder.
func TestEnvFiles(t *testing.T) {
	for _, c := range []struct{ name, commonJS, esm, want string }{
		{"none", `const x = process.env.X;`, `const x = process.env.X;`, ""},
		{"dotenv", `require('dotenv').config();`, `import dotenv from 'dotenv'; dotenv.config();`, "'.env'"},
		{"dotenv behind others", `const dotenv = require('dotenv'); const x = 1; dotenv.config();`, `import * as dotenv from 'dotenv'; const x = 1; dotenv.config();`, "'.env'"},
		{"dotenv by name", `const { config } = require('dotenv'); config({ quiet: true });`, `import { config } from 'dotenv'; config({ quiet: true });`, "'.env'"},
		{"dotenv with a path", `require('dotenv').config({ path: './config/dev.env' });`, `import { config } from 'dotenv'; config({ path: './config/dev.env' });`, "'config/dev.env'"},
		{"several", `require('dotenv').config({ path: ['.env.local', '.env'] });`, `import { config } from 'dotenv'; config({ path: ['.env.local', '.env'] });`, "'.env.local', '.env'"},
		{"options by a name", `const options = { path: '.env.dev' }; require('dotenv').config(options);`, `import { config } from 'dotenv'; const options = { path: '.env.dev' }; config(options);`, "'.env.dev'"},
		{"beside the file", `require('dotenv').config({ path: require('path').join(__dirname, '../.env') });`,
			`import path from 'node:path'; import { config } from 'dotenv'; config({ path: path.resolve(import.meta.dirname, '../.env') });`, "'.env'"},
		{"by a URL", `require('dotenv').config({ path: __dirname + '/../.env' });`, `import { config } from 'dotenv'; import { fileURLToPath } from 'node:url'; config({ path: fileURLToPath(new URL('../.env', import.meta.url)) });`, "'.env'"},
		{"above the package", `require('dotenv').config({ path: '../../.env' });`, `import { config } from 'dotenv'; config({ path: '../../.env' });`, "'../../.env'"},
		{"by the environment", "require('dotenv').config({ path: `.env.${process.env.NODE_ENV || 'development'}` });", "import { config } from 'dotenv'; config({ path: `.env.${process.env.NODE_ENV || 'development'}` });", "`.env.${process.env.NODE_ENV || 'development'}`"},
		{"by a choice", `require('dotenv').config({ path: process.env.NODE_ENV === 'dev' ? '.env.dev' : '.env' });`, `import { config } from 'dotenv'; config({ path: process.env.NODE_ENV === 'dev' ? '.env.dev' : '.env' });`, "process.env.NODE_ENV === 'dev' ? '.env.dev' : '.env'"},
		{"in the folder it runs in", "const path = require('path'); require('dotenv').config({ path: path.join(process.cwd(), `.env${process.env.NODE_ENV === 'test' ? '.test' : ''}`) });",
			"import { join } from 'path'; import { config } from 'dotenv'; config({ path: join(process.cwd(), `.env${process.env.NODE_ENV === 'test' ? '.test' : ''}`) });", "`.env${process.env.NODE_ENV === 'test' ? '.test' : ''}`"},
		{"by a variable first", `require('dotenv').config({ path: process.env.ENV_FILE || '.env' });`, `import { config } from 'dotenv'; config({ path: process.env.ENV_FILE || '.env' });`, "process.env.ENV_FILE || '.env'"},
		{"Node's own", `try { process.loadEnvFile('.env.example'); } catch {}`, `try { process.loadEnvFile('.env.example'); } catch {}`, "'.env.example'"},
		{"Node's own, without a path", `process.loadEnvFile();`, `process.loadEnvFile();`, "'.env'"},
		{"dotenv-flow", `require('dotenv-flow').config();`, `import 'dotenv-flow/config';`, strings.Join(flowFiles, ", ")},
		{"dotenvx", `require('@dotenvx/dotenvx').config({ path: ['.env.production'] });`, `import { config } from '@dotenvx/dotenvx'; config({ path: ['.env.production'] });`, "'.env.production'"},
		{"what cannot be told", `require('dotenv').config({ path: pick() });`, `import { config } from 'dotenv'; config({ path: pick() });`, ""},
		{"a function of another module", `require('./dotenv').config({ path: '.env.mine' });`, `import { config } from './dotenv.js'; config({ path: '.env.mine' });`, ""},
	} {
		for kind, text := range map[string]string{"commonjs": c.commonJS, "module": c.esm} {
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				start := "const app = require('express')();\n"
				if kind == "module" {
					start = "import express from 'express';\nimport './settings.js';\nconst app = express();\n"
				} else {
					start += "require('./settings');\n"
				}
				_, app := onlyApp(t, "-- package.json --\n{\"type\": \""+kind+"\", \"main\": \"src/index.js\", \"dependencies\": {\"express\": \"^5.0.0\", \"dotenv\": \"^17.0.0\", \"dotenv-flow\": \"^4.0.0\", \"@dotenvx/dotenvx\": \"^1.0.0\"}}\n-- src/index.js --\n"+start+
					"app.get('/', (req, res) => res.send('ok'));\napp.listen(3000);\n-- src/settings.js --\n"+text+"\n-- src/dotenv.js --\n-- scripts/seed.js --\nprocess.loadEnvFile('.env.seed');\n")
				if got := strings.Join(Node.EnvFiles(app), ", "); got != c.want {
					t.Errorf("got %s\nwant %s", got, c.want)
				}
			})
		}
	}
}

package stack

import (
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/tssrc"
)

func TestFinishNode(t *testing.T) {
	const text = "import cors from 'cors';\nimport type { Request } from 'express';\nimport { a } from './a';\n\nexport function f(req: Request): string {\n  return a(req, 'x', cors);\n}\n"
	for _, c := range []struct {
		name, files, ext string
		want             []string
	}{
		{"TypeScript keeps its types", "-- app.ts --\nimport express from 'express';\nconst app = express();\napp.get('/', () => 'a');\napp.listen(1);\n",
			".ts", []string{"import type { Request }", "  return a(req, 'x', cors);"}},
		{"no esModuleInterop", "-- tsconfig.json --\n{ \"compilerOptions\": { \"module\": \"commonjs\", \"allowSyntheticDefaultImports\": true } }\n-- app.ts --\nimport express = require('express');\nconst app = express();\napp.get('/', () => 'a');\napp.listen(1);\n",
			".ts", []string{"import cors = require('cors');", "import { a } from './a';"}},
		{"CommonJS without semicolons", "-- app.js --\nconst express = require(\"express\")\nconst app = express()\napp.get(\"/\", () => {\n\treturn \"b\"\n})\napp.listen(1)\n",
			".js", []string{"const { a } = require(\"./a\")\n", "\treturn a(req, \"x\", cors)\n", "module.exports"}},
		{"Prettier wins over the files", "-- .prettierrc --\n{ \"singleQuote\": true, \"tabWidth\": 4 }\n-- app.mjs --\nimport express from \"express\"\nconst app = express()\napp.get(\"/\", () => \"b\")\napp.listen(1)\n",
			".mjs", []string{"import { a } from './a';", "    return a(req, 'x', cors);"}},
		{"Prettier as YAML", "-- .prettierrc --\nsingleQuote: false # as ever\nuseTabs: true\n-- app.mjs --\nimport express from 'express';\nconst app = express();\napp.get('/', () => 'b');\napp.listen(1);\n",
			".mjs", []string{"\treturn a(req, \"x\", cors);"}},
		{"editorconfig", "-- .editorconfig --\n[*]\nindent_style = space\nindent_size = 4\n[*.md]\nindent_size = 8\n-- app.mjs --\nimport express from 'express';\nconst app = express();\napp.get('/', () => 'b');\napp.listen(1);\n",
			".mjs", []string{"    return a(req, 'x', cors);"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := onlyApp(t, "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n"+c.files)
			out, err := finishNode(app, "f"+c.ext, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			if _, err := tssrc.Parse("f"+c.ext, out); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRequireNode(t *testing.T) {
	texts := map[string][]byte{
		"a.ts": []byte("import { rateLimit } from 'express-rate-limit';\nimport pino from 'pino';\nimport fs from 'node:fs';\nimport { b } from './b.js';\n"),
		"b.ts": []byte("import cors from 'cors';\nimport type { Express } from 'express';\n"),
	}
	for _, c := range []struct {
		name, manifest, files string
		want, not             []string
	}{
		{"adds what lacks, types for TypeScript", `{ "dependencies": { "express": "^4.0.0", "pino": "9.0.0" } }`,
			"-- app.ts --\nimport express from 'express';\nconst app = express();\napp.get('/', () => 'a');\napp.listen(1);\n",
			[]string{`"cors": "^`, `"express-rate-limit": "^`, `"@types/cors"`, `"pino": "9.0.0"`}, []string{"node:fs", "./b"}},
		{"exact where versions are pinned, no types for JavaScript", `{ "dependencies": { "express": "4.0.0", "helmet": "7.0.0" } }`, server,
			[]string{`"pino": "1`, `"cors": "2`}, []string{"@types", "^"}},
		{"catalog", `{ "dependencies": { "express": "catalog:" } }`, "-- pnpm-workspace.yaml --\npackages:\n  - .\ncatalog:\n  pino: ^9.0.0\n  express: ^4\n" + server,
			[]string{`"pino": "catalog:"`, `"cors": "^2`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			repo, app := onlyApp(t, "-- package.json --\n"+c.manifest+"\n"+c.files)
			edits, err := requireNode(repo, app, texts)
			if err != nil {
				t.Fatal(err)
			}
			out := fold(t, repo.Read("package.json"), edits)
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("%s is not in\n%s", want, out)
				}
			}
			for _, not := range c.not {
				if strings.Contains(out, not) {
					t.Errorf("%s is in\n%s", not, out)
				}
			}
		})
	}
}

func TestRequireNodeRefusesWhatIsTooOld(t *testing.T) {
	const source = "-- app.ts --\nimport express from 'express';\nconst app = express();\napp.get('/', () => 'a');\napp.listen(1);\n"
	for _, c := range []struct{ manifest, imported, want string }{
		{`{ "dependencies": { "express": "^4.0.0", "express-rate-limit": "^6.7.0" } }`, "express-rate-limit", "express-rate-limit 6 is there"},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "@faker-js/faker": "^7.6.0" } }`, "@faker-js/faker", "@faker-js/faker 7 is there"},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "typescript": "^4.7.4" } }`, "zod", "TypeScript 4.7.4 cannot read"},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "typescript": "~4.4.0" } }`, "helmet", "TypeScript 4.4.0 cannot read"},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "typescript": "^4.7" } }`, "helmet", ""},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "@types/node": "^18.11.0" } }`, "loadEnvFile", "the types of Node 18 do not know loadEnvFile"},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "@types/node": "*" } }`, "loadEnvFile", ""},
		{`{ "dependencies": { "express": "^4.0.0", "zod": "^3.22.0" }, "devDependencies": { "typescript": "^4.7.4" } }`, "zod", ""},
		{`{ "dependencies": { "express": "^4.0.0", "helmet": "latest" } }`, "helmet", ""},
		{`{ "dependencies": { "express": "^4.0.0" }, "devDependencies": { "typescript": "^5.0.0" } }`, "pino", ""},
	} {
		repo, app := onlyApp(t, "-- package.json --\n"+c.manifest+"\n"+source)
		_, err := requireNode(repo, app, map[string][]byte{"x.ts": []byte("import x from '" + c.imported + "';\n")})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %s: got %v, want %q", c.imported, c.manifest, err, c.want)
		}
	}
}

func fold(t *testing.T, src []byte, edits []patcher.FileEdit) string {
	t.Helper()
	for _, e := range edits {
		out, err := e.Edit.Apply(src)
		if err != nil {
			t.Fatal(err)
		}
		src = out
	}
	return string(src)
}

func TestReadsNode(t *testing.T) {
	repo, app := onlyApp(t, `-- package.json --
{ "type": "module", "dependencies": { "express": "^5.0.0" } }
-- index.js --
import express from 'express';
import './other.js';

const app = express();
const env = process.env;
const { HOST, DB_NAME: name = 'shop' } = process.env;
const port = Number(process.env.PORT || 3000);
const key = process.env['API_KEY'] ?? '';
process.env.WRITTEN = '1';
// process.env.COMMENTED
const text = 'process.env.IN_A_STRING';
if (process.env.NODE_ENV === 'test') process.exit();
console.log(env.LEVEL, import.meta.env.VITE_X, process.env.hasOwnProperty('x'), process.env[name]);
app.get('/', (req, res) => res.end(process.env.PORT));
app.listen(parseInt(env.METRICS_PORT || env.ADMIN_PORT, 10) || 9100, port);
-- other.js --
import { z } from 'zod';
const shape = z.object({ WORKERS: z.coerce.number().int().default(4), TOKEN: z.string(), lower: z.string() });
export const held = shape.parse(process.env);
export const url = process.env.DATABASE_URL ?? `+"`a\nb`"+`;
export const read = (key, fallback) => process.env[key] || fallback;
export const queue = { host: read('QUEUE_HOST', 'localhost'), name: read('QUEUE_NAME'), other: read(url) };
-- unused.js --
export const never = process.env.NEVER;
-- test/a.test.js --
process.env.TESTED;
`)
	var got []string
	for _, r := range readsNode(repo, app) {
		got = append(got, r.Name+"="+r.Default+" "+r.At.String())
	}
	want := "ADMIN_PORT= index.js:15, API_KEY= index.js:8, DATABASE_URL= other.js:4, DB_NAME=shop index.js:6, HOST= index.js:6, LEVEL= index.js:13, METRICS_PORT=9100 index.js:15, PORT=3000 index.js:7, QUEUE_HOST=localhost other.js:7, QUEUE_NAME= other.js:7, TOKEN= other.js:2, WORKERS=4 other.js:2"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

//go:build linux

package main

import (
	"fmt"
	"strings"
)

const servicePackage = `{
  "name": "api",
  "version": "1.0.0",
  "private": true,
  "type": "module",
  "scripts": {
    "build": "tsc",
    "start": "node dist/server.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  },
  "devDependencies": {
    "@types/express": "^5.0.3",
    "@types/node": "^20.19.0",
    "typescript": "^5.9.2"
  },
  "engines": {
    "node": ">=20"
  }
}
`

const serviceConfig = `{
  "compilerOptions": {
    "module": "nodenext",
    "outDir": "dist",
    "rootDir": "src",
    "strict": true,
    "target": "es2023"
  },
  "include": ["src"]
}
`

const serviceApp = `import express from 'express';
%s
const app = express();

app.use(express.json());
%s
export default app;
`

const serviceStart = `import app from './app.js';

const port = Number(process.env.PORT ?? 3000);
app.listen(port);
`

// service is an Express service with so many routers.
func service(routers int) tree {
	t := tree{
		"package.json":  servicePackage,
		"tsconfig.json": serviceConfig,
		"src/server.ts": serviceStart,
		".gitignore":    "node_modules/\ndist/\n",
	}
	var imports, uses strings.Builder
	for i := range routers {
		noun := nouns[i%len(nouns)]
		fmt.Fprintf(&imports, "import %sRouter from './%s.js';\n", noun, noun)
		fmt.Fprintf(&uses, "app.use('/%ss', %sRouter);\n", noun, noun)
		t["src/"+noun+".ts"] = router(noun)
	}
	t["src/app.ts"] = fmt.Sprintf(serviceApp, imports.String(), uses.String())
	return t
}

func router(noun string) string {
	d := dice(len(noun))
	return "import { Router } from 'express';\n\n" + functions(&d, 2) + fmt.Sprintf(
		"const router = Router();\n\nrouter.get('/', (_request, response) => {\n  response.json({ %s: [] });\n});\n\nexport default router;\n", noun)
}

// longSource is an Express app in one file of so many statements.
func longSource(statements int) string {
	var b strings.Builder
	b.WriteString("import express from 'express';\n\nconst app = express();\n\napp.use(express.json());\n\n")
	d := dice(1)
	for i := range statements {
		noun := d.pick(nouns)
		fmt.Fprintf(&b, "app.get('/%ss/%d', (_request, response) => { response.json({ %s: %d, note: '%s the %s' }); });\n",
			noun, i, noun, d.roll(9000), d.pick(verbs), noun)
	}
	b.WriteString("\napp.listen(3000);\n")
	return b.String()
}

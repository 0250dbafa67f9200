package stack

import (
	"strings"
	"testing"
)

// TestImportJest: a test imports Jest's functions where the compiler does not know them otherwise.
func TestImportJest(t *testing.T) {
	const text = "import { once } from 'node:events';\nimport { f } from './f';\n\nit('does it', () => {\n  expect(f('it(')).toBe(1);\n});\n"
	for _, c := range []struct{ types, name, want string }{
		{`, "types": ["node"]`, "f.test.ts", "import { expect, it } from '@jest/globals';\nimport { f }"},
		{`, "types": ["node", "jest"]`, "f.test.ts", "import { f }"},
		{"", "f.test.ts", "import { f }"},
		{`, "types": ["node"]`, "f.ts", "import { f }"},
	} {
		_, app := onlyApp(t, `-- package.json --
{"dependencies": {"express": "^4.0.0"}, "devDependencies": {"jest": "^29.0.0", "@jest/globals": "^29.0.0"}}
-- tsconfig.json --
{"compilerOptions": {"module": "commonjs"`+c.types+`}}
-- app.ts --
import express from 'express';
const app = express();
app.get('/', () => 'a');
app.listen(1);
`)
		out, err := finishNode(app, c.name, []byte(text))
		if err != nil || !strings.Contains(string(out), "from 'node:events';\n"+c.want) {
			t.Errorf("%s with %q: %v\n%s", c.name, c.types, err, out)
		}
	}
}

// TestModuleOfTheWorkspace: a package gets the version that its workspace has, never a second one.
func TestModuleOfTheWorkspace(t *testing.T) {
	app := appOf(t, map[string]string{
		"package.json":          `{"workspaces": ["apps/*"], "devDependencies": {"zod": "^3.24.2"}}`,
		"apps/api/package.json": `{"name": "api", "dependencies": {"express": "5.0.0"}}`, "apps/api/app.js": listening,
	})
	edits, err := app.Language.Require(nil, app, map[string][]byte{"a.js": []byte("import { z } from 'zod';\n")})
	if err != nil || len(edits) != 1 {
		t.Fatal(edits, err)
	}
	out, err := edits[0].Edit.Apply([]byte("{}\n"))
	if err != nil || !strings.Contains(string(out), `"zod": "^3.24.2"`) {
		t.Errorf("%s %v", out, err)
	}
}

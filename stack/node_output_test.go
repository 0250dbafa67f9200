package stack

import (
	"slices"
	"strings"
	"testing"
)

// TestStartOfWhatNoScriptStarts: what an image runs is told by what the build makes, and by nothing where it does not say.
func TestStartOfWhatNoScriptStarts(t *testing.T) {
	const pkg = `{"dependencies": {"express": "5"}, "scripts": {"build": "rimraf out && tsc -p tsconfig.prod.json"}}`
	const inNx = `{"name": "api", "targets": {"build": {"executor": "@nx/EXECUTOR", "options": {"outputPath": "dist/apps/api", "main": "apps/api/src/main.ts"}}}}`
	nx := func(executor string) map[string]string {
		return map[string]string{
			"package.json": `{"dependencies": {"express": "5"}}`, "apps/api/tsconfig.json": `{}`, "apps/api/src/main.ts": listening,
			"apps/api/project.json": strings.Replace(inNx, "EXECUTOR", executor, 1),
		}
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"the folder of sources is set": {map[string]string{"package.json": pkg, "src/main.ts": listening, "tsconfig.prod.json": `{"extends": "./tsconfig.json"}`,
			"tsconfig.json": `{"compilerOptions": {"outDir": "./out", "rootDir": "src"}}`}, "node out/main.js"},
		"it is what is read": {map[string]string{"package.json": pkg, "src/main.ts": listening, "test/a.ts": "", "tsconfig.prod.json": `{"include": ["./src/**/*"],
			"compilerOptions": {"outDir": "out"}}`}, "node out/main.js"},
		"it is what all lies in": {map[string]string{"package.json": pkg, "src/main.ts": listening, "test/a.ts": "", "tsconfig.prod.json": `{
			"compilerOptions": {"outDir": "out"}}`}, "node out/src/main.js"},
		"nothing is written": {map[string]string{"package.json": pkg, "src/main.ts": listening, "tsconfig.prod.json": `{"compilerOptions": {"outDir": "out",
			"noEmit": true}}`}, ""},
		"the sources are run": {map[string]string{"package.json": `{"dependencies": {"express": "5"}, "devDependencies": {"tsx": "4"}}`, "src/main.ts": listening},
			"node --import tsx src/main.ts"},
		"a bundler of Nx":  {nx("esbuild:esbuild"), "node dist/apps/api/main.js"},
		"a compiler of Nx": {nx("js:tsc"), "node dist/apps/api/src/main.js"},
	} {
		app := appOf(t, c.files)
		if got := strings.Join(app.Image().Start, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if build := appOf(t, nx("esbuild:esbuild")).Image().Build; !slices.Equal(build, []string{"npx nx build api"}) {
		t.Errorf("Nx builds by %q", build)
	}
}

// TestFolderOfAnotherProject: what an app loads from the folder lib of a project beside it is no place for its own files.
func TestFolderOfAnotherProject(t *testing.T) {
	files := map[string]string{
		"package.json": `{"dependencies": {"express": "5"}}`, "tsconfig.json": `{"compilerOptions": {"paths": {"@a/db": ["libs/db/src/lib/db.ts"]}}}`,
		"apps/api/src/main.ts": "import { db } from '@a/db';\n" + listening, "libs/db/src/lib/db.ts": "export const db = 1;\n",
		"apps/api/tsconfig.json": `{"extends": "../../tsconfig.json"}`,
	}
	place := func(more map[string]string) string {
		app := appOf(t, files, more)
		return app.Language.Place(app, File{Dir: "lib", Role: "retry"})
	}
	if got, want := place(nil), "libs/db/src/lib/retry.ts"; got != want {
		t.Errorf("in a folder of the program: %s, want %s", got, want)
	}
	if got, want := place(map[string]string{"libs/db/project.json": `{"name": "db"}`}), "apps/api/src/lib/retry.ts"; got != want {
		t.Errorf("beside a project: %s, want %s", got, want)
	}
}

package stack

import (
	"testing"

	"scaffold/stack/source"
)

const listening = "import express from 'express';\nconst app = express();\napp.listen(1);\n"

func TestCommandNode(t *testing.T) {
	single := map[string]string{
		"package.json": `{"dependencies": {"express": "5.1.0"}, "scripts": {"test": "vitest", "lint": "eslint ."}}`,
		"app.js":       listening,
	}
	workspaces := map[string]string{
		"package.json":             `{"workspaces": ["apps/*"], "scripts": {"lint": "eslint ."}}`,
		"apps/api/package.json":    `{"name": "@a/api", "dependencies": {"express": "5.1.0"}, "scripts": {"build": "tsc", "lint": "eslint src"}}`,
		"apps/api/src/server.js":   listening,
		"apps/api/tests/a.test.js": "",
	}
	below := map[string]string{
		"backend/package.json":  `{"dependencies": {"express": "5.1.0"}, "scripts": {"test": "jest", "type-check": "tsc"}}`,
		"backend/src/server.js": listening,
	}
	for _, test := range []struct {
		what  string
		files map[string]string
		more  map[string]string
		name  string
		added string
		want  string
	}{
		{what: "in the root", files: single, name: "test", want: "npm test"},
		{what: "any script", files: single, name: "lint", want: "npm run lint"},
		{what: "none", files: single, name: "build", want: ""},
		{what: "one that is about to be added", files: single, name: "db:backup", added: "db:backup", want: "npm run db:backup"},
		{what: "install", files: single, name: "install", want: "npm ci"},
		{what: "by pnpm", files: single, more: map[string]string{"pnpm-lock.yaml": ""}, name: "install", want: "pnpm install --frozen-lockfile"},
		{what: "the workspace's before the app's", files: workspaces, name: "lint", want: "npm run lint"},
		{what: "the app's", files: workspaces, name: "build", want: "npm run build -w apps/api"},
		{what: "in a folder", files: below, name: "test", want: "cd backend && npm test"},
		{what: "another spelling", files: below, name: "typecheck", want: "cd backend && npm run type-check"},
	} {
		app := appOf(t, test.files, test.more)
		if got := app.Command(test.name, test.added); got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}

// appOf returns the only app of a repository.
func appOf(t *testing.T, trees ...map[string]string) *App {
	t.Helper()
	texts := map[string][]byte{}
	for _, tree := range trees {
		for name, text := range tree {
			texts[name] = []byte(text)
		}
	}
	found, err := Detect(source.Virtual(texts))
	if err != nil || len(found.Apps) != 1 {
		t.Fatal(found, err)
	}
	return found.Apps[0]
}

func TestScriptsNode(t *testing.T) {
	app := appOf(t, map[string]string{"backend/package.json": `{"dependencies": {"express": "5.1.0"}}`, "backend/server.js": listening})
	for dir, want := range map[string]string{"": "cd .. && a.sh", "backend": "a.sh", "backend/prisma": "cd prisma && a.sh"} {
		edit := app.Language.AddScripts(app, []Script{{Name: "a", Run: "a.sh", Dir: dir}})[0]
		got, err := edit.Edit.Apply([]byte("{}\n"))
		if err != nil || string(got) != "{\n  \"scripts\": {\n    \"a\": \""+want+"\"\n  }\n}\n" {
			t.Errorf("in %q: %s %v", dir, got, err)
		}
	}
}

func TestRunsNode(t *testing.T) {
	for _, test := range []struct{ pkg, entry, want string }{
		{`{"dependencies": {"express": "5"}, "devDependencies": {"tsx": "4"}}`, "src/server.ts", "tsx src/scripts/seed.ts"},
		{`{"dependencies": {"express": "5"}, "scripts": {"start": "node dist/server.js"}}`, "src/server.ts", "node dist/scripts/seed.js"},
		{`{"dependencies": {"express": "5"}, "scripts": {"start": "node --x build/src/server.js"}}`, "src/server.ts", "node build/src/scripts/seed.js"},
		{`{"dependencies": {"express": "5"}, "main": "dist/server.js"}`, "src/server.ts", "node dist/scripts/seed.js"},
		{`{"dependencies": {"express": "5"}, "main": "src/server.js"}`, "src/server.ts", "npx tsx src/scripts/seed.ts"},
		{`{"dependencies": {"express": "5"}}`, "src/server.ts", "npx tsx src/scripts/seed.ts"},
		{`{"dependencies": {"express": "5"}}`, "src/server.js", "node src/scripts/seed.js"},
	} {
		app := appOf(t, map[string]string{"package.json": test.pkg, test.entry: listening})
		ext := test.entry[len(test.entry)-3:]
		if got := app.Language.Runs(app, "src/scripts/seed"+ext); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.pkg, test.entry, got, test.want)
		}
	}
}

// TestInstallNode: what was added is fetched where its package.json, or that of its workspace, lies.
func TestInstallNode(t *testing.T) {
	for dir, want := range map[string]string{"": "npm install", "backend/": "(cd backend && npm install)"} {
		app := appOf(t, map[string]string{dir + "package.json": `{"dependencies": {"express": "5.1.0"}}`, dir + "server.js": listening})
		if got := app.Language.Install(app); got != want {
			t.Errorf("in %q: %q, want %q", dir, got, want)
		}
	}
	app := appOf(t, map[string]string{
		"package.json": `{"workspaces": ["apps/*"]}`, "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages: [apps/*]\n",
		"apps/api/package.json": `{"dependencies": {"express": "5.1.0"}}`, "apps/api/server.js": listening,
	})
	if got := app.Language.Install(app); got != "pnpm install" {
		t.Errorf("in a workspace: %q", got)
	}
}

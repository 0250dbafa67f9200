package nodejs

import (
	"testing"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/source"
)

// TestValue follows names to what they come down to, over files, exports and third-party modules.
func TestValue(t *testing.T) {
	repo := source.Virtual(map[string][]byte{
		"package.json": []byte(`{"dependencies": {"express": "5.1.0"}}`),
		"main.js": []byte("import express, { Router as R } from 'express';\nimport { limit, own } from './lib/index.js';\n" +
			"const made = R();\nconst app = express();\nuse(express, R, limit, own, made, app, missing);\n"),
		"lib/index.js": []byte("export * from './limit.js';\nexport { own } from './own.js';\n"),
		"lib/limit.js": []byte("import rateLimit from 'express-rate-limit';\nexport const limit = rateLimit({ limit: 5 });\n"),
		"lib/own.js":   []byte("export function own() {}\n"),
	})
	pkgs := Packages(repo)
	p := NewProgram(repo, pkgs, pkgs["."])
	m := p.Module("main.js")
	var args []ts.Node
	for _, call := range m.Calls {
		if call.Expression().Ident() == "use" {
			args = call.Arguments().Nodes
		}
	}
	for i, want := range []string{"express#", "express#Router", "express-rate-limit#", "lib/own.js", "express#Router", "express#", ""} {
		v := p.Maker(p.Value(m, args[i], 0))
		got := v.External()
		if got == "" && v.In != nil {
			got = v.In.Path
		}
		if got != want {
			t.Errorf("%s comes down to %q, want %q", args[i].Source(), got, want)
		}
	}
}

// TestReachable finds what a file loads, and who loads it.
func TestReachable(t *testing.T) {
	repo := source.Virtual(map[string][]byte{
		"package.json": []byte(`{}`),
		"main.js":      []byte("require('./a');\n"),
		"a.js":         []byte("const b = require('./b');\n"),
		"b.js":         []byte("module.exports = 1;\n"),
		"alone.js":     []byte("module.exports = 2;\n"),
	})
	pkgs := Packages(repo)
	p := NewProgram(repo, pkgs, pkgs["."])
	if got := p.Reachable("main.js"); len(got) != 3 || got[0] != "main.js" || got[2] != "b.js" {
		t.Errorf("main.js loads %q", got)
	}
	if got := p.Importers("b.js"); len(got) == 0 || got[0] != "a.js" {
		t.Errorf("b.js is loaded by %q", got)
	}
}

// TestResolveFromRoot: a specifier without a dot is a file of the package's where nothing of that name is installed.
func TestResolveFromRoot(t *testing.T) {
	repo := source.Virtual(map[string][]byte{
		"package.json": []byte(`{"dependencies": {"express": "5.1.0", "joi": "17.0.0"}}`), "api/users.js": nil, "_helpers/errors.js": nil,
		"src/lib/send.js": nil, "joi/index.js": nil, "events.js": nil,
	})
	pkgs := Packages(repo)
	p := NewProgram(repo, pkgs, pkgs["."])
	for spec, want := range map[string]string{
		"_helpers/errors": "_helpers/errors.js", "lib/send": "src/lib/send.js", "joi": "", "events": "", "node:events": "", "lodash": "",
	} {
		if got := p.Resolve("api/users.js", spec); got != want {
			t.Errorf("%s is %q, want %q", spec, got, want)
		}
	}
}

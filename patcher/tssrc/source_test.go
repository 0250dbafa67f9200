package tssrc

import (
	"errors"
	"strings"
	"testing"

	"scaffold/patcher"
)

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"a.ts", "\xff\xfea\x00", "a.ts:1:1: the file is UTF-16; save it as UTF-8"},
		{"a.ts", "const a = 1 // caf\xe9", "a.ts:1:19: byte 18 (0xE9) is not UTF-8; save the file as UTF-8"},
		{"a.ts", "a\n\x00", "a.ts:2:1: a NUL byte: the file is binary; name a text file"},
		{"a.ts", strings.Repeat("a;", 3<<20), "a.ts: the file is larger than 2 MB; name the source and not the bundle"},
		{"a.ts", strings.Repeat("[", 100_000), "a.ts: the file is nested too deep"},
		{"a.ts", strings.Repeat("!", 100_000), "a.ts: the file is nested too deep"},
		{"a.svelte", "<script></script>", `a.svelte: ".svelte" files are not supported; make the change by hand`},
		{"a.js", "\ufeff// @flow strict\nlet é = (x: any)", "a.js:2:13: Flow types are not supported; make the change by hand"},
		{"a.ts", "'👍é' +", "a.ts:1:7: expression expected; mend the syntax error first"},
		{"a.js", "import a from 'a'\nimport type B from 'b'", "a.js:2:1: 'import type' declarations can only be used in TypeScript files; mend the syntax error first"},
	} {
		_, err := Parse(c.path, []byte(c.text))
		var p *patcher.Problem
		if !errors.As(err, &p) || p.Error() != c.want || p.Kind != patcher.NotUnderstood {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestParseTakes(t *testing.T) {
	for path, text := range map[string]string{
		"a.ts":  "@d() class A { accessor b = 1; static {} } const c = {} satisfies D; import type { E } from 'e'; export = c",
		"a.tsx": "const a = <A b={1}>text</A>; const f = <T,>(x: T) => x",
		"a.jsx": "export default () => <></>",
		"a.js":  "#!/usr/bin/env node\nconst a = <p/>; return a",
		"a.mts": "export type * from 'a'; await using b = c()",
		"a.cts": "import a = require('a'); export = a",
		"a.cjs": "\ufeffmodule.exports = require('./a')",
		"b.mjs": "import a from './a.json' assert { type: 'json' }",
		"A.MJS": "export * as a from 'a' with { type: 'json' }",
	} {
		if _, err := Parse(path, []byte(text)); err != nil {
			t.Error(err)
		}
	}
}

func TestStyle(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       Style
	}{
		{"a.ts", "", Style{Quote: '\'', Semicolons: true, Indent: "  ", EOL: "\n", Undecided: true, TrailingComma: true}},
		{"a.js", "a()", Style{Quote: '\'', Indent: "  ", EOL: "\n", CommonJS: true, Undecided: true, TrailingComma: true}},
		{"a.mjs", "a();", Style{Quote: '\'', Semicolons: true, Indent: "  ", EOL: "\n", TrailingComma: true}},
		{"a.ts", "import a from \"./a.js\"\r\nfunction b() {\r\n\treturn {\r\n\t\tc: 'it\"s'\r\n\t}\r\n}\r\n",
			Style{Quote: '"', Indent: "\t", EOL: "\r\n", Relative: true, Extension: ".js"}},
		{"a.js", "const a = require('./a'), b = require('../b.json');\nmodule.exports = {\n    a,\n    b,\n};\n",
			Style{Quote: '\'', Semicolons: true, Indent: "    ", EOL: "\n", CommonJS: true, Relative: true, TrailingComma: true}},
		{"a.ts", "import a from './a.ts'\nimport b from './b.ts'\nimport c from './c'\n;[a].map(b)\n",
			Style{Quote: '\'', Indent: "  ", EOL: "\n", Relative: true, Extension: ".ts", TrailingComma: true}},
		{"a.ts", "import a = require(\"a\"); const b = require('b'); // import c from 'c'",
			Style{Quote: '\'', Semicolons: true, Indent: "  ", EOL: "\n", TrailingComma: true}},
		{"a.tsx", "const a = <a b=\"1\" c=\"2\">'</a>\nconst d = 'd'",
			Style{Quote: '\'', Indent: "  ", EOL: "\n", Undecided: true, TrailingComma: true}},
	} {
		if got := parse(t, c.path, c.text).Style(); got != c.want {
			t.Errorf("%q\ngot  %+v\nwant %+v", c.text, got, c.want)
		}
	}
}

// TestOddFiles holds the cases that have no line to be written in another way.
func TestOddFiles(t *testing.T) {
	zod := Import{Path: "a.ts", Module: "zod", Default: "z"}
	for in, want := range map[string]string{
		"":                              "import z from 'zod';\n",
		"\ufeff":                        "\ufeffimport z from 'zod';\n",
		"\n":                            "\nimport z from 'zod';\n",
		"// a":                          "// a\nimport z from 'zod';",
		"#!/usr/bin/env node\n":         "#!/usr/bin/env node\nimport z from 'zod';\n",
		"#!/usr/bin/env node\na();\n":   "#!/usr/bin/env node\nimport z from 'zod';\n\na();\n",
		"#!/usr/bin/env node\n\na();\n": "#!/usr/bin/env node\n\nimport z from 'zod';\n\na();\n",
		"'use strict'":                  "'use strict'\n\nimport z from 'zod'",
		"'use strict';\n\na();":         "'use strict';\n\nimport z from 'zod';\n\na();",
		"import a from 'a'":             "import a from 'a'\nimport z from 'zod'",
		"import a from 'a'; a()":        "import a from 'a'; import z from 'zod'; a()",
		"import a from 'a'\ra()\r":      "import a from 'a'; import z from 'zod';\ra()\r",
		"import a from \"a\"\n\t \f\nb": "import a from \"a\"\nimport z from \"zod\"\n\t \f\nb",
	} {
		got, err := zod.Apply([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%q\ngot  %q (%v)\nwant %q", in, got, err, want)
		}
	}
}

func TestReplaceAndWrap(t *testing.T) {
	s := parse(t, "a.js", "module.exports = {\r\n\ta: make(\"b\"),\r\n}\r\n")
	call := find(s, KindCallExpression)
	got, err := s.Apply(s.Replace(call.Range(), "other({\n  c: 'd',\n})"))
	if want := "module.exports = {\r\n\ta: other({\r\n\t\tc: \"d\",\r\n\t}),\r\n}\r\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	got, err = s.Apply(s.Wrap(call.Range(), "wrap(", ")")...)
	if want := "module.exports = {\r\n\ta: wrap(make(\"b\")),\r\n}\r\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestApplyRefuses(t *testing.T) {
	s := parse(t, "a.ts", "const a = 1;")
	for name, changes := range map[string][]Change{
		"broken":  {{0, 0, "{"}},
		"overlap": {{0, 5, ""}, {3, 6, ""}},
		"outside": {{10, 99, ""}},
	} {
		var p *patcher.Problem
		if out, err := s.Apply(changes...); !errors.As(err, &p) || p.Kind != patcher.Internal {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}

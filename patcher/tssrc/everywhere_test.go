package tssrc

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

// nasty are files that line-based tools break.
var nasty = []string{
	"",
	"\n\n",
	"#!/usr/bin/env node\n'use strict'\nrequire('a')",
	"#!/usr/bin/env node",
	"// only\n/* comments */",
	"const a = 1\rconst b = 2\rb()\r",
	"a()\u2028b()\u2029c()",
	"if (a) { b() } else { c() } d()",
	"switch (a) { case 1: b(); break; case 2: default: { } }\nswitch (b) {\n  case 1:\n    c()\n  // none\n  default:\n}",
	"const a = () => { b(); c() }, d = function () {}\n;(() => { })()\n;[a, d].map(x => x)\n",
	"let a = b\n++c\nlet d = e;\n/re/.test(d);`x`\n",
	"try { a() } catch { b() } finally { c() } // end\n",
	"class A { static { a() } m() { return 1 } get x() { return { y: [1,,2] } } }\n",
	"export default { async setup() { await a() }, b: [ ], c: { }, d: f(), ...e }\n",
	"f(\n  a, // one\n  b  /* two */\n)\ng(a,\n  b)\nh(function () {\n  return 1\n})\n",
	"var a = 1\n  , b = 2\n  , c = [ 1\n  , 2\n  ]\n",
	"const t = `a ${ f(`b\n${c}`) }\n  d`; g(t)\n",
	"for (;;) { if (a) break; else continue }\nwhile (a) b()\nlabel: for (const x of y) { z(x) }\n",
	"function f() { 'use strict'; return 1 }\nfunction g() { 'use strict' }\n",
	"namespace A { export const b = 1; b }\ndeclare module 'x' { }\n@d class B {};\n",
	"a();;b();\n/* c */ d() /* e\n*/ f()\n\ttabs()\n\f\nform()\n  \n",
	"import a from 'a'; import b from 'b'\nb(a) // c",
}

// fixtures are the nasty files and the inputs of all cases, in all ways of writing them.
func fixtures(t *testing.T) []string { return patchertest.Texts(t, cases, nasty...) }

// TestInsertEverywhere inserts at every statement of every fixture: the result parses, has the statement once more,
// and is the text it was with something put in.
func TestInsertEverywhere(t *testing.T) {
	for _, text := range fixtures(t) {
		s, err := Parse("a.ts", []byte(text))
		if err != nil {
			continue
		}
		s.Root().Walk(func(n Node) bool {
			if n.IsStatement() {
				s.tryInsert(t, n, s.InsertBefore)
				s.tryInsert(t, n, s.InsertAfter)
			}
			if n.Statements().Valid {
				s.tryInsert(t, n, s.InsertFirst)
				s.tryInsert(t, n, s.InsertLast)
			}
			return true
		})
	}
}

func (s *Source) tryInsert(t *testing.T, n Node, insert func(Node, string) (Change, error)) {
	t.Helper()
	for _, text := range []string{"added(1);", "\n// Why.\nadded(\n  'a',\n);\n\n", "if (a) {\n  added();\n}", "(x || added)();"} {
		change, err := insert(n, text)
		var p *patcher.Problem
		if err != nil {
			if !errors.As(err, &p) || p.Kind != patcher.NotUnderstood {
				t.Errorf("%q: %v", s.Text(), err)
			}
			continue
		}
		out, err := s.Apply(change)
		switch {
		case err != nil:
			t.Errorf("%q with %q at %s: %v", s.Text(), change.Text, n.KindName(), err)
		case change.Start != change.End && strings.TrimSpace(s.Text()[change.Start:change.End]) != "":
			t.Errorf("%q: %q is lost", s.Text(), s.Text()[change.Start:change.End])
		case statements(t, out) < statements(t, s.Bytes)+1:
			t.Errorf("%q became %q: no statement more", s.Text(), out)
		case strings.Contains(s.Text(), "\r\n") && !mixes(s.Bytes) && mixes(out):
			t.Errorf("%q became %q: mixed line ends", s.Text(), out)
		case bytes.HasSuffix(s.Bytes, []byte("\n")) != bytes.HasSuffix(out, []byte("\n")) && len(s.Statements()) > 0:
			t.Errorf("%q became %q: the final newline changed", s.Text(), out)
		}
	}
}

// mixes tells whether some lines end with LF and others with CRLF.
func mixes(text []byte) bool {
	all, windows := bytes.Count(text, []byte("\n")), bytes.Count(text, []byte("\r\n"))
	return windows != 0 && windows != all
}

func statements(t *testing.T, src []byte) int {
	t.Helper()
	s, err := Parse("a.ts", src)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	s.Root().Walk(func(n Node) bool {
		if n.IsStatement() && n.Kind() != KindEmptyStatement {
			count++
		}
		return true
	})
	return count
}

// TestAddEverywhere adds to every list of every fixture.
func TestAddEverywhere(t *testing.T) {
	for _, text := range fixtures(t) {
		s, err := Parse("a.ts", []byte(text))
		if err != nil {
			continue
		}
		s.Root().Walk(func(n Node) bool {
			for _, l := range []List{n.Arguments(), n.Elements(), n.Properties(), n.NamedImports()} {
				if !l.Valid || n.Kind() == KindNamedExports {
					continue
				}
				out, err := s.Apply(s.AddElement(l, "added")...)
				if err != nil {
					t.Errorf("%q at %s: %v", s.Text(), n.KindName(), err)
				} else if !bytes.Contains(out, []byte("added")) {
					t.Errorf("%q: nothing added", s.Text())
				}
			}
			return true
		})
	}
}

// TestImportEverywhere runs imports of all forms over every fixture under the laws.
func TestImportEverywhere(t *testing.T) {
	for _, text := range fixtures(t) {
		for _, path := range []string{"a.ts", "a.js", "a.mjs"} {
			for _, i := range imports(path) {
				_, err := patchertest.Laws(t, i, []byte(text), parses(path))
				var p *patcher.Problem
				if errors.As(err, &p) && p.Kind == patcher.Internal {
					t.Errorf("%q: %s: %v", text, i, err)
				}
			}
		}
	}
}

func imports(path string) []Import {
	return []Import{
		{Path: path, Module: "zod", Default: "zod"},
		{Path: path, Module: "./mw", Names: []string{"one", "two as three"}},
		{Path: path, Module: "express", Default: "framework", Names: []string{"json"}},
		{Path: path, Module: "express-async-errors", Effect: true, First: true},
	}
}

// TestMutilated edits texts with bytes removed, doubled and put in: no panic, and no result that does not parse.
func TestMutilated(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := fixtures(t)
	for range 5_000 {
		mutilated(t, mutilate(random, texts[random.IntN(len(texts))]))
	}
}

func mutilate(random *rand.Rand, text string) []byte {
	const scraps = "\n \t;;(){}[]<>'\"`,.=+-/*\\$#@!?:\r\x00\xff"
	out := []byte(text)
	for range 1 + random.IntN(3) {
		at := random.IntN(len(out) + 1)
		end := min(len(out), at+random.IntN(8))
		switch random.IntN(3) {
		case 0:
			out = append(out[:at:at], out[end:]...)
		case 1:
			out = append(out[:end:end], out[at:]...)
		default:
			out = append(out[:at:at], append([]byte{scraps[random.IntN(len(scraps))]}, out[at:]...)...)
		}
	}
	return out
}

func mutilated(t *testing.T, src []byte) {
	for _, i := range imports("a.ts") {
		out, err := i.Apply(src)
		var p *patcher.Problem
		switch {
		case errors.As(err, &p) && p.Kind != patcher.Internal:
			continue
		case err != nil:
			t.Errorf("%q: %s: %v", src, i, err)
			continue
		}
		if _, err := Parse("a.ts", out); err != nil {
			t.Errorf("%q became %q: %v", src, out, err)
		}
	}
}

func FuzzImport(f *testing.F) {
	patchertest.Seeds(f, cases, nasty...)
	f.Fuzz(func(t *testing.T, src string) {
		mutilated(t, []byte(src))
		s, err := Parse("a.ts", []byte(src))
		if err != nil {
			return
		}
		s.Root().Walk(func(n Node) bool {
			if n.IsStatement() {
				s.tryInsert(t, n, s.InsertAfter)
			}
			return true
		})
	})
}

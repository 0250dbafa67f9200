package tssrc

import (
	"fmt"
	"strings"
	"testing"
)

func parse(t testing.TB, path, text string) *Source {
	t.Helper()
	s, err := Parse(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestImports(t *testing.T) {
	for text, want := range map[string]string{
		"import d from 'm'":                                   "m default d",
		"import d, { a, b as c, type T } from 'm'":            "m default d, m a a, m b c, m T T type",
		"import * as n from 'm'":                              "m * n",
		"import 'm'":                                          "m",
		"import type { T } from 'm'":                          "m T T type",
		"import type D from 'm'":                              "m default D type",
		"import q = require('m')":                             "m = q",
		"import q = A.B":                                      "",
		"const q = require('m')":                              "m = q",
		"var a = require('a'), b = 1, c = require('c').d":     "a = a, c d c",
		"const { a, b: c } = require('m')":                    "m a a, m b c",
		"const app = require('express')()":                    "express = app called",
		"require('express-async-errors')":                     "express-async-errors",
		"require('dotenv').config()":                          "dotenv config called",
		"require('./routes')(app)":                            "./routes = called",
		"const x = await import('m')":                         "m * x",
		"const x = require(name)":                             "",
		"const x = load('m')":                                 "",
		"function f() { const a = require('a') }":             "",
		"// import a from 'a'\nconst b = `import c from 'c'`": "",
		"const d = require('m').default":                      "m default d",
	} {
		var got []string
		for _, b := range parse(t, "a.ts", text).Imports() {
			line := fmt.Sprintf("%s %s %s", b.Module, b.Imported, b.Local)
			if b.TypeOnly {
				line += " type"
			}
			if b.Called {
				line += " called"
			}
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		if all := strings.Join(got, ", "); all != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, all, want)
		}
	}
}

func TestLocal(t *testing.T) {
	for text, want := range map[string]string{
		"import helmet from 'helmet'":              "helmet",
		"import h, { x } from 'helmet'":            "h",
		"import * as h from 'helmet'":              "h",
		"import h = require('helmet')":             "h",
		"const h = require('helmet')":              "h",
		"const h = require('helmet')()":            "",
		"import type h from 'helmet'":              "",
		"import { default as h } from 'helmet'":    "h",
		"import { x } from 'helmet'":               "",
		"// import helmet from 'helmet'":           "",
		"const s = `import helmet from 'helmet'`;": "",
	} {
		if got := parse(t, "a.ts", text).Local("helmet", "default"); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	s := parse(t, "a.ts", "import * as limit from 'express-rate-limit'\nimport { log } from './lib/logger.js'")
	if got := s.Local("express-rate-limit", "rateLimit"); got != "limit.rateLimit" {
		t.Error(got)
	}
	if got := s.Local("./lib/logger", "log"); got != "log" {
		t.Error(got)
	}
}

func TestTaken(t *testing.T) {
	for text, want := range map[string]bool{
		"const helmet = 1":                      true,
		"import helmet from 'x'":                true,
		"import { a as helmet } from 'x'":       true,
		"import { helmet as a } from 'x'":       false,
		"function f() { let helmet }":           true,
		"interface helmet {}":                   true,
		"console.log(helmet)":                   true,
		"const { helmet } = x":                  true,
		"const { helmet: a } = x":               false,
		"const x = { helmet }":                  true,
		"const x = { helmet: 1 }; x.helmet":     false,
		"class A { helmet() {} }":               false,
		"'helmet'; // helmet\n`helmet`":         false,
		"/** @typedef {string} helmet */":       false,
		"let helmetOptions = { a: 'helmet()' }": false,
	} {
		if got := parse(t, "a.ts", text).Taken("helmet"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	s := parse(t, "a.ts", "const helmet = 1, helmet2 = 2")
	if got := s.Free("helmet"); got != "helmet3" {
		t.Error(got)
	}
	if got := s.Free("helmet", "securityHeaders"); got != "securityHeaders" {
		t.Error(got)
	}
}

func TestUses(t *testing.T) {
	s := parse(t, "a.ts", "import a from 'a'\nexport * from 'b'\nfunction f() { require('c'); return import('d') }\nconst e = require('a')")
	if got := strings.Join(s.Uses(), " "); got != "a b c d" {
		t.Error(got)
	}
}

package tssrc

import (
	"errors"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

var conversions = []struct {
	name    string
	convert func([]byte) ([]byte, error)
}{
	{"js", ToJavaScript},
	{"cjs", ToCommonJS},
	{"js.cjs", func(src []byte) ([]byte, error) {
		out, err := ToJavaScript(src)
		if err != nil {
			return nil, err
		}
		return ToCommonJS(out)
	}},
	{"bare", func(src []byte) ([]byte, error) {
		return Restyle(src, Style{Quote: '"', Indent: "\t", EOL: "\n"})
	}},
	{"wide", func(src []byte) ([]byte, error) {
		return Restyle(src, Style{Quote: '\'', Indent: "    ", EOL: "\n", Semicolons: true, TrailingComma: true})
	}},
}

// TestConversions runs the cases of testdata/convert: the part "ts" is converted in the ways that the other parts are
// named after; a part that starts with "error: " is the expected problem.
func TestConversions(t *testing.T) {
	patchertest.Each(t, "testdata/convert/*.txtar", func(t *testing.T, c *patchertest.Case) {
		asked := 0
		for _, conversion := range conversions {
			if c.Get(conversion.name) != nil {
				c.Want(t, conversion.name, converted(t, conversion.convert, c.Get("ts")))
				asked++
			}
		}
		if asked == 0 {
			t.Error("the case asks for no conversion")
		}
	})
}

func converted(t *testing.T, convert func([]byte) ([]byte, error), src []byte) string {
	out, err := convert(src)
	var p *patcher.Problem
	if errors.As(err, &p) {
		return "error: " + p.Error() + "\n"
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(out) > 0 && parseAny(out) == nil {
		t.Errorf("the result cannot be parsed:\n%s", out)
	}
	return string(out)
}

func TestModules(t *testing.T) {
	got := Modules([]byte(`import fs from 'fs'; import 'node:path'; import a from '@scope/a/deep'; import { b } from 'b/c.js';
import type { T } from 'typed'; import x from './x'; import y from '#y'; import z from '@/z'; const c = require('c');
export * from 'd'; const e = import('e'); import f from 'fs/promises'; import u from 'https://x/y'; // import g from 'g'
const s = "require('h')"; require(name); import { again } from 'b';`))
	if want := "@scope/a b c d e typed"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if got := Modules([]byte("import {")); got != nil {
		t.Error(got)
	}
}

func TestExports(t *testing.T) {
	for text, want := range map[string]string{
		"export function a() {} export const b = 1, { c, d: [e = 1, ...f] } = x; export class G {}": "a b c e f G",
		"export type A = 1; export interface B {} export { type C, d as e, f }; export type { G }":  "e f",
		"export default function a() {}":                       "default",
		"export default a":                                     "default",
		"export = a":                                           "=",
		"module.exports = { a, b: 1, 'c': 2, [d]: 3 }":         "a b c",
		"module.exports = a":                                   "=",
		"exports.a = 1; module.exports.b = 2; x.exports.c = 3": "a b",
		"const a = 1 // export const b = 2":                    "",
		"export {":                                             "",
	} {
		if got := strings.Join(Exports([]byte(text)), " "); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

package tsview

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       error
	}{
		"too large":    {"a.ts", strings.Repeat(" ", MaxSize+1), ErrTooLarge},
		"brackets":     {"a.ts", strings.Repeat("[", MaxSize), ErrTooNested},
		"prefixes":     {"a.ts", strings.Repeat("!", MaxSize), ErrTooNested},
		"UTF-16":       {"a.ts", "\xff\xfea\x00", ErrUTF16},
		"Latin-1":      {"a.ts", "// caf\xe9\n", ErrNotUTF8},
		"NUL":          {"a.ts", "let a = 1\x00", ErrNUL},
		"no extension": {"Makefile", "a", ErrLanguage},
		"data":         {"a.json", "{}", ErrLanguage},
	} {
		if _, err := Parse(c.file, c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestParseTakesAnyName(t *testing.T) {
	for _, name := range []string{"a.ts", "./a/../b.tsx", `C:\x\a.js`, "/a/b.mjs", "../x.cts", "A.TS"} {
		if _, err := Parse(name, "export const a = 1"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]bool{
		"const a = 1":                          false,
		"const a = {":                          true,
		"<<<<<<< HEAD\na\n=======\nb\n>>>>>>>": true,
		"import type { A } from 'a'":           false,
	} {
		f, err := Parse("a.ts", text)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(f.Errors()) > 0; got != want {
			t.Errorf("%q: errors %v", text, f.Errors())
		}
	}
	if f, _ := Parse("a.js", "function f(a: string) {}"); len(f.Errors()) == 0 {
		t.Error("a type in a JavaScript file is no error")
	}
}

func TestJSDocIsNotCode(t *testing.T) {
	text := "/** @typedef {{a: string}} T */\n/** @import { X } from 'x' */\n" +
		"/** @type {T} */\nmodule.exports = /** @type {any} */ (make())\n/** @param {string} a */ function f(a) {}\n"
	f, err := Parse("a.js", text)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(f.Statements()); got != 2 {
		t.Fatalf("%d statements, want 2", got)
	}
	_, _, right, ok := f.Statements()[0].Expression().Binary()
	if !ok || right.Unwrap().Source() != "make()" || right.Unwrap().Expression().Dotted() != "make" {
		t.Errorf("the casted expression is %q", right.Source())
	}
	f.Root().Walk(func(n Node) bool {
		if n.IsType() {
			t.Errorf("%s %q out of a comment", n.KindName(), n.Source())
		}
		return true
	})
}

func TestZeroNode(t *testing.T) {
	var n Node
	if n.Valid() || n.Kind() != 0 || n.Start() != 0 || n.Name().Expression().Initializer().Body().Parent().Valid() ||
		n.Arguments().Valid || n.Properties().Valid || n.Source() != "" || n.Dotted() != "" || n.Unwrap() != n {
		t.Error("the zero node answers")
	}
}

// Every accessor must answer every kind of node: most of the parser's own accessors panic on the wrong kind.
func TestAccessorsNeverPanic(t *testing.T) {
	f, err := Parse("a.tsx", `#!/usr/bin/env node
'use strict'
import d, * as n from 'a'; import e, { x as y, type Z } from 'b'; import q = require('q'); import r = A.B
export * from 'c'; export { a as b } from 'd'; export default class C<T> extends D implements I { private a?: string = '1'; constructor(public b = 2) { super() } get g() { return 1 } static { } }
@dec abstract class E { abstract m(): void; declare x: number; [key: string]: unknown }
enum F { a = 1 } declare module 'g' { } namespace N { export const z = 1 } type U<T> = T extends infer V ? V[] : [a: string, b?: number]
interface I { (a: string): asserts a is 'x'; new (): I; m?(): void; readonly p: keyof typeof f }
const { a, b: [c = 1, ...rest], ...others } = <div a="1" {...x}>text {y}<></></div>, g = async <T,>(x?: T) => await x!
for (const a of b) continue; for (var i in o) break; for (;;) { } while (1) { } do { } while (0)
if (a) b; else c
switch (a) { case 1: b; default: c }
try { throw new Error(`+"`a${b}c`"+`) } catch { } finally { }
label: a?.b?.[c]?.(d) ?? (e as F satisfies G); tag`+"`x`"+`; x = y, z += 1, !a, b++, typeof c, void 0, delete d.e, /re/g, 1n, import.meta, import('x'), function* () { yield 1 }
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Errors()) > 0 {
		t.Fatal(f.Errors())
	}
	f.Root().Walk(func(n Node) bool {
		n.Name()
		n.PropertyName()
		n.Expression()
		n.Initializer()
		n.Body()
		n.Type()
		n.ModuleSpecifier()
		n.Binary()
		n.Branches()
		n.TypeOnly()
		n.Optional()
		n.Arguments()
		n.Elements()
		n.Properties()
		n.Members()
		n.Statements()
		n.Parameters()
		n.TypeParameters()
		n.TypeArguments()
		n.Declarations()
		n.Modifiers()
		n.ImportBindings()
		n.NamedImports()
		n.Literal()
		n.Dotted()
		n.KindName()
		if n.Start() > n.End() || n.End() > len(f.Text()) {
			t.Errorf("%s at %d-%d", n.KindName(), n.Start(), n.End())
		}
		return true
	})
}

func TestImportBindings(t *testing.T) {
	f, _ := Parse("a.ts", "import d, { x as y, type Z } from 'a'\nimport * as n from 'b'\nimport q = require('c')\nimport 'e'")
	var got []string
	for _, s := range f.Statements() {
		for _, b := range s.ImportBindings() {
			got = append(got, b.Imported+":"+b.Local)
		}
	}
	if want := "default:d x:y Z:Z *:n =:q"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A package that sees a type of the compiler takes five seconds to compile, so no exported signature or field may
// mention one, and no function that touches one may be inlined.
func TestNoCompilerTypeIsExported(t *testing.T) {
	set := token.NewFileSet()
	packages, err := parser.ParseDir(set, ".", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for path, file := range packages["tsview"].Files {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "kinds.go") {
			continue
		}
		for _, d := range file.Decls {
			checkDecl(t, set, d)
		}
	}
}

func checkDecl(t *testing.T, set *token.FileSet, d ast.Decl) {
	fn, ok := d.(*ast.FuncDecl)
	if !ok {
		if mentions(d) {
			t.Errorf("%s: a declaration mentions the compiler", set.Position(d.Pos()))
		}
		return
	}
	if (fn.Name.IsExported() || fn.Recv != nil) && mentions(fn.Type) {
		t.Errorf("%s: the signature of %s mentions the compiler", set.Position(fn.Pos()), fn.Name.Name)
	}
	kept := fn.Doc != nil && strings.Contains(fn.Doc.List[len(fn.Doc.List)-1].Text, "go:noinline")
	if fn.Name.IsExported() && mentions(fn.Body) && !kept {
		t.Errorf("%s: %s must not be inlined", set.Position(fn.Pos()), fn.Name.Name)
	}
}

// mentions tells whether a declaration names one of the compiler's packages or the helpers that return its types.
func mentions(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			found = found || ok && strings.Contains(" ast core parser scanner tspath ", " "+x.Name+" ")
		case *ast.CallExpr:
			f, ok := n.Fun.(*ast.Ident)
			found = found || ok && strings.Contains(" unwrap wrap wrapAll file list ", " "+f.Name+" ")
		}
		return true
	})
	return found
}

// TestParseAgain: the same text under the same name is the same tree, whatever was parsed between is another.
func TestParseAgain(t *testing.T) {
	parsed := func(name, text string) *File {
		f, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := parsed("a.ts", "let a: number = 1;")
	if parsed("a.ts", "let a: number = 1;").Root() != first.Root() {
		t.Error("the same text was parsed again")
	}
	if f := parsed("a.js", "let a: number = 1;"); len(f.Errors()) == 0 {
		t.Error("a type in JavaScript passes, since the text was TypeScript before")
	}
	if f := parsed("a.ts", "let a: number = 2;"); f.Root() == first.Root() || f.Text() != "let a: number = 2;" {
		t.Error("another text got the tree of the one before")
	}
	if _, err := Parse("a.ts", "\xff"); err == nil {
		t.Error("a text that cannot be read passes behind one that can")
	}
}

func TestWalkVisitsParentsFirst(t *testing.T) {
	f, err := Parse("a.ts", "f(g(1), () => { h(2); }, k);")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	f.Root().Walk(func(n Node) bool {
		if name := n.Ident(); name != "" {
			names = append(names, name)
		}
		return !n.IsFunctionLike()
	})
	if got := strings.Join(names, " "); got != "f g k" {
		t.Errorf("visited %q, want the names outside the function, in their order", got)
	}
}

func TestDepth(t *testing.T) {
	for text, want := range map[string]int{
		"":                   0,
		"([{<":               4,
		"(()())":             2,
		") ( ) (":            1,
		"a => b => (c)":      1,
		"<T>(x)":             1,
		"! ! -x":             3,
		"!a!b":               1,
		"((" + "- - - -x)":   4,
		"a => { => } => (b)": 1,
	} {
		if got := depth(text); got != want {
			t.Errorf("depth(%q) = %d, want %d", text, got, want)
		}
	}
}

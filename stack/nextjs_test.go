package stack

import (
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/stack/source"
)

const nextPackage = "-- package.json --\n{\"name\": \"web\", \"dependencies\": {\"next\": \"16.4.6\"}}\n"

func nextRepo(t *testing.T, text string) (*source.Repo, *App) {
	t.Helper()
	repo := nodeTree(t, text)
	found, err := Detect(repo)
	if err != nil || len(found.Apps) != 1 || found.Apps[0].Framework != NextJS {
		t.Fatalf("%v, %d apps", err, len(found.Apps))
	}
	return repo, found.Apps[0]
}

func TestNextPlaces(t *testing.T) {
	for _, c := range []struct{ name, files, role, want string }{
		{"app router", "-- app/layout.tsx --\nexport default function L() {}\n", "proxy", "proxy.ts"},
		{"in src", "-- src/app/layout.tsx --\nexport default function L() {}\n", "proxy", "src/proxy.ts"},
		{"a route", "-- src/app/layout.tsx --\nexport default function L() {}\n", "csp-report", "src/app/csp-report/route.ts"},
		{"markup", "-- app/layout.jsx --\nexport default function L() {}\n", "error-page", "app/error.jsx"},
		{"app outside of src wins", "-- app/page.tsx --\nexport default function P() {}\n-- src/app/page.tsx --\nexport default function P() {}\n", "proxy", "proxy.ts"},
		{"pages router", "-- pages/index.js --\nexport default function P() {}\n", "proxy", "proxy.js"},
		{"no app router", "-- pages/index.js --\nexport default function P() {}\n", "error-page", ""},
		{"settings only", "-- next.config.mjs --\nexport default {};\n", "proxy", "proxy.js"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := nextRepo(t, nextPackage+c.files)
			if got := nextPlace(app, c.role); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestNextIsNoService(t *testing.T) {
	for name, text := range map[string]string{
		"a library for it":       "-- package.json --\n{\"peerDependencies\": {\"next\": \">=14\"}}\n-- app/layout.tsx --\nexport default 1;\n",
		"a root that only pins":  nextPackage + "-- libs/a.ts --\nexport const a = 1;\n",
		"a page nobody can read": nextPackage + "-- app/layout.tsx --\nexport default function (\n",
	} {
		if found, err := Detect(nodeTree(t, text)); err != nil || len(found.Apps) != 0 {
			t.Errorf("%s: %v, %d apps", name, err, len(found.Apps))
		}
	}
}

// TestFrontBesideService: a service is called as if it were alone, and its front has a short name of its own. A front that the
// service's own package serves is none.
func TestFrontBesideService(t *testing.T) {
	found, err := Detect(nodeTree(t, "-- api/package.json --\n{\"name\": \"api\", \"dependencies\": {\"express\": \"5\"}}\n"+
		strings.Replace(server, "index.js", "api/index.js", 1)+
		strings.ReplaceAll(nextPackage, "package.json", "web/package.json")+"-- web/app/layout.tsx --\nexport default function L() {}\n"))
	if err != nil || len(found.Apps) != 2 {
		t.Fatal(err, len(found.Apps))
	}
	if api, web := found.Apps[0], found.Apps[1]; api.Fact(Slug) != "" || web.Fact(Slug) != "web" || api.Front() || !web.Front() {
		t.Errorf("slugs %q and %q", api.Fact(Slug), web.Fact(Slug))
	}
	found, err = Detect(nodeTree(t, "-- package.json --\n{\"dependencies\": {\"express\": \"5\", \"next\": \"16\"}}\n"+server+"-- pages/index.js --\nexport default () => null;\n"))
	if err != nil || len(found.Apps) != 1 || found.Apps[0].ID != "." || found.Apps[0].Framework != Express {
		t.Error(err, found.Apps)
	}
}

func TestNextPolicyIsFound(t *testing.T) {
	const layout = "-- app/layout.tsx --\nexport default function L() {}\n"
	for _, c := range []struct{ name, files, at string }{
		{"nothing", "", ""},
		{"in a comment", "-- proxy.ts --\n// Content-Security-Policy is to come\nexport function proxy() {}\n", ""},
		{"set by the proxy", "-- proxy.ts --\nexport function proxy(r: any) {\n  r.headers.set('Content-Security-Policy', 'x');\n}\n", "proxy.ts:2"},
		{"in a module of it", "-- middleware.ts --\nimport { set } from './lib/csp';\nexport function middleware(r: any) { set(r); }\n-- lib/csp.ts --\nexport const set = (r: any) => r.headers.set('content-security-policy', '');\n", "lib/csp.ts:1"},
		{"in the settings", "-- next.config.mjs --\nexport default {\n  headers: () => [{ key: 'Content-Security-Policy-Report-Only', value: '' }],\n};\n", "next.config.mjs:2"},
		{"by a library", "-- middleware.ts --\nimport { createMiddleware } from '@nosecone/next';\nexport default createMiddleware();\n", "middleware.ts:1"},
		{"in a file that nothing loads", "-- lib/csp.ts --\nexport const name = 'Content-Security-Policy';\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := nextRepo(t, nextPackage+layout+c.files)
			got, ok := app.Found[SecurityHeaders]
			if ok != (c.at != "") || ok && got.At.String() != c.at {
				t.Errorf("got %v %s", ok, got.At)
			}
		})
	}
}

func TestNonce(t *testing.T) {
	const wait = "await connection();"
	for _, c := range []struct{ name, major, layout, want string }{
		{"function", "16", "export default function L({ children }) {\n  return children;\n}\n", "import { connection } from 'next/server';\n\nexport default async function L({ children }) {\n  " + wait + "\n  return children;\n}\n"},
		{"async already", "15", "export default async function L() {\n  return 1;\n}\n", "import { connection } from 'next/server';\n\nexport default async function L() {\n  " + wait + "\n  return 1;\n}\n"},
		{"no name", "16", "export default function () {\n  return 1;\n}\n", "import { connection } from 'next/server';\n\nexport default async function () {\n  " + wait + "\n  return 1;\n}\n"},
		{"by name", "16", "const L = ({ children }) => {\n  return children\n}\n\nexport default L\n", "import { connection } from 'next/server'\n\nconst L = async ({ children }) => {\n  await connection()\n  return children\n}\n\nexport default L\n"},
		{"declared apart", "16", "function L() {\n  return 1;\n}\nexport default L;\n", "import { connection } from 'next/server';\n\nasync function L() {\n  " + wait + "\n  return 1;\n}\nexport default L;\n"},
		{"for its request already", "16", "import { headers } from 'next/headers';\nexport default async function L() {\n  const h = await headers();\n  return h;\n}\n", ""},
		{"said so", "14", "export const dynamic = 'force-dynamic';\nexport default function L() {\n  return 1;\n}\n", ""},
		{"before 15", "14", "import './x.css';\n\nexport default function L() {\n  return 1;\n}\n", "import './x.css';\n\nexport const dynamic = 'force-dynamic';\n\nexport default function L() {\n  return 1;\n}\n"},
		{"before 15, alone", "14", "export default function L() {}\n", "export const dynamic = 'force-dynamic';\nexport default function L() {}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := nextRepo(t, strings.Replace(nextPackage, "16.4.6", c.major, 1)+"-- app/layout.jsx --\n"+c.layout)
			edits, err := NextJS.Seams[Headers](app, Code{})
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				c.want = c.layout
			}
			once := applied(t, c.layout, edits)
			if once != c.want {
				t.Errorf("got\n%s", once)
			}
			if twice := applied(t, once, edits); twice != once {
				t.Errorf("the second time\n%s", twice)
			}
		})
	}
}

func applied(t *testing.T, text string, edits []patcher.FileEdit) string {
	t.Helper()
	out := []byte(text)
	for _, e := range edits {
		var err error
		if out, err = e.Edit.Apply(out); err != nil {
			t.Fatal(err)
		}
	}
	return string(out)
}

// TestNonceIsRefused: where the layout cannot wait, or a proxy is there, nothing is written.
func TestNonceIsRefused(t *testing.T) {
	const layout = "-- app/layout.tsx --\nexport default function L() {\n  return 1;\n}\n"
	for name, files := range map[string]string{
		"a proxy for some paths": layout + "-- middleware.ts --\nexport function middleware() {}\nexport const config = { matcher: ['/admin/:path*'] };\n",
		"a proxy from elsewhere": layout + "-- middleware.ts --\nexport { auth as middleware } from './auth';\n",
		"pages router":           "-- pages/index.tsx --\nexport default () => null;\n",
		"for the browser":        "-- app/layout.tsx --\n'use client';\nexport default function L() {\n  return 1;\n}\n",
		"no block":               "-- app/layout.tsx --\nexport default ({ children }) => children;\n",
		"from elsewhere":         "-- app/layout.tsx --\nexport { L as default } from './l';\n",
	} {
		_, app := nextRepo(t, nextPackage+files)
		edits, err := NextJS.Seams[Headers](app, Code{})
		for _, e := range edits {
			if _, fault := e.Edit.Apply([]byte(strings.TrimPrefix(files, "-- app/layout.tsx --\n"))); err == nil {
				err = fault
			}
		}
		if err == nil {
			t.Errorf("%s: no problem", name)
		}
	}
}

func TestAroundProxy(t *testing.T) {
	const from = "import { withSecurityHeaders } from './middleware/with-security-headers';\n"
	for _, c := range []struct{ name, proxy, want string }{
		{"function", "export async function middleware(request) {\n  return f(request);\n}\n", from + "\nexport const middleware = withSecurityHeaders(async function middleware(request) {\n  return f(request);\n});\n"},
		{"default function", "export default function (request) {\n  return f(request);\n}\n", from + "\nexport default withSecurityHeaders(function (request) {\n  return f(request);\n});\n"},
		{"made by a library", "import { clerkMiddleware } from '@clerk/nextjs/server';\n\nexport default clerkMiddleware();\n\nexport const config = {\n  matcher: ['/((?!_next).*)', '/(api|trpc)(.*)'],\n};\n", "import { clerkMiddleware } from '@clerk/nextjs/server';\n" + from + "\nexport default withSecurityHeaders(clerkMiddleware());\n\nexport const config = {\n  matcher: ['/((?!_next).*)', '/(api|trpc)(.*)'],\n};\n"},
		{"constant", "export const proxy = (request) => f(request)\n", strings.Replace(from, ";", "", 1) + "\nexport const proxy = withSecurityHeaders((request) => f(request))\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := nextRepo(t, nextPackage+"-- app/layout.tsx --\nimport { headers } from 'next/headers';\nexport default () => headers();\n-- middleware.ts --\n"+c.proxy)
			edits, err := NextJS.Seams[Headers](app, Code{Symbol: "WithSecurityHeaders", File: "middleware/with-security-headers.ts"})
			if err != nil {
				t.Fatal(err)
			}
			once := applied(t, c.proxy, edits)
			if once != c.want {
				t.Errorf("got\n%s", once)
			}
			if twice := applied(t, once, edits); twice != once {
				t.Errorf("the second time\n%s", twice)
			}
		})
	}
}

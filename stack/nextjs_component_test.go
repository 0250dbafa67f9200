package stack

import (
	"fmt"
	"strings"
	"testing"
)

const reactPackage = "-- package.json --\n{\"name\": \"web\", \"dependencies\": {\"next\": \"16.4.6\", \"react\": \"19.3.1\"}}\n"

// summary says what is known of a component in a line.
func (c Component) summary() string {
	var parts []string
	for _, p := range c.Props {
		parts = append(parts, p.Name+"="+p.Value)
	}
	for _, s := range c.Stubs {
		parts = append(parts, fmt.Sprintf("for %s%s %v", s.File, s.Module, s.Functions))
	}
	for _, s := range c.Shows {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s", strings.Replace(s.Role, "heading", fmt.Sprint("h", s.Level), 1), s.Name)))
	}
	name := c.Name
	if c.Awaited {
		name = "await " + name
	}
	return name + ": " + strings.Join(parts, ", ")
}

// TestComponents: what is sure to be seen is found, and whatever may need more than the component itself is a reason against it.
func TestComponents(t *testing.T) {
	for _, c := range []struct{ name, page, more, want string }{
		{"a heading", "export default function Home() { return <main><h1>Open</h1><p>From six.</p></main>; }", "", "Home: h1 Open"},
		{"a text only", "export default () => <p>From\n  six &amp; on.</p>", "", "AppPage: From six & on."},
		{"roles", "import Link from 'next/link';\nexport default function Home() { return <><h2>A</h2><a href=\"/\">B</a><a>C</a><Link href=\"/d\">D</Link><button aria-label=\"E\">x</button></>; }", "", "Home: h2 A, button E, link B, link D"},
		{"not what depends on data", "export default function Home() { const a = Date.now(); return <main><h1>Open</h1>{a > 1 && <h2>Late</h2>}{[a].map((b) => <h3 key={b}>Row</h3>)}</main>; }", "", "Home: h1 Open"},
		{"not what stands there twice", "export default function Home() { return <main><h1>Open</h1><h2>Yes</h2><h2>Yes</h2></main>; }", "", "Home: h1 Open"},
		{"not what is hidden", "export default function Home() { return <main><h1>Open</h1><h2 hidden>A</h2><div style={{ display: 'none' }}><h2>B</h2></div><details><h2>C</h2></details></main>; }", "", "Home: h1 Open"},
		{"what stands in a component of its own", "import { Frame } from './frame';\nexport default function Home() { return <Frame><h1>Open</h1></Frame>; }", "-- app/frame.tsx --\nexport function Frame({ children }: { children: object }) { return <div>{children}</div>; }\n", "Home: h1 Open"},
		{"what a component drops", "import { Frame } from './frame';\nexport default function Home() { return <Frame><h1>Open</h1></Frame>; }", "-- app/frame.tsx --\nexport function Frame({ children }: { children: object }) { return <div />; }\n", "no: no text is sure to be seen, whatever its data are"},
		{"several returns", "export default function Home() { if (Date.now()) return <p>A</p>; return <h1>Open</h1>; }", "", "no: no text is sure to be seen, whatever its data are"},
		{"what it can be given", "interface Given { reset: () => void; error: Error & { digest?: string }; rows: string[]; kind: 'a' | 'b'; more?: Date }\nexport default function Home({ reset }: Given) { return <h1 onClick={reset}>Open</h1>; }", "", "Home: reset=() => undefined, error=new Error('for a test'), rows=[], kind='a', h1 Open"},
		{"children and attributes", "interface Given extends React.HTMLAttributes<HTMLElement> { children: React.ReactNode; onClose: Function }\nexport default function Home({ children, ...rest }: Given) { return <section {...rest}><p>{children}</p></section>; }\nexport function Box({ children }: Given & React.ComponentProps<'div'>) { return <main><h1>Open</h1>{children}</main>; }", "", "Box: children=<p />, onClose=() => undefined, h1 Open"},
		{"a text that is more than shown", "export default function Home({ day }: { day: string }) { return <h1 title={new Date(day).toISOString()}>Open</h1>; }", "", "no: it needs day"},
		{"what it cannot be given", "export default function Home({ user }: { user: User }) { return <h1>Open</h1>; }", "", "no: it needs user"},
		{"an address", "export default async function Home({ params }: { params: Promise<{ id: string }> }) { return <h1>Open</h1>; }", "", "no: it needs params"},
		{"data of another file", "import { rows } from '../lib/rows';\nexport default async function Home() { const all = await rows(); return <main><h1>Open</h1>{all.map((a) => <p key={a}>{a}</p>)}</main>; }", "-- lib/rows.ts --\nimport pg from 'pg';\nexport async function rows(): Promise<string[]> { return pg.all(); }\n", "await Home: for lib/rows.ts [{rows () => Promise.resolve([])}], h1 Open"},
		{"one of data that may be empty", "import { rows } from '../lib/rows';\nexport default async function Home() { const all = await rows(); return <h1 title={all[0].name}>Open</h1>; }", "-- lib/rows.ts --\nexport async function rows(): Promise<string[]> { return []; }\n", "no: it takes one of all, which may be empty"},
		{"data without a type", "import { rows } from '../lib/rows';\nexport default async function Home() { await rows(); return <h1>Open</h1>; }", "-- lib/rows.ts --\nexport async function rows() { return []; }\n", "no: what rows gives has no type that something empty can be made of"},
		{"a request", "export default async function Home() { await fetch('/x'); return <h1>Open</h1>; }", "", "no: it waits for fetch('/x')"},
		{"the router", "'use client';\nimport { useRouter } from 'next/navigation';\nexport default function Home() { const r = useRouter(); return <button onClick={() => r.push('/')}>Go</button>; }", "", "Home: for next/navigation [{useRouter () => ({ push: () => undefined, refresh: () => undefined })}], button Go"},
		{"an effect", "import { useEffect } from 'react';\nexport default function Home() { useEffect(() => { load(); }); return <h1>Open</h1>; }", "", "no: it uses useEffect"},
		{"a context", "import { useUser } from '../lib/user';\nexport default function Home() { useUser(); return <h1>Open</h1>; }", "-- lib/user.ts --\nimport { useContext, createContext } from 'react';\nconst C = createContext(null);\nexport function useUser() { return useContext(C); }\n", "no: it uses useContext"},
		{"what waits for a click", "import { save } from './actions';\nexport default function Home() { const click = async () => { await save(); throw new Error(); }; return <button onClick={click}>Save</button>; }", "-- app/actions.ts --\n'use server';\nimport { revalidatePath } from 'next/cache';\nexport async function save() { revalidatePath('/'); }\n", "Home: for app/actions.ts [{save () => Promise.resolve()}], button Save"},
		{"what runs on the server", "import { save } from './actions';\nexport default function Home() { return <button onClick={save}>Save</button>; }", "-- app/actions.ts --\n'use server';\nimport { sql } from 'database';\nexport async function save() { sql(); }\n", "Home: for app/actions.ts [{save () => Promise.resolve()}], button Save"},
		{"an element of its own", "import { Button } from './button';\nexport default function Home() { return <form><Button type=\"submit\">Sign in</Button></form>; }", "-- app/button.tsx --\nimport { forwardRef } from 'react';\nexport const Button = forwardRef<HTMLButtonElement, object>(({ className, ...props }, ref) => <button className={className} ref={ref} {...props} />);\n", "Home: Sign in"},
		{"a module that does something", "import { save } from './actions';\nexport default function Home() { return <button onClick={save}>Save</button>; }", "-- app/actions.ts --\nimport { env } from '../lib/env';\nexport async function save() { return env; }\n-- lib/env.ts --\nif (!process.env.KEY) throw new Error('KEY');\nexport const env = 1;\n", "no: lib/env.ts does something when it is loaded"},
		{"a module that nobody knows", "import { Chart } from 'charts';\nexport default function Home() { return <main><h1>Open</h1><Chart /></main>; }", "", "no: it shows Chart of charts"},
		{"the server only", "import 'server-only';\nexport default function Home() { return <h1>Open</h1>; }", "", "no: page.tsx runs on the server only"},
		{"an image", "import logo from './logo.png';\nimport Image from 'next/image';\nexport default function Home() { return <main><h1>Open</h1><Image src={logo} alt=\"\" /></main>; }", "", "Home: for app/logo.png [{default { src: '/image', width: 1, height: 1 }}], h1 Open"},
		{"a document", "export default function Home() { return <html><body><h1>Open</h1></body></html>; }", "", "no: it is a whole document"},
		{"no component", "export const metadata = { title: 'x' };\nexport default async function GET() { return 1; }", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := nextRepo(t, reactPackage+"-- app/page.tsx --\n"+c.page+"\n"+c.more)
			can, cannot := app.Components()
			got := ""
			for _, each := range can {
				if each.File == "app/page.tsx" {
					got = each.summary()
				}
			}
			if got == "" && len(cannot) > 0 {
				got = "no: " + cannot[0].Why
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestComponentsOfOldReact: the library that renders components is for React 18 and later.
func TestComponentsOfOldReact(t *testing.T) {
	_, app := nextRepo(t, strings.Replace(reactPackage, "19.3.1", "17.0.2", 1)+"-- pages/index.js --\nexport default function Home() { return <h1>Open</h1>; }\n")
	if can, cannot := app.Components(); len(can) != 0 || len(cannot) != 1 {
		t.Errorf("can %v, cannot %v", can, cannot)
	}
}

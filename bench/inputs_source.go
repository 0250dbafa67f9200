//go:build linux

package main

import (
	"fmt"
	"strings"
)

// functions returns the text of n functions in TypeScript, about 260 bytes each.
func functions(d *dice, n int) string {
	var b strings.Builder
	for i := range n {
		noun, verb := d.pick(nouns), d.pick(verbs)
		title := strings.ToUpper(noun[:1]) + noun[1:]
		fmt.Fprintf(&b, "export interface %s%d {\n  id: string;\n  %sAt: number;\n}\n\n", title, i, verb)
		fmt.Fprintf(&b, "export function %s%s%d(list: readonly %s%d[]): number {\n", verb, title, i, title, i)
		fmt.Fprintf(&b, "  const limit = %d;\n  return list.filter((%s) => %s.%sAt > limit).length;\n}\n\n", d.roll(9000), noun, noun, verb)
	}
	return b.String()
}

// The lines that the codemod adds to a module, and those that they follow.
const (
	moduleImport = "import { log } from '@acme/log';\n"
	moduleUse    = "  app.use(json());\n"
	addedImport  = "import { metrics } from '@acme/metrics';\n"
	addedUse     = "  app.use(metrics());\n"
)

// module is one of the modules that the codemod runs over, about 2.4 KB.
func module(n int) string {
	d := dice(n)
	noun := d.pick(nouns)
	head := "import { json, type App } from '@acme/http';\n" + moduleImport + "\n"
	register := fmt.Sprintf("export function register(app: App): void {\n%s"+
		"  app.get('/%ss/%d', (request, response) => {\n    log.info({ path: request.path });\n"+
		"    response.json({ id: %d });\n  });\n}\n", moduleUse, noun, n, n)
	return head + functions(&d, 8) + register
}

// patched is what the codemod makes of a module.
func patched(text string) string {
	text = strings.Replace(text, moduleImport, moduleImport+addedImport, 1)
	return strings.Replace(text, moduleUse, moduleUse+addedUse, 1)
}

// modules returns the input of the codemod and what it is to make of it.
func modules(n int) (before, after tree) {
	before, after = tree{}, tree{}
	for i := range n {
		name := fmt.Sprintf("src/%s/module%d.ts", nouns[i%len(nouns)], i)
		before[name] = module(i)
		after[name] = patched(before[name])
	}
	return before, after
}

// checkout is a repository with one Express service among other packages. Each of those holds files of which six in
// ten are TypeScript, of so many functions, and the rest JSON, Markdown and CSS.
func checkout(packages, files, size int) tree {
	t := tree{"package.json": `{ "name": "shop", "private": true, "workspaces": ["packages/*", "services/*"] }` + "\n"}
	for name, text := range service(6) {
		t["services/api/"+name] = text
	}
	for p := range packages {
		d := dice(p)
		dir := fmt.Sprintf("packages/%s-%d", nouns[p%len(nouns)], p)
		t[dir+"/package.json"] = fmt.Sprintf("{ \"name\": \"@acme/%s-%d\", \"version\": \"1.%d.0\" }\n", nouns[p%len(nouns)], p, p)
		for i := range files - 1 {
			name, text := sourceFile(&d, i, size)
			t[fmt.Sprintf("%s/src/%s/%s", dir, verbs[i%len(verbs)], name)] = text
		}
	}
	return t
}

func sourceFile(d *dice, i, size int) (name, text string) {
	noun := d.pick(nouns)
	switch i % 10 {
	case 6, 7:
		return fmt.Sprintf("%s%d.json", noun, i), fmt.Sprintf("{\n  %q: %d,\n  \"words\": [%s]\n}\n", noun, i, strings.Repeat(fmt.Sprintf("%q, ", noun), 8*size)+"1")
	case 8:
		return fmt.Sprintf("%s%d.md", noun, i), "# " + noun + "\n\n" + strings.Repeat("How a "+noun+" is settled, in a sentence of some length.\n", 4*size)
	case 9:
		return fmt.Sprintf("%s%d.css", noun, i), strings.Repeat("."+noun+" {\n  color: teal;\n  margin: 0 auto;\n}\n", 5*size)
	}
	return fmt.Sprintf("%s%d.ts", noun, i), functions(d, 1+size)
}

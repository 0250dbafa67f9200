//go:build linux

package main

import (
	"fmt"
	"strings"
)

// rendered is one file that a generator of the peers writes: its path and the text before its marks are filled in.
type rendered struct{ path, text string }

// The marks in a text, which each tool spells in its own way, and what they stand for.
const (
	nameMark  = "@name@"
	portMark  = "@port@"
	nameValue = "demo"
	portValue = "8080"
)

// generated returns n files of together about so many bytes.
func generated(n, size int) []rendered {
	var files []rendered
	for i := range n {
		d := dice(i)
		head := "// Part " + fmt.Sprint(i) + " of " + nameMark + ".\nexport const port" + fmt.Sprint(i) + " = " + portMark + ";\n\n"
		body := functions(&d, size/n/200)
		if room := size/n - len(head); room < len(body) && room > 0 {
			body = body[:room]
		}
		files = append(files, rendered{fmt.Sprintf("src/part%d/%s.ts", i%5, fmt.Sprint("file", i)), head + body})
	}
	return files
}

// filled returns the files as they are to be written.
func filled(files []rendered) tree {
	t := tree{}
	for _, f := range files {
		t[f.path] = fill(f.text, nameValue, portValue)
	}
	return t
}

// spelled returns the templates of a tool: their paths, and their texts with the marks as that tool writes them.
func spelled(files []rendered, name, port string, at func(rendered) string, head func(rendered) string) tree {
	t := tree{}
	for _, f := range files {
		t[at(f)] = head(f) + fill(f.text, name, port)
	}
	return t
}

func fill(text, name, port string) string {
	return strings.NewReplacer(nameMark, name, portMark, port).Replace(text)
}

// plopTemplates, hygenTemplates and floorTemplates are the same files for each of the three.
func plopTemplates(files []rendered) tree {
	return spelled(files, "{{name}}", "{{port}}", func(f rendered) string { return "plop/" + f.path + ".hbs" }, headless)
}

func hygenTemplates(files []rendered) tree {
	at := func(f rendered) string {
		return "hygen/service/new/" + strings.ReplaceAll(f.path, "/", "-") + ".ejs.t"
	}
	return spelled(files, "<%= name %>", "<%= port %>", at, func(f rendered) string { return "---\nto: " + f.path + "\n---\n" })
}

func floorTemplates(files []rendered) tree {
	return spelled(files, "{{.Name}}", "{{.Port}}", func(f rendered) string { return "floor/" + f.path }, headless)
}

func headless(rendered) string { return "" }

package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"scaffold/generators"
	"scaffold/stack"
)

// TestDocs holds the parts of the README that are made from the values against them.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, text, "support", supportTable())
	if *update {
		if err := os.WriteFile("README.md", want, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(text, want) {
		t.Error("README.md is not what the values say; run make docs")
	}
}

// supportTable has a row a gap and a column a framework. A cell names the places that a framework lacks.
func supportTable() string {
	var out strings.Builder
	out.WriteString("| gap | adds |")
	line := "|---|---|"
	for _, f := range stack.Frameworks {
		fmt.Fprintf(&out, " %s |", f.Title)
		line += "---|"
	}
	out.WriteString("\n" + line + "\n")
	for _, g := range generators.All {
		fmt.Fprintf(&out, "| `%s` | %s |", g.Name, g.Title)
		for _, f := range stack.Frameworks {
			fmt.Fprintf(&out, " %s |", cell(generators.Lacks(g, f)))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func cell(lacks []string) string {
	if len(lacks) == 0 {
		return "yes"
	}
	return "without " + strings.Join(lacks, ", ")
}

func between(t *testing.T, text []byte, name, part string) []byte {
	t.Helper()
	begin, end := "<!-- "+name+": begin -->\n", "<!-- "+name+": end -->"
	before, rest, ok := bytes.Cut(text, []byte(begin))
	_, after, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		t.Fatalf("README.md has no place for %s", name)
	}
	return bytes.Join([][]byte{before, []byte(begin), []byte(part), []byte(end), after}, nil)
}

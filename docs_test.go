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

// TestDocs holds what documents say of the gaps against the values.
func TestDocs(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{
		"README.md":    between(t, readme, "support", supportTable()),
		"docs/gaps.md": []byte(gapsDocument()),
	} {
		if *update {
			if err := os.WriteFile(name, want, 0o666); err != nil {
				t.Fatal(err)
			}
		} else if text, err := os.ReadFile(name); err != nil || !bytes.Equal(text, want) {
			t.Errorf("%s is not what the values say; run make docs", name)
		}
	}
}

// gapsDocument describes each gap: why, what lands where, what is asked, and what is observed when it is closed.
func gapsDocument() string {
	var out strings.Builder
	out.WriteString("# The gaps\n\nIn the order that they are closed in. A seed is the row that a gap comes from: A of a production readiness gap " +
		"analysis, B of a summary of production gaps.\n\nThis page is made from the values in `generators/` by `make docs`.\n")
	for _, g := range generators.All {
		fmt.Fprintf(&out, "\n## %s\n\n`%s`, severity %s, seed %s.\n\n%s\n\n", g.Title, g.Name, g.Severity, g.Seed, g.Doc)
		fmt.Fprintf(&out, "**Where it stays open:** %s\n\n**Adds:**\n\n", g.Risk)
		for i := range g.Pieces {
			fmt.Fprintf(&out, "- %s%s\n", g.Pieces[i].What, lands(g, &g.Pieces[i]))
		}
		if asks := asked(g); asks != "" {
			out.WriteString("\n**Asks:**\n\n" + asks)
		}
		fmt.Fprintf(&out, "\n**Closed when** %s.\n", strings.ReplaceAll(g.Proof, "; ", ";\n"))
	}
	return out.String()
}

// lands says which files a piece creates: by role those of a program, on which frameworks, and by path those of the repository.
func lands(g *generators.Gap, p *generators.Piece) string {
	var out strings.Builder
	on, order := map[string][]string{}, []string{}
	for _, f := range stack.Frameworks {
		roles := strings.Join(g.Roles(p, f), "`, `")
		if roles != "" && on[roles] == nil {
			order = append(order, roles)
		}
		on[roles] = append(on[roles], f.Title)
	}
	for _, roles := range order {
		fmt.Fprintf(&out, "\n  - %s: `%s`", strings.Join(on[roles], ", "), roles)
	}
	for _, f := range p.Root {
		fmt.Fprintf(&out, "\n  - `%s`", f.Path)
	}
	return out.String()
}

// asked lists the questions of a gap, each with its default first.
func asked(g *generators.Gap) string {
	var out strings.Builder
	seen := map[string]bool{}
	for _, f := range stack.Frameworks {
		for _, q := range g.Ask(&stack.App{Language: f.Language, Framework: f}) {
			if seen[q.Key] || !g.Known(f) {
				continue
			}
			seen[q.Key] = true
			fmt.Fprintf(&out, "- %s `%s=%s`", q.Prompt, q.Key, q.Default)
			for _, c := range q.Choices {
				if c.Value != q.Default {
					fmt.Fprintf(&out, " or `%s`", c.Value)
				}
			}
			out.WriteString("\n")
		}
	}
	return out.String()
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
			fmt.Fprintf(&out, " %s |", cell(g, f))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func cell(g *generators.Gap, f *stack.Framework) string {
	lacks := generators.Lacks(g, f)
	switch {
	case !g.Known(f):
		return "–"
	case len(lacks) == 0:
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

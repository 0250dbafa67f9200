package audit

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"scaffold/generators"
)

// TestDocument keeps the list of the checks in docs/audit.md.
func TestDocument(t *testing.T) {
	const file, mark = "../docs/audit.md", "<!-- checks: made by go test ./audit -update -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), mark)
	if !ok {
		t.Fatal("the document has no place for the checks")
	}
	want := head + mark + checkTable()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Error("docs/audit.md lists other checks; run go test ./audit -update")
	}
}

func checkTable() string {
	var out strings.Builder
	checks := Checks()
	fmt.Fprintf(&out, "\n%d checks. \"By hand\" are those that no command closes.\n", len(checks))
	for _, g := range generators.All {
		fmt.Fprintf(&out, "\n### %s\n\n| check | severity | passes when | closed by |\n| --- | --- | --- | --- |\n", g.Title)
		for _, c := range checks {
			if c.Gap != g.Name {
				continue
			}
			by := "`scaffold add " + g.Name + "`"
			if c.ByHand {
				by = "hand"
			}
			fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", c.Name, c.Severity, cell(c.Title), by)
		}
	}
	return out.String()
}

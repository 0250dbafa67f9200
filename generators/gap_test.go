package generators

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAGapTellsOfItself: what a user reads about a gap before it is closed is there, and a sentence is a sentence.
func TestAGapTellsOfItself(t *testing.T) {
	for _, g := range All {
		for what, text := range map[string]string{"title": g.Title, "doc": g.Doc, "seed": g.Seed, "proof": g.Proof, "risk": g.Risk} {
			if text == "" {
				t.Errorf("%s has no %s", g.Name, what)
			}
		}
		if !strings.HasSuffix(g.Doc, ".") || !strings.HasSuffix(g.Risk, ".") {
			t.Errorf("%s: doc or risk does not end as a sentence does", g.Name)
		}
		if g.Severity != "critical" && g.Severity != "high" && g.Severity != "medium" {
			t.Errorf("%s has the severity %q", g.Name, g.Severity)
		}
	}
}

// TestAPieceHasACheck: the audit takes each piece for a check, and what it says of it stands on the piece.
func TestAPieceHasACheck(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	severities := []string{"", "critical", "high", "medium", "low"}
	for _, g := range All {
		for _, p := range g.Pieces {
			if !name.MatchString(p.Check.Name) || p.Check.Minutes <= 0 || !slices.Contains(severities, p.Check.Severity) {
				t.Errorf("%s, to %s: its check is %q, %q, %d minutes", g.Name, p.What, p.Check.Name, p.Check.Severity, p.Check.Minutes)
			}
		}
	}
}

package templates_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestPrivacyMapReadsPrograms: of a migration that is a program the test of the map takes what it does, and leaves out what takes
// it back.
func TestPrivacyMapReadsPrograms(t *testing.T) {
	text, err := os.ReadFile("privacy/node/privacy-map.test.ts.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	pattern := func(before, after string) *regexp.Regexp {
		_, rest, _ := strings.Cut(string(text), before)
		found, _, _ := strings.Cut(rest, after)
		return regexp.MustCompile("(?im)" + found)
	}
	file, down := pattern("filter((name) => /", "/.test(name)"), pattern("const DOWN = /", "/im;")
	for _, name := range []string{"001_a.sql", "001_a.js", "001_a.mjs", "001_a.ts"} {
		if !file.MatchString(name) {
			t.Errorf("%s is left out", name)
		}
	}
	for _, way := range []string{
		"-- Down Migration", "export async function down(knex) {", "exports.down = async (knex) => {", "  async down(queryInterface) {",
		"  public async down(queryRunner: QueryRunner): Promise<void> {",
	} {
		script := "CREATE TABLE a (count_down int);\n" + way + "\nDROP TABLE a;\n"
		if parts := down.Split(script, -1); len(parts) != 2 || !strings.Contains(parts[0], "count_down") || strings.Contains(parts[0], "DROP") {
			t.Errorf("%s: %q", way, parts)
		}
	}
}

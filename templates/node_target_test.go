package templates_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestOldTargets: where an expression is replaced everywhere, replace does, which every target of the compiler knows.
func TestOldTargets(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".ts.tmpl") {
			return err
		}
		text, err := os.ReadFile(name)
		if strings.Contains(string(text), ".replaceAll(/") {
			t.Errorf("%s: replaceAll with an expression; replace does the same in older targets", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

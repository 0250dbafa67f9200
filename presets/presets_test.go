package presets

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
)

func TestEveryPresetLoads(t *testing.T) {
	names := Names()
	if len(names) == 0 || !slices.IsSorted(names) {
		t.Errorf("the names are %q", names)
	}
	for _, name := range names {
		preset, err := Load(name)
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case preset.Description == "" || preset.Base == "":
			t.Errorf("%s has no description or no base", name)
		case len(preset.Apps) > 0:
			t.Errorf("%s speaks of apps", name)
		}
	}
}

func TestLoadFromAFile(t *testing.T) {
	dir := t.TempDir()
	text, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{"mine.yaml": string(text), "broken.yaml": "version: 1\nx: [\n", "newer.yml": "version: 9\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	preset, err := Load(filepath.Join(dir, "mine.yaml"))
	if err != nil || preset.Answers(".", "health")["limit"] != "5" {
		t.Errorf("%v, %v", preset, err)
	}
	for name, want := range map[string]patcher.Kind{
		"no-such":                          patcher.Usage,
		"no-such.yaml":                     patcher.Usage,
		"../" + Names()[0]:                 patcher.Usage,
		dir + "/":                          patcher.Usage,
		"":                                 patcher.Usage,
		filepath.Join(dir, "broken.yaml"):  patcher.NotUnderstood,
		filepath.Join(dir, "newer.yml"):    patcher.Conflict,
		filepath.Join(dir, "missing.yaml"): patcher.Usage,
	} {
		_, err := Load(name)
		var p *patcher.Problem
		if !errors.As(err, &p) || p.Kind != want {
			t.Errorf("%q: %v, want kind %d", name, err, want)
		}
		if name == "no-such" && !strings.Contains(p.Error(), Names()[0]) {
			t.Errorf("%v does not name the presets", err)
		}
	}
}

package templates

import (
	"regexp"
	"testing"
	"time"
)

func TestActionsArePinned(t *testing.T) {
	all, err := pins()
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for name, p := range all {
		_, err := time.Parse(time.DateOnly, p.Date)
		if err != nil || !regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(p.Commit) || !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(p.Version) {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
}

// TestActionsHaveOnePlace: a template that writes a version itself would stay behind when the others are raised.
func TestActionsHaveOnePlace(t *testing.T) {
	written := regexp.MustCompile(`uses: *[^{ ]+@`)
	names, err := Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := Manifest(name)
		if found := written.Find(text); err != nil || found != nil {
			t.Errorf("%s: %q stands there instead of an action of actions/actions.json; %v", name, found, err)
		}
	}
}

func TestAction(t *testing.T) {
	all, err := pins()
	if err != nil {
		t.Fatal(err)
	}
	codeql := all["github/codeql-action"]
	if got, err := action("github/codeql-action/init"); err != nil || got != "github/codeql-action/init@"+codeql.Commit+" # "+codeql.Version {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := action("nobody/nothing"); err == nil {
		t.Errorf("got %q for an action without a version", got)
	}
}

package templates

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// pin is the version of an action that steps of created workflows use.
type pin struct {
	Version string // the tag, for people and for what proposes updates
	Commit  string // what the tag led to
	Date    string // when that was looked up
}

// pins reads the one file that holds the versions of actions.
var pins = sync.OnceValues(func() (map[string]pin, error) {
	var file struct{ Actions map[string]pin }
	text, err := Manifest("actions/actions.json")
	if err != nil {
		return nil, err
	}
	return file.Actions, json.Unmarshal(text, &file)
})

// action is how a step uses an action: by the commit, which nobody can move, with the version behind it. An action may
// lie in a folder of its repository: github/codeql-action/init.
func action(name string) (string, error) {
	all, err := pins()
	if err != nil {
		return "", err
	}
	repo := name
	if parts := strings.Split(name, "/"); len(parts) > 2 {
		repo = strings.Join(parts[:2], "/")
	}
	p, ok := all[repo]
	if !ok {
		return "", fmt.Errorf("the action %s has no version in actions/actions.json", name)
	}
	return name + "@" + p.Commit + " # " + p.Version, nil
}

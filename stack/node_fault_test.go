package stack

import (
	"errors"
	"strings"
	"testing"

	"scaffold/patcher"
)

func TestUnreadableAppIsToldWithItsPlace(t *testing.T) {
	const manifest = "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n"
	for name, text := range map[string]string{
		"src/app.js:3:15": "-- src/app.js --\nconst express = require('express');\nconst app = express();\napp.get('/', (, res) => res.end());\n",
		"src/app.js:2:1":  "-- src/app.js --\nconst express = require('express');\n<<<<<<< ours\nconst app = express();\n=======\nconst api = express();\n>>>>>>> theirs\n",
	} {
		_, err := detectExpress(nodeTree(t, manifest+text))
		var p *patcher.Problem
		if !errors.As(err, &p) || p.Where() != name {
			t.Errorf("got %v, want a problem at %s", err, name)
		}
	}
}

func TestUnreadableFileBesideTheAppIsLeftAlone(t *testing.T) {
	repo := nodeTree(t, "-- package.json --\n{\"dependencies\": {\"express\": \"^4.0.0\"}}\n-- broken.js --\nconst express = require('express'); express(\n"+server)
	if apps := expressApps(t, repo); len(apps) != 1 {
		t.Errorf("%d apps", len(apps))
	}
}

func TestUnreadableManifests(t *testing.T) {
	for _, manifest := range []string{"", "{", "[]", `{"dependencies": ["express"]}`, "\xff\xfe{}"} {
		repo := nodeTree(t, "-- package.json --\n"+manifest+"\n"+server)
		if apps := expressApps(t, repo); len(apps) != 0 {
			t.Errorf("%q gives %d apps", manifest, len(apps))
		}
	}
	_, app := onlyApp(t, "-- package.json --\n{ \"name\": 5, \"engines\": [], \"dependencies\": { \"express\": \"^4.0.0\" }, }\n"+server)
	if !strings.HasPrefix(app.At.Path, "index") || app.Major != 4 {
		t.Errorf("got %+v", app)
	}
}

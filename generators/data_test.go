package generators

import (
	"testing"

	"scaffold/stack"
	"scaffold/stack/source"
)

func TestPlaceKeepsClearOfTheUsersFiles(t *testing.T) {
	repo := source.Virtual(map[string][]byte{
		"package.json":                 []byte(`{"dependencies": {"express": "5.1.0"}, "devDependencies": {"vitest": "4.0.0"}}`),
		"src/app.js":                   []byte("import express from 'express';\nconst app = express();\napp.listen(1);\n"),
		"src/middleware/rate-limit.js": []byte("export {};\n"),
	})
	found, err := stack.Detect(repo)
	if err != nil || len(found.Apps) != 1 {
		t.Fatal(found, err)
	}
	c := &Context{Job: Job{App: found.Apps[0]}, Repo: repo}
	limit := stack.File{Dir: "middleware", Role: "rate-limit"}
	if got := c.place(limit); got != "src/middleware/service-rate-limit.js" {
		t.Errorf("beside the user's: %s", got)
	}
	limit.Test = true
	if got := c.place(limit); got != "src/middleware/service-rate-limit.test.js" {
		t.Errorf("its test: %s", got)
	}
	if got := c.place(stack.File{Dir: "middleware", Role: "health", Test: true}); got != "src/middleware/health.test.js" {
		t.Errorf("the test of one without a rival: %s", got)
	}
}

package presets

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"scaffold/ask"
	"scaffold/patcher"
)

var sum = patcher.Hash(nil)

const written = `# What scaffold adds, and with which answers. Commit this file.
version: 1
tool: 0.1.0
apps:
  .:
    health:
      answers:
        database: "no"
        limit: "5"
      created:
        src/a.ts: HASH
        src/b.ts: HASH
      edits:
        - path: package.json
          why: depend on pino
        - path: src/app.ts
          why: answer probes
        - path: src/app.ts
          why: close on SIGTERM
  apps/api:
    rate-limit: {}
`

func sample() *Record {
	r := &Record{Tool: "0.1.0"}
	e := r.Entry(".", "health")
	maps.Copy(e.Answers, ask.Answers{"limit": "5", "database": "no"})
	maps.Copy(e.Created, map[string]string{"src/b.ts": sum, "src/a.ts": sum})
	for _, edit := range []Edit{{"src/app.ts", "close on SIGTERM"}, {"src/app.ts", "answer probes"}, {"package.json", "depend on pino"}, {"src/app.ts", "answer probes"}} {
		e.AddEdit(edit.Path, edit.Why)
	}
	r.Put(".", "health", e)
	r.Put("apps/api", "rate-limit", r.Entry("apps/api", "rate-limit"))
	return r
}

func TestEncode(t *testing.T) {
	want := strings.ReplaceAll(written, "HASH", sum)
	for range 20 {
		text, err := sample().Encode()
		if err != nil || string(text) != want {
			t.Fatalf("got\n%s%v\nwant\n%s", text, err, want)
		}
		back, err := Parse(RecordPath, text)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := back.Encode(); string(again) != want {
			t.Fatalf("read and written again it is\n%s", again)
		}
	}
}

func TestEntriesAreCopies(t *testing.T) {
	r := sample()
	before, _ := r.Encode()
	e := r.Entry(".", "health")
	e.Answers["limit"], e.Created["src/a.ts"] = "6", ""
	e.AddEdit("a", "b")
	c := r.Clone()
	c.Put(".", "health", e)
	c.Put(".", "errors", e)
	e.Answers["limit"] = "7"
	if after, _ := r.Encode(); string(after) != string(before) {
		t.Errorf("the record became\n%s", after)
	}
	if got := c.Apps["."]["errors"].Answers["limit"]; got != "6" {
		t.Errorf("what was put became %s", got)
	}
}

func TestAnswers(t *testing.T) {
	r, err := Parse("p", []byte(`version: 1
gaps:
  health: {answers: {database: postgres, redis: "no"}}
apps:
  api:
    health: {answers: {redis: "yes"}}
    errors: {answers: {format: problem, tracker: sentry}}
  web:
    errors: {answers: {format: problem, tracker: none}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		app, gap string
		want     ask.Answers
	}{
		{"api", "health", ask.Answers{"database": "postgres", "redis": "yes"}},
		{"web", "health", ask.Answers{"database": "postgres", "redis": "no"}},
		{"new", "health", ask.Answers{"database": "postgres", "redis": "no"}},
		{"new", "errors", ask.Answers{"format": "problem"}},
		{"web", "errors", ask.Answers{"format": "problem", "tracker": "none"}},
		{"web", "logging", ask.Answers{}},
		{"new", "logging", ask.Answers{}},
	} {
		if got := r.Answers(c.app, c.gap); !maps.Equal(got, c.want) {
			t.Errorf("%s in %s: %v, want %v", c.gap, c.app, got, c.want)
		}
	}
	r.Answers("new", "errors")["format"] = "changed"
	if r.Apps["api"]["errors"].Answers["format"] != "problem" {
		t.Error("answers that were given out are the record's own")
	}
}

func TestParseRefuses(t *testing.T) {
	for src, want := range map[string]string{
		"":                                 "record:1: there is no version: 1",
		"version: 0\n":                     "record:1: there is no version: 1",
		"# x\nversion: 2\nnovelty: [\n]\n": "record:2: the format is version 2 and this scaffold knows 1",
		"version: 1\napp: {}\n":            "record:2: the YAML cannot be read: there is no field app",
		"version: 1\napps:\n  .: [\n":      "the YAML cannot be read",
		"version: one\n":                   "cannot unmarshal",
		"version: 1\nversion: 1\n":         "record:2:1: the key version is there twice",
		"version: 1\n---\nversion: 1\n":    "record:2:1: a second document",
		"version: 1\n<<<<<<< a\n=======\n>>>>>>> b\n":                          "record:2:1: the file has a merge conflict",
		"version: 1\napps:\n  ../x: {}\n":                                      `record:3: "../x" is not a folder`,
		"version: 1\napps:\n  .:\n    Health: {}\n":                            `"Health" is not the name of a gap`,
		"version: 1\ngaps:\n  a: {created: {x: y}}\n":                          `"y" is not a hash`,
		"version: 1\ngaps:\n  a: {edits: [{path: x, why: y}]}\n":               "files are noted for no app",
		"version: 1\napps: {.: {a: {created: {../x: " + sum + "}}}}\n":         `"../x" is not a file`,
		"version: 1\napps: {.: {a: {edits: [{path: .git/config, why: y}]}}}\n": `".git/config" is not a file`,
		"version: 1\x00": "binary",
	} {
		r, err := Parse("record", []byte(src))
		var p *patcher.Problem
		if r != nil || !errors.As(err, &p) || p.Kind != patcher.Conflict || !strings.Contains(p.Error(), want) {
			t.Errorf("%q: %v, %v; want %s", src, r, err, want)
		}
	}
	if r, err := Parse("record", nil); err != nil || len(r.Apps) > 0 {
		t.Errorf("no file: %v, %v", r, err)
	}
	crlf := strings.ReplaceAll(strings.ReplaceAll(written, "HASH", sum), "\n", "\r\n")
	if _, err := Parse("record", []byte(patcher.BOM+crlf)); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(strings.ReplaceAll(written, "HASH", sum))
	f.Add("version: 1\ngaps: {a: {answers: {b: c}}}\n")
	f.Fuzz(func(t *testing.T, src string) {
		r, err := Parse("p", []byte(src))
		if err != nil {
			return
		}
		text, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse("p", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if again, _ := back.Encode(); string(again) != string(text) {
			t.Errorf("%s\nbecame\n%s", text, again)
		}
	})
}

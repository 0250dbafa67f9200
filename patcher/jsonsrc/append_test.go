package jsonsrc

import (
	"strings"
	"testing"
)

func entry(n int, tag string) Append {
	return Append{Pointer: []string{"entries"}, Value: map[string]any{"idx": n, "tag": tag}, Order: []string{"idx", "tag"}, By: "idx", Same: "tag"}
}

// TestAppend puts entries into a list in another order than that of their numbers.
func TestAppend(t *testing.T) {
	for name, src := range map[string]string{
		"empty": "{\n  \"version\": \"7\",\n  \"entries\": []\n}\n",
		"tabs":  "{\n\t\"entries\": [\n\t\t{\n\t\t\t\"idx\": 0,\n\t\t\t\"tag\": \"init\"\n\t\t}\n\t]\n}\n",
		"CRLF":  "{\r\n  \"entries\": [\r\n    { \"idx\": 0, \"tag\": \"init\" }\r\n  ]\r\n}\r\n",
	} {
		out := []byte(src)
		for _, e := range []Append{entry(3, "c"), entry(1, "a"), entry(2, "b"), entry(1, "a")} {
			var err error
			if out, err = e.Apply(out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		var read struct {
			Entries []struct {
				Idx int
				Tag string
			}
		}
		if err := Decode(out, &read); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		var tags []string
		for _, e := range read.Entries {
			tags = append(tags, e.Tag)
		}
		if got := strings.TrimPrefix(strings.Join(tags, " "), "init "); got != "a b c" {
			t.Errorf("%s: %s\n%s", name, got, out)
		}
		if strings.Contains(src, "\r\n") != strings.Contains(string(out), "\"tag\": \"a\"\r\n") || strings.Contains(src, "\t") != strings.Contains(string(out), "\t\t\t\"tag\": \"a\"") {
			t.Errorf("%s: another style\n%q", name, out)
		}
	}
	for _, src := range []string{"{}", `{"entries": {}}`, `{"entries": `, "[]"} {
		if out, err := entry(1, "a").Apply([]byte(src)); err == nil {
			t.Errorf("%s: %s", src, out)
		}
	}
}

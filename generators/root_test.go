package generators

import (
	"testing"

	"scaffold/stack"
	"scaffold/stack/source"
)

func TestRootPath(t *testing.T) {
	for _, test := range []struct {
		what, slug      string
		there           []string // files of the user's
		created, landed map[string]string
		want            string
	}{
		{what: "an app without neighbours", want: "scripts/probe.sh"},
		{what: "one of several", slug: "api", want: "scripts/probe-api.sh"},
		{what: "the user has such a file", there: []string{"scripts/Probe.sh"}, want: "scripts/service-probe.sh"},
		{what: "the user's is not this app's", slug: "api", there: []string{"scripts/probe.sh"}, want: "scripts/probe-api.sh"},
		{
			what: "created by an earlier run", there: []string{"scripts/probe.sh"},
			created: map[string]string{"scripts/probe.sh": "h"}, landed: map[string]string{"scripts/probe.sh": "h"}, want: "scripts/probe.sh",
		},
		{
			what: "neighbours came later", slug: "api", there: []string{"scripts/probe.sh"},
			created: map[string]string{"scripts/probe.sh": "h"}, landed: map[string]string{"scripts/probe.sh": "h"}, want: "scripts/probe.sh",
		},
		{
			what: "the neighbour has the plain name", slug: "web", there: []string{"scripts/probe.sh"},
			created: map[string]string{"scripts/probe.sh": "h"}, want: "scripts/probe-web.sh",
		},
		{
			what: "under another name since the first run", there: []string{"scripts/probe.sh", "scripts/service-probe.sh"},
			created: map[string]string{"scripts/service-probe.sh": "h"}, landed: map[string]string{"scripts/service-probe.sh": "h"},
			want: "scripts/service-probe.sh",
		},
	} {
		app := &stack.App{Facts: map[stack.Key]stack.Fact{stack.Slug: {Value: test.slug}}}
		files := map[string][]byte{}
		for _, name := range test.there {
			files[name] = nil
		}
		c := &Context{Job: Job{App: app, Created: test.created, Landed: test.landed}, Repo: source.Virtual(files)}
		if got := c.rootPath("scripts/probe.sh"); got != test.want {
			t.Errorf("%s: got %s, want %s", test.what, got, test.want)
		}
	}
}

func TestOwn(t *testing.T) {
	for slug, want := range map[string]string{"": "PROBE_URL", "api": "PROBE_URL_API", "web-ui": "PROBE_URL_WEB_UI"} {
		d := data{App: &stack.App{Facts: map[stack.Key]stack.Fact{stack.Slug: {Value: slug}}}}
		if got := d.Own("PROBE_URL"); got != want {
			t.Errorf("%q: got %s, want %s", slug, got, want)
		}
	}
}

// TestSecondRun: a piece of files only, all of which stand since an earlier run, is there, and asks nothing.
func TestSecondRun(t *testing.T) {
	for _, landed := range []map[string]string{nil, {"scripts/probe.sh": "h"}} {
		g := &Gap{Name: "probe", Pieces: []Piece{{What: "probe", Root: []RootFile{{Path: "scripts/probe.sh"}}}}}
		app := &stack.App{Framework: &stack.Framework{Language: &stack.Language{}}, Language: &stack.Language{Package: func(*stack.App) string { return "" }}}
		c := &Context{Job: Job{Gap: g, App: app, Landed: landed}, Repo: &source.Repo{}}
		r, err := c.plan()
		want := Refused // nothing is known
		if landed != nil {
			want = Open // which the plan settles
		}
		if err != nil || r.Findings[0].Status != want || len(r.Changes) != 0 {
			t.Errorf("landed %v: %v, %v, %d changes", landed, err, r.Findings[0].Status, len(r.Changes))
		}
	}
}

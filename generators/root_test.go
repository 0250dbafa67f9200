package generators

import (
	"strings"
	"testing"

	"scaffold/stack"
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
		c := &Context{Job: Job{App: app, Created: test.created, Landed: test.landed}, lower: map[string]bool{}}
		for _, name := range test.there {
			c.lower[strings.ToLower(name)] = true
		}
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

package stack

import "testing"

// TestToolchain: what a version manager is told goes before the manifest, and a manifest that takes any version from an old one
// on asks for none of them.
func TestToolchain(t *testing.T) {
	for name, c := range map[string]struct{ engines, nvmrc, want string }{
		"a range without an end":         {">=8", "", ""},
		"one of several without an end":  {"^18.0.0 || >=20.0.0", "", ""},
		"a range without an end, of now": {">=22.12", "", "22"},
		"a range with an end":            {">=16 <19", "", "16"},
		"a version":                      {"16.x", "", "16"},
		"a version manager":              {">=18", "v20.11.0\n", "20"},
		"a name":                         {"22.x", "lts/*\n", "22"},
	} {
		_, app := onlyApp(t, `-- package.json --
{ "type": "module", "dependencies": { "express": "5.0.0" }, "engines": { "node": "`+c.engines+`" } }
-- .nvmrc --
`+c.nvmrc+`
`+server)
		if got := app.Fact(Toolchain); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

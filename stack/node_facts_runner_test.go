package stack

import "testing"

// TestNearRunner: of two runners the one counts whose settings lie nearest to the service.
func TestNearRunner(t *testing.T) {
	files := map[string]string{
		"package.json": `{"dependencies": {"express": "5"}, "devDependencies": {"jest": "29.0.0", "vitest": "3.0.0"}}`, "api/src/main.js": listening,
	}
	for _, c := range []struct{ config, want string }{
		{"web/jest.config.ts", "vitest"}, {"jest.config.ts", "jest"}, {"api/jest.config.js", "jest"}, {"api/vitest.config.mts", "vitest"},
	} {
		if got := appOf(t, files, map[string]string{c.config: ""}).Fact(Runner); got != c.want {
			t.Errorf("beside %s: %q, want %q", c.config, got, c.want)
		}
	}
}

// TestOtherRunners: what runs tests otherwise than those that are created is told, too.
func TestOtherRunners(t *testing.T) {
	for module, want := range map[string]string{"@japa/runner": "japa", "ava": "ava", "mocha": "mocha"} {
		app := appOf(t, map[string]string{
			"package.json": `{"dependencies": {"express": "5"}, "devDependencies": {"` + module + `": "3.0.0"}}`, "main.js": listening,
		})
		if got := app.Fact(Runner); got != want {
			t.Errorf("%s: %q, want %q", module, got, want)
		}
	}
}

package stack

import "testing"

// TestJestProjects: each folder is named once, in order, in whichever the apps come; what stands for it already is enough.
func TestJestProjects(t *testing.T) {
	const none = "module.exports = {\n  projects: [\n  ],\n};\n"
	for _, c := range []struct{ name, before, want string }{
		{"none yet", "", "module.exports = {\n  projects: [\n    '<rootDir>/apps/api',\n    '<rootDir>/apps/web',\n  ],\n};\n"},
		{"one is there", "export default { projects: [\"<rootDir>/apps/web\"] };\n", "export default { projects: [\"<rootDir>/apps/api\", \"<rootDir>/apps/web\"] };\n"},
		{"one a line", "export default {\n  projects: [\n    './apps/api',\n    './libs/a',\n  ],\n};\n", "export default {\n  projects: [\n    './apps/api',\n    './libs/a',\n    '<rootDir>/apps/web',\n  ],\n};\n"},
		{"a pattern", "module.exports = { projects: ['<rootDir>/apps/*'] };\n", "module.exports = { projects: ['<rootDir>/apps/*'] };\n"},
		{"files", "module.exports = { projects: ['apps/api/jest.config.js', 'apps/web/jest.config.js'] };\n", "module.exports = { projects: ['apps/api/jest.config.js', 'apps/web/jest.config.js'] };\n"},
		{"worked out", "module.exports = { projects: [...all()] };\n", "module.exports = { projects: [...all()] };\n"},
		{"no projects", "module.exports = { preset: 'ts-jest' };\n", "module.exports = { preset: 'ts-jest' };\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before []byte
			if c.before != "" {
				before = []byte(c.before)
			}
			apply := func(src []byte, dirs ...string) []byte {
				out, err := jestProjects{path: "jest.config.js", empty: []byte(none), quote: "'", dirs: dirs}.Apply(src)
				if err != nil {
					t.Fatal(err)
				}
				return out
			}
			got := apply(before, "apps/api", "apps/web")
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if other := apply(apply(before, "apps/web"), "apps/api"); string(other) != c.want {
				t.Errorf("in the other order\n%s", other)
			}
			if again := apply(got, "apps/api", "apps/web"); string(again) != string(got) {
				t.Errorf("the second time\n%s", again)
			}
		})
	}
}

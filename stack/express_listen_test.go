package stack

import "testing"

// TestPutPort: a port that is written in the code is told, one that may come from elsewhere is not.
func TestPutPort(t *testing.T) {
	const app = "import express from 'express';\nconst app = express();\n"
	for text, want := range map[string]string{
		"app.listen(5000);\n":                                      "5000",
		"const PORT = 8080;\napp.listen(PORT, () => {});\n":        "8080",
		"app.listen(process.env.API_PORT || 5000);\n":              "5000",
		"if (app) app.listen(5000);\nelse app.listen(5001);\n":     "",
		"import { port } from './port.js';\napp.listen(port);\n":   "4100",
		"const port = Number(process.env.P);\napp.listen(port);\n": "",
	} {
		got := appOf(t, map[string]string{
			"package.json": `{"type": "module", "dependencies": {"express": "5"}}`, "app.js": app + text, "port.js": "export const port = 4100;\n",
		}).Fact(Listens)
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

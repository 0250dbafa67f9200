package stack

import "testing"

// TestErrorClass: the class that the app's own handler knows is told, with the property that holds the status where status is
// taken.
func TestErrorClass(t *testing.T) {
	for class, want := range map[string]string{
		"constructor(statusCode, message) { super(message); this.statusCode = statusCode; }":                                                    "status,message",
		"constructor(message, status) { super(message); this.status = status; }":                                                                "message,status#status",
		"constructor(message, statusCode) { super(message); this.statusCode = statusCode; this.status = statusCode < 500 ? 'fail' : 'error'; }": "message,status#statusCode",
	} {
		app := appOf(t, map[string]string{
			"package.json": `{"type": "module", "dependencies": {"express": "5"}}`,
			"errors.js":    "export class AppError extends Error {\n  " + class + "\n}\n",
			"app.js": "import express from 'express';\nimport { AppError } from './errors.js';\nconst app = express();\napp.get('/', (req, res) => res.end());\n" +
				"app.use((error, req, res, next) => {\n  if (error instanceof AppError) return res.status(400).json({ message: error.message });\n  res.status(500).end();\n});\napp.listen(1);\n",
		})
		if got := app.Fact(ErrorClass); got != "errors.js#AppError#"+want {
			t.Errorf("%s: %q, want %q", class, got, want)
		}
	}
}

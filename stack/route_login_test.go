package stack

import (
	"strings"
	"testing"
)

func TestLetsIn(t *testing.T) {
	for path, want := range map[string]bool{
		"/login": true, "/api/auth/sign-in": true, "/auth/register": true, "/sessions": true, "/password/reset": true,
		"/reset-password/:token": true, "/auth/otp/verify": true, "/forgotPassword": true, "/magic-link": true,
		"/sessions/:id/notes": false, "/counter/reset": false, "/orders": false, "/:id": false, "/auth/refresh": false, "/logout": false,
	} {
		if got := (Route{Method: "POST", Path: path}).LetsIn(); got != want {
			t.Errorf("POST %s: %t", path, got)
		}
	}
	for name, r := range map[string]Route{
		"a read":               {Method: "GET", Path: "/login"},
		"for those known only": {Method: "POST", Path: "/sessions", Guards: []Guard{{Name: "check", Refuses: []int{401}}}},
	} {
		if r.LetsIn() {
			t.Errorf("%s lets somebody in", name)
		}
	}
}

const limitedApp = `import express from 'express';
import { rateLimit } from 'express-rate-limit';
const app = express();
app.use(rateLimit({ limit: 100OPTION }));
app.post('/login', rateLimit({ limit: 5 }), (req, res) => res.send('in'));
app.post('/register', (req, res) => res.send('in'));
app.listen(3000);
`

func limitedBy(option string) string { return strings.Replace(limitedApp, "OPTION", option, 1) }

func TestOwnLimit(t *testing.T) {
	app := appOf(t, map[string]string{"app.js": limitedBy(""), "package.json": `{"type":"module","dependencies":{"express":"5.1.0"}}`})
	limited := map[string]bool{}
	for _, r := range app.Routes() {
		limited[r.Path] = app.OwnLimit(r) != nil
	}
	if !limited["/login"] || limited["/register"] || len(limited) != 2 {
		t.Errorf("with limits of their own: %v", limited)
	}
}

func TestUserLimiter(t *testing.T) {
	for option, want := range map[string]bool{
		"":                                     false,
		", keyGenerator: (req) => req.ip":      false,
		", keyGenerator: (req) => req.user.id": true,
		", keyGenerator(req) { return req.auth.userId; }": true,
	} {
		app := appOf(t, map[string]string{"app.js": limitedBy(option), "package.json": `{"type":"module","dependencies":{"express":"5.1.0"}}`})
		if got := app.Has(UserLimiter); got != want {
			t.Errorf("%q: %t", option, got)
		}
	}
}

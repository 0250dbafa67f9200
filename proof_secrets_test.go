package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// weakSecretsStopTheStart: in production a secret that is short, simple or a placeholder ends the start with exit code 78,
// together with all else that is wrong with the environment, and its value is not printed.
func weakSecretsStopTheStart(t *testing.T, s subject, dir string) {
	name := chosenSecret(t, dir)
	if name == "" {
		t.Fatal("the service is known to choose no secret")
	}
	for _, test := range []struct{ value, says string }{
		{"hunter2", "has fewer than 32 characters"},
		{strings.Repeat("abcabc", 8), "has fewer than 10 different characters"},
		{"change-me-before-you-go-to-production", "is a placeholder"},
	} {
		v := s.launch(t, dir, name+"="+test.value, "SHUTDOWN_GRACE_MS=soon")
		code := v.wait(t, 20*time.Second)
		out := v.out.String()
		if code != 78 || !strings.Contains(out, name+" "+test.says) || strings.Contains(out, test.value) {
			t.Errorf("%s: exit code %d, want 78 and %q\n%s", test.value, code, test.says, out)
		}
		if !slices.Contains(s.theirs, "env") && !strings.Contains(out, "SHUTDOWN_GRACE_MS must be") {
			t.Errorf("what else is wrong is not said with it:\n%s", out)
		}
		if _, err := v.try(http.MethodGet, "/health/live", nil); err == nil {
			t.Error("it listens all the same")
		}
	}
	s.started(t, dir, name+"="+secret)
}

// keysRotate: a token that the previous key signed is taken as long as that key stands behind the new one, and no longer.
func keysRotate(t *testing.T, s subject, dir string) {
	const older, newer = "Zq3xVb8nKc5mLw9rTy2uHd6fGj4sPa7e", "Rt7yUi3oPl9kJh5gFd2sAz6xCv8bNm4q"
	path := logoutPath(t, dir)
	if path == "" {
		return // its tokens are made by the service's own code, or by Clerk
	}
	for _, test := range []struct {
		what, keys, signs string
		taken             bool
	}{
		{"before", older, older, true},
		{"during, the key before", newer + "," + older, older, true},
		{"during, the new key", newer + "," + older, newer, true},
		{"after, the key before", newer, older, false},
		{"a key of somebody else's", newer + "," + older, secret, false},
	} {
		v := s.started(t, dir, "SESSION_SECRET="+test.keys)
		a := v.do(t, http.MethodPost, path, map[string]string{"Authorization": "Bearer " + token(test.signs)})
		if taken := a.status != http.StatusUnauthorized; taken != test.taken || a.status == http.StatusNotFound {
			t.Errorf("%s: answered %d\n%s", test.what, a.status, a.body)
		}
		v.stop()
	}
}

// logoutPath finds the path of the created route that any user may take, "" for none.
func logoutPath(t *testing.T, dir string) string {
	t.Helper()
	found, prefix := "", regexp.MustCompile(`const AUTH = '([^']*)'`)
	walkTracked(t, dir, func(name string, text []byte) {
		if m := prefix.FindSubmatch(text); m != nil && strings.Contains(string(text), "/logout-everywhere") && !strings.Contains(name, ".test.") {
			found = string(m[1]) + "/logout-everywhere"
		}
	})
	return found
}

// chosenSecret finds a secret that the service is known to choose itself, "" for none.
func chosenSecret(t *testing.T, dir string) string {
	t.Helper()
	found, chosen := "", regexp.MustCompile(`(?:name: "|\n\s+)(\w+)(?:",|: \{) chosen: true`)
	walkTracked(t, dir, func(name string, text []byte) {
		if base := filepath.Base(name); strings.Contains(base, "secrets") && !strings.Contains(base, "test") {
			if m := chosen.FindSubmatch(text); m != nil {
				found = string(m[1])
			}
		}
	})
	return found
}

// token is an access token of a user, as the service itself makes them.
func token(key string) string {
	encode := base64.RawURLEncoding.EncodeToString
	body := encode([]byte(`{"alg":"HS256","typ":"at+jwt"}`)) + "." +
		encode(fmt.Appendf(nil, `{"sub":"7f1c1f52-6f0b-4f0e-9f5f-0a4de8f2a111","roles":["member"],"iat":%d,"exp":%d}`, time.Now().Unix(), time.Now().Add(time.Minute).Unix()))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return body + "." + encode(mac.Sum(nil))
}

// plantedKeyIsFound: the scan finds nothing in what was created, and finds a key that was committed, also after it was taken
// out again. It does not print it.
func plantedKeyIsFound(t *testing.T, _ subject, dir string) {
	copied := t.TempDir()
	copyTracked(t, dir, copied)
	git := func(args ...string) {
		t.Helper()
		args = append([]string{"-C", copied, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"}, args...)
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	scan := func(want int) {
		t.Helper()
		out, code := script(t, copied, []string{"GOFLAGS="}, "scripts/secrets-scan.sh")
		if code != want || strings.Contains(out, plantedToken()) {
			t.Errorf("exit code %d, want %d\n%s", code, want, out)
		}
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", "a")
	scan(0)
	file := filepath.Join(copied, "deploy.txt")
	if err := os.WriteFile(file, []byte("token: "+plantedToken()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	git("add", "-A")
	git("commit", "-q", "-m", "b")
	git("rm", "-q", "deploy.txt")
	git("commit", "-q", "-m", "c")
	scan(1)
}

// plantedToken is of the form of GitHub's tokens, put together here so that it stands in no file of ours.
func plantedToken() string { return "ghp_" + "R8kZ2qWm5TxV9bNc3LpH7sDf1GjYaQe4UoIt" }

// TestSecretsGenerate: what the script makes passes the service's own check, and a rotation keeps the key that is there.
func TestSecretsGenerate(t *testing.T) {
	s := subjects[0]
	dir := s.copied(t)
	s.add(t, dir, "secrets")
	out, code := script(t, dir, nil, "scripts/secrets-generate.sh", "A_SECRET", "B_SECRET")
	made := regexp.MustCompile(`(?m)^([AB]_SECRET)=([\w-]{64})$`).FindAllStringSubmatch(out, -1)
	if code != 0 || len(made) != 2 || made[0][2] == made[1][2] {
		t.Errorf("exit code %d\n%s", code, out)
	}
	out, code = script(t, dir, []string{"A_SECRET=newer,older"}, "scripts/secrets-generate.sh", "--rotate", "A_SECRET")
	if !regexp.MustCompile(`^A_SECRET=[\w-]{64},newer\n$`).MatchString(out) || code != 0 {
		t.Errorf("exit code %d\n%s", code, out)
	}
	for _, args := range [][]string{{"--rotate", "NOT_SET_ANYWHERE"}, {"--rotate", "$(id)"}} {
		if out, code := script(t, dir, nil, append([]string{"scripts/secrets-generate.sh"}, args...)...); code != 2 {
			t.Errorf("%v: exit code %d\n%s", args, code, out)
		}
	}
}

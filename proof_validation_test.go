package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// payloadsAreRefused: what is meant to run as SQL or script is refused or made harmless, files are what they say, nothing is
// larger than its limit, and errors name the field. Routes are mounted for it that use the created middleware.
func payloadsAreRefused(t *testing.T, s subject, dir string) {
	mountDemo(t, s, dir)
	v := s.started(t, dir)
	for _, payload := range []string{"' or 1=1 --", "1; drop table users", "1 union select 1", "$ne"} {
		a := v.get(t, "/demo/rows/"+strings.ReplaceAll(strings.ReplaceAll(payload, " ", "%20"), ";", "%3B"), nil)
		isRefused(t, v, payload, a, http.StatusUnprocessableEntity, "params.id")
	}
	for _, payload := range []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<a href='javascript:alert(1)'>x</a>`,
		`<iframe srcdoc='<script>alert(1)</script>'></iframe>`, `<scr<script>ipt>alert(1)</script>`,
	} {
		a := v.sends(t, "/demo/comments", fmt.Sprintf(`{"author":%q,"html":%q}`, payload, payload))
		if a.status != 200 || harm.MatchString(a.body) {
			t.Errorf("%s: %d %s", payload, a.status, a.body)
		}
	}
	isRefused(t, v, "a field that nobody may set", v.sends(t, "/demo/comments", `{"author":"a","html":"b","isAdmin":true}`), http.StatusUnprocessableEntity, "isAdmin")
	isRefused(t, v, "an operator", v.sends(t, "/demo/comments", `{"author":{"$gt":""},"html":"b"}`), http.StatusUnprocessableEntity, "author")
	if s.repo != "express-backend" { // whose own error handler answers all that it does not know with 500
		large := v.sends(t, "/demo/comments", `{"author":"`+strings.Repeat("a", 2<<20)+`"}`)
		isRefused(t, v, "a large body", large, http.StatusRequestEntityTooLarge, "")
	}
	filesAreWhatTheySay(t, v)
}

// harm is a tag that runs something, or leads to where something runs.
var harm = regexp.MustCompile(`(?i)<(script|img|svg|iframe)|<[^>]*(onerror|onload|javascript:)`)

func filesAreWhatTheySay(t *testing.T, v *service) {
	t.Helper()
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0dIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x35\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82")
	if a := v.uploads(t, "file", "../../x.php", "image/png", png); a.status != 200 || strings.Contains(a.body, "php") || !strings.Contains(a.body, ".png") {
		t.Errorf("an image: %d %s\n%s", a.status, a.body, v.out)
	}
	isRefused(t, v, "HTML called .png", v.uploads(t, "file", "x.png", "image/png", []byte("<!doctype html><script>alert(1)</script>")), http.StatusUnsupportedMediaType, "")
	isRefused(t, v, "another image", v.uploads(t, "file", "x.jpg", "image/jpeg", png), http.StatusUnsupportedMediaType, "")
	isRefused(t, v, "a large file", v.uploads(t, "file", "x.png", "image/png", append(png, make([]byte, 6<<20)...)), http.StatusRequestEntityTooLarge, "")
	isRefused(t, v, "a wrong field", v.uploads(t, "other", "x.png", "image/png", png), http.StatusBadRequest, "")
}

// isRefused checks that a request was refused in the form of the service's errors, and that the field is named.
func isRefused(t *testing.T, v *service, what string, a answer, status int, field string) {
	t.Helper()
	if a.status != status || !strings.Contains(a.header.Get("Content-Type"), "json") || !strings.Contains(a.body, field) {
		t.Errorf("%s: %d %s, want %d and %q\n%s", what, a.status, a.body, status, field, v.out)
	}
}

func (v *service) sends(t *testing.T, path, body string) answer {
	t.Helper()
	return v.posts(t, path, "application/json", []byte(body))
}

func (v *service) uploads(t *testing.T, field, name, kind string, content []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, field, name)}, "Content-Type": {kind},
	})
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content)
	w.Close()
	return v.posts(t, "/demo/files", w.FormDataContentType(), body.Bytes())
}

func (v *service) posts(t *testing.T, path, kind string, body []byte) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, v.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, v.out)
	}
	defer res.Body.Close()
	var text bytes.Buffer
	text.ReadFrom(res.Body)
	return answer{res.StatusCode, res.Header, text.String()}
}

// demo are routes behind the created middleware; the verbs are the paths of its files.
const demo = `
const { Router } = require('express');
const { z } = require('zod');
const { validate } = require(%q);
const { plainText, sanitizeHtml } = require(%q);
const { upload } = require(%q);

const text = z.string().max(1000000);
const comment = validate({ body: z.strictObject({ author: text.transform(plainText), html: text.transform(sanitizeHtml) }) });
const row = validate({ params: z.strictObject({ id: z.coerce.number().int() }) });
const file = upload('file');

const demo = Router();
demo.post('/comments', comment, (_req, res) => res.json(comment.from(res).body));
demo.get('/rows/:id', row, (_req, res) => res.json(row.from(res).params));
demo.post('/files', file, (_req, res) => res.json({ name: file.from(res).name }));
module.exports = demo;
`

// lastRoute is where the service answers unknown paths: routes that are mounted later are never reached.
var lastRoute = regexp.MustCompile(`(?im)^\s*([\w.]+)\.use\(.*not_?found.*\);?$`)

// mountDemo puts the demo's routes into the built program, and takes them out again when the test ends.
func mountDemo(t *testing.T, s subject, dir string) {
	t.Helper()
	root := filepath.Join(dir, s.dir)
	if _, err := os.Stat(filepath.Join(root, "dist")); err == nil {
		root = filepath.Join(root, "dist")
	}
	app := ""
	created := map[string]string{}
	eachSource(t, root, func(name, text string) {
		stem, _, _ := strings.Cut(strings.ToLower(filepath.Base(name)), ".")
		created[strings.ReplaceAll(stem, "-", "")] = name
		if app == "" && lastRoute.MatchString(text) && strings.Contains(text, "express()") || strings.Contains(text, "express_1.default)()") && lastRoute.MatchString(text) {
			app = name
		}
	})
	text, err := os.ReadFile(app)
	if err != nil {
		t.Fatalf("no app below %s: %v", root, err)
	}
	write(t, filepath.Join(filepath.Dir(app), "demo.cjs"), fmt.Sprintf(demo, created["validation"], created["sanitizehtml"], created["upload"]))
	load, mounted := "import demo from './demo.cjs';\n", "$1.use('/demo', demo);\n$0"
	if strings.Contains(string(text), "require(") {
		load, mounted = "", "$1.use('/demo', require('./demo.cjs'));\n$0"
	}
	write(t, app, load+lastRoute.ReplaceAllString(string(text), mounted))
	t.Cleanup(func() { write(t, app, string(text)) })
}

// eachSource calls do for each file of JavaScript that is no test.
func eachSource(t *testing.T, root string, do func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		base := filepath.Base(name)
		switch {
		case err != nil:
			return err
		case e.IsDir() && (base == "node_modules" || base == "__tests__" || base == "test"):
			return filepath.SkipDir
		case e.IsDir() || filepath.Ext(name) != ".js" || strings.Contains(base, ".test."):
			return nil
		}
		text, err := os.ReadFile(name)
		do(name, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

package audit

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/generators"
	"scaffold/stack"
	"scaffold/stack/source"
)

// base is a service in Express, and goBase one in Go, that the cases add to.
const (
	base = `-- package.json --
{"name": "shop", "type": "module", "scripts": {"start": "node app.js"}, "dependencies": {"express": "^5.0.0"}}
-- app.js --
import express from 'express';
import { more } from './more.js';
const app = express();
app.use(express.json());
more(app);
app.listen(3000);
-- more.js --
export function more(app) {}
`
	goBase = `-- go.mod --
module example.com/shop

go 1.25
-- main.go --
package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {})
	http.ListenAndServe(":3000", mux)
}
`
)

// TestLook runs the cases of testdata/checks: a file a check, in which each case is a comment line
// "case: status" and the files that it adds to the service.
func TestLook(t *testing.T) {
	files, err := filepath.Glob("testdata/checks/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	covered := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		for _, c := range strings.Split(string(text), "==== ")[1:] {
			head, body, _ := strings.Cut(c, "\n")
			title, want, _ := strings.Cut(head, ": ")
			covered[name+" "+want] = true
			t.Run(name+"/"+title, func(t *testing.T) { look(t, name, want, body) })
		}
	}
	for _, c := range Checks() {
		if !c.ByHand {
			continue
		}
		fails := covered[c.Name+" fail"] || covered[c.Name+" partial"]
		if !covered[c.Name+" pass"] || !fails {
			t.Errorf("%s has no case in which it passes and one in which it does not", c.Name)
		}
	}
}

func look(t *testing.T, name, want, body string) {
	start := base
	if strings.Contains(body, "package ") && strings.Contains(body, ".go --") {
		start = goBase
	}
	v := viewOf(t, start+hidden(body))
	at := slices.IndexFunc(Checks(), func(c Check) bool { return c.Name == name })
	if at < 0 {
		t.Fatal("there is no such check")
	}
	if !Checks()[at].ByHand {
		v.Gaps = gapOf(t, v, Checks()[at].Gap)
	}
	outcomes := Checks()[at].look(v)
	got := outcomes[0].Status
	for _, o := range outcomes {
		if o.Status.weight() < got.weight() {
			got = o.Status
		}
		if (o.Status == Fail || o.Status == Partial || o.Status == Pass) && o.At.Path == "" {
			t.Errorf("%s without a place", o.Status)
		}
		if o.Status == Pass && (o.At.Line == 0 || o.By == "") {
			t.Errorf("it passes at %q by %q", o.At, o.By)
		}
		saysEnough := o.Status == Pass || o.Status == Fail && !Checks()[at].ByHand // the title of a piece says what is lacking
		if !saysEnough && o.Why == "" {
			t.Errorf("%s, and nobody knows why", o.Status)
		}
	}
	if string(got) != want {
		t.Errorf("it is %s, and not %s: %+v", got, want, outcomes)
	}
}

// gapOf says how a gap stands in the app of the view.
func gapOf(t *testing.T, v *View, name string) map[*stack.App]map[string]*generators.Result {
	t.Helper()
	r, err := generators.Audit(v.Repo, generators.Job{Gap: generators.Find(name), App: v.App})
	if err != nil {
		t.Fatal(err)
	}
	return map[*stack.App]map[string]*generators.Result{v.App: {name: r}}
}

// hidden puts keys together that scanners of this repository would stop at.
func hidden(body string) string {
	return strings.NewReplacer("{AWS}", "AKIA"+"Z7Q2MHX4TB6LWEPD", "{STRIPE}", "sk_"+"live_51Hq8dKJ2eZvKYlo2C9xQ7f3m", "{KEY}", "q7Rt2vXz"+"9LmN4pWs8KdF6hJy",
		"{PEM}", "-----BEGIN PRIVATE "+"KEY-----\n"+strings.Repeat("MIIEpQIBAAKCAQEA", 4)+"\n-----END PRIVATE KEY-----").Replace(body)
}

// owned are the files of a case whose first line says that an earlier run made them.
func owned(archive string) map[string]string {
	made := map[string]string{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if strings.HasPrefix(string(f.Data), "// made") {
			made[f.Name] = "hash"
		}
	}
	return made
}

func viewOf(t *testing.T, archive string) *View {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	repo.Own(owned(archive))
	s, err := stack.Detect(repo)
	if err != nil || len(s.Apps) == 0 {
		t.Fatal("no app was found", err)
	}
	return &View{Subject: &Subject{Repo: repo, Stack: s, Apps: s.Apps}, App: s.Apps[0]}
}

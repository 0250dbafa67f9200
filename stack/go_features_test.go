package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/stack/golang"
	"scaffold/stack/source"
)

// TestGoFeatures looks at services in which something is there, in part, or only seems to be. A case holds several
// services, files below a folder each; found lists what is expected of each: "folder: feature (line) by; partial".
func TestGoFeatures(t *testing.T) { runFeatures(t, "testdata/gofound/*.txtar") }

// TestNodeFeatures does the same for services on Express.
func TestNodeFeatures(t *testing.T) { runFeatures(t, "testdata/nodefound/*.txtar") }

func runFeatures(t *testing.T, pattern string) {
	t.Helper()
	cases, err := filepath.Glob(pattern)
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runFeaturesOf(t, name) })
	}
}

func runFeaturesOf(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(text)
	files, want := map[string]string{}, ""
	var kept []txtar.File
	for _, f := range archive.Files {
		if f.Name == "found" {
			want = string(f.Data)
			continue
		}
		kept = append(kept, f)
		files[f.Name] = string(f.Data)
	}
	got := features(t, writeRepo(t, files, ""))
	if updating() {
		kept = append(kept, txtar.File{Name: "found", Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: kept}), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	compare(t, "found", got, want)
}

func features(t *testing.T, repo *source.Repo) string {
	t.Helper()
	s, err := Detect(repo)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, app := range s.Apps {
		lines = append(lines, fmt.Sprintf("%s: %s", app.Dir, app.Framework.Name))
		for feature, found := range app.Found {
			line := fmt.Sprintf("%s: %s at %s, %s", app.Dir, feature, found.At, found.By)
			if found.Lacks() != "" {
				line += "; " + found.Lacks()
			}
			lines = append(lines, line)
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n"
}

func TestGoReads(t *testing.T) {
	repo := writeRepo(t, map[string]string{
		"go.mod": "module example.com/shop\n\ngo 1.24\n",
		"main.go": `package main

import (
	"net/http"
	"os"

	"example.com/shop/config"
)

const fixed = "FIXED"

func main() {
	_ = os.Getenv("PORT")
	_, _ = os.LookupEnv("HOST")
	_ = os.Getenv(fixed) + os.Getenv("lower")
	// os.Getenv("COMMENTED")
	_ = "os.Getenv(\"QUOTED\")"
	config.Load()
	_ = http.ListenAndServe(":8080", nil)
}

func unused() { _ = os.Getenv("UNUSED") }
`,
		"config/config.go": `package config

import "os"

type Config struct {
	URL  string ` + "`env:\"DATABASE_URL,required\"`" + `
	Size int    ` + "`env:\"POOL_SIZE\" envDefault:\"5\"`" + `
	Name string ` + "`mapstructure:\"APP_NAME\" json:\"name\"`" + `
	Skip string ` + "`mapstructure:\"plain\"`" + `
}

func Load() {
	_ = get("LEVEL", "info")
	_ = get("PORT", "8080")
	_ = or("debug", "MODE")
}

func get(key, fallback string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return fallback
}

func or(fallback, key string) string {
	v, ok := os.LookupEnv(key)
	if !ok {
		return fallback
	}
	return v
}
`,
		"internal/platform/env.go": "package platform\n\nimport \"os\"\n\n// LoadEnv loads.\nfunc LoadEnv() { _ = os.Getenv(\"OURS\") }\n",
	}, "")
	s, err := Detect(repo)
	if err != nil || len(s.Apps) != 1 {
		t.Fatal(s, err)
	}
	var got []string
	for _, r := range Go.Reads(repo, s.Apps[0]) {
		got = append(got, fmt.Sprintf("%s=%s %s", r.Name, r.Default, r.At))
	}
	want := `APP_NAME= config/config.go:8
DATABASE_URL= config/config.go:6
HOST= main.go:14
LEVEL=info config/config.go:13
MODE=debug config/config.go:15
POOL_SIZE=5 config/config.go:7
PORT=8080 main.go:13`
	compare(t, "reads", strings.Join(got, "\n"), want)
}

func TestGoFacts(t *testing.T) {
	repo := writeRepo(t, map[string]string{
		"go.work":           "go 1.24\n\nuse ./api\n",
		"api/go.mod":        "module example.com/shop/v2 // the shop\n\ngo 1.24.1\n\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.7.0\n)\n",
		"api/go.sum":        "",
		"api/Dockerfile":    "FROM scratch\n",
		"api/cmd/s/main.go": "package main\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/shop/v2/db\"\n\t\"go.uber.org/zap\"\n)\n\nfunc main() {\n\tzap.NewExample()\n\tdb.Open()\n\t_ = http.ListenAndServe(\":1\", nil)\n}\n",
		"api/db/db.go":      "package db\n\nimport (\n\t\"gorm.io/gorm\"\n\t_ \"github.com/jackc/pgx/v5/stdlib\"\n)\n\nfunc Open() { gorm.Open(nil) }\n",
		"api/db/db_test.go": "package db\n\nimport _ \"github.com/getsentry/sentry-go\"\n",
		"api/fly.toml":      "",
	}, "")
	s, err := Detect(repo)
	if err != nil || len(s.Apps) != 1 {
		t.Fatal(s, err)
	}
	app := s.Apps[0]
	for key, want := range map[Key]string{
		Module: "example.com/shop/v2 api/go.mod:1", Toolchain: "1.24.1 api/go.mod:3", Manager: "go api/go.mod:1",
		Workspace: "go.work go.work:3", Lockfile: "api/go.sum api/go.sum", Entry: "api/cmd/s/main.go api/cmd/s/main.go:10",
		Runner: "go api/go.mod:1", Logger: "zap api/cmd/s/main.go:7", ORM: "gorm api/db/db.go:4",
		Database: "postgres api/db/db.go:5", Redis: "go-redis api/go.mod:6", Host: "fly api/fly.toml", Tracker: " ",
		driver: "pgx api/db/db.go:5",
	} {
		if got := app.Facts[key].Value + " " + app.Facts[key].At.String(); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if app.Name != "s" || app.Dir != "api/cmd/s" {
		t.Errorf("%s in %s", app.Name, app.Dir)
	}
	if got := Go.Install(app); got != "cd api && go mod tidy" {
		t.Errorf("install: %s", got)
	}
	if got := Go.Place(app, File{Dir: "middleware", Role: "rate-limit", Test: true}); got != "api/internal/platform/ratelimit_test.go" {
		t.Errorf("place: %s", got)
	}
}

func TestGoRequire(t *testing.T) {
	texts := map[string][]byte{"a.go": []byte("package p\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/shop/x\"\n\t\"github.com/caarlos0/env/v11\"\n\t\"github.com/go-chi/chi/v5\"\n)\n")}
	for line, want := range map[string]string{
		"1.26": "go.mod require github.com/caarlos0/env/v11 v11.4",
		"1.24": "go.mod require github.com/caarlos0/env/v11 v11.4.1",
		"1.19": "go.mod require github.com/caarlos0/env/v11 v11.4.1",
	} {
		repo := writeRepo(t, map[string]string{
			"go.mod":  "module example.com/shop\n\ngo " + line + "\n\nrequire github.com/go-chi/chi/v5 v5.0.0\n",
			"main.go": "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":1\", nil) }\n",
		}, "")
		s, err := Detect(repo)
		if err != nil || len(s.Apps) != 1 {
			t.Fatal(s, err)
		}
		edits, err := Go.Require(repo, s.Apps[0], texts)
		if err != nil || len(edits) != 1 {
			t.Fatalf("go %s: %v, %v", line, edits, err)
		}
		if got := edits[0].Path + " " + edits[0].Edit.String(); !strings.HasPrefix(got, want) {
			t.Errorf("go %s: %s, want %s", line, got, want)
		}
	}
	m := &golang.Module{Path: "example.com/shop", Dir: "."}
	if got := foreignImports(m, texts); strings.Join(got, " ") != "github.com/caarlos0/env/v11 github.com/go-chi/chi/v5" {
		t.Errorf("imports %v", got)
	}
}

func TestInModule(t *testing.T) {
	for _, c := range []struct {
		name, module string
		want         bool
	}{
		{"github.com/jackc/pgx/v5/stdlib", "github.com/jackc/pgx", false},
		{"github.com/jackc/pgx/v5/stdlib", "github.com/jackc/pgx/v5", true},
		{"github.com/jackc/pgx", "github.com/jackc/pgx", true},
		{"github.com/jackc/pgxpool", "github.com/jackc/pgx", false},
		{"github.com/rs/cors/wrapper", "github.com/rs/cors", true},
	} {
		if got := inModule(c.name, c.module); got != c.want {
			t.Errorf("%s in %s: %t", c.name, c.module, got)
		}
	}
}

func TestSpellGo(t *testing.T) {
	for symbol, want := range map[string]string{
		"RequestId": "RequestID", "CorsPolicy": "CORSPolicy", "RateLimit": "RateLimit", "Health": "Health", "LoadEnv": "LoadEnv",
	} {
		if got := Go.Spell(symbol); got != want {
			t.Errorf("%s: %s, want %s", symbol, got, want)
		}
	}
}

func TestFinishGo(t *testing.T) {
	app := &App{Site: &goSite{module: &golang.Module{Line: "1.19"}}}
	text, err := Go.Finish(app, "x.go", []byte("package p\n"))
	if err != nil || string(text) != "//go:build go1.21\n\npackage p\n" {
		t.Errorf("%q, %v", text, err)
	}
	app.Site.(*goSite).module.Line = "1.24"
	if text, err := Go.Finish(app, "x.go", []byte("package p\n")); err != nil || string(text) != "package p\n" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := Go.Finish(app, "x.go", []byte("package  p\n")); err == nil {
		t.Error("an unformatted template is taken")
	}
}

func TestGoExports(t *testing.T) {
	got := Go.Exports([]byte("package p\n\ntype A struct{}\n\nfunc (A) M() {}\n\nfunc F() {}\n\nvar B, c = 1, 2\n"))
	if strings.Join(got, " ") != "A F B" {
		t.Errorf("%v", got)
	}
}

func TestGoNotes(t *testing.T) {
	repo := writeRepo(t, map[string]string{
		"go.mod":         "module example.com/shop\n\ngo 1.24\n",
		"fiber/main.go":  "package main\n\nimport \"github.com/gofiber/fiber/v2\"\n\nfunc main() { fiber.New().Listen(\":1\") }\n",
		"lambda/main.go": "package main\n\nimport (\n\t\"example.com/lambda\"\n\t\"net/http\"\n)\n\nfunc main() { lambda.Start(http.NewServeMux()) }\n",
		"tool/main.go":   "package main\n\nfunc main() {}\n",
	}, "")
	s, err := Detect(repo)
	if err != nil || len(s.Apps) != 0 {
		t.Fatal(s, err)
	}
	compare(t, "notes", strings.Join(s.Notes, "\n"), "fiber/main.go:3: github.com/gofiber/fiber/v2 is not a framework that is known here\n"+
		"lambda/main.go:8: a router is made here, and no call was found that serves it")
}

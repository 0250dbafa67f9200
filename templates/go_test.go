package templates

import (
	"bytes"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"
	"text/template"
)

// app stands for stack.App, of which templates know only these methods and fields.
type app struct {
	Framework struct{ Name string }
	Name      string
	Major     int
	Facts     map[string]string
}

func (a app) Fact(key string) string { return a.Facts[key] }

func (a app) Is(key string, values ...string) bool {
	for _, v := range values {
		if a.Facts[key] == v {
			return true
		}
	}
	return false
}

type envKey struct {
	Name, Kind, Default, Doc string
	Required                 bool
}

// keys are one of each kind, required and not.
var keys = []envKey{
	{Name: "PORT", Kind: "port", Default: "8080", Doc: "port that the server listens on"},
	{Name: "DATABASE_URL", Kind: "url", Required: true, Doc: "database"},
	{Name: "SESSION_SECRET", Kind: "secret", Required: true},
	{Name: "DEBUG", Kind: "bool", Default: "false", Doc: "more output"},
	{Name: "WORKERS", Kind: "int", Default: "4", Doc: "parallel jobs"},
	{Name: "SAMPLE_RATE", Kind: "number", Default: "0.5", Doc: "share of jobs that are traced"},
	{Name: "WORKER_TIMEOUT", Kind: "duration", Default: "30s", Doc: "longest job"},
	{Name: "CORS_ORIGINS", Kind: "list", Doc: "allowed origins"},
	{Name: "APP_NAME", Kind: "string", Required: true, Doc: `what "it" is called`},
}

var goSecrets = []struct {
	Name                string
	Own, Fallback, Ring bool
}{{Name: "JWT_SECRET", Own: true, Fallback: true}, {Name: "MAIL_API_KEY"}, {Name: "SESSION_SECRET", Own: true, Ring: true}}

// goAnswers are the answers that change a Go template, each with all its values.
var goAnswers = map[string][]string{
	"store":    {"memory", "redis"},
	"format":   {"problem", "envelope"},
	"content":  {"api", "html"},
	"database": {"none", "postgres", "mysql", "mongodb"},
	"redis":    {"no", "yes"},
	"driver":   {"", "pgx", "pq", "mysql"}, // a fact, not an answer
	"found":    {"", "go-redis"},           // the fact "redis"
	"streams":  {"", "true"},               // a fact
	"dotenv":   {"", "godotenv"},           // a fact
}

// goCases yields all combinations of the choices that the source of a template mentions.
func goCases(source string) []map[string]string {
	cases := []map[string]string{{}}
	for key, values := range goAnswers {
		mention := key
		if key == "found" {
			mention = `"redis" "go-redis"`
		}
		if !strings.Contains(source, mention) {
			values = values[:1]
		}
		var grown []map[string]string
		for _, each := range cases {
			for _, v := range values {
				next := map[string]string{key: v}
				for k, old := range each {
					next[k] = old
				}
				grown = append(grown, next)
			}
		}
		cases = grown
	}
	return cases
}

// goValues is what Go templates see.
type goValues map[string]any

// Has tells that every other gap is closed.
func (goValues) Has(string) bool { return true }

func goData(framework string, major int, choice map[string]string, keys []envKey) goValues {
	answers := map[string]string{"limit": "100", "window": "900", "proxies": "1", "origins": "https://app.example.com"}
	facts := map[string]string{"redis": choice["found"]}
	for k, v := range choice {
		answers[k], facts[k] = v, v
	}
	facts["redis"] = choice["found"]
	a := app{Name: "shop", Major: major, Facts: facts}
	a.Framework.Name = framework
	return goValues{"App": a, "Answers": answers, "Package": "platform", "Keys": keys, "Logger": nil, "Secrets": goSecrets, "ModeVariable": "APP_ENV"}
}

func goFuncs(line int) template.FuncMap {
	return template.FuncMap{
		"goLine": func(want string) bool {
			var minor int
			_, err := fmt.Sscanf(want, "1.%d", &minor)
			return err == nil && line >= minor
		},
		"link": func(role string) string { return role },
	}
}

// Every Go template gives text that the Go tools leave as it is, whatever the answers and the language version.
func TestGoTemplatesAreFormatted(t *testing.T) {
	names, err := Names()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, name := range names {
		folder, ext := path.Dir(name), ".go"
		if !strings.HasSuffix(name, ext+".tmpl") {
			continue
		}
		source, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		role := strings.TrimSuffix(path.Base(name), ext+".tmpl")
		for _, choice := range goCases(string(source)) {
			for line := 20; line <= 26; line++ {
				for _, data := range []goValues{
					goData(path.Base(folder), 4, choice, keys), goData(path.Base(folder), 5, choice, keys[:1]), goData(path.Base(folder), 5, choice, nil),
				} {
					text, ok, err := Render([]string{folder}, role, ext, data, goFuncs(line))
					if err != nil || !ok {
						t.Fatalf("%s: %v", name, err)
					}
					checked++
					checkGo(t, fmt.Sprintf("%s with %v at 1.%d", name, choice, line), text.Body)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d texts were checked", checked)
	}
}

func checkGo(t *testing.T, what string, text []byte) {
	t.Helper()
	if len(bytes.TrimSpace(text)) == 0 {
		return
	}
	if _, err := parser.ParseFile(token.NewFileSet(), what, text, parser.AllErrors); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	formatted, err := format.Source(text)
	if err != nil || bytes.HasPrefix(text, []byte("\n")) {
		t.Errorf("%s: %v, or a blank line at its head", what, err)
		return
	}
	if !bytes.Equal(formatted, append(bytes.TrimRight(text, "\n"), '\n')) {
		t.Errorf("%s: not as gofmt writes it, which is\n%s", what, formatted)
	}
}

// Every role that a Go template imports has a template for it.
func TestGoTemplatesHaveWhatTheyImport(t *testing.T) {
	names, err := Names()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	for _, name := range names {
		if !strings.HasSuffix(name, ".go.tmpl") {
			continue
		}
		gap, framework := strings.Split(name, "/")[0], strings.Split(name, "/")[1]
		source, _ := files.ReadFile(name)
		m := with.FindSubmatch(source)
		if m == nil {
			continue
		}
		for _, role := range strings.Fields(string(m[1])) {
			if !known[gap+"/"+framework+"/"+role+".go.tmpl"] && !known[gap+"/go/"+role+".go.tmpl"] &&
				!known["shared/"+framework+"/"+role+".go.tmpl"] && !known["shared/go/"+role+".go.tmpl"] {
				t.Errorf("%s: there is no template for the role %q", name, role)
			}
		}
	}
}

func TestField(t *testing.T) {
	for key, want := range map[string]string{
		"DATABASE_URL": "DatabaseURL", "PORT": "Port", "AWS_S3_BUCKET": "AwsS3Bucket", "api_key": "APIKey", "2FA_ISSUER": "Key2faIssuer", "X__Y": "XY",
	} {
		if got := field(key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
}

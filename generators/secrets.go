package generators

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Secrets keeps weak, leaked and everlasting secrets out of production.
var Secrets = &Gap{
	Name:  "secrets",
	Title: "Secrets",
	Doc: "A start in production ends at once with a secret that is short, simple, a placeholder or a default of the code, named " +
		"without its value. Keys rotate without logging anybody out: the first of a list signs, all verify. A script makes strong " +
		"ones, another looks for secrets in the whole history, and a document says how each is replaced.",
	Severity: "high",
	Risk:     "A start with a default or guessed key lets anybody sign as anybody, and a key in the history stays there for all who clone it.",
	Seed:     "A15, B5",
	Proof: "a weak or placeholder secret stops a production start; what the previous key signed is still accepted during a " +
		"rotation; the scan finds a planted key",
	Questions: secretsQuestions,
	Pieces: []Piece{
		{
			What:  "refuse to start in production with a weak secret",
			Check: Check{Name: "weak", Minutes: 20, Needless: noSecret, Seen: doubted(asksLength, "something asks how long a secret is, and of which ones is not to be seen")},
			Files: []stack.File{{Dir: "config", Role: "secrets"}},
			Calls: []Call{{Seam: stack.Startup, Symbol: "CheckSecrets", Role: "secrets"}},
			Env:   []EnvKey{{Name: "APP_ENV", Doc: "Where the service runs; with production weak secrets end the start."}},
		},
		{
			What:  "let a key be replaced while what the one before it signed is still good",
			Check: Check{Name: "rotation", Severity: "low", Minutes: 60, Needless: signsNothing, Seen: doubted(`(?i)(secret|key)s?_?rotat|rotat\w*_?(secret|key)`, "something rotates keys, and which ones is not to be seen")},
			Files: []stack.File{{Dir: "lib", Role: "key-ring"}},
		},
		{
			What:  "make secrets, keep them and replace them",
			Check: Check{Name: "scripts", Severity: "medium", Minutes: 30, Seen: fileThere(`(?i)(^|/)(scripts?|bin|tools?|tooling|infra|utils)/(.*/)?[^/]*(gen(erate)?_?-?(key|secret)|secrets?[-_.]|rotate|pull-secret)[^/]*$`, "", "a file is about secrets, and what it does is not to be seen")},
			Root: []RootFile{
				{Path: "scripts/secrets-generate.sh", Mode: 0o755},
				{Path: "scripts/secrets-store.sh", Mode: 0o755},
				{Path: "docs/SECRETS.md"},
			},
			Scripts: func(c *Context) []Script {
				return []Script{{Name: "secrets:generate", Run: "sh " + c.rootPath("scripts/secrets-generate.sh")}}
			},
		},
		{
			Provides: stack.SecretScan,
			What:     "look for secrets in what was committed",
			Check:    Check{Name: "scan", Minutes: 15},
			Root: []RootFile{
				{Path: ".github/workflows/secret-scan.yml", Shared: true},
				{Path: "scripts/secrets-scan.sh", Mode: 0o755, Shared: true},
				{Path: ".gitleaks.toml", Shared: true},
			},
			Scripts: func(c *Context) []Script {
				return []Script{{Name: "secrets:scan", Run: "sh " + c.rootPath("scripts/secrets-scan.sh")}}
			},
		},
	},
}

func secretsQuestions(*stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "secrets-store",
		Prompt:  "Where are production's secrets kept?",
		Default: "platform",
		Choices: []ask.Choice{
			{Value: "platform", Title: "variables of the hosting platform"},
			{Value: "sops", Title: "an encrypted file in this repository, with sops and age"},
			{Value: "doppler", Title: "Doppler"},
			{Value: "infisical", Title: "Infisical"},
		},
	}}
}

// serviceSecret is a secret that the app or created code reads.
type serviceSecret struct {
	Name     string
	Own      bool // chosen for this service, not issued by another
	Fallback bool // the code has a default for it
	Ring     bool // takes several keys, separated by commas
	Doc      string
}

// ringVariable finds the variables that created code reads as a list of keys.
var ringVariable = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:keyRing|NewKeyRing)\(\s*["'](\w+)["']`)
})

// Secrets returns the secrets that the app's code and created code read, sorted by name.
func (d data) Secrets() []serviceSecret {
	fallback, ring := map[string]bool{}, map[string]bool{}
	for _, read := range d.context.reads() {
		fallback[read.Name] = fallback[read.Name] || read.Default != ""
	}
	for path, text := range d.context.createdTexts() {
		if isTest(path) {
			continue
		}
		for _, m := range ringVariable().FindAllSubmatch(text, -1) {
			ring[string(m[1])] = true
		}
	}
	var all []serviceSecret
	for _, v := range d.context.Variables() {
		if v.Kind == "secret" {
			all = append(all, serviceSecret{Name: v.Name, Own: ring[v.Name] || chosenHere(v.Name), Fallback: fallback[v.Name], Ring: ring[v.Name], Doc: v.Doc})
		}
	}
	return all
}

func isTest(path string) bool {
	return strings.Contains(path, ".test.") || strings.HasSuffix(path, "_test.go")
}

// chosenHere tells a secret that a service makes up for itself from one that another issued to it. Only names that leave no
// doubt count: a start that is refused for somebody else's short key is worse than a weak key that is let through.
func chosenHere(name string) bool {
	words := strings.Split(name, "_")
	has := func(all ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(all, w) })
	}
	switch {
	case has("CLIENT", "WEBHOOK", "CLERK", "STRIPE", "AWS", "GITHUB", "GOOGLE", "FACEBOOK", "TWITTER", "AUTH0", "OKTA", "SLACK", "PAYPAL"):
		return false
	case has("PEPPER") || name == "SECRET" || name == "SECRET_KEY" || name == "AUTH_SECRET" || name == "APP_SECRET":
		return true
	}
	return has("SESSION", "JWT", "COOKIE", "CSRF", "SIGNING", "ENCRYPTION", "ACCESS", "REFRESH", "TOKEN") && has("SECRET", "KEY", "KEYS") && !has("API", "PUBLIC", "PRIVATE", "ID")
}

// modeVariables are the names under which Go services are told where they run, the usual one first.
var modeVariables = []string{"APP_ENV", "GO_ENV", "ENVIRONMENT", "ENV"}

// ModeVariable is the variable that says production: the one that the app reads already.
func (d data) ModeVariable() string {
	reads := d.context.reads()
	for _, name := range modeVariables {
		if slices.ContainsFunc(reads, func(r stack.EnvRead) bool { return r.Name == name }) {
			return name
		}
	}
	return modeVariables[0]
}

var secretVariable = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(secret|password|passwd|token|pepper|key|credentials?)s?$`)
})

// noSecret says why secrets do not concern an app: it reads none, and has nothing that would need one.
func noSecret(repo *source.Repo, app *stack.App) string {
	if app.Fact(stack.Database) != "" || app.Fact(stack.ORM) != "" || app.Fact(stack.Identity) != "" || app.Fact(stack.Redis) != "" || app.Language.Reads == nil {
		return ""
	}
	reads := app.Language.Reads(repo, app)
	if slices.ContainsFunc(reads, func(r stack.EnvRead) bool { return secretVariable().MatchString(r.Name) }) {
		return ""
	}
	return "it reads no secret from its environment, and keeps no data"
}

// signsNothing says why keys that are replaced do not concern an app: none of its secrets is one that it signs with.
func signsNothing(repo *source.Repo, app *stack.App) string {
	if app.Fact(stack.Identity) != "" || app.Language.Reads == nil {
		return ""
	}
	if slices.ContainsFunc(app.Language.Reads(repo, app), func(r stack.EnvRead) bool { return chosenHere(r.Name) }) {
		return ""
	}
	return "no secret is known that it signs with"
}

// asksLength finds code that refuses a secret which is too short.
const asksLength = `(?i)\blen\([\w.]*(secret|pepper|signing_?key|jwt_?key)\w*\)\s*<|(secret|pepper|signing_?key|jwt_?key)\w*\.length\s*<|(secret|pepper|signing_?key|jwt_?key)\w*['"]?\]?\s*:.*\.min\(\s*[1-9]\d`

package audit

import (
	"fmt"
	"path"
	"strings"

	"scaffold/patcher/dotenv"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var envChecks = []Check{
	ofRepository(closer("env.tracked-secrets", Critical, 60, "no secret is tracked in a file of variables", "whoever reads the repository has the secrets, and git keeps them",
		trackedSecrets)),
	ofRepository(closer("env.ignored", Medium, 5, "git leaves out files of variables", "the next commit may carry secrets", envIgnored)),
	closer("env.example-complete", Medium, 10, "the template lists every variable that the code reads", "a deployment lacks a variable that nobody knew of", exampleComplete),
}

var (
	envFile     = lazy.Regexp(`^\.env(\.[\w-]+)*$`)
	envTemplate = lazy.Regexp(`(?i)example|sample|template|dist|defaults?|schema|test|ci`)
	envLine     = lazy.Regexp(`(?m)^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*["']?([^"'\s#]*)`)
	ignoresEnv  = lazy.Regexp(`(?m)^\s*(\*\*/|/)?(\.env|\.env\*|\.env\.\*|\*\.env|\.env\*\.local)\s*$`)
	urlPassword = lazy.Regexp(`^[a-z][a-z0-9+.-]*://[^:/@\s]*:([^@\s]+)@([^/:\s]+)`)
	nearHost    = lazy.Regexp(`^(localhost|127\.|\[?::1|0\.0\.0\.0|host\.docker\.internal|db$|postgres$|mysql$|mongo$|redis$|database$)`)
)

// isEnvFile tells whether a file holds the variables of a place where the service runs.
func isEnvFile(name string) bool {
	base := path.Base(name)
	return envFile().MatchString(base) && !envTemplate().MatchString(base)
}

// trackedSecrets looks at the files of variables that git has. Whether a value is a secret is told by its name and its look.
func trackedSecrets(v *View) []Outcome {
	var outcomes []Outcome
	clean := source.Pos{}
	for _, name := range v.files(isEnvFile) {
		if clean.Path == "" {
			clean = source.Pos{Path: name, Line: 1}
		}
		text := v.Repo.Read(name)
		for _, m := range envLine().FindAllSubmatchIndex(text, -1) {
			key, value := string(text[m[2]:m[3]]), string(text[m[4]:m[5]])
			if !isSecretValue(key, value) {
				continue
			}
			at := source.Pos{Path: name, Line: 1 + strings.Count(string(text[:m[2]]), "\n")}
			outcomes = append(outcomes, Outcome{Status: Fail, At: at, Why: key + " has a value, and git would take the file", Key: name + " " + key})
		}
	}
	if len(outcomes) > 0 {
		return outcomes
	}
	if at, ok := v.ignoringLine(); ok {
		return pass(at, "files of variables are left out")
	}
	if clean.Path != "" {
		return pass(clean, "no value of it looks like a secret")
	}
	return notApplicable("it has no file of variables")
}

func isSecretValue(key, value string) bool {
	if m := urlPassword().FindStringSubmatch(value); m != nil {
		return !nearHost().MatchString(m[2]) && len(m[1]) >= 8 && !strings.Contains(m[1], "$") && !placeholder().MatchString(m[1]) && !placeholder().MatchString(m[2])
	}
	return isProviderKey(value) || (secretName().MatchString(key) || strings.HasSuffix(key, "_TOKEN")) && looksSecret(value)
}

// ignoringLine is where git is told to leave files of variables out.
func (v *View) ignoringLine() (source.Pos, bool) {
	for _, name := range v.files(func(name string) bool { return path.Base(name) == ".gitignore" }) {
		if line := lineOf(v.Repo.Read(name), ignoresEnv()); line > 0 {
			return source.Pos{Path: name, Line: line}, true
		}
	}
	return source.Pos{}, false
}

func envIgnored(v *View) []Outcome {
	if at, ok := v.ignoringLine(); ok {
		return pass(at, "files of variables are left out")
	}
	return fail(source.Pos{Path: ".gitignore"}, "no line of it leaves .env out")
}

// fromOutside are variables that the platform, the shell or the tools set.
var fromOutside = lazy.Regexp(`^(NODE_ENV|PORT|HOST|HOSTNAME|CI|PATH|HOME|USER|PWD|TZ|TMPDIR|LOG_LEVEL|DEBUG|NO_COLOR|TERM|npm_\w+|RAILWAY_\w+|VERCEL\w*|RENDER\w*|FLY_\w+|GITHUB_\w+|AWS_REGION|KUBERNETES_\w+|NEXT_RUNTIME)$`)

func exampleComplete(v *View) []Outcome {
	file, ok := v.near(".env.example", ".env.sample", ".env.template", ".env.dist", "env.example")
	if !ok || v.App.Language.Reads == nil {
		return notApplicable("there is no template of variables")
	}
	listed := map[string]bool{}
	text := v.Repo.Read(file)
	for _, key := range dotenv.Keys(text) {
		listed[key] = true
	}
	var lacks []string
	var first source.Pos
	reads := v.App.Language.Reads(v.Repo, v.App)
	for _, read := range reads {
		if listed[read.Name] || fromOutside().MatchString(read.Name) || strings.Contains(string(text), read.Name) {
			continue
		}
		if lacks == nil {
			first = read.At
		}
		lacks = append(lacks, read.Name)
	}
	if len(reads) == 0 {
		return unknown(source.Pos{Path: file, Line: 1}, "the code reads no variable by name that could be looked for in it")
	}
	if lacks == nil {
		return pass(source.Pos{Path: file, Line: 1}, fmt.Sprintf("it has all of the %s that the code reads", count(len(reads), "variable")))
	}
	return partial(source.Pos{Path: file, Line: 1}, path.Base(file), "it lacks "+some(lacks)+"; read at "+first.String())
}

// some names a few of many.
func some(names []string) string {
	if len(names) > 5 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:5], ", "), len(names)-5)
	}
	return strings.Join(names, ", ")
}

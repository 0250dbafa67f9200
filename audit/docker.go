package audit

import (
	"path"
	"regexp"
	"strings"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var containerChecks = []Check{
	closer("docker.non-root", High, 10, "the image runs as a user of its own", "whoever breaks out of the service is root", inImage(nonRoot)),
	closer("docker.secrets", High, 30, "no secret stands in the image", "whoever can pull the image has the secret", inImage(noSecrets)),
	closer("docker.pinned-base", Medium, 10, "the base image has a version", "the next build runs on another system", inImage(pinnedBase)),
	closer("docker.multi-stage", Low, 30, "the image holds what the service needs to run, and no more", "compilers and sources are in the image", inImage(multiStage)),
	closer("docker.lockfile", Medium, 10, "the image has the locked versions", "the image holds versions that nobody tested", inImage(lockedInstall)),
	closer("docker.exec-form", Low, 5, "the service gets the signals itself", "requests in flight are cut off at each deploy", inImage(execForm)),
	closer("docker.ignore", Medium, 10, "secrets and dependencies stay out of the build", "a .env file or the whole history is in the image", inImage(dockerIgnore)),
}

// dockerfile is one, instruction by instruction.
type dockerfile struct {
	v     *View
	name  string
	lines []instruction
}

type instruction struct {
	op, text string
	line     int
}

func (d *dockerfile) at(line int) source.Pos { return source.Pos{Path: d.name, Line: max(1, line)} }

// all returns the instructions of a kind.
func (d *dockerfile) all(ops ...string) []instruction {
	var found []instruction
	for _, i := range d.lines {
		for _, op := range ops {
			if i.op == op {
				found = append(found, i)
			}
		}
	}
	return found
}

// inImage makes a check of what is said about a Dockerfile.
func inImage(look func(*dockerfile) []Outcome) func(*View) []Outcome {
	return func(v *View) []Outcome {
		name := v.image()
		if name == "" {
			return notApplicable("there is no image yet")
		}
		d := &dockerfile{v: v, name: name, lines: instructions(string(v.Repo.Read(name)))}
		if len(d.all("FROM")) == 0 {
			return unknown(d.at(1), "it cannot be read")
		}
		return look(d)
	}
}

// image is the Dockerfile of the app, "" for none.
func (v *View) image() string {
	if found, ok := v.App.Found[stack.ContainerImage]; ok {
		return found.At.Path
	}
	r := v.Result("docker")
	if r == nil {
		return ""
	}
	for _, f := range r.Findings {
		if f.Status != generators.Present {
			continue
		}
		for _, change := range r.Changes {
			for _, e := range change.Edits {
				if _, ok := e.Edit.(patcher.Create); ok && change.What == f.Piece.What && strings.HasPrefix(path.Base(e.Path), "Dockerfile") && !strings.HasSuffix(e.Path, ".dockerignore") && v.Repo.Has(e.Path) {
					return e.Path
				}
			}
		}
	}
	return ""
}

// instructions reads a Dockerfile. Lines that go on are one.
func instructions(text string) []instruction {
	var all []instruction
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		first := i + 1
		for strings.HasSuffix(line, "\\") && i+1 < len(lines) {
			i++
			if next := strings.TrimSpace(lines[i]); !strings.HasPrefix(next, "#") {
				line = strings.TrimSuffix(line, "\\") + " " + next
			} else {
				line += " \\"
			}
		}
		op, rest, _ := strings.Cut(line, " ")
		all = append(all, instruction{strings.ToUpper(op), strings.TrimSpace(rest), first})
	}
	return all
}

var fromParts = lazy.Regexp(`(?i)^(?:--platform=\S+\s+)?(\S+)(?:\s+as\s+(\S+))?`)

// nonRoot follows the last stage down to the image that it starts from.
func nonRoot(d *dockerfile) []Outcome {
	user, image, line := map[string]instruction{}, map[string]string{}, 0
	stage, base := "", ""
	for _, i := range d.lines {
		switch i.op {
		case "FROM":
			m := fromParts().FindStringSubmatch(i.text)
			if m == nil {
				return unknown(d.at(i.line), "it cannot be read")
			}
			base, stage, line = m[1], m[2]+"#"+m[1], i.line
			image[stage] = base
			for other, u := range user {
				if name, _, _ := strings.Cut(other, "#"); strings.EqualFold(name, base) {
					user[stage], base = u, image[other]
					image[stage] = base
				}
			}
			for other, from := range image {
				if name, _, _ := strings.Cut(other, "#"); name != "" && strings.EqualFold(name, base) {
					base = from
					image[stage] = from
				}
			}
		case "USER":
			user[stage] = i
		}
	}
	if u, ok := user[stage]; ok {
		name, _, _ := strings.Cut(strings.Trim(u.text, `"'`), ":")
		if name == "root" || name == "0" {
			return fail(d.at(u.line), "it runs as root")
		}
		return pass(d.at(u.line), "USER "+u.text)
	}
	if strings.Contains(base, "nonroot") || strings.Contains(base, "unprivileged") || strings.Contains(base, "chainguard") {
		return pass(d.at(line), base)
	}
	if strings.Contains(base, "$") {
		return unknown(d.at(line), "the base image is told when it is built")
	}
	return fail(d.at(line), "no USER is set: it runs as root")
}

var literalSecret = lazy.Regexp(`(?i)^(\w*(?:secret|password|passwd|token|private_key|api_key)\w*)[ =]["']?([^"'\s$]+)`)

func noSecrets(d *dockerfile) []Outcome {
	for _, i := range d.all("ENV", "ARG") {
		if m := literalSecret().FindStringSubmatch(i.text); m != nil && !placeholder().MatchString(m[2]) {
			return fail(d.at(i.line), m[1]+" has a value in it")
		}
	}
	return pass(d.at(1), "no ENV or ARG holds one")
}

func pinnedBase(d *dockerfile) []Outcome {
	stages := map[string]bool{"scratch": true}
	var last instruction
	for _, i := range d.all("FROM") {
		m := fromParts().FindStringSubmatch(i.text)
		if m == nil {
			continue
		}
		image := m[1]
		if !stages[strings.ToLower(image)] && !strings.Contains(image, "$") {
			last = i
			name := image[strings.LastIndexByte(image, '/')+1:]
			if !strings.Contains(name, "@sha256:") && (!strings.Contains(name, ":") || strings.HasSuffix(name, ":latest") || strings.HasSuffix(name, ":lts")) {
				return fail(d.at(i.line), image+" is another image tomorrow")
			}
		}
		stages[strings.ToLower(m[2])] = true
	}
	if last.line == 0 {
		return unknown(d.at(1), "the base image is told when it is built")
	}
	return pass(d.at(last.line), "FROM "+last.text)
}

func multiStage(d *dockerfile) []Outcome {
	from := d.all("FROM")
	if len(from) > 1 {
		return pass(d.at(from[len(from)-1].line), count(len(from), "stage"))
	}
	if !languageOf(d.v.App).compiled(d.v.App) {
		return notApplicable("nothing is compiled")
	}
	return fail(d.at(from[0].line), "there is one stage, and what compiles the service stays in it")
}

var (
	locked   = lazy.Regexp(`\bnpm ci\b|--frozen-lockfile|--immutable\b|\bgo (mod download|build|install)\b|\bbun install --frozen`)
	unlocked = lazy.Regexp(`\b(npm (install|i)\b( --?(omit|only|production|prod|no-\w+)\S*)*\s*($|&&|;|\|)|yarn( install)?( --production)?\s*($|&&|;)|pnpm (install|i)\s*($|&&|;))|--no-frozen-lockfile\b|--no-immutable\b`)
)

func lockedInstall(d *dockerfile) []Outcome {
	for _, i := range d.all("RUN") {
		if unlocked().MatchString(i.text) {
			return fail(d.at(i.line), "it installs without holding to the lockfile")
		}
	}
	for _, i := range d.all("RUN") {
		if m := locked().FindString(i.text); m != "" {
			return pass(d.at(i.line), m)
		}
	}
	return notApplicable("it installs nothing")
}

func execForm(d *dockerfile) []Outcome {
	starts := d.all("ENTRYPOINT", "CMD")
	if len(starts) == 0 {
		return notApplicable("the platform says what is started")
	}
	last := starts[len(starts)-1]
	for _, i := range starts {
		if i.op == "ENTRYPOINT" {
			last = i
		}
	}
	if strings.HasPrefix(last.text, "[") || strings.HasPrefix(last.text, "exec ") {
		return pass(d.at(last.line), last.op+" "+last.text)
	}
	return fail(d.at(last.line), "a shell stands between the service and its signals: "+last.op+" "+last.text)
}

func dockerIgnore(d *dockerfile) []Outcome {
	copied := false
	for _, i := range d.all("COPY", "ADD") {
		fields := strings.Fields(i.text)
		copied = copied || len(fields) > 1 && (fields[len(fields)-2] == "." || fields[len(fields)-2] == "./")
	}
	if !copied {
		return notApplicable("it copies what it names")
	}
	for _, name := range []string{d.name + ".dockerignore", path.Join(path.Dir(d.name), ".dockerignore"), ".dockerignore"} {
		if !d.v.Repo.Has(name) {
			continue
		}
		text := d.v.Repo.Read(name)
		var lacks []string
		for what, pattern := range map[string]func() *regexp.Regexp{".env": leavesEnv, ".git": leavesGit} {
			if !pattern().Match(text) && !leavesAll().Match(text) {
				lacks = append(lacks, what)
			}
		}
		if len(lacks) == 2 {
			lacks = []string{".env", ".git"}
		}
		if len(lacks) > 0 {
			return fail(source.Pos{Path: name, Line: 1}, "it does not leave out "+strings.Join(lacks, " and "))
		}
		return pass(source.Pos{Path: name, Line: 1}, path.Base(name))
	}
	return fail(source.Pos{Path: path.Join(path.Dir(d.name), ".dockerignore")}, "the whole folder goes into the image")
}

var (
	leavesEnv = lazy.Regexp(`(?m)^\s*(\*\*/|/)?(\*\.env|\.env\*?|\.env\.\*|\.\*)\s*$`)
	leavesGit = lazy.Regexp(`(?m)^\s*(\*\*/|/)?(\.git/?|\.git\*|\.\*)\s*$`)
	leavesAll = lazy.Regexp(`(?m)^\s*(\*|\*\*)\s*$`)
)

package audit

import (
	"path"
	"strconv"
	"strings"

	"scaffold/stack"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

var infraChecks = []Check{
	closer("infra.lockfile", Medium, 5, "the versions of dependencies are locked", "each install may bring other code", lockfile),
	closer("infra.runtime-supported", Medium, 60, "the runtime still gets corrections", "holes in the runtime stay open", runtimeSupported),
	closer("infra.engines", Low, 5, "the repository says which runtime it needs", "it runs on another version than it was tested with", engines),
	ofRepository(closer("infra.railway-toml-ends", Medium, 30, "the platform still reads its configuration", "from 2026-12-01 the platform does not read it any more", railwayTOML)),
}

func lockfile(v *View) []Outcome {
	if fact := v.App.Facts[stack.Lockfile]; fact.Value != "" && v.Repo.Has(fact.Value) {
		return pass(source.Pos{Path: fact.Value, Line: 1}, path.Base(fact.Value))
	}
	lang := languageOf(v.App)
	if name, ok := v.near(lang.locks...); ok {
		return pass(source.Pos{Path: name, Line: 1}, path.Base(name))
	}
	name, ok := v.near(v.App.Language.Manifest)
	if ok && !strings.Contains(string(v.Repo.Read(name)), lang.needs) {
		return notApplicable("it has no dependencies")
	}
	if v.App.Front() && v.App.Service != nil && v.App.Fact(stack.Workspace) != "" {
		return notApplicable("it shares the lockfile of its workspace")
	}
	dir := path.Dir(name)
	if v.App.Fact(stack.Workspace) != "" {
		dir = path.Dir(v.App.Facts[stack.Workspace].At.Path)
	}
	return fail(source.Pos{Path: path.Join(dir, lang.locks[0])}, "there is none")
}

var (
	baseImage  = lazy.Regexp(`(?i)(?:^|/)(?:node|golang):(?:1\.)?(\d+)`)
	firstDigit = lazy.Regexp(`\d+`)
	exact      = lazy.Regexp(`^[~^=v\s]*(\d+)(\.[\dxX*]+)*\s*$`)
)

// runtimeSupported looks at every place that names one version and no other.
func runtimeSupported(v *View) []Outcome {
	lang := languageOf(v.App)
	var at source.Pos
	by := ""
	for _, place := range v.runtimes() {
		if place.major > 0 && place.major < lang.oldest {
			return fail(place.at, lang.version+strconv.Itoa(place.major)+" gets no corrections any more")
		}
		if at.Path == "" {
			at, by = place.at, place.by
		}
	}
	if at.Path == "" {
		return notApplicable("no place names one version")
	}
	return pass(at, by)
}

type runtime struct {
	major int
	at    source.Pos
	by    string
}

func (v *View) runtimes() []runtime {
	var all []runtime
	if name := v.image(); name != "" {
		for _, i := range instructions(string(v.Repo.Read(name))) {
			if m := baseImage().FindStringSubmatch(i.text); i.op == "FROM" && m != nil {
				all = append(all, runtime{number(m[1]), source.Pos{Path: name, Line: i.line}, "FROM " + i.text})
			}
		}
	}
	return append(all, languageOf(v.App).named(v)...)
}

// nodeReleases are those that a file for version managers and package.json name.
func nodeReleases(v *View) []runtime {
	var all []runtime
	if name, ok := v.near(".nvmrc", ".node-version"); ok {
		text := strings.TrimSpace(string(v.Repo.Read(name)))
		if exact().MatchString(text) {
			all = append(all, runtime{number(firstDigit().FindString(text)), source.Pos{Path: name, Line: 1}, path.Base(name) + ": " + plain(text)})
		}
	}
	if pkg, ok := v.manifest(); ok {
		wanted := pkg.Engines["node"]
		if exact().MatchString(wanted) {
			all = append(all, runtime{number(firstDigit().FindString(wanted)), pkg.At("engines"), "engines: node " + wanted})
		}
	}
	return all
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// manifest returns the nearest package.json that says something about the runtime.
func (v *View) manifest() (*nodejs.Package, bool) {
	pkgs := nodejs.Packages(v.Repo)
	for _, dir := range nodejs.Ancestors(v.App.Dir) {
		if pkg := pkgs[dir]; pkg != nil && pkg.Engines["node"] != "" {
			return pkg, true
		}
	}
	return nil, false
}

func engines(v *View) []Outcome { return languageOf(v.App).engines(v) }

func goLineHeld(v *View) []Outcome {
	if name, ok := v.near("go.mod"); ok {
		return pass(v.at(name, goLine()), "the go line")
	}
	return notApplicable("it is in no module")
}

func nodeEngines(v *View) []Outcome {
	if pkg, ok := v.manifest(); ok {
		return pass(pkg.At("engines"), "engines: node "+pkg.Engines["node"])
	}
	if name, ok := v.near(".nvmrc", ".node-version", ".tool-versions"); ok {
		return pass(source.Pos{Path: name, Line: 1}, path.Base(name))
	}
	name, _ := v.near("package.json")
	return fail(source.Pos{Path: name, Line: 1}, "no engines, no .nvmrc")
}

var goLine = lazy.Regexp(`(?m)^go \d`)

func railwayTOML(v *View) []Outcome {
	if v.Repo.Has(".railway/railway.ts") {
		return pass(source.Pos{Path: ".railway/railway.ts", Line: 1}, "railway.ts")
	}
	for _, name := range v.Repo.Files() {
		if base := path.Base(name); base == "railway.toml" || base == "railway.json" {
			return fail(source.Pos{Path: name, Line: 1}, "Railway reads .railway/railway.ts instead")
		}
	}
	return notApplicable("it does not run on Railway")
}

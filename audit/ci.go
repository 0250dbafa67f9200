package audit

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var ciChecks = []Check{
	ofRepository(closer("ci.pinned-actions", Medium, 15, "actions of others are pinned to a commit", "whoever takes over an action runs code with the secrets of the repository",
		inWorkflows(pinnedActions))),
	ofRepository(closer("ci.least-permissions", Medium, 10, "workflows may do no more than they need", "a step that goes wrong can change the repository", inWorkflows(leastPermissions))),
	ofRepository(closer("ci.timeouts", Low, 5, "jobs end by themselves", "a job that hangs runs for six hours", inWorkflows(timeouts))),
	ofRepository(closer("ci.no-pull-request-target", High, 30, "no code of strangers runs with secrets", "a pull request of a stranger takes the secrets of the repository",
		inWorkflows(noTarget))),
	ofRepository(closer("ci.no-injection", High, 15, "no text of strangers is part of a command", "the title of an issue or the name of a branch runs as a command", inWorkflows(noInjection))),
	ofRepository(closer("ci.lockfile", Medium, 5, "workflows test the locked versions", "what is tested is not what runs", inWorkflows(workflowLockfile))),
	ofRepository(closer("ci.concurrency", Low, 5, "an older run gives way to a newer one", "two deploys run at once, and the older may come last", inWorkflows(concurrency))),
}

// workflow is what is read of one of GitHub's.
type workflow struct {
	On          any
	Permissions any
	Concurrency any
	Jobs        map[string]struct {
		Permissions any
		Concurrency any
		Uses        string
		Timeout     any `yaml:"timeout-minutes"`
		Steps       []struct {
			Uses, Run string
			With      map[string]any
		}
	}
	name, text string
	berry      bool // yarn is one that holds to the lockfile by itself where CI is set
}

func (w *workflow) on(event string) bool {
	switch on := w.On.(type) {
	case string:
		return on == event
	case []any:
		return slices.Contains(on, any(event))
	case map[string]any:
		_, ok := on[event]
		return ok
	}
	return false
}

// at is where a text stands in the workflow.
func (w *workflow) at(text string) source.Pos {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if i := strings.Index(w.text, first); i >= 0 && first != "" {
		return source.Pos{Path: w.name, Line: 1 + strings.Count(w.text[:i], "\n")}
	}
	return source.Pos{Path: w.name, Line: 1}
}

// inWorkflows makes a check of what is said about each workflow.
func inWorkflows(look func(*workflow) (Outcome, bool)) func(*View) []Outcome {
	return func(v *View) []Outcome {
		var outcomes []Outcome
		for _, name := range v.Repo.Under(".github/workflows") {
			text := v.Repo.Read(name)
			if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" || len(text) > mostBytes {
				continue
			}
			w := &workflow{name: name, text: string(text), berry: v.Repo.Has(".yarnrc.yml")}
			if yamlsrc.Decode(text, w) != nil || len(w.Jobs) == 0 {
				outcomes = append(outcomes, Outcome{Status: Unknown, At: source.Pos{Path: name, Line: 1}, Why: "it cannot be read", Key: name})
				continue
			}
			if o, matters := look(w); matters {
				o.Key = name
				if o.At.Path == "" {
					o.At = source.Pos{Path: name, Line: 1}
				}
				outcomes = append(outcomes, o)
			}
		}
		if len(outcomes) == 0 {
			return notApplicable("it has no workflow that it concerns")
		}
		return outcomes
	}
}

var (
	commitPin = lazy.Regexp(`@[0-9a-f]{40}$`)
	// fromStrangers are values that anybody on the web may choose.
	fromStrangers = lazy.Regexp(`\$\{\{[^}]*\bgithub\.(event\.(issue|pull_request|comment|review|discussion|head_commit|commits)\b[^}|&]*\.(title|body|message|ref|label|email|name)\b|head_ref)[^}]*\}\}`)
	ofTheHead     = lazy.Regexp(`github\.(event\.pull_request\.head|head_ref)|refs/pull/`)
)

func pinnedActions(w *workflow) (Outcome, bool) {
	var loose []string
	used := ""
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		job := w.Jobs[id]
		uses := []string{job.Uses}
		for _, step := range job.Steps {
			uses = append(uses, step.Uses)
		}
		for _, u := range uses {
			if u == "" || strings.HasPrefix(u, "./") || strings.HasPrefix(u, "docker://") {
				continue
			}
			used = u
			if !commitPin().MatchString(u) && !slices.Contains(loose, u) {
				loose = append(loose, u)
			}
		}
	}
	switch {
	case len(loose) > 0:
		return Outcome{Status: Fail, At: w.at(loose[0]), Why: some(loose) + ": whoever owns the tag may move it"}, true
	case used == "":
		return Outcome{}, false
	}
	return Outcome{Status: Pass, At: w.at(used), By: used}, true
}

func leastPermissions(w *workflow) (Outcome, bool) {
	if w.Permissions == "write-all" {
		return Outcome{Status: Fail, At: w.at("permissions:"), Why: "it may do everything"}, true
	}
	if w.Permissions != nil {
		return Outcome{Status: Pass, At: w.at("permissions:"), By: "permissions of the workflow"}, true
	}
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		if p := w.Jobs[id].Permissions; p == nil || p == "write-all" {
			return Outcome{Status: Fail, At: w.at(id + ":"), Why: "the job " + id + " has whatever permissions the repository gives by default"}, true
		}
	}
	return Outcome{Status: Pass, At: w.at("permissions:"), By: "permissions of each job"}, true
}

func timeouts(w *workflow) (Outcome, bool) {
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		if w.Jobs[id].Timeout == nil && w.Jobs[id].Uses == "" {
			return Outcome{Status: Fail, At: w.at(id + ":"), Why: "the job " + id + " has no timeout-minutes"}, true
		}
	}
	return Outcome{Status: Pass, At: w.at("timeout-minutes:"), By: "timeout-minutes"}, true
}

func noTarget(w *workflow) (Outcome, bool) {
	if !w.on("pull_request_target") {
		return Outcome{Status: Pass, At: w.at("on:"), By: "it is not started by pull_request_target"}, true
	}
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		for _, step := range w.Jobs[id].Steps {
			if strings.HasPrefix(step.Uses, "actions/checkout") && ofTheHead().MatchString(fmt.Sprint(step.With["ref"])) {
				return Outcome{Status: Fail, At: w.at(step.Uses), Why: "it checks the code of a stranger out where secrets are"}, true
			}
		}
	}
	return Outcome{Status: Pass, At: w.at("pull_request_target"), By: "it does not check the code of the pull request out"}, true
}

func noInjection(w *workflow) (Outcome, bool) {
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		for _, step := range w.Jobs[id].Steps {
			text := step.Run
			if strings.HasPrefix(step.Uses, "actions/github-script") {
				text = fmt.Sprint(step.With["script"])
			}
			if found := fromStrangers().FindString(text); found != "" {
				return Outcome{Status: Fail, At: w.at(found), Why: found + " is put into a command"}, true
			}
		}
	}
	return Outcome{Status: Pass, By: "no command holds a text of strangers"}, true
}

func workflowLockfile(w *workflow) (Outcome, bool) {
	held := ""
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		for _, step := range w.Jobs[id].Steps {
			for line := range strings.Lines(step.Run) {
				line = strings.TrimSpace(line)
				if w.holdsByItself(line) {
					held = line
					continue
				}
				if unlocked().MatchString(line) && !strings.HasPrefix(line, "#") {
					return Outcome{Status: Fail, At: w.at(line), Why: "it installs without holding to the lockfile: " + line}, true
				}
				if locked().MatchString(line) {
					held = line
				}
			}
		}
	}
	return Outcome{Status: Pass, At: w.at(held), By: held}, held != ""
}

// holdsByItself tells whether a command holds to the lockfile because it runs in a workflow: pnpm does so, and yarn since 2.
func (w *workflow) holdsByItself(line string) bool {
	if strings.Contains(line, "--no-frozen-lockfile") || strings.Contains(line, "--no-immutable") {
		return false
	}
	return strings.HasPrefix(line, "pnpm i") || w.berry && (line == "yarn" || strings.HasPrefix(line, "yarn install"))
}

var deploys = lazy.Regexp(`(?i)\bdeploy\b`)

func concurrency(w *workflow) (Outcome, bool) {
	if w.Concurrency != nil {
		return Outcome{Status: Pass, At: w.at("concurrency:"), By: "concurrency"}, true
	}
	for _, job := range w.Jobs {
		if job.Concurrency != nil {
			return Outcome{Status: Pass, At: w.at("concurrency:"), By: "concurrency of a job"}, true
		}
	}
	return Outcome{Status: Fail, Why: "two runs of it may overlap"}, deploys().MatchString(path.Base(w.name))
}

// commands returns the lines of a script or a workflow that are no comments.
func commands(text []byte) string {
	var kept []string
	for line := range strings.Lines(string(text)) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "*") {
			line = "\n" // so that lines keep their numbers
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

// inCommands is where a pattern stands in the commands of files.
func (v *View) inCommands(names []string, pattern *regexp.Regexp) (at source.Pos, by string, ok bool) {
	for _, name := range names {
		text := commands(v.Repo.Read(name))
		if found := pattern.FindStringIndex(text); found != nil {
			return source.Pos{Path: name, Line: 1 + strings.Count(text[:found[0]], "\n")}, strings.TrimSpace(text[found[0]:found[1]]), true
		}
	}
	return source.Pos{}, "", false
}

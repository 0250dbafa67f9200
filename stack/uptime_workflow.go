package stack

import (
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// workflow is what is read of one of GitHub's.
type workflow struct {
	Name string
	On   any
	Jobs map[string]struct {
		Name  string
		If    string
		Uses  string
		Steps []workflowStep
	}
	callers []workflow // those of the repository that run it as a job
}

type workflowStep struct {
	Name, If, Uses, Run string
}

// scheduledProbes returns the workflows that ask an address on a schedule whether a service is there.
func scheduledProbes(repo *source.Repo) []monitor {
	var all []monitor
	for _, name := range repo.Under(".github/workflows") {
		var w workflow
		text := repo.Read(name)
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" || repo.Owns(name) || !strings.Contains(string(text), "schedule") ||
			yamlsrc.Decode(text, &w) != nil || !w.scheduled() {
			continue
		}
		if m, ok := w.probe(repo, name, string(text)); ok {
			all = append(all, m)
		}
	}
	return all
}

func (w workflow) scheduled() bool {
	events, _ := w.On.(map[string]any)
	times, _ := events["schedule"].([]any)
	return len(times) > 0
}

// probeActions are actions that do nothing else, and fail when the address does not answer.
var probeActions = lazy.Regexp(`^(upptime/uptime-monitor|jtalk/url-health-check-action)@`)

// saysUptime is how a workflow, a job or a step is called whose plain request is a probe.
var saysUptime = lazy.Regexp(`(?i)\bup-?time\b|health[ -]?check|\bheart-?beat\b|\bavailability\b`)

func (w workflow) probe(repo *source.Repo, name, text string) (monitor, bool) {
	var best monitor
	for _, id := range slices.Sorted(maps.Keys(w.Jobs)) {
		job := w.Jobs[id]
		if off(job.If) {
			continue
		}
		for _, step := range job.Steps {
			title := strings.Join([]string{path.Base(name), w.Name, id, job.Name, step.Name}, " ")
			m, ok := step.probe(repo, text, saysUptime().MatchString(strings.ReplaceAll(title, "_", " ")))
			if ok && (best.text == "" || m.found.Partial == "") {
				best = m
				best.found.At = source.Pos{Path: name, Line: step.line(text)}
			}
		}
	}
	return best, best.text != ""
}

func off(condition string) bool {
	return strings.Trim(condition, "${ }") == "false"
}

func (s workflowStep) line(text string) int {
	first, _, _ := strings.Cut(strings.TrimSpace(s.Uses+s.Run), "\n")
	before, _, _ := strings.Cut(text, first)
	return 1 + strings.Count(before, "\n")
}

// calledScript finds the files that a step runs.
var calledScript = lazy.Regexp(`(?m)(?:^|[\s;&|])(?:\./)?([\w./-]+\.(?:sh|bash|[cm]?js|ts|py))\b`)

// probe looks at what a step runs, and at the scripts that it calls.
func (s workflowStep) probe(repo *source.Repo, whole string, named bool) (monitor, bool) {
	if off(s.If) {
		return monitor{}, false
	}
	if probeActions().MatchString(s.Uses) {
		return monitor{Found{By: s.Uses}, whole}, true
	}
	if partial, ok := probesAddress(s.Run, whole, named); ok {
		return monitor{Found{By: "a scheduled workflow", Partial: partial}, whole}, true
	}
	for _, m := range calledScript().FindAllStringSubmatch(s.Run, -1) {
		script := string(repo.Read(path.Clean(m[1])))
		if partial, ok := probesAddress(script, whole+script, named); ok {
			return monitor{Found{By: "a scheduled workflow with " + m[1], Partial: partial}, whole + script}, true
		}
	}
	return monitor{}, false
}

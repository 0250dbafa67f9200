package audit

import (
	"fmt"
	"slices"
	"time"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/patcher/yamlsrc"
)

// PolicyPath is where a repository says what of an audit it decided otherwise; it is meant to be committed.
const PolicyPath = ".scaffold/policy.yaml"

// Policy is what a repository decided about the audit.
type Policy struct {
	Version    int                 `yaml:"version"`
	Waivers    []Waiver            `yaml:"waivers,omitempty"`
	Severities map[string]Severity `yaml:"severities,omitempty"` // by check
	Gaps       map[string]string   `yaml:"gaps,omitempty"`       // that do not concern this repository, with the reason
	Today      string              `yaml:"-"`                    // 2026-01-31
}

// Waiver is a finding that somebody answers for, until a day.
type Waiver struct {
	Check  string `yaml:"check" json:"check"`
	App    string `yaml:"app,omitempty" json:"app,omitempty"`
	Key    string `yaml:"key,omitempty" json:"key,omitempty"`
	Owner  string `yaml:"owner" json:"owner"`
	Reason string `yaml:"reason" json:"reason"`
	Until  string `yaml:"until" json:"until"` // 2026-01-31, the last day
	Stale  string `yaml:"-" json:"stale,omitempty"`
}

// ParsePolicy reads a policy. No text is an empty one.
func ParsePolicy(text []byte, today string) (*Policy, error) {
	p := &Policy{Today: today}
	if text == nil {
		return p, nil
	}
	if err := yamlsrc.DecodeStrict(text, p); err != nil {
		return nil, patcher.In(PolicyPath, err)
	}
	if p.Version != 1 {
		return nil, wrong(text, []string{"version"}, fmt.Sprintf("version %d of the policy is not known; this program reads version 1", p.Version))
	}
	for i, w := range p.Waivers {
		if _, err := time.Parse(time.DateOnly, w.Until); err != nil || w.Check == "" || w.Owner == "" || w.Reason == "" {
			return nil, wrong(text, []string{"waivers", fmt.Sprint(i)}, "a waiver names a check, an owner, a reason, and until when as 2026-01-31")
		}
	}
	for check, severity := range p.Severities {
		if severity.weight() < 0 {
			return nil, wrong(text, []string{"severities", check}, "a severity is critical, high, medium or low")
		}
	}
	for name, reason := range p.Gaps {
		switch {
		case !slices.ContainsFunc(generators.All, func(g *generators.Gap) bool { return g.Name == name }):
			return nil, wrong(text, []string{"gaps", name}, "there is no gap called "+name)
		case reason == "":
			return nil, wrong(text, []string{"gaps", name}, "a gap that does not concern the repository has a reason")
		}
	}
	return p, nil
}

func wrong(text []byte, path []string, what string) error {
	return &patcher.Problem{Kind: patcher.NotUnderstood, Path: PolicyPath, Line: yamlsrc.Line(text, path...), What: what, Todo: "correct it and run again"}
}

// apply lays the policy over the findings. A waiver that is over, or that no finding needs any more, is listed.
func (p *Policy) apply(r *Report) {
	used := make([]bool, len(p.Waivers))
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { _, out := p.Gaps[f.Gap]; return out })
	for i := range r.Findings {
		f := &r.Findings[i]
		if severity, ok := p.Severities[f.Check]; ok {
			f.Severity, f.Level = severity, levelOf(severity)
		}
		for n, w := range p.Waivers {
			if f.Open() && w.covers(f) {
				used[n] = true
				if w.Until >= p.Today {
					f.Waived = &p.Waivers[n]
				}
			}
		}
	}
	for n, w := range p.Waivers {
		switch {
		case w.Until < p.Today:
			w.Stale = "it ended"
		case !used[n]:
			w.Stale = "no finding needs it"
		default:
			continue
		}
		r.Stale = append(r.Stale, w)
	}
	for _, gap := range slices.Sorted(keys(p.Gaps)) {
		r.Notes = append(r.Notes, gap+" does not concern this repository: "+p.Gaps[gap])
	}
}

func (w Waiver) covers(f *Finding) bool {
	return w.Check == f.Check && (w.App == "" || w.App == f.App) && (w.Key == "" || w.Key == f.Key)
}

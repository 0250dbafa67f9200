// Package audit says what a repository lacks for production, with the evidence, and writes the report of it.
package audit

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"scaffold/generators"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Subject is what is audited: a repository, what it is, and how each gap stands in its apps.
type Subject struct {
	Repo  *source.Repo
	Stack *stack.Stack
	Apps  []*stack.App                                 // those that the audit is about
	Gaps  map[*stack.App]map[string]*generators.Result // by app and gap, settled
	Only  []string                                     // names of gaps, none for all

	readings map[*stack.App]*reading // what was seen in the source, once it was asked for
}

// View is what a check sees: one app of the subject, or for what belongs to the repository as a whole its first.
type View struct {
	*Subject
	App *stack.App
}

// Result returns how a gap stands in the app, nil where it does not concern it.
func (v *View) Result(gap string) *generators.Result { return v.Gaps[v.App][gap] }

// Run looks at everything. The findings are sorted: the gravest first, then by app, check and place.
func Run(s *Subject, policy *Policy) *Report {
	r := &Report{Version: formatVersion, Apps: []AppReport{}, Gaps: []GapReport{}, Findings: []Finding{}}
	for _, app := range s.Apps {
		r.Apps = append(r.Apps, AppReport{ID: app.ID, Name: app.Name, Framework: app.Framework.Title, At: place(app.At)})
	}
	for _, check := range Checks() {
		if len(s.Only) > 0 && !slices.Contains(s.Only, check.Gap) {
			continue
		}
		for _, app := range s.views(check) {
			view := &View{Subject: s, App: app}
			for _, outcome := range check.look(view) {
				r.Findings = append(r.Findings, finding(check, view, outcome))
			}
		}
	}
	policy.apply(r)
	slices.SortStableFunc(r.Findings, compare)
	r.judge()
	return r
}

// look does a check, unless programs of the app's language never do what it looks for.
func (c Check) look(v *View) []Outcome {
	if why := languageOf(v.App).never[c.Name]; why != "" {
		return notApplicable(why)
	}
	return c.Look(v)
}

// views are the apps that a check looks at.
func (s *Subject) views(check Check) []*stack.App {
	if check.Repository && len(s.Apps) > 0 {
		return s.Apps[:1]
	}
	return s.Apps
}

func finding(check Check, v *View, o Outcome) Finding {
	f := Finding{
		Check: check.Name, Gap: check.Gap, Title: check.Title, Impact: check.Impact, Severity: check.Severity, Level: check.Level,
		Minutes: check.Minutes, Status: o.Status, Why: plain(o.Why), Evidence: plain(o.By), At: place(o.At), Key: plain(o.Key),
	}
	if !check.Repository {
		f.App = v.App.ID
	}
	if o.Status == Fail || o.Status == Partial {
		f.Fix = check.fix(v, o)
	}
	return f
}

// fix is the command that closes the gap of a finding, "" where only a person can.
func (c Check) fix(v *View, o Outcome) string {
	if r := v.Result(c.Gap); c.ByHand || o.ByHand || r == nil || r.Foreign {
		return ""
	}
	command := "scaffold add " + c.Gap
	if len(v.Stack.Apps) > 1 {
		command += " --app " + v.App.ID
	}
	return command
}

// plain keeps what stands in a repository from steering a terminal, and to one line of a bearable length.
func plain(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return text
}

// longest is how many characters of evidence are shown.
const longest = 300

func place(at source.Pos) Place { return Place{Path: at.Path, Line: at.Line} }

// compare puts what is open before what is not, and the grave before the light.
func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Status.weight(), b.Status.weight()), cmp.Compare(a.Severity.weight(), b.Severity.weight()),
		strings.Compare(a.App, b.App), strings.Compare(a.Check, b.Check), strings.Compare(a.At.Path, b.At.Path),
		cmp.Compare(a.At.Line, b.At.Line), strings.Compare(a.Key, b.Key))
}
